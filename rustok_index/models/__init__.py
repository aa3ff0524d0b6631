"""Tables of the read model. Every row can be rebuilt from the domains' own tables."""

from rustok_index.models.base import IndexedDocument
from rustok_index.models.categories import IndexCategory
from rustok_index.models.content import IndexContent
from rustok_index.models.products import ALL_CATEGORIES, UNPRICED, IndexProduct, IndexProductListing
from rustok_index.models.progress import ReindexProgress

__all__ = [
    "ALL_CATEGORIES",
    "UNPRICED",
    "IndexCategory",
    "IndexContent",
    "IndexProduct",
    "IndexProductListing",
    "IndexedDocument",
    "ReindexProgress",
]
