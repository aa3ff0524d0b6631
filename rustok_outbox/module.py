"""The outbox module and what it contributes."""

from __future__ import annotations

from collections.abc import Sequence

from rustok.context import Scope
from rustok.events import history, progress
from rustok.modules.contract import HealthState, HealthStatus, RustokModule
from rustok.rbac.roles import Permission, Role
from rustok_outbox import receivers
from rustok_outbox.selectors import backlog, events
from rustok_outbox.selectors.progress import has_reached


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
        progress.register(has_reached)

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

    def health(self) -> HealthStatus:
        """Look at the backlog: what waits for long, or was given up, needs an operator."""
        state = backlog.measure()
        detail = f"{state.pending} pending, oldest {state.oldest_seconds:.0f} s, {state.dead} dead"
        if state.dead or state.oldest_seconds > backlog.LATE_SECONDS:
            return HealthStatus(state=HealthState.DEGRADED, detail=detail)
        return HealthStatus(detail=detail)
