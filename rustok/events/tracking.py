"""Safety net for writes that no command made: the admin's own saves, the shell, third-party code.

Model signals are not the source of events: in autocommit ``Model.save()`` commits first and sends ``post_save`` after,
and bulk writes send nothing. Here they only catch what would else be forgotten; what signals cannot see (``update()``,
raw SQL) is found by ``reindex --verify``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from rustok.context import RequestContext
from rustok.events.bus import PublishedOutsideTransaction, publish, published
from rustok.events.types import DomainEvent

ToEvent = Callable[[Any, bool], DomainEvent]


def track(model: type[models.Model], to_event: ToEvent) -> None:
    """Publish ``to_event(instance, deleted)`` when an instance is written outside of a command.

    Refuses, before the row is written, a write that is outside of a transaction too: the event could be lost.
    """

    def guard(sender: type[models.Model], raw: bool = False, **_: Any) -> None:
        if raw or published.get() is not None:
            return
        if not transaction.get_connection().in_atomic_block:
            raise PublishedOutsideTransaction(
                f"{sender.__name__} was written outside of a command and of a transaction: wrap it in atomic()"
            )

    def saved(sender: type[models.Model], instance: Any, raw: bool = False, **_: Any) -> None:
        if not raw and published.get() is None:
            publish(RequestContext.system(instance.tenant_id), to_event(instance, False))

    def deleted(sender: type[models.Model], instance: Any, **_: Any) -> None:
        if published.get() is None:
            publish(RequestContext.system(instance.tenant_id), to_event(instance, True))

    label = model._meta.label
    for signal, receiver, name in (
        (pre_save, guard, "guard_save"),
        (pre_delete, guard, "guard_delete"),
        (post_save, saved, "saved"),
        (post_delete, deleted, "deleted"),
    ):
        # weak=False: the receivers are local functions and would vanish.
        signal.connect(receiver, sender=model, weak=False, dispatch_uid=f"rustok.tracking.{label}.{name}")
