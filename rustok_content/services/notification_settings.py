"""How members want to be told, and the links in mails that end it with one click (RFC 8058)."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.community import NotificationSettingsChanged
from rustok.tenancy.context import require_tenant_id
from rustok_content import errors, models
from rustok_content.dto.notifications import (
    DigestPace,
    MailTopic,
    NotificationSettingsResponse,
    UnsubscriptionResponse,
    UpdateNotificationSettingsRequest,
)
from rustok_content.mappers.community import notification_settings_response
from rustok_content.services.members import member_for

_COLUMNS: Final = {
    MailTopic.REPLIES: "mails_replies",
    MailTopic.MENTIONS: "mails_mentions",
    MailTopic.WATCHED: "mails_watched",
}


def own_settings(ctx: RequestContext) -> NotificationSettingsResponse:
    """Return how the actor wants to be told.

    :raises Unauthenticated: nobody is signed in.
    """
    return notification_settings_response(settings_of(member_for(ctx).user_id))


def settings_of(user_id: UUID) -> models.NotificationSettings:
    """Return how a member wants to be told; the defaults, not saved, where they said nothing."""
    found: models.NotificationSettings | None = models.NotificationSettings.objects.filter(user_id=user_id).first()
    return found or models.NotificationSettings(user_id=user_id, unsubscribe_token=_hash(secret_of(user_id)))


# Silent: the row is made where there was none, which tells nothing as long as nothing is asked to be different.
@command(silent=True)
def update_own_settings(
    ctx: RequestContext, request: UpdateNotificationSettingsRequest
) -> NotificationSettingsResponse:
    """Change how one wants to be told. What is as asked already changes nothing.

    :raises Unauthenticated: nobody is signed in.
    """
    row = saved_settings(member_for(ctx).user_id)
    _change(ctx, row, given(request))
    return notification_settings_response(row)


def unsubscription(token: str) -> UnsubscriptionResponse:
    """Return what the link of a mail is about. Looking changes nothing: mail programs follow links by themselves.

    :raises UnsubscribeTokenInvalid: the link is none of ours.
    """
    topic, row = _found(token)
    return _unsubscription(topic, row)


@command(silent=True)
def unsubscribe(ctx: RequestContext, token: str) -> UnsubscriptionResponse:
    """Send no more such mails. Again: nothing changes.

    :raises UnsubscribeTokenInvalid: the link is none of ours.
    """
    topic, found = _found(token)
    row = saved_settings(found.user_id)
    _change(ctx, row, {"digest": DigestPace.NEVER} if topic is MailTopic.DIGEST else {_COLUMNS[topic]: False})
    return _unsubscription(topic, row)


def token_for(user_id: UUID, topic: MailTopic) -> str:
    """Return what the link of a mail bears: the same every time, and of no use but to end such mails."""
    return f"{topic.value}.{secret_of(user_id)}"


def secret_of(user_id: UUID) -> str:
    """Return a member's part of the links; the database keeps a hash only."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"rustok_content.unsubscribe", "sha256")
    return (
        urlsafe_b64encode(hmac.digest(key, require_tenant_id().bytes + user_id.bytes, "sha256")).rstrip(b"=").decode()
    )


def saved_settings(user_id: UUID) -> models.NotificationSettings:
    """Return a member's settings, locked; made where there were none, inside the caller's transaction."""
    fresh = models.NotificationSettings(user_id=user_id, unsubscribe_token=_hash(secret_of(user_id)))
    models.NotificationSettings.objects.bulk_create([fresh], ignore_conflicts=True)
    row: models.NotificationSettings = models.NotificationSettings.objects.for_update().get(user_id=user_id)
    return row


def _found(token: str) -> tuple[MailTopic, models.NotificationSettings]:
    name, _, secret = token.partition(".")
    if name not in {topic.value for topic in MailTopic}:
        raise errors.UnsubscribeTokenInvalid()
    row = models.NotificationSettings.objects.filter(unsubscribe_token=_hash(secret)).first()
    if row is None:
        raise errors.UnsubscribeTokenInvalid()
    return MailTopic(name), row


def _change(ctx: RequestContext, row: models.NotificationSettings, changes: dict[str, Any]) -> None:
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(row, name, value)
    row.save()
    publish(ctx, NotificationSettingsChanged(user_id=row.user_id))


def _unsubscription(topic: MailTopic, row: models.NotificationSettings) -> UnsubscriptionResponse:
    return UnsubscriptionResponse(
        topic=topic,
        subscribed=row.digest != DigestPace.NEVER if topic is MailTopic.DIGEST else getattr(row, _COLUMNS[topic]),
        settings=notification_settings_response(row),
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
