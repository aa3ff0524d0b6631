"""The outbox module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from rustok.context import RequestContext, Scope
from rustok.events import history, progress
from rustok.events.catalog.webhooks import WebhookDisabled
from rustok.events.subscribers import Subscriber
from rustok.modules.contract import Card, HealthState, HealthStatus, RustokModule
from rustok.rbac.policies import allowed
from rustok.rbac.roles import Permission, Role
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok_outbox import receivers
from rustok_outbox.handlers import send_notices
from rustok_outbox.selectors import backlog, events, webhooks
from rustok_outbox.selectors.progress import events_on_their_way, has_reached


class OutboxModule(RustokModule):
    """Delivery of events: stored with the change, relayed in order, retried, replayable."""

    slug = "outbox"
    name = "Outbox"
    description = "Delivery of events."
    version = "1.0.0"
    core = True
    admin_urls = "rustok_outbox.rest.urls"
    graphql_query = "rustok_outbox.graphql.schema.OutboxQuery"
    graphql_mutation = "rustok_outbox.graphql.schema.OutboxMutation"

    def ready(self) -> None:
        """Listen to the bus, and answer for the history of objects and for how far consumers have come."""
        receivers.connect()
        history.register(events.read_history)
        progress.register(has_reached, events_on_their_way)

    def permissions(self) -> Sequence[Permission]:
        """Declare who sees events and sends dead letters again."""
        return (
            Permission(
                resource="outbox.event",
                action="read",
                description="See events and deliveries",
                roles={Role.MANAGER: Scope.ALL},
            ),
            Permission(resource="outbox.event", action="retry", description="Send dead letters again"),
            Permission(
                resource="outbox.webhook",
                action="read",
                description="See webhooks and what came of their messages",
                roles={Role.MANAGER: Scope.ALL},
            ),
            Permission(resource="outbox.webhook", action="create", description="Make webhooks"),
            Permission(
                resource="outbox.webhook", action="update", description="Change webhooks, give them new secrets"
            ),
            Permission(resource="outbox.webhook", action="delete", description="Delete webhooks"),
            Permission(resource="outbox.webhook", action="send", description="Try webhooks, send events once more"),
        )

    def event_handlers(self) -> Sequence[Subscriber]:
        """Tell a tenant's administrators of webhooks that were switched off."""
        return (
            Subscriber(
                name="outbox.webhook_notices", events=(WebhookDisabled.type,), handle=send_notices, external=True
            ),
        )

    def dashboard(self, ctx: RequestContext) -> Sequence[Card]:
        """Show what waits and what was given up: the tenant's, or on the platform everybody's."""
        if not allowed(ctx, "outbox.event:read"):
            return ()
        unwell = webhooks.count_unwell() if allowed(ctx, "outbox.webhook:read") else 0
        waiting, dead = backlog.count(everybody=ctx.tenant_id == PLATFORM_TENANT_ID)
        deliveries = reverse("admin:rustok_outbox_delivery_changelist")
        return (
            Card(
                title="Events on their way",
                value=waiting,
                detail="not yet taken by every subscriber",
                url=f"{deliveries}?status__exact=pending",
                icon="sync",
            ),
            Card(
                title="Dead letters",
                value=dead,
                detail="given up after the last attempt",
                url=f"{deliveries}?status__exact=dead",
                icon="report",
                alert=dead > 0,
            ),
            *(
                Card(
                    title="Webhooks that fail",
                    value=unwell,
                    detail="or were switched off by themselves",
                    url=reverse("admin:rustok_outbox_webhook_changelist"),
                    icon="webhook",
                    alert=True,
                )
                for _ in range(min(unwell, 1))
            ),
        )

    def health(self) -> HealthStatus:
        """Look at the backlog: what waits for long, or was given up, needs an operator."""
        state = backlog.measure()
        detail = f"{state.pending} pending, oldest {state.oldest_seconds:.0f} s, {state.dead} dead"
        if state.dead or state.oldest_seconds > backlog.LATE_SECONDS:
            return HealthStatus(state=HealthState.DEGRADED, detail=detail)
        return HealthStatus(detail=detail)
