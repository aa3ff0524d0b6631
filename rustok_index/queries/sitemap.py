"""Everything that has an address in a language, for sitemaps."""

from __future__ import annotations

from dataclasses import dataclass
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
PER_FILE: Final = 5000
# Pages alone can ask search engines to pass by: of others no document is read for that.
_WANTED: Final = (
    "CASE WHEN t.kind = 'page' THEN t.document -> 'seo' ->> 'robots' IS DISTINCT FROM 'noindex, follow' ELSE true END"
)
# In this order; each by its id, which every table has an index of.
_GROUPS: Final = (
    ("category", "index_categories", "category_id", "slug", "'category'", ""),
    ("collection", "index_collections", "collection_id", "slug", "'collection'", ""),
    # Crawlers are visitors, whoever asks; answers have no page of their own.
    (
        "node",
        "index_content",
        "node_id",
        "slug",
        "t.kind",
        f" AND t.root_id IS NULL AND t.audience & 1 <> 0 AND {_WANTED}",
    ),
    ("product", "index_products", "product_id", "handle", "'product'", ""),
)
GROUPS: Final = tuple(group for group, *_ in _GROUPS)
_PART: Final = (
    "(SELECT '{group}' AS part, t.{entity} AS id, {kind} AS kind, t.{slug} AS slug, t.checksum,"
    " t.document ->> 'updated_at' AS updated_at, t.document ->> 'alternates' AS alternates,"
    " t.document ->> 'path' AS path, t.document -> 'seo' ->> 'hreflang' AS hreflang FROM {table} t"
    " WHERE t.tenant_id = %s AND t.locale = %s AND t.is_visible AND NOT t.is_fallback{only}"
    " AND (%s < '{group}' OR (%s = '{group}' AND t.{entity} > %s)) ORDER BY t.{entity} LIMIT %s)"
)
_PAGE: Final = (
    "SELECT * FROM ("
    + " UNION ALL ".join(
        _PART.format(group=group, table=table, entity=entity, slug=slug, kind=kind, only=only)
        for group, table, entity, slug, kind, only in _GROUPS
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
        if part not in GROUPS:
            raise InvalidInput.field("after", code="invalid_cursor", message="Not a cursor of this list.")
    behind = [ctx.tenant_id, ctx.locale, part, part, last, limit + 1]
    # Only with the part in the text the planner sees which conditions hold at all, and begins at the id.
    rows = keyset.fetch(_PAGE, [*behind * len(_GROUPS), limit + 1], varied=True)
    spoken = current_tenant().locale_codes
    cards = []
    for _part, entity_id, kind, slug, checksum, updated_at, alternates, path, _hreflang in rows[:limit]:
        entry = {
            "kind": kind,
            "id": to_ulid(entity_id),
            "slug": slug,
            "path": path,
            "updated_at": updated_at,
            "alternates": {code: found for code, found in orjson.loads(alternates).items() if code in spoken},
        }
        cards.append(StoredCard(kind, orjson.dumps(entry), checksum.encode()))
    more = len(rows) > limit
    return CardPage(cards=tuple(cards), next=keyset.encode_cursor(_SORT, *rows[limit - 1][:2]) if more else None)


@dataclass(frozen=True, slots=True)
class SitemapFile:
    """A file of a site's map: what there is of a group in a language, from an id on."""

    locale: str
    group: str
    first: UUID


@dataclass(frozen=True, slots=True)
class SitemapUrl:
    """An entry of a file; ``alternates`` are slugs by language, of a node its addresses."""

    kind: str
    slug: str
    path: str | None
    updated_at: str | None
    alternates: dict[str, str]


_STARTS: Final = " UNION ALL ".join(
    f"SELECT '{group}', r.locale, r.id FROM (SELECT t.locale, t.{entity} AS id, row_number() OVER (PARTITION BY"
    f" t.locale ORDER BY t.{entity}) AS place FROM {table} t WHERE t.tenant_id = %s AND t.locale = ANY(%s)"
    f" AND t.is_visible AND NOT t.is_fallback{only}) r WHERE (r.place - 1) %% %s = 0"
    for group, table, entity, _slug, _kind, only in _GROUPS
)
_FILES: Final = {
    group: (
        f"SELECT {kind}, t.{slug}, t.document ->> 'path', t.document ->> 'updated_at', t.document ->> 'alternates',"
        f" t.document -> 'seo' ->> 'hreflang' FROM {table} t WHERE t.tenant_id = %s AND t.locale = %s AND t.is_visible"
        f" AND NOT t.is_fallback{only} AND t.{entity} >= %s ORDER BY t.{entity} LIMIT %s"
    )
    for group, table, entity, slug, kind, only in _GROUPS
}


def sitemap_files(ctx: RequestContext) -> list[SitemapFile]:
    """Name the files of the site's map, in all languages of the tenant; in one statement."""
    spoken = list(current_tenant().locale_codes)
    rows = keyset.fetch(_STARTS, [ctx.tenant_id, spoken, PER_FILE] * len(_GROUPS), varied=True)
    order = {locale: place for place, locale in enumerate(spoken)}
    files = [SitemapFile(locale, group, first) for group, locale, first in rows]
    return sorted(files, key=lambda file: (order[file.locale], file.group, file.first))


def sitemap_file(ctx: RequestContext, file: SitemapFile) -> list[SitemapUrl]:
    """Return the entries of a file; none where there is no such file."""
    spoken = current_tenant().locale_codes
    if file.locale not in spoken:
        return []
    rows = keyset.fetch(_FILES[file.group], [ctx.tenant_id, file.locale, file.first, PER_FILE], varied=True)
    return [
        SitemapUrl(
            kind=kind,
            slug=slug,
            path=path,
            updated_at=updated_at,
            alternates={
                code: found
                for code, found in orjson.loads(hreflang if file.group == "node" else alternates).items()
                if code in (*spoken, "x-default")
            },
        )
        for kind, slug, path, updated_at, alternates, hreflang in rows
    ]
