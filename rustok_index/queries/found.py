"""Asks the search engine for the tenant in scope."""

from __future__ import annotations

from rustok.tenancy.context import require_tenant_id
from rustok_index import errors, models
from rustok_index.backends import search_backend
from rustok_index.dto.search import Hits, SearchQuery

_TABLES: dict[str, type[models.IndexedDocument]] = {"products": models.IndexProduct, "content": models.IndexContent}


def find(index: str, query: SearchQuery) -> Hits:
    """Return what the engine finds.

    :raises IndexMissing: there are documents and no folder: it was lost, and ``reindex`` or the next write mends it.
    """
    try:
        return search_backend().search(require_tenant_id(), index, query)
    except errors.IndexMissing:
        if _TABLES[index].objects.exists():
            raise
        # A tenant that has written nothing yet.
        return Hits(ids=(), total=0)
