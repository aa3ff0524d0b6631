"""Mails to members: of what they were told, and what they missed. In their language, with a way to end it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rustok.auth.dto import UserResponse, UserStatus
from rustok.auth.selectors.users import find_user
from rustok.ids import to_ulid
from rustok.mail import messages
from rustok.rbac.audience import BITS
from rustok_content import models
from rustok_content.dto.notifications import DigestPace, MailTopic, NotificationKind
from rustok_content.selectors.digests import popular_topics
from rustok_content.selectors.heads import Head, heads_of
from rustok_content.selectors.notifications import still_told
from rustok_content.selectors.sight import seen_by
from rustok_content.services.notification_settings import saved_settings, token_for

_TOPICS: Final = {
    NotificationKind.REPLY: MailTopic.REPLIES,
    NotificationKind.MENTION: MailTopic.MENTIONS,
    NotificationKind.QUOTE: MailTopic.MENTIONS,
    NotificationKind.WATCHED: MailTopic.WATCHED,
    NotificationKind.NEW_TOPIC: MailTopic.WATCHED,
}
_TEMPLATES: Final = {
    MailTopic.REPLIES: "community_reply",
    MailTopic.MENTIONS: "community_mention",
    MailTopic.WATCHED: "community_watched",
}
_SHOWN: Final = 10
_EXCERPT: Final = 300


def mail_notification(notification_id: UUID) -> bool:
    """Mail a member what they were told, if they want it so; one mail as long as nobody has looked. Tell whether.

    Sent again with the same Message-ID where the answer of the mail server was lost.

    :raises OSError: the mail server does not take it; the outbox tries again.
    """
    rows = models.Notification.objects.filter(pk=notification_id, read_at=None, mailed_at=None)
    row = rows.first()
    if row is None or (topic := _TOPICS.get(NotificationKind(row.kind))) is None:
        return False
    user = _reachable(row.user_id)
    settings = _settings(row.user_id)
    wanted = {
        MailTopic.REPLIES: settings.mails_replies,
        MailTopic.MENTIONS: settings.mails_mentions,
        MailTopic.WATCHED: settings.mails_watched,
    }[topic]
    if user is None or not wanted or row.node_id is None:
        return False
    # A moderator may have been faster than the mail.
    audience = BITS[user.role]
    said = models.Node.objects.filter(seen_by(audience), pk=row.source_id).first()
    if said is None or not rows.filter(still_told(audience)).exists():
        return False
    heads = heads_of({row.node_id}, user.locale)
    if row.node_id not in heads:
        return False
    head = heads[row.node_id]
    text = models.Body.objects.filter(node_id=row.source_id).values_list("text", flat=True).first() or ""
    actor = models.Member.objects.filter(user_id=row.actor_id).values_list("name", flat=True).first()
    _send(
        _TEMPLATES[topic],
        user,
        topic,
        message_id=f"{_TEMPLATES[topic]}.{row.id}",
        context={
            "title": head.title,
            "actor": actor or "",
            "excerpt": text[:_EXCERPT],
            "link": _link(head, row.node_id, said.number),
        },
    )
    models.Notification.objects.filter(pk=row.id).update(mailed_at=timezone.now())
    return True


def mail_digest(user_id: UUID, event_id: UUID) -> bool:
    """Mail a member what they missed; nothing where there is nothing. Tell whether a mail went out.

    :raises OSError: the mail server does not take it; the outbox tries again.
    """
    user = _reachable(user_id)
    settings = _settings(user_id)
    if user is None or settings.digest == DigestPace.NEVER:
        return False
    audience = BITS[user.role]
    rows = models.Notification.objects.filter(still_told(audience), user_id=user_id, read_at=None)
    unread = list(rows.order_by("-source_id")[:_SHOWN])
    member = models.Member.objects.filter(user_id=user_id).first()
    last_seen_on = member.last_seen_on if member is not None else None
    topics = popular_topics(user_id, audience=audience, since=last_seen_on, limit=_SHOWN)
    heads = heads_of({row.node_id for row in unread if row.node_id} | set(topics), user.locale)
    told = [
        {
            "kind": row.kind,
            "title": heads[row.node_id].title,
            "count": row.count,
            "link": _link(heads[row.node_id], row.node_id),
        }
        for row in unread
        if row.node_id in heads
    ]
    new = [
        {"title": heads[node_id].title, "link": _link(heads[node_id], node_id)}
        for node_id in topics
        if node_id in heads
    ]
    if not told and not new:
        return False
    _send(
        "community_digest",
        user,
        MailTopic.DIGEST,
        message_id=f"community_digest.{event_id}",
        context={"notifications": told, "topics": new, "link": messages.link("forum")},
    )
    return True


def _reachable(user_id: UUID) -> UserResponse | None:
    """Return the user, if they are there and have confirmed the address: nobody else's is written to."""
    user = find_user(user_id)
    if user is None or user.status is not UserStatus.ACTIVE or not user.email_verified:
        return None
    suspended = models.Member.objects.filter(user_id=user_id, suspended_until__gt=timezone.now()).exists()
    return None if suspended else user


def _link(head: Head, node_id: UUID, number: int | None = None) -> str:
    """Return the storefront's page of a thread: a topic is found by its id, what has an address of its own by that.

    The number of an answer is the place on it, as search engines are told.
    """
    page = messages.link(head.path.lstrip("/") if head.path else f"forum/topics/{to_ulid(head.root_id or node_id)}")
    return f"{page}#{number}" if number else page


def _settings(user_id: UUID) -> models.NotificationSettings:
    """Return a member's settings, saved, so that the link in the mail leads to them."""
    with transaction.atomic():
        return saved_settings(user_id)


def _send(template: str, user: UserResponse, topic: MailTopic, *, message_id: str, context: dict[str, object]) -> None:
    stop = messages.api_link(f"store/unsubscribe/{token_for(user.id, topic)}")
    messages.send(
        template,
        to=user.email,
        locale=user.locale,
        context={**context, "name": user.first_name, "unsubscribe": stop},
        message_id=message_id,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
