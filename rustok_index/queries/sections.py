"""Categories of nodes, tags and menus for readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import orjson

from rustok.context import EVERYBODY, RequestContext
from rustok.ids import InvalidId, parse_id
from rustok_index import errors, mappers
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument
from rustok_index.queries import keyset
from rustok_index.queries.listings import SECTION_OF_SLUG

_ALL: Final = (
    "SELECT s.card, s.checksum FROM index_sections s WHERE s.tenant_id = %s AND s.locale = %s AND s.kind = 'category'"
    " AND s.is_visible AND s.audience & %s <> 0 AND (%s::text IS NULL OR s.module = %s)"
    " ORDER BY cardinality(s.path), s.position, s.title, s.section_id"
)
_ONE: Final = (
    "SELECT s.section_id, s.document::text, s.checksum, s.source_version FROM index_sections s"
    " WHERE s.tenant_id = %s AND s.locale = %s AND s.kind = %s AND s.is_visible AND s.audience & %s <> 0"
    " AND s.section_id = "
)
# A tag is for who sees something that carries it. The more nodes do, the further down is its position.
_CARRIED: Final = (
    "EXISTS (SELECT FROM index_content_listings l WHERE l.tenant_id = s.tenant_id AND l.locale = s.locale"
    " AND l.group_id = s.section_id AND l.audience & %s <> 0)"
)
_USED: Final = (
    "s.tenant_id = %s AND s.locale = %s AND s.kind = 'tag' AND s.module = '' AND s.is_visible AND s.position < 0"
    f" AND {_CARRIED}"
)
# What an entry of a menu has that is not for everybody, as jsonb is written.
_FOR_SOME: Final = '"audience": '
_TAGS: Final = keyset.SortKey("position", "int")


def list_categories(ctx: RequestContext, module: str | None) -> tuple[StoredCard, ...]:
    """Return the categories of a module that the reader may see, or all, parents before children, in their order."""
    rows = keyset.fetch(_ALL, [ctx.tenant_id, ctx.locale, ctx.audience, module, module])
    return tuple(StoredCard.of("category", card, checksum) for card, checksum in rows)


def get_category(ctx: RequestContext, module: str, slug: str) -> StoredDocument:
    """Return a category that the reader may see, by slug, present or former, or id.

    :raises CategoryNotFound: there is none.
    """
    rows = _rows(ctx, "category", slug, module)
    if not rows:
        raise errors.CategoryNotFound()
    return _document(rows[0])


def list_tags(ctx: RequestContext, *, limit: int, after: str | None = None) -> CardPage:
    """Return a page of tags that nodes carry which the reader sees, the most used first.

    :raises InvalidInput: a cursor of another list.
    """
    conditions = [_USED]
    params: list[Any] = [ctx.tenant_id, ctx.locale, ctx.audience]
    if after is not None:
        conditions.append(keyset.after(_TAGS, "section_id", alias="s"))
        params += keyset.decode_cursor(after, "tags", _TAGS.type)
    statement = (
        f"SELECT s.card, s.checksum, s.position, s.section_id FROM index_sections s WHERE {' AND '.join(conditions)}"
        f" ORDER BY {keyset.order(_TAGS, 'section_id', alias='s')} LIMIT {limit + 1:d}"
    )
    texts, checksums, last = keyset.fetch_page(statement, params, limit)
    following = None if last is None else keyset.encode_cursor("tags", *last)
    return CardPage(cards=StoredCard.all_of("tag", texts, checksums), next=following)


def count_tags(ctx: RequestContext) -> int:
    """Return how many tags there are that nodes carry which the reader sees."""
    statement = f"SELECT count(*) FROM index_sections s WHERE {_USED}"
    return int(keyset.fetch(statement, [ctx.tenant_id, ctx.locale, ctx.audience])[0][0])


def get_tag(ctx: RequestContext, slug: str) -> StoredDocument:
    """Return a tag by its slug or a synonym's, or by its id; one that nothing carries, too.

    :raises TagNotFound: there is none, or only what the reader does not see carries it.
    """
    rows = _rows(ctx, "tag", slug, "", where=f" AND (s.position >= 0 OR {_CARRIED})", params=[ctx.audience])
    if not rows:
        raise errors.TagNotFound()
    return _document(rows[0])


def get_menu(ctx: RequestContext, location: str) -> StoredDocument:
    """Return the menu at a place of the site, with the entries that the reader may see.

    :raises MenuNotFound: there is none.
    """
    rows = _rows(ctx, "menu", location, "")
    if not rows:
        raise errors.MenuNotFound()
    found = _document(rows[0])
    if _FOR_SOME not in found.json:
        return found
    menu = orjson.loads(found.json)
    menu["items"] = _seen(menu["items"], ctx.audience)
    # What is left decides about the tag: readers of different rights do not have the same menu.
    state = mappers.checksum({"own": found.checksum, "items": menu["items"]})
    return replace(found, json=orjson.dumps(menu).decode(), checksum=state)


def _seen(items: Sequence[dict[str, Any]], audience: int) -> list[dict[str, Any]]:
    """Return the entries of a menu that a reader may see, without the word of who else may."""
    return [
        {**item, "children": _seen(item["children"], audience)}
        for item in items
        if item.pop("audience", EVERYBODY) & audience
    ]


def _rows(
    ctx: RequestContext, kind: str, slug: str, module: str, *, where: str = "", params: Sequence[Any] = ()
) -> list[Any]:
    if "\x00" in slug:
        return []
    shown = [ctx.tenant_id, ctx.locale, kind, ctx.audience]
    section_id: UUID | None = None
    try:
        section_id = parse_id(slug)
    except InvalidId:
        of_slug = [ctx.tenant_id, kind, slug, module, ctx.locale]
        return keyset.fetch(_ONE + SECTION_OF_SLUG + where, [*shown, *of_slug, *params])
    return keyset.fetch(f"{_ONE}%s{where}", [*shown, section_id, *params])


def _document(row: Any) -> StoredDocument:
    entity_id, json, checksum, version = row
    return StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version)
