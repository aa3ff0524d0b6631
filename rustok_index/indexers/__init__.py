"""Write the read model: from a domain's documents to rows, listings and search entries."""

from __future__ import annotations

from typing import Final

from rustok_index.indexers.attributes import ATTRIBUTES
from rustok_index.indexers.categories import CATEGORIES
from rustok_index.indexers.channels import CHANNELS
from rustok_index.indexers.collections import COLLECTIONS
from rustok_index.indexers.content import CONTENT
from rustok_index.indexers.documents import Indexer, SourceMissing, Written, locale_chains, pages
from rustok_index.indexers.products import PRODUCTS
from rustok_index.indexers.sections import SECTIONS

INDEXERS: Final = {
    indexer.name: indexer for indexer in (PRODUCTS, CONTENT, CATEGORIES, COLLECTIONS, CHANNELS, ATTRIBUTES, SECTIONS)
}
"""Every index by name."""

__all__ = [
    "ATTRIBUTES",
    "CATEGORIES",
    "CHANNELS",
    "COLLECTIONS",
    "CONTENT",
    "INDEXERS",
    "PRODUCTS",
    "SECTIONS",
    "Indexer",
    "SourceMissing",
    "Written",
    "locale_chains",
    "pages",
]
