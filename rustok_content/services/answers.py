"""Answers: replies in topics, comments below posts. Written, changed, deleted and restored in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.threads import NodeAnswered
from rustok.rbac.policies import allowed, require
from rustok_content import errors, models
from rustok_content.dto.answers import AnswerRequest, AnswerResponse
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.mappers import answer_response
from rustok_content.selectors.category_rights import access_by
from rustok_content.selectors.community import community_settings
from rustok_content.services import answer_rows, guests, members, mentions, reviews, spam, threads, watched_words
from rustok_content.services.kinds import UNDETERMINED, NodeKind, get_kind
from rustok_content.services.markup import Rendered, render

_DEEPEST: Final = 30
"""How far below its topic a reply can be; what answers a deeper one stands beside it."""


@command()
def answer(ctx: RequestContext, request: AnswerRequest) -> AnswerResponse:
    """Answer a topic or a post, or another answer in it.

    :raises ThreadNotFound: no such topic or post that the actor can see.
    :raises ThreadLocked: nothing more can be written there; also ``ThreadClosed``, ``ThreadArchived``,
        ``CategoryClosed``, ``CommentsDisabled``. A post is closed by itself after the days that the rules say.
    :raises ParentOutsideThread: what is answered is not in this thread, or was deleted.
    :raises CategoryRightMissing: the actor's role may not answer in the category.
    :raises SlowMode: the actor has just written there.
    :raises GuestsNotAllowed: the site takes no comments of guests.
    """
    kind = get_kind(request.kind)
    settings = community_settings()
    _ask_for_right(ctx, kind, request, guests_write=settings.guests_comment)
    member = members.writer_for(ctx) if ctx.actor_id is not None else None
    watched = watched_words.watched()
    source, text = written(kind, request.body, request.format, watched)
    words = watched_words.actions_for(text.text, watched)
    found = mentions.mentions_of(source)
    # What others wait for begins here.
    answer_rows.hold(request.root_id, request.parent_id)
    thread = answer_rows.held(request.root_id, ctx.actor_id)
    root = thread.node
    moderator = threads.is_moderator(ctx, kind)
    _refuse(ctx, kind, thread, settings, moderator=moderator)
    parent = _parent(ctx, thread, kind, request.parent_id, settings.comment_depth, moderator=moderator)
    verdict = spam.judge(
        ctx,
        _author(request, member),
        text,
        kind=kind.name,
        thread=thread,
        category=root.category,
        mentions=len(found.names),
        settings=settings,
        words=words,
    )
    node = _place(ctx, kind, thread, parent, verdict.moderation)
    body = _write(node, source, request.format, text, thread)
    author = guests.sign(node, request.guest, request.ip) if request.guest is not None else None
    mentions.remember(node, found)
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


def written(
    kind: NodeKind, body: str, format: BodyFormat, watched: Sequence[watched_words.Pattern] | None = None
) -> tuple[str, Rendered]:
    """Return what somebody wrote, without the words that the community does not show, and as it will look.

    :param watched: these words, where the caller has read them already.

    :raises FormatNotAllowed: the kind takes no such body.
    """
    if format not in kind.formats:
        raise errors.FormatNotAllowed(kind=kind.name, format=format)
    source = watched_words.censored(body, watched)
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
    access = access_by(ctx, thread.rights)
    if not access.see:
        raise errors.ThreadNotFound(id=str(root.id))
    if not access.reply:
        raise errors.CategoryRightMissing(permission="reply", action="reply")
    if kind.module == "blog" and not settings.comments_enabled and not moderator:
        raise errors.CommentsDisabled()
    threads.refuse_closed(thread, moderator=moderator)
    closed_at = threads.closes_at(kind.module, root.published_at, settings.comment_days)
    if closed_at is not None and closed_at <= timezone.now() and not moderator:
        raise errors.ThreadClosed(closed_at=closed_at.isoformat())
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


def _parent(
    ctx: RequestContext, thread: Any, kind: NodeKind, parent_id: UUID | None, comment_depth: int, *, moderator: bool
) -> Any:
    """Return what an answer stands below: what it answers, or what is above that where it would be too deep.

    What waits or was hidden is answered by those alone who see it: its author and moderators.
    """
    root = thread.node
    if parent_id is None or parent_id == root.id:
        return root
    parent = answer_rows.above(root.id, parent_id)
    if parent is None or parent.moderation == Moderation.SPAM or parent.kind not in kind.parents:
        raise errors.ParentOutsideThread()
    is_theirs = ctx.actor_id is not None and parent.author_id == ctx.actor_id
    if parent.moderation != Moderation.APPROVED and not (is_theirs or moderator):
        raise errors.ParentOutsideThread()
    deepest = root.depth + (comment_depth if kind.module == "blog" else _DEEPEST)
    if parent.depth < deepest:
        return parent
    # The path names all that are above, thirty-two characters each.
    place = 32 * (deepest - 1)
    above = UUID(parent.path[place : place + 32]) if deepest > root.depth else root.id
    return root if above == root.id else models.Node.objects.get(root_id=root.id, pk=above)


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


def _write(node: models.Node, source: str, format: BodyFormat, text: Rendered, thread: Any) -> models.Body:
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
    root = thread.node
    # The topic's row is held: whoever moves or hides it comes before or after.
    answer_rows.write(node, head, body, thread, category_id=root.category_id if threads.is_seen(root) else None)
    return body
