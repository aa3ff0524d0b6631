"""Lists of nodes of one kind: by their narrow rows, which begin at the page wanted however deep it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.errors import InvalidInput, NotFound
from rustok.ids import InvalidId, parse_id
from rustok_index import errors, models
from rustok_index.dto.documents import CardPage, StoredCard
from rustok_index.queries import keyset

PINNED: Final = "pinned"
JOIN: Final = " JOIN index_content n ON n.tenant_id = l.tenant_id AND n.node_id = l.node_id AND n.locale = l.locale"
_ALSO_IN: Final = (
    "EXISTS (SELECT FROM index_content_listings o WHERE o.tenant_id = l.tenant_id AND o.node_id = l.node_id"
    " AND o.locale = l.locale AND o.group_id = {group})"
)
SECTION_OF_SLUG: Final = (
    "(SELECT s.section_id FROM index_section_slugs s WHERE s.tenant_id = %s AND s.kind = %s AND s.slug = %s"
    " AND s.module = %s ORDER BY s.is_current DESC, s.locale = %s DESC, s.section_id LIMIT 1)"
)
"""The id of a section by its slug, present or former; takes tenant, kind, slug, module and locale."""


@dataclass(frozen=True, slots=True)
class Group:
    """What nodes are in: a section by slug or id, or anything by its id."""

    kind: str
    value: str | UUID
    module: str = ""

    @property
    def missing(self) -> NotFound:
        """The refusal where readers do not see it."""
        return errors.CategoryNotFound() if self.kind == "category" else errors.TagNotFound()

    def sql(self, ctx: RequestContext) -> tuple[str, list[Any]]:
        """Return the SQL of its id."""
        if isinstance(self.value, UUID):
            return "%s", [self.value]
        return SECTION_OF_SLUG, [ctx.tenant_id, self.kind, self.value, self.module, ctx.locale]


def group(kind: str, value: str | None, module: str = "") -> list[Group]:
    """Return the group that a slug or an id names; none where nothing is asked for.

    :raises InvalidInput: it holds what no slug does.
    """
    if value is None:
        return []
    if "\x00" in value:
        raise InvalidInput.field(kind, code="invalid", message="Not a slug.")
    try:
        return [Group(kind, parse_id(value))]
    except InvalidId:
        return [Group(kind, value, module)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A question for a list. ``conditions`` are of the narrow rows, ``l``, with their parameters."""

    kind: str
    groups: Sequence[Group] = ()
    conditions: Sequence[str] = ()
    params: Sequence[Any] = ()
    sort: StrEnum
    key: keyset.SortKey
    limit: int
    after: str | None = None
    with_total: bool = False
    is_varied: bool = field(default=False)


def list_documents(ctx: RequestContext, asked: Listing) -> list[str]:
    """Return the whole documents of the first page, as JSON.

    :raises CategoryNotFound: no such category is shown to the reader.
    :raises TagNotFound: no such tag.
    """
    conditions, params = conditions_of(ctx, asked)
    order = order_of(asked)
    statement = (
        f"SELECT n.document::text FROM index_content_listings l{JOIN} WHERE {' AND '.join(conditions)}"
        f" ORDER BY {order} LIMIT {asked.limit:d}"
    )
    found = [text for (text,) in keyset.fetch(statement, params, varied=is_varied(asked))]
    if not found:
        _require(ctx, asked.groups)
    return found


