"""A test message, sent while the operator waits."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.outbound.guard import Resolve
from rustok.rbac.policies import require
from rustok_outbox.dto.webhooks import WebhookTestResponse
from rustok_outbox.selectors.webhooks import find_webhook
from rustok_outbox.services.webhooks import messages, signing
from rustok_outbox.services.webhooks.delivering import write_attempt
from rustok_outbox.services.webhooks.sending import post


def send_test(ctx: RequestContext, webhook_id: UUID, *, resolve: Resolve | None = None) -> WebhookTestResponse:
    """Send a webhook a signed message of the type ``webhook.test``, also where it is switched off.

    Not within a transaction: the receiver may take its time. Nothing depends on what it answers.

    :raises WebhookNotFound: no such webhook for this tenant.
    :raises SecretLost: its secret went with an earlier ``SECRET_KEY``.
    """
    require(ctx, "outbox.webhook:send")
    webhook = find_webhook(webhook_id)
    message_id, now = generate_id(), timezone.now()
    body = messages.trial_body(webhook_id, now)
    headers = signing.headers_of(webhook, message_id, body, now)
    answer = post(webhook.url, headers=headers, body=body, resolve=resolve)
    write_attempt(webhook_id, message_id, answer)
    return WebhookTestResponse(
        message_id=message_id,
        is_success=answer.is_success,
        status=answer.status,
        duration_ms=answer.duration_ms,
        answer=answer.excerpt,
        error=answer.error,
    )
