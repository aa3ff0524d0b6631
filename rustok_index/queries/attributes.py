"""Attributes of products for storefronts: what facets are called."""

from __future__ import annotations

from typing import Final

from rustok.context import RequestContext
from rustok_index.dto.documents import StoredCard
from rustok_index.queries import keyset

_FILTERABLE: Final = (
    "SELECT a.card, a.checksum FROM index_attributes a WHERE a.tenant_id = %s AND a.locale = %s AND a.is_visible"
    " AND a.is_filterable ORDER BY a.position, a.slug, a.attribute_id"
)


def list_attributes(ctx: RequestContext) -> tuple[StoredCard, ...]:
    """Return the attributes and options that products are filtered by, in their order, with names of values."""
    rows = keyset.fetch(_FILTERABLE, [ctx.tenant_id, ctx.locale])
    return tuple(StoredCard.of("attribute", card, checksum) for card, checksum in rows)
