"""REST of webhooks for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_outbox.dto.webhooks import (
    CreateWebhookRequest,
    ReplayWebhookRequest,
    RotateWebhookSecretRequest,
    UpdateWebhookRequest,
    WebhookAttemptResponse,
    WebhookDeliveryResponse,
    WebhookDeliveryStatus,
    WebhookReplayResponse,
    WebhookResponse,
    WebhookSecretResponse,
    WebhookTestResponse,
)
from rustok_outbox.selectors import webhooks as selectors
from rustok_outbox.services.webhooks import managing, replaying, trying

DELIVERIES: Final = "outbox.webhook_deliveries:-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWebhookDeliveriesQuery(PageQuery):
    """Which deliveries."""

    status: WebhookDeliveryStatus | None = None


class WebhooksView(ApiView):
    """All webhooks."""

    tag = "webhooks"

    @endpoint(response=WebhookResponse, page=True)
    def get(self, request: Request) -> tuple[WebhookResponse, ...]:
        """List all webhooks, the oldest first."""
        return selectors.list_webhooks(self.ctx)

    @endpoint(request=CreateWebhookRequest, response=WebhookSecretResponse, idempotent=False)
    def post(self, request: Request, data: CreateWebhookRequest) -> WebhookSecretResponse:
        """Make a webhook. The answer is the only one that has its secret."""
        return managing.create_webhook(self.ctx, data)


class WebhookView(ApiView):
    """One webhook."""

    tag = "webhooks"

    @endpoint(response=WebhookResponse)
    def get(self, request: Request, id: UUID) -> WebhookResponse:
        """Return a webhook."""
        return selectors.get_webhook(self.ctx, id)

    @endpoint(request=UpdateWebhookRequest, response=WebhookResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateWebhookRequest) -> WebhookResponse:
        """Change a webhook, switch it on or off; fields left out stay."""
        return managing.update_webhook(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a webhook with what it is owed."""
        managing.delete_webhook(self.ctx, id)


class SecretView(ApiView):
    """The secret of a webhook."""

    tag = "webhooks"

    @endpoint(request=RotateWebhookSecretRequest, response=WebhookSecretResponse, status=200, idempotent=False)
    def post(self, request: Request, id: UUID, data: RotateWebhookSecretRequest) -> WebhookSecretResponse:
        """Give a webhook a new secret; the one before signs too for a time. The answer is the only one that has it."""
        return managing.rotate_webhook_secret(self.ctx, id, data)


class DeliveriesView(ApiView):
    """What a webhook was and is owed."""

    tag = "webhooks"

    @endpoint(query=ListWebhookDeliveriesQuery, response=WebhookDeliveryResponse, page=True)
    def get(self, request: Request, id: UUID, query: ListWebhookDeliveriesQuery) -> Page[WebhookDeliveryResponse]:
        """List what a webhook was and is owed, the newest events first."""
        after = id_after(DELIVERIES, query.after)
        page = selectors.list_webhook_deliveries(self.ctx, id, status=query.status, after=after, limit=query.limit)
        return opaque(DELIVERIES, page)


class AttemptsView(ApiView):
    """The tries of a delivery."""

    tag = "webhooks"

    @endpoint(response=WebhookAttemptResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[WebhookAttemptResponse, ...]:
        """List the tries of a delivery in their order."""
        return selectors.list_webhook_attempts(self.ctx, id)


class ReplayView(ApiView):
    """Sending events once more."""

    tag = "webhooks"

    @endpoint(request=ReplayWebhookRequest, response=WebhookReplayResponse, status=200)
    def post(self, request: Request, id: UUID, data: ReplayWebhookRequest) -> WebhookReplayResponse:
        """Send events to a webhook once more, or tell with `dry_run` which that would be."""
        return replaying.replay_webhook(self.ctx, id, data)


class TestView(ApiView):
    """Trying a webhook."""

    tag = "webhooks"

    @endpoint(response=WebhookTestResponse, status=200, calls_out=True)
    def post(self, request: Request, id: UUID) -> WebhookTestResponse:
        """Send a webhook a test message and tell what it answered."""
        return trying.send_test(self.ctx, id)
