"""Everything that has an address in a language, for sitemaps."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import orjson

from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.ids import to_ulid
from rustok.tenancy.info import current_tenant
from rustok_index.dto.documents import CardPage, StoredCard
from rustok_index.queries import keyset

_SORT: Final = "sitemap"
# In this order; each by its id, which every table has an index of.
_GROUPS: Final = (
    ("category", "index_categories", "category_id", "slug", "'category'"),
    ("collection", "index_collections", "collection_id", "slug", "'collection'"),
    ("node", "index_content", "node_id", "slug", "t.kind"),
    ("product", "index_products", "product_id", "handle", "'product'"),
)
_PART: Final = (
    "(SELECT '{group}' AS part, t.{entity} AS id, {kind} AS kind, t.{slug} AS slug, t.checksum,"
    " t.document ->> 'updated_at' AS updated_at, t.document ->> 'alternates' AS alternates FROM {table} t"
    " WHERE t.tenant_id = %s AND t.locale = %s AND t.is_visible AND NOT t.is_fallback"
    " AND (%s < '{group}' OR (%s = '{group}' AND t.{entity} > %s)) ORDER BY t.{entity} LIMIT %s)"
)
_PAGE: Final = (
    "SELECT * FROM ("
    + " UNION ALL ".join(
        _PART.format(group=group, table=table, entity=entity, slug=slug, kind=kind)
        for group, table, entity, slug, kind in _GROUPS
    )
    + ") parts ORDER BY part, id LIMIT %s"
)


def sitemap(ctx: RequestContext, *, limit: int, after: str | None = None) -> CardPage:
    """Return a page of what has a text of its own in the request's language: a fallback has its address elsewhere.

    :raises InvalidInput: not a cursor of this list.
    """
    part, last = "", UUID(int=0)
    if after is not None:
        part, last = keyset.decode_cursor(after, _SORT, "text")
        if part not in {group for group, *_ in _GROUPS}:
            raise InvalidInput.field("after", code="invalid_cursor", message="Not a cursor of this list.")
    behind = [ctx.tenant_id, ctx.locale, part, part, last, limit + 1]
    # Only with the part in the text the planner sees which conditions hold at all, and begins at the id.
    rows = keyset.fetch(_PAGE, [*behind * len(_GROUPS), limit + 1], varied=True)
    spoken = current_tenant().locale_codes
    cards = []
    for _part, entity_id, kind, slug, checksum, updated_at, alternates in rows[:limit]:
        entry = {
            "kind": kind,
            "id": to_ulid(entity_id),
            "slug": slug,
            "updated_at": updated_at,
            "alternates": {code: found for code, found in orjson.loads(alternates).items() if code in spoken},
        }
        cards.append(StoredCard(kind, orjson.dumps(entry), checksum.encode()))
    more = len(rows) > limit
    return CardPage(cards=tuple(cards), next=keyset.encode_cursor(_SORT, *rows[limit - 1][:2]) if more else None)
