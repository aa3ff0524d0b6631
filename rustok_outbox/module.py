"""The outbox module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from rustok.context import RequestContext, Scope
from rustok.events import history, progress
from rustok.modules.contract import Card, HealthState, HealthStatus, RustokModule
from rustok.rbac.policies import allowed
from rustok.rbac.roles import Permission, Role
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok_outbox import receivers
from rustok_outbox.selectors import backlog, events
from rustok_outbox.selectors.progress import events_on_their_way, has_reached


class OutboxModule(RustokModule):
    """Delivery of events: stored with the change, relayed in order, retried, replayable."""

    slug = "outbox"
    name = "Outbox"
    description = "Delivery of events."
    version = "1.0.0"
    core = True
    admin_urls = "rustok_outbox.rest.urls"

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
        )

    def dashboard(self, ctx: RequestContext) -> Sequence[Card]:
        """Show what waits and what was given up: the tenant's, or on the platform everybody's."""
        if not allowed(ctx, "outbox.event:read"):
            return ()
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
        )

    def health(self) -> HealthStatus:
        """Look at the backlog: what waits for long, or was given up, needs an operator."""
        state = backlog.measure()
        detail = f"{state.pending} pending, oldest {state.oldest_seconds:.0f} s, {state.dead} dead"
        if state.dead or state.oldest_seconds > backlog.LATE_SECONDS:
            return HealthStatus(state=HealthState.DEGRADED, detail=detail)
        return HealthStatus(detail=detail)
