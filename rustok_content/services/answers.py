"""Answers: replies in topics, comments below posts. Written, changed, deleted and restored in their place."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.threads import NodeAnswered
from rustok.rbac.policies import allowed, require
from rustok.tenancy.prepared import insert
from rustok_content import errors, models
from rustok_content.dto.answers import AnswerRequest, AnswerResponse
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.mappers import answer_response
from rustok_content.selectors.category_rights import access_to
from rustok_content.selectors.community import community_settings
from rustok_content.services import guests, members, mentions, reviews, spam, threads, watched_words
from rustok_content.services.counters import SEEN
from rustok_content.services.kinds import UNDETERMINED, NodeKind, get_kind
from rustok_content.services.markup import Rendered, render

_DEEPEST: Final = 30
"""How far below its topic a reply can be; what answers a deeper one stands beside it."""


@command()
def answer(ctx: RequestContext, request: AnswerRequest) -> AnswerResponse:
    """Answer a topic or a post, or another answer in it.

    :raises ThreadNotFound: no such topic or post that the actor can see.
    :raises ThreadLocked: nothing more can be written there; also ``ThreadClosed``, ``ThreadArchived``,
        ``CategoryClosed``, ``CommentsDisabled``.
    :raises ParentOutsideThread: what is answered is not in this thread, or was deleted.
    :raises CategoryRightMissing: the actor's role may not answer in the category.
    :raises SlowMode: the actor has just written there.
    :raises GuestsNotAllowed: the site takes no comments of guests.
    """
    kind = get_kind(request.kind)
    settings = community_settings()
    _ask_for_right(ctx, kind, request, guests_write=settings.guests_comment)
    member = members.writer_for(ctx) if ctx.actor_id is not None else None
    source, text = written(kind, request.body, request.format)
    found = mentions.mentions_of(source)
    # Before the thread: moves wait for both, in this order.
    threads.hold_tree()
    thread = threads.lock_thread(request.root_id)
    root = thread.node
    moderator = threads.is_moderator(ctx, kind)
    _refuse(ctx, kind, thread, settings, moderator=moderator)
    parent = _parent(thread, kind, request.parent_id, settings.comment_depth)
    verdict = spam.judge(
        ctx,
        _author(request, member),
        text,
        kind=kind.name,
        thread=thread,
        category=root.category,
        mentions=len(found.names),
        settings=settings,
    )
    node = _place(ctx, kind, thread, parent, verdict.moderation)
    body = _write(node, source, request.format, text)
    author = guests.sign(node, request.guest, request.ip) if request.guest is not None else None
    mentions.remember(node, found)
    if verdict.moderation is Moderation.APPROVED:
        _count(node, thread, parent)
    else:
        models.Thread.objects.filter(pk=thread.pk).update(next_number=F("next_number") + 1)
    for reason in verdict.reasons[:1]:
        reviews.open_item(ctx, node, reason, text=text.text)
    publish(
        ctx,
        NodeAnswered(
            node_id=node.id,
            kind=kind.name,
            root_id=root.id,
            parent_id=parent.id,
            author_id=node.author_id,
            number=thread.next_number,
            moderation=verdict.moderation,
        ),
    )
    token = guests.token_of(node.id) if author is not None else None
    return answer_response(node, body=body, guest=author, token=token)


def written(kind: NodeKind, body: str, format: BodyFormat) -> tuple[str, Rendered]:
    """Return what somebody wrote, without the words that the community does not show, and as it will look.

    :raises FormatNotAllowed: the kind takes no such body.
    """
    if format not in kind.formats:
        raise errors.FormatNotAllowed(kind=kind.name, format=format)
    source = watched_words.censored(body)
    return source, render(source, format)


def _author(request: AnswerRequest, member: models.Member | None) -> spam.Author:
    email = (request.guest.email if request.guest else None) or ""
    return spam.Author(member=member, email=email, ip_hash=guests.ip_hash(request.ip), trap=request.trap)


def _ask_for_right(ctx: RequestContext, kind: NodeKind, request: AnswerRequest, *, guests_write: bool) -> None:
    if not kind.answers:
        raise errors.UnknownKind(kind=kind.name)
    permission = f"{kind.permission}:create"
    if ctx.actor_id is not None or ctx.is_system:
        require(ctx, permission, owner_id=ctx.actor_id)
        return
    if not allowed(ctx, permission):
        raise Unauthenticated()
    if not guests_write:
        raise errors.GuestsNotAllowed()
    if request.guest is None:
        raise errors.GuestNameMissing()


def _refuse(ctx: RequestContext, kind: NodeKind, thread: Any, settings: Any, *, moderator: bool) -> None:
    root = thread.node
    if root.kind not in kind.parents or not (threads.is_seen(root) or (moderator and root.deleted_at is None)):
        raise errors.ThreadNotFound(id=str(root.id))
    access = access_to(ctx, root.category_id)
    if not access.see:
        raise errors.ThreadNotFound(id=str(root.id))
    if not access.reply:
        raise errors.CategoryRightMissing(permission="reply", action="reply")
    if kind.module == "blog" and not settings.comments_enabled and not moderator:
        raise errors.CommentsDisabled()
    threads.refuse_closed(thread, moderator=moderator)
    if not moderator:
        _refuse_hurry(ctx, thread)


def _refuse_hurry(ctx: RequestContext, thread: Any) -> None:
    category = thread.node.category
    seconds = max(thread.slow_mode_seconds, category.slow_mode_seconds if category else 0)
    if not seconds or ctx.actor_id is None:
        return
    mine = models.Node.objects.filter(root_id=thread.node_id, author_id=ctx.actor_id).order_by("-number")
    last = mine.values_list("created_at", flat=True).first()
    if last is None:
        return
    waits = dt.timedelta(seconds=seconds) - (timezone.now() - last)
    if waits > dt.timedelta(0):
        raise errors.SlowMode(seconds=-int(-waits.total_seconds() // 1))


def _parent(thread: Any, kind: NodeKind, parent_id: UUID | None, comment_depth: int) -> Any:
    """Return what an answer stands below: what it answers, or what is above that where it would be too deep."""
    root = thread.node
    if parent_id is None or parent_id == root.id:
        return root
    rows = models.Node.objects.filter(root_id=root.id)
    parent = rows.filter(pk=parent_id, deleted_at=None).exclude(moderation=Moderation.SPAM).first()
    if parent is None or parent.kind not in kind.parents:
        raise errors.ParentOutsideThread()
    deepest = root.depth + (comment_depth if kind.module == "blog" else _DEEPEST)
    if parent.depth < deepest:
        return parent
    # The path names all that are above, thirty-two characters each.
    place = 32 * (deepest - 1)
    above = UUID(parent.path[place : place + 32]) if deepest > root.depth else root.id
    return root if above == root.id else rows.get(pk=above)


def _place(ctx: RequestContext, kind: NodeKind, thread: Any, parent: Any, moderation: Moderation) -> models.Node:
    now = timezone.now()
    node = models.Node(
        kind=kind.name,
        parent_id=parent.id,
        root_id=thread.node_id,
        number=thread.next_number,
        author_id=ctx.actor_id,
        status=NodeStatus.PUBLISHED,
        moderation=moderation,
        source_locale=UNDETERMINED,
        published_at=now,
    )
    # The database places it; the answer says where.
    node.depth = parent.depth + 1
    return node


def _write(node: models.Node, source: str, format: BodyFormat, text: Rendered) -> models.Body:
    head = models.NodeTranslation(
        node=node,
        kind=node.kind,
        is_addressed=False,
        locale=UNDETERMINED,
        status=NodeStatus.PUBLISHED,
        published_at=node.published_at,
    )
    body = models.Body(
        node=node,
        locale=UNDETERMINED,
        body=source,
        format=format,
        html=text.html,
        text=text.text,
        removed=list(text.removed),
    )
    insert([node], [head], [body])
    return body


def _count(node: Any, thread: Any, parent: Any) -> None:
    """Count a new answer: in the thread, for what it answers, in the category, for its author."""
    root = thread.node
    wrote: dict[str, Any] = {}
    if node.author_id is not None:
        others = models.Node.objects.filter(SEEN, root_id=OuterRef("node_id"), author_id=node.author_id)
        newcomer = Case(When(Exists(others.exclude(pk=node.id)), then=Value(0)), default=Value(1))
        wrote["participant_count"] = F("participant_count") + newcomer
    models.Thread.objects.filter(pk=thread.pk).update(
        next_number=F("next_number") + 1,
        last_reply_id=node.id,
        last_reply_at=node.created_at,
        last_reply_author_id=node.author_id,
        **wrote,
    )
    models.Node.objects.filter(pk__in={root.id, parent.id}).update(
        reply_count=F("reply_count") + 1, activity=F("activity") + 1
    )
    # The topic's row is held now: whoever moves or hides it comes before or after.
    filed = models.Node.objects.filter(SEEN, pk=root.id).values("category_id")
    later = {"last_activity_at__gt": node.created_at}
    models.Category.objects.filter(pk__in=filed).update(
        reply_count=F("reply_count") + 1,
        activity=F("activity") + 1,
        last_node_id=Case(When(**later, then=F("last_node_id")), default=Value(root.id)),
        last_activity_at=Case(When(**later, then=F("last_activity_at")), default=Value(node.created_at)),
    )
    if node.author_id is not None:
        models.Member.objects.filter(user_id=node.author_id).update(
            reply_count=F("reply_count") + 1, last_wrote_at=node.created_at
        )
