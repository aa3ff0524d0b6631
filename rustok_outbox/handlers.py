"""Reactions to events: mails about webhooks that were switched off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rustok.auth.models import User
from rustok.events.envelope import EventEnvelope
from rustok.mail import messages
from rustok.rbac.roles import Role
from rustok.tenancy.info import current_tenant
from rustok_outbox import models


def send_notices(envelopes: Sequence[EventEnvelope]) -> None:
    """Tell the tenant's administrators; once more for an event delivered again, with the same Message-ID.

    :raises OSError: the mail server does not take it; the outbox tries again.
    """
    for envelope in envelopes:
        event: Any = envelope.event
        webhook = models.Webhook.objects.filter(id=event.webhook_id, is_active=False).first()
        # Gone or switched on again meanwhile: nothing to tell.
        if webhook is None:
            continue
        for user in User.objects.filter(role=Role.ADMIN.value, status="active").order_by("id"):
            messages.send(
                "webhook_disabled",
                to=user.email,
                locale=user.locale or current_tenant().default_locale,
                context={"url": webhook.url, "reason": event.reason},
                message_id=f"webhook_disabled.{envelope.event_id}.{user.id}",
            )
