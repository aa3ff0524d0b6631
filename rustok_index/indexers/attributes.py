"""The index of attributes of products: rows only, there are few."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

ATTRIBUTES: Final = Indexer(
    name="attributes",
    model=models.IndexAttribute,
    entity="attribute_id",
    row=mappers.attribute_row,
)
