"""Tasks of the outbox. They only wake: a lost or doubled message changes nothing."""

from __future__ import annotations

from typing import Any, Final

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError, close_old_connections

from rustok.modules.registry import registry
from rustok.tenancy.services import partitions
from rustok_outbox.delivery import deliver_lane, due_lanes
from rustok_outbox.relay import drain
from rustok_outbox.services.retention import purge
from rustok_outbox.transport import awake

log = structlog.get_logger("rustok.outbox")

_SECONDS: Final = 20.0


@shared_task(name="rustok_outbox.tasks.relay_outbox", ignore_result=True)
def relay_outbox(**_: Any) -> int:
    """Relay events and deliver what needs only the database; send the rest to tasks of its own."""
    close_old_connections()
    awake()
    try:
        tried = drain(external=False, seconds=_SECONDS)
        outside = {subscriber.name for _, subscriber in registry.subscribers() if subscriber.external}
        for name, shard in due_lanes():
            if name in outside:
                deliver_external.apply_async(kwargs={"subscriber": name, "shard": shard}, expires=60)
    except (OperationalError, InterfaceError) as exc:
        # The database is away: nothing is lost, and the next sweep goes on.
        log.warning("outbox.database_away", error=str(exc))
        close_old_connections()
        return 0
    return tried


@shared_task(name="rustok_outbox.tasks.deliver_external", ignore_result=True)
def deliver_external(*, subscriber: str, shard: int, **_: Any) -> int:
    """Deliver what one subscriber outside of the database is owed of one shard."""
    close_old_connections()
    found = next((s for _, s in registry.subscribers() if s.name == subscriber), None)
    tried = 0
    while found is not None and (count := deliver_lane(found, shard)) > 0:
        tried += count
    return tried


@shared_task(name="rustok_outbox.tasks.ensure_partitions", ignore_result=True)
def ensure_partitions(**_: Any) -> list[str]:
    """Make partitions ahead of the clock."""
    return partitions.ensure_partitions()


@shared_task(name="rustok_outbox.tasks.purge_outbox", ignore_result=True)
def purge_outbox(**_: Any) -> list[str]:
    """Drop what is older than the retention."""
    return purge()
