"""Changes what topics and answers say: authors for a while, moderators always, everybody in a wiki."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext, Scope
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.threads import TextEdited
from rustok.rbac.policies import require, scope_of
from rustok_content import errors, models
from rustok_content.dto.answers import EditTextRequest
from rustok_content.dto.moderation import ReviewReason
from rustok_content.dto.nodes import BodyFormat
from rustok_content.selectors.category_rights import access_to
from rustok_content.selectors.community import community_settings
from rustok_content.services import guests, members, mentions, reviews, revisions, spam, tags, watched_words
from rustok_content.services.answers import written
from rustok_content.services.counters import kept
from rustok_content.services.kinds import NodeKind, get_kind
from rustok_content.services.locking import check_version


@command()
def edit_text(
    ctx: RequestContext, node_id: UUID, request: EditTextRequest, *, kind: str, token: str | None = None
) -> None:
    """Change what a topic or an answer says. The same text again changes nothing.

    :param token: a guest's, for what they wrote.

    :raises NodeNotFound: no such text of the kind, or it is deleted.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises EditWindowOver: the author wrote it too long ago.
    :raises ThreadArchived: nothing changes there any more.
    """
    rules = get_kind(kind)
    changes = given(request)
    # A change of tags counts for them, and the locks of counters come before that of the node.
    with kept([node_id]):
        node = _lock(ctx, node_id, rules, token)
        check_version(node, changes.pop("version", None))
        reason = changes.pop("reason", "")
        changed = _change_text(ctx, node, rules, changes)
        if "tags" in changes and node.root_id is None and _tags_of(node) != set(changes["tags"]):
            revisions.keep_first(node)
            changed |= tags.replace(ctx, node, changes["tags"])
        if not changed:
            return
        node.edited_at = timezone.now()
        revisions.save(ctx, node, locale=node.source_locale, note=reason)
    publish(
        ctx,
        TextEdited(node_id=node.id, kind=node.kind, root_id=node.root_id or node.id, editor_id=ctx.actor_id),
    )


def _lock(ctx: RequestContext, node_id: UUID, kind: NodeKind, token: str | None) -> Any:
    permission = f"{kind.permission}:update"
    node = models.Node.objects.filter(pk=node_id, kind=kind.name, deleted_at=None).first()
    if node is None:
        require(ctx, permission, owner_id=ctx.actor_id)
        raise errors.NodeNotFound(id=str(node_id))
    if scope_of(ctx, permission) is Scope.ALL:
        require(ctx, permission, owner_id=node.author_id)
        return node
    thread = models.Thread.objects.get(node_id=node.root_id or node.id)
    if _is_open_wiki(ctx, node, thread, kind):
        return node
    if not (ctx.actor_id is None and guests.is_theirs(node_id, token)):
        require(ctx, permission, owner_id=node.author_id)
    if thread.archived_at is not None:
        raise errors.ThreadArchived()
    minutes = community_settings().edit_minutes
    if timezone.now() - node.created_at > dt.timedelta(minutes=minutes):
        raise errors.EditWindowOver(minutes=minutes)
    return node


def _is_open_wiki(ctx: RequestContext, node: Any, thread: Any, kind: NodeKind) -> bool:
    """Tell whether all who may write in the topic may change its first text."""
    return (
        thread.is_wiki
        and node.root_id is None
        and thread.archived_at is None
        and ctx.actor_id is not None
        and scope_of(ctx, f"{kind.permission}:create") is Scope.ALL
        and access_to(ctx, node.category_id).reply
    )


def _change_text(ctx: RequestContext, node: Any, kind: NodeKind, changes: dict[str, Any]) -> bool:
    head = node.translations.get(locale=node.source_locale)
    # Staff may have taken the text away.
    body = node.bodies.filter(locale=node.source_locale).first() or models.Body(
        node=node, locale=node.source_locale, body="", format=BodyFormat.MARKDOWN
    )
    title = watched_words.censored(changes["title"]) if "title" in changes and node.root_id is None else head.title
    format = BodyFormat(changes.get("format", body.format))
    source, text = written(kind, changes.get("body", body.body), format)
    if (title, source, format) == (head.title, body.body, body.format):
        return False
    found = mentions.mentions_of(source)
    noted = _judge(ctx, node, text, kind, mentioned=len(found.names), title=title)
    revisions.keep_first(node)
    head.title = title
    body.body, body.format, body.html, body.text = source, format, text.html, text.text
    body.removed = list(text.removed)
    node.text_version += 1
    head.source_version = node.text_version
    head.save()
    body.save()
    mentions.replace(node, found)
    if noted:
        reviews.open_item(ctx, node, ReviewReason.WATCHED_WORD, text=f"{title}: {text.text}" if title else text.text)
    return True


def _tags_of(node: Any) -> set[str]:
    return set(node.node_tags.values_list("tag__name", flat=True))


def _judge(ctx: RequestContext, node: Any, text: Any, kind: NodeKind, *, mentioned: int, title: str) -> bool:
    """Refuse what could not be written anew; tell whether a moderator is to look at the words in it.

    It is shown meanwhile, as it was let through before.
    """
    if ctx.is_system:
        return False
    member = members.writer_for(ctx) if ctx.actor_id is not None else None
    thread = models.Thread.objects.filter(node_id=node.root_id).first() if node.root_id else None
    author = spam.Author(member=member)
    verdict = spam.judge(
        ctx, author, text, kind=kind.name, thread=thread, mentions=mentioned, title=title, is_edit=True
    )
    return ReviewReason.WATCHED_WORD in verdict.reasons
