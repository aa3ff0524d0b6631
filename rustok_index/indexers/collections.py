"""The index of collections of products: rows only, there are few."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

COLLECTIONS: Final = Indexer(
    name="collections",
    model=models.IndexCollection,
    entity="collection_id",
    row=mappers.collection_row,
)
