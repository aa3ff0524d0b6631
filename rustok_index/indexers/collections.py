"""The index of collections of products: rows and addresses, there are few."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer
from rustok_index.indexers.narrow import NarrowTable

COLLECTIONS: Final = Indexer(
    name="collections",
    model=models.IndexCollection,
    entity="collection_id",
    row=mappers.collection_row,
    narrow=(
        NarrowTable(
            model=models.IndexCollectionSlug,
            key=("collection_id", "locale", "slug"),
            rows=mappers.slug_rows("collection_id"),
        ),
    ),
)
