"""The index of products: rows, listings and search."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer

PRODUCTS: Final = Indexer(
    name="products",
    model=models.IndexProduct,
    entity="product_id",
    row=mappers.product_row,
    entry=mappers.product_entry,
    listings=mappers.listing_rows,
)
