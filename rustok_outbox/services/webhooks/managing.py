"""Webhooks are made, changed, given a new secret, deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.webhooks import WebhookCreated, WebhookDeleted, WebhookSecretRotated, WebhookUpdated
from rustok.events.types import catalogue
from rustok.ids import generate_id
from rustok.rbac.policies import require
from rustok_outbox import errors, mappers, models
from rustok_outbox.dto.webhooks import (
    CreateWebhookRequest,
    RotateWebhookSecretRequest,
    UpdateWebhookRequest,
    WebhookResponse,
    WebhookSecretResponse,
)
from rustok_outbox.models import DeliveryStatus
from rustok_outbox.selectors.webhooks import find_webhook, owed_counts
from rustok_outbox.services.webhooks import signing
from rustok_outbox.services.webhooks.locking import lock_webhooks
from rustok_outbox.services.webhooks.messages import wants
from rustok_outbox.services.webhooks.sending import check_url


@command()
def create_webhook(ctx: RequestContext, request: CreateWebhookRequest) -> WebhookSecretResponse:
    """Make a webhook. The answer is the only one that has its secret.

    :raises UrlNotAllowed: nothing is ever sent to such an address.
    :raises InvalidInput: there are no events of one of the types.
    :raises TooManyWebhooks: the tenant has as many as it may.
    """
    require(ctx, "outbox.webhook:create")
    check_url(request.url)
    lock_webhooks()
    limit = conf().webhooks.per_tenant
    if models.Webhook.objects.count() >= limit:
        raise errors.TooManyWebhooks(limit=limit)
    key = generate_id()
    seed, check, secret = signing.new_seed(key)
    webhook = models.Webhook(
        id=key,
        url=request.url,
        description=request.description,
        event_types=_known(request.event_types),
        is_active=request.is_active,
        seed=seed,
        seed_check=check,
    )
    webhook.save(force_insert=True)
    publish(ctx, WebhookCreated(webhook_id=key))
    return WebhookSecretResponse(secret=secret, webhook=_response(webhook))


@command()
def update_webhook(ctx: RequestContext, webhook_id: UUID, request: UpdateWebhookRequest) -> WebhookResponse:
    """Change a webhook, switch it on or off. What is as asked already changes nothing and tells nobody.

    What it is owed when it is switched off waits until it is switched on; what happens meanwhile it is not owed.

    :raises WebhookNotFound: no such webhook for this tenant.
    :raises StaleVersion: ``version`` was given and somebody changed the webhook in between.
    :raises UrlNotAllowed: nothing is ever sent to such an address.
    :raises InvalidInput: there are no events of one of the types.
    """
    require(ctx, "outbox.webhook:update")
    webhook = find_webhook(webhook_id, lock=True)
    changes: dict[str, Any] = given(request)
    version = changes.pop("version", None)
    if version is not None and version != webhook.version:
        raise StaleVersion(current=webhook.version, given=version)
    if "url" in changes:
        check_url(changes["url"])
    if "event_types" in changes:
        changes["event_types"] = _known(changes["event_types"])
    changed = {name: value for name, value in changes.items() if getattr(webhook, name) != value}
    if not changed:
        return _response(webhook)
    values = {**changed, "version": webhook.version + 1, "updated_at": timezone.now()}
    if changed.get("is_active"):
        values |= {"disabled_reason": None, "disabled_at": None}
    if changed.get("is_active") or "url" in changed:
        values |= {"failing_since": None, "failures": 0, "paused_until": None}
    models.Webhook.objects.filter(id=webhook_id).update(**values)
    publish(ctx, WebhookUpdated(webhook_id=webhook_id, fields=tuple(sorted(changed))))
    return _response(find_webhook(webhook_id))


@command()
def rotate_webhook_secret(
    ctx: RequestContext, webhook_id: UUID, request: RotateWebhookSecretRequest
) -> WebhookSecretResponse:
    """Give a webhook a new secret; the one before signs too for a time. The answer is the only one that has it.

    :raises WebhookNotFound: no such webhook for this tenant.
    :raises SecretRotationUnderWay: two secrets sign already, and a time of grace was asked for.
    """
    require(ctx, "outbox.webhook:update")
    webhook = find_webhook(webhook_id, lock=True)
    now = timezone.now()
    if request.grace_hours and webhook.previous_until is not None and webhook.previous_until > now:
        raise errors.SecretRotationUnderWay(until=webhook.previous_until.isoformat(timespec="seconds"))
    until = now + dt.timedelta(hours=request.grace_hours) if request.grace_hours else None
    seed, check, secret = signing.new_seed(webhook_id)
    models.Webhook.objects.filter(id=webhook_id).update(
        seed=seed,
        seed_check=check,
        previous_seed=webhook.seed if until else None,
        previous_check=webhook.seed_check if until else None,
        previous_until=until,
        version=webhook.version + 1,
        updated_at=now,
    )
    publish(ctx, WebhookSecretRotated(webhook_id=webhook_id, previous_until=until))
    return WebhookSecretResponse(secret=secret, webhook=_response(find_webhook(webhook_id)))


@command()
def delete_webhook(ctx: RequestContext, webhook_id: UUID) -> None:
    """Delete a webhook with what it is owed; the log of what it got goes with time.

    :raises WebhookNotFound: no such webhook for this tenant.
    """
    require(ctx, "outbox.webhook:delete")
    find_webhook(webhook_id, lock=True, keys=True)
    models.WebhookDelivery.objects.filter(webhook_id=webhook_id, status=DeliveryStatus.PENDING).delete()
    models.Webhook.objects.filter(id=webhook_id).delete()
    publish(ctx, WebhookDeleted(webhook_id=webhook_id))


def _known(patterns: Sequence[str]) -> list[str]:
    """Return the patterns, each once.

    :raises InvalidInput: nothing that is published is of one of them.
    """
    types = tuple(catalogue())
    for place, pattern in enumerate(patterns):
        if not any(wants((pattern,), each) for each in types):
            raise InvalidInput.field(
                "event_types", place, code="unknown_event_type", message=f"There are no events {pattern}."
            )
    return list(dict.fromkeys(patterns))


def _response(webhook: models.Webhook) -> WebhookResponse:
    return mappers.webhook_response(webhook, *owed_counts([webhook.id])[webhook.id], now=timezone.now())
