"""The index of products: rows, listings, addresses and search."""

from __future__ import annotations

from typing import Final

from rustok_index import mappers, models
from rustok_index.indexers.documents import Indexer
from rustok_index.indexers.narrow import NarrowTable

PRODUCTS: Final = Indexer(
    name="products",
    model=models.IndexProduct,
    entity="product_id",
    row=mappers.product_row,
    entry=mappers.product_entry,
    narrow=(
        NarrowTable(
            model=models.IndexProductListing,
            key=("product_id", "locale", "channel", "group_id", "currency"),
            rows=mappers.listing_rows,
        ),
        NarrowTable(model=models.IndexProductHandle, key=("product_id", "locale", "handle"), rows=mappers.handle_rows),
    ),
)
