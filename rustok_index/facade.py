"""What other modules may use of the read model: storefront reads."""

from __future__ import annotations

from rustok_index.dto.content import ListStoreNodesRequest, StoreNodeSort
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument
from rustok_index.queries.content import get_node, list_nodes
from rustok_index.queries.products import get_product, list_products
from rustok_index.queries.search import search, suggest

__all__ = [
    "CardPage",
    "ListStoreNodesRequest",
    "StoreNodeSort",
    "StoredCard",
    "StoredDocument",
    "get_node",
    "get_product",
    "list_nodes",
    "list_products",
    "search",
    "suggest",
]
