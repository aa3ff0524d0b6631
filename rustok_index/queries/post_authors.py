"""Who writes posts, for readers."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import orjson

from rustok.context import RequestContext
from rustok.search.storefront import StoreImage, StorePostAuthor
from rustok_index import errors, models
from rustok_index.queries import keyset
from rustok_index.queries.post_listing import POST

MOST: Final = 200
_PLACE: Final = "l.tenant_id = %s AND l.locale = %s AND l.kind = %s AND l.audience & %s <> 0 AND l.group_id = "
# The last post of each says what they are called: names are part of cards, and change with them.
_AUTHORS: Final = (
    "SELECT x.author_id, x.count, x.last, (SELECT c.card FROM index_content_listings l JOIN index_content c"
    " ON c.tenant_id = l.tenant_id AND c.node_id = l.node_id AND c.locale = l.locale"
    f" WHERE {_PLACE} x.author_id ORDER BY l.sort_at DESC, l.node_id DESC LIMIT 1)"
    " FROM (SELECT n.author_id, count(*) AS count, max(n.sort_at) AS last FROM index_content_listings l"
    " JOIN index_content n ON n.tenant_id = l.tenant_id AND n.node_id = l.node_id AND n.locale = l.locale"
    f" WHERE {_PLACE} %s AND n.author_id IS NOT NULL GROUP BY 1"
    f" ORDER BY count DESC, n.author_id LIMIT {MOST:d}) x ORDER BY x.count DESC, x.author_id"
)


def list_post_authors(ctx: RequestContext) -> tuple[StorePostAuthor, ...]:
    """Return who wrote the posts that the reader may see, who wrote most first: two hundred at most."""
    return _authors(ctx, models.EVERYTHING)


def get_post_author(ctx: RequestContext, author_id: UUID) -> StorePostAuthor:
    """Return one of them.

    :raises AuthorNotFound: the reader sees no post of theirs.
    """
    # A post stands among those of its author, by the author's id.
    found = [author for author in _authors(ctx, author_id) if author.id == author_id]
    if not found:
        raise errors.AuthorNotFound()
    return found[0]


def _authors(ctx: RequestContext, group_id: UUID) -> tuple[StorePostAuthor, ...]:
    place = [ctx.tenant_id, ctx.locale, POST, ctx.audience]
    rows = keyset.fetch(_AUTHORS, [*place, *place, group_id])
    return tuple(_author(*row) for row in rows)


def _author(author_id: UUID, count: int, last: Any, card: str) -> StorePostAuthor:
    shown = orjson.loads(card)
    avatar = shown["author_avatar"]
    return StorePostAuthor(
        id=author_id,
        name=shown["author"],
        avatar=StoreImage(**avatar) if avatar is not None else None,
        post_count=count,
        last_published_at=last,
    )