def list_cards(ctx: RequestContext, asked: Listing) -> CardPage:
    """Return a page of what the reader may see.

    :raises InvalidInput: a cursor of another list.
    :raises CategoryNotFound: no such category is shown to the reader: its page is not empty, but not there.
    :raises TagNotFound: no such tag.
    """
    conditions, params = conditions_of(ctx, asked)
    columns = _columns(asked)
    if asked.after is not None:
        than = "<" if asked.key.descending else ">"
        conditions.append(f"({columns}) {than} ({', '.join(['%s'] * (columns.count(',') + 1))})")
        params += _behind(asked)
    order = order_of(asked)
    statement = (
        f"SELECT n.card, n.checksum, {columns} FROM index_content_listings l{JOIN}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT {asked.limit + 1:d}"
    )
    texts, checksums, last = keyset.fetch_page(statement, params, asked.limit, varied=is_varied(asked))
    following = None
    if last is not None:
        *values, node_id = last
        value = f"{values[0]} {values[1].isoformat()}" if asked.key.column == PINNED else values[0]
        following = keyset.encode_cursor(asked.sort, value, node_id)
    cards = StoredCard.all_of(asked.kind, texts, checksums)
    if not cards and asked.groups and asked.after is None:
        _require(ctx, asked.groups)
    total = None
    if asked.with_total:
        total = count(ctx, asked) if cards or asked.after is not None else 0
    return CardPage(cards=cards, next=following, total=total)


def count(ctx: RequestContext, asked: Listing) -> int:
    """Return how many nodes the reader may see, whatever the page."""
    conditions, params = conditions_of(ctx, asked)
    statement = f"SELECT count(*) FROM index_content_listings l WHERE {' AND '.join(conditions)}"
    return int(keyset.fetch(statement, params, varied=True)[0][0])


def order_of(asked: Listing) -> str:
    """Return the ORDER BY expressions of a list."""
    way = "DESC" if asked.key.descending else "ASC"
    return ", ".join(f"{column} {way}" for column in _columns(asked).split(", "))


def _columns(asked: Listing) -> str:
    return "l.pin, l.activity_at, l.node_id" if asked.key.column == PINNED else f"l.{asked.key.column}, l.node_id"


def _behind(asked: Listing) -> list[Any]:
    """Read the place behind which the page begins."""
    assert asked.after is not None
    if asked.key.column != PINNED:
        return list(keyset.decode_cursor(asked.after, asked.sort, asked.key.type))
    value, node_id = keyset.decode_cursor(asked.after, asked.sort, "text")
    pin, _, moment = value.partition(" ")
    try:
        at = dt.datetime.fromisoformat(moment)
        if pin not in ("0", "1") or at.tzinfo is None:
            raise ValueError
    except ValueError as exc:
        raise InvalidInput.field("after", code="invalid_cursor", message="Not a cursor of this list.") from exc
    return [int(pin), at, node_id]


def conditions_of(ctx: RequestContext, asked: Listing) -> tuple[list[str], list[Any]]:
    """Return what the narrow rows, ``l``, of a list fulfil, with its parameters."""
    first, *others = asked.groups or [Group("all", models.EVERYTHING)]
    text, values = first.sql(ctx)
    conditions = [
        f"l.tenant_id = %s AND l.locale = %s AND l.kind = %s AND l.group_id = {text} AND l.audience & %s <> 0"
    ]
    params: list[Any] = [ctx.tenant_id, ctx.locale, asked.kind, *values, ctx.audience]
    for other in others:
        text, values = other.sql(ctx)
        conditions.append(_ALSO_IN.format(group=text))
        params += values
    conditions += asked.conditions
    params += asked.params
    return conditions, params


def is_varied(asked: Listing) -> bool:
    """Tell whether values decide how a list is best read: by its order, or by what few of it are wanted."""
    return len(asked.groups) > 1 or bool(asked.conditions)


def _require(ctx: RequestContext, groups: Sequence[Group]) -> None:
    """Refuse a category or a tag that readers do not see."""
    named = [group for group in groups if group.kind in ("category", "tag")]
    if not named:
        return
    parts: list[str] = []
    params: list[Any] = []
    for group in named:
        text, values = group.sql(ctx)
        parts.append(
            "EXISTS (SELECT FROM index_sections x WHERE x.tenant_id = %s AND x.locale = %s AND x.kind = %s"
            f" AND x.is_visible AND x.audience & %s <> 0 AND x.section_id = {text})"
        )
        params += [ctx.tenant_id, ctx.locale, group.kind, ctx.audience, *values]
    for group, is_there in zip(named, keyset.fetch(f"SELECT {', '.join(parts)}", params)[0], strict=True):
        if not is_there:
            raise group.missing
