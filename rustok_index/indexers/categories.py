"""The index of product categories: rows only, the tree is small."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

CATEGORIES: Final = Indexer(
    name="categories",
    model=models.IndexCategory,
    entity="category_id",
    row=mappers.category_row,
)
