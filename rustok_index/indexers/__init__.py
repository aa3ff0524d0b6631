"""Write the read model: from a domain's documents to rows, listings and search entries."""

from __future__ import annotations

from typing import Final

from rustok_index.indexers.categories import CATEGORIES
from rustok_index.indexers.content import CONTENT
from rustok_index.indexers.documents import Indexer, SourceMissing, Written, locale_chains, pages
from rustok_index.indexers.products import PRODUCTS

INDEXERS: Final = {indexer.name: indexer for indexer in (PRODUCTS, CONTENT, CATEGORIES)}
"""Every index by name."""

__all__ = [
    "CATEGORIES",
    "CONTENT",
    "INDEXERS",
    "PRODUCTS",
    "Indexer",
    "SourceMissing",
    "Written",
    "locale_chains",
    "pages",
]
