"""Topics and their replies, and the comments on posts, for readers.

Whether a reader sees an answer, the row of what it answers says: so a thread of thousands is hidden by one row.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.search.documents import thread_place
from rustok.search.sources import UNDETERMINED
from rustok_index import errors, models
from rustok_index.dto.content import (
    ListStoreCommentsRequest,
    ListStoreRepliesRequest,
    ListStoreTopicsRequest,
    StoreReplySort,
    StoreTopicSort,
    StoreTopicState,
)
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument
from rustok_index.mappers import checksum
from rustok_index.queries import keyset, listings
from rustok_index.queries.listings import PINNED, Group, Listing, group
from rustok_index.queries.post_listing import POST
from rustok_index.queries.posts import OF_SLUG

TOPIC: Final = "topic"
_LAST: Final = 2**31 - 1
_TOPICS: Final = "/api/v1/store/forum/topics/"
_MODULE: Final = "forum"
_SORTS: Final = {
    StoreTopicSort.ACTIVITY: keyset.SortKey(PINNED, "text", descending=True),
    StoreTopicSort.NEWEST: keyset.SortKey("sort_at", "time", descending=True),
    StoreTopicSort.OLDEST: keyset.SortKey("sort_at", "time"),
    StoreTopicSort.VOTES: keyset.SortKey("score", "int", descending=True),
}
_NUMBERS: Final = {
    StoreReplySort.OLDEST: keyset.SortKey("number", "int"),
    StoreReplySort.NEWEST: keyset.SortKey("number", "int", descending=True),
}
_THREAD: Final = keyset.SortKey("thread", "text")
_ROOT: Final = (
    "SELECT r.node_id FROM index_content r WHERE r.tenant_id = %s AND r.locale = %s AND r.kind = %s AND r.is_visible"
    " AND r.audience & %s <> 0 AND r.node_id = "
)
_TOPIC: Final = (
    "FROM index_content n WHERE n.tenant_id = %s AND n.locale = %s AND n.kind = %s AND n.is_visible"
    " AND n.audience & %s <> 0 AND n.node_id = %s"
)


_AT_PLACE: Final = (
    "coalesce((SELECT n.node_id FROM index_content n WHERE n.tenant_id = %s AND n.root_id = %s AND n.number = %s),"
    " (SELECT p.node_id FROM index_content_paths p WHERE p.tenant_id = %s AND p.path = %s LIMIT 1))"
)
"""What stands at a place of a thread, or stood there before it was moved."""
_PLACE: Final = (
    "SELECT f.id, a.card, a.checksum, r.card, r.checksum, coalesce(a.source_version, r.source_version)"
    " FROM (SELECT {} AS id) f"
    " LEFT JOIN index_content a ON a.tenant_id = %s AND a.node_id = f.id AND a.locale = %s AND a.is_visible"
    " JOIN index_content r ON r.tenant_id = %s AND r.node_id = coalesce(a.root_id, f.id) AND r.locale = %s"
    " AND r.kind = %s AND r.is_visible AND r.audience & %s <> 0"
)
_MERGED: Final = (
    "SELECT r.node_id, r.path FROM index_content a JOIN index_content r ON r.tenant_id = a.tenant_id"
    " AND r.node_id = a.root_id WHERE a.tenant_id = %s AND a.locale = %s AND a.is_visible AND a.node_id = %s"
    " AND r.locale = %s AND r.kind = %s AND r.is_visible AND r.audience & %s <> 0"
)


def list_topics(ctx: RequestContext, request: ListStoreTopicsRequest) -> CardPage:
    """Return a page of topics that the reader may see.

    :raises InvalidInput: a cursor of another list.
    :raises CategoryNotFound: no such category is shown to the reader.
    :raises TagNotFound: no such tag.
    """
    return listings.list_cards(ctx, _listing(request))


def count_topics(ctx: RequestContext, request: ListStoreTopicsRequest) -> int:
    """Return how many there are, whatever the page."""
    return listings.count(ctx, _listing(request))


def get_topic(ctx: RequestContext, topic_id: UUID) -> StoredDocument:
    """Return a topic.

    :raises NodeNotFound: the reader sees none.
    :raises PageMoved: another topic took it in.
    """
    entity_id, json, checksum, version = _topic(
        ctx, "SELECT n.node_id, n.document::text, n.checksum, n.source_version ", topic_id
    )
    return StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version)


def get_topic_checksum(ctx: RequestContext, topic_id: UUID) -> str:
    """Return the checksum of what :func:`get_topic` would return.

    :raises NodeNotFound: the reader sees none.
    """
    return str(_topic(ctx, "SELECT n.checksum ", topic_id)[0])


def get_place(
    ctx: RequestContext, *, reply_id: UUID | None = None, topic_id: UUID | None = None, number: int = 0
) -> StoredDocument:
    """Return a reply with its topic: by its id, or by a place in a topic where it stands or stood before it was moved.

    A reply that became a topic of its own is that topic, with no reply.

    :raises NodeNotFound: the reader sees none.
    """
    params: list[Any]
    if reply_id is not None:
        found, params = "%s::uuid", [reply_id]
    else:
        if topic_id is None or not 0 < number <= _LAST:
            raise errors.NodeNotFound()
        found, params = _AT_PLACE, [ctx.tenant_id, topic_id, number, ctx.tenant_id, thread_place(topic_id, number)]
    shown = [ctx.tenant_id, UNDETERMINED, ctx.tenant_id, ctx.locale, TOPIC, ctx.audience]
    rows = keyset.fetch(_PLACE.format(found), [*params, *shown])
    if not rows:
        raise errors.NodeNotFound()
    node_id, card, reply_checksum, topic, topic_checksum, version = rows[0]
    json = f'{{"topic":{topic},"reply":{card or "null"}}}'
    return StoredDocument(
        entity_id=node_id,
        json=json,
        checksum=checksum({"reply": reply_checksum, "topic": topic_checksum}),
        source_version=version,
    )


def topic_words(ctx: RequestContext, topic_id: UUID) -> str:
    """Return what a topic is about: its title and its tags.

    :raises NodeNotFound: the reader sees none.
    """
    title, tags = _topic(ctx, "SELECT n.title, n.tags ", topic_id)
    return " ".join((title, *tags))


def list_replies(ctx: RequestContext, topic_id: UUID, request: ListStoreRepliesRequest) -> CardPage:
    """Return a page of the replies to a topic, as they were written; as fast at the end as at the beginning.

    :raises InvalidInput: a cursor of another list.
    :raises NodeNotFound: the reader does not see the topic.
    """
    key = _NUMBERS[request.sort]
    conditions: list[str] = []
    params: list[Any] = []
    if request.number is not None:
        conditions.append(f"n.number {'<=' if key.descending else '>='} %s")
        params.append(request.number)
    return _answers(ctx, TOPIC, ("%s", [topic_id]), request.sort, key, request, conditions, params)


def count_replies(ctx: RequestContext, topic_id: UUID) -> int:
    """Return how many replies to a topic have a place in it."""
    return _count(ctx, TOPIC, ("%s", [topic_id]))


def list_comments(ctx: RequestContext, slug: str, request: ListStoreCommentsRequest, prefix: str = "/blog") -> CardPage:
    """Return a page of the comments on a post, each below what it answers.

    :raises InvalidInput: a cursor of another list.
    :raises NodeNotFound: the reader does not see the post.
    """
    return _answers(ctx, POST, _of_post(ctx, slug, prefix), "thread", _THREAD, request, [], [])


def count_comments(ctx: RequestContext, slug: str, prefix: str = "/blog") -> int:
    """Return how many comments on a post have a place below it."""
    return _count(ctx, POST, _of_post(ctx, slug, prefix))


def _of_post(ctx: RequestContext, slug: str, prefix: str) -> tuple[str, list[Any]]:
    if "\x00" in slug:
        raise errors.NodeNotFound()
    return OF_SLUG, [ctx.tenant_id, POST, slug, ctx.locale, ctx.tenant_id, f"{prefix}/{slug}", ctx.locale]


def _answers(
    ctx: RequestContext,
    kind: str,
    root: tuple[str, list[Any]],
    sort: str,
    key: keyset.SortKey,
    request: ListStoreRepliesRequest | ListStoreCommentsRequest,
    conditions: list[str],
    params: list[Any],
) -> CardPage:
    shown, values = _shown(ctx, kind, root)
    if request.after is not None:
        conditions.append(keyset.after(key, "node_id", alias="n"))
        params += keyset.decode_cursor(request.after, sort, key.type)
    statement = (
        f"SELECT n.card, n.checksum, n.{key.column}, n.node_id FROM index_content n"
        f" WHERE {' AND '.join([shown, *conditions])} ORDER BY {keyset.order(key, 'node_id', alias='n')}"
        f" LIMIT {request.limit + 1:d}"
    )
    texts, checksums, last = keyset.fetch_page(statement, [*values, *params], request.limit)
    following = None if last is None else keyset.encode_cursor(sort, *last)
    cards = StoredCard.all_of("answer", texts, checksums)
    total = None
    if cards:
        total = _count(ctx, kind, root) if request.with_total else None
    else:
        total = _require(ctx, kind, root, counted=request.with_total)
    return CardPage(cards=cards, next=following, total=total)


def _shown(ctx: RequestContext, kind: str, root: tuple[str, list[Any]]) -> tuple[str, list[Any]]:
    """Return the condition for the answers to what the reader sees."""
    text, values = root
    condition = f"n.tenant_id = %s AND n.is_visible AND n.root_id = ({_ROOT}{text})"
    return condition, [ctx.tenant_id, ctx.tenant_id, ctx.locale, kind, ctx.audience, *values]


def _count(ctx: RequestContext, kind: str, root: tuple[str, list[Any]]) -> int:
    shown, values = _shown(ctx, kind, root)
    return int(keyset.fetch(f"SELECT count(*) FROM index_content n WHERE {shown}", values)[0][0])


def _require(ctx: RequestContext, kind: str, root: tuple[str, list[Any]], *, counted: bool) -> int | None:
    """Refuse the answers to what the reader does not see; return how many there are, where that was asked."""
    text, values = root
    shown, params = _shown(ctx, kind, root)
    statement = (
        f"SELECT EXISTS ({_ROOT}{text}), CASE WHEN %s THEN (SELECT count(*) FROM index_content n WHERE {shown}) END"
    )
    rows = keyset.fetch(statement, [ctx.tenant_id, ctx.locale, kind, ctx.audience, *values, counted, *params])
    is_there, total = rows[0]
    if not is_there:
        raise errors.NodeNotFound()
    return total if counted else None


def _topic(ctx: RequestContext, what: str, topic_id: UUID) -> Any:
    rows = keyset.fetch(what + _TOPIC, [ctx.tenant_id, ctx.locale, TOPIC, ctx.audience, topic_id])
    if not rows:
        _refer_on(ctx, topic_id)
        raise errors.NodeNotFound()
    return rows[0]


def _refer_on(ctx: RequestContext, topic_id: UUID) -> None:
    """Lead to the topic that took another one in; that one is a reply there now."""
    asked = [ctx.tenant_id, UNDETERMINED, topic_id, ctx.locale, TOPIC, ctx.audience]
    for root_id, path in keyset.fetch(_MERGED, asked):
        location = f"{_TOPICS}{to_ulid(root_id)}"
        raise errors.PageMoved(target=path or location, location=f"{location}?locale={ctx.locale}")


def _listing(request: ListStoreTopicsRequest) -> Listing:
    groups = [
        *group("category", request.category, _MODULE),
        *group("tag", request.tag),
        *(Group("author", found) for found in (request.author,) if found is not None),
    ]
    conditions: list[str] = []
    if request.state is StoreTopicState.UNANSWERED:
        groups.append(Group("unanswered", models.UNANSWERED))
    elif request.state is not None:
        conditions.append("l.is_solved" if request.state is StoreTopicState.SOLVED else "NOT l.is_solved")
    return Listing(
        kind=TOPIC,
        groups=groups,
        conditions=conditions,
        sort=request.sort,
        key=_SORTS[request.sort],
        limit=request.limit,
        after=request.after,
        with_total=request.with_total,
    )
