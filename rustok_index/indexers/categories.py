"""The index of product categories: rows and addresses, the tree is small."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer
from rustok_index.indexers.narrow import NarrowTable

CATEGORIES: Final = Indexer(
    name="categories",
    model=models.IndexCategory,
    entity="category_id",
    row=mappers.category_row,
    narrow=(
        NarrowTable(
            model=models.IndexCategorySlug,
            key=("category_id", "locale", "slug"),
            rows=mappers.slug_rows("category_id"),
        ),
    ),
)
