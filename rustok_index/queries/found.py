"""Asks the search engine for the tenant in scope."""

from __future__ import annotations

from dataclasses import replace

from rustok.context import EVERYBODY, RequestContext
from rustok.rbac.audience import reader
from rustok.tenancy.info import current_tenant
from rustok_index import errors, models
from rustok_index.backends import search_backend
from rustok_index.dto.search import Hits, SearchQuery
from rustok_index.queries.dictionary import dictionary

_TABLES: dict[str, type[models.IndexedDocument]] = {"products": models.IndexProduct, "content": models.IndexContent}


def reader_in(ctx: RequestContext) -> str | None:
    """Name the reader as entries of nodes name who sees them; None where that is everybody there is."""
    return None if ctx.audience == EVERYBODY else reader(ctx.audience)


def find(index: str, query: SearchQuery, *, reader_locale: str | None = None) -> Hits:
    """Return what the engine finds, by the tenant's own words and in the languages that the locale falls back to.

    :param reader_locale: who asks reads this language, where what is asked for has none of its own.

    :raises IndexMissing: there are documents and no folder: it was lost, and ``reindex`` or the next write mends it.
    """
    tenant = current_tenant()
    if query.text.strip():
        locale = reader_locale or query.locale
        query = replace(
            query,
            languages=tenant.fallback_chain(locale),
            dictionary=dictionary(tenant.id, locale),
        )
    try:
        return search_backend().search(tenant.id, index, query)
    except errors.IndexMissing:
        if _TABLES[index].objects.exists():
            raise
        # A tenant that has written nothing yet.
        return Hits(ids=(), total=0)
