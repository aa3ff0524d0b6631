"""GraphQL of webhooks for staff."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.outgoing import calls_out
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.api.rest.paging import id_after, opaque
from rustok.dto import parse
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

_DELIVERIES: Final = "outbox.webhook_deliveries:-id"

calls_out("testWebhook")
never_stored("createWebhook", "rotateWebhookSecret")

Webhook = object_type(WebhookResponse)
WebhookSecret = object_type(WebhookSecretResponse)
WebhookDelivery = object_type(WebhookDeliveryResponse)
WebhookAttempt = object_type(WebhookAttemptResponse)
WebhookReplay = object_type(WebhookReplayResponse)
WebhookTest = object_type(WebhookTestResponse)


class OutboxQuery:
    """Webhooks, what they are owed and what came of it."""

    webhooks = graphene.List(graphene.NonNull(Webhook), required=True)
    webhook = graphene.Field(Webhook, id=ID(required=True))
    webhook_deliveries = connection_field(
        WebhookDelivery, webhook_id=ID(required=True), status=enum_type(WebhookDeliveryStatus)()
    )
    webhook_attempts = graphene.List(graphene.NonNull(WebhookAttempt), required=True, delivery_id=ID(required=True))

    def resolve_webhooks(self, info: Any) -> tuple[WebhookResponse, ...]:
        return selectors.list_webhooks(info.context.ctx)

    def resolve_webhook(self, info: Any, id: UUID) -> WebhookResponse:
        return selectors.get_webhook(info.context.ctx, id)

    def resolve_webhook_deliveries(
        self, info: Any, webhook_id: UUID, first: int | None = None, after: str | None = None, status: Any = None
    ) -> Connection:
        page = selectors.list_webhook_deliveries(
            info.context.ctx,
            webhook_id,
            status=None if status is None else WebhookDeliveryStatus(getattr(status, "value", status)),
            after=id_after(_DELIVERIES, after),
            limit=page_query(first, after).limit,
        )
        return connect(opaque(_DELIVERIES, page), after)

    def resolve_webhook_attempts(self, info: Any, delivery_id: UUID) -> tuple[WebhookAttemptResponse, ...]:
        return selectors.list_webhook_attempts(info.context.ctx, delivery_id)


class CreateWebhook(graphene.Mutation):
    """Make a webhook. The answer is the only one that has its secret."""

    class Arguments:
        input = input_type(CreateWebhookRequest)(required=True)

    Output = graphene.NonNull(WebhookSecret)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> WebhookSecretResponse:
        return managing.create_webhook(info.context.ctx, parse(CreateWebhookRequest, input))


class UpdateWebhook(graphene.Mutation):
    """Change a webhook, switch it on or off."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateWebhookRequest)(required=True)

    Output = graphene.NonNull(Webhook)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> WebhookResponse:
        return managing.update_webhook(info.context.ctx, id, parse(UpdateWebhookRequest, input))


class RotateWebhookSecret(graphene.Mutation):
    """Give a webhook a new secret; the one before signs too for a time. The answer is the only one that has it."""

    class Arguments:
        id = ID(required=True)
        input = input_type(RotateWebhookSecretRequest)(required=True)

    Output = graphene.NonNull(WebhookSecret)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> WebhookSecretResponse:
        return managing.rotate_webhook_secret(info.context.ctx, id, parse(RotateWebhookSecretRequest, input))


class DeleteWebhook(graphene.Mutation):
    """Delete a webhook with what it is owed; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        managing.delete_webhook(info.context.ctx, id)
        return id


class ReplayWebhook(graphene.Mutation):
    """Send events to a webhook once more, or tell with `dryRun` which that would be."""

    class Arguments:
        id = ID(required=True)
        input = input_type(ReplayWebhookRequest)(required=True)

    Output = graphene.NonNull(WebhookReplay)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> WebhookReplayResponse:
        return replaying.replay_webhook(info.context.ctx, id, parse(ReplayWebhookRequest, input))


class TestWebhook(graphene.Mutation):
    """Send a webhook a test message and tell what it answered."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(WebhookTest)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> WebhookTestResponse:
        return trying.send_test(info.context.ctx, id)


class OutboxMutation:
    """Commands about webhooks."""

    create_webhook = CreateWebhook.Field()
    update_webhook = UpdateWebhook.Field()
    rotate_webhook_secret = RotateWebhookSecret.Field()
    delete_webhook = DeleteWebhook.Field()
    replay_webhook = ReplayWebhook.Field()
    test_webhook = TestWebhook.Field()
