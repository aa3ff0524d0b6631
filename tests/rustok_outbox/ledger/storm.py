"""Many writers and many relays at once, in threads of one process."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_outbox.relay import drain
from tests.rustok_outbox.ledger import books


class ChangedMyMind(Exception):
    """Rolls a change back."""


class Killed(BaseException):
    """Ends a worker where it stands, as a kill does: its connection is lost, nothing is caught."""


def write(tenants: Sequence[Tenant], aggregates: Sequence[UUID], count: int, seed: int) -> None:
    """Change things: some slowly, some in twos, one in twenty is rolled back."""
    chance = random.Random(seed)
    for _ in range(count):
        tenant = chance.choice(tenants)
        with tenant_scope(tenant), suppress(ChangedMyMind), transaction.atomic():
            ctx = RequestContext.system(tenant.id)
            # In id order, as every command locks.
            for aggregate in sorted(chance.sample(aggregates, chance.choice((1, 1, 2)))):
                books.change(ctx, UUID(int=aggregate.int ^ tenant.id.int))
            if chance.random() < 0.3:
                time.sleep(chance.random() * 0.01)
            if chance.random() < 0.05:
                raise ChangedMyMind


def run(tenants: Sequence[Tenant], *, writers: int = 12, changes: int = 40, relays: int = 3, things: int = 6) -> None:
    """Let writers write and relays relay until all is written, then drain.

    Relays outlive what a mutant does to them: the books say what came of it.
    """
    aggregates = [generate_id() for _ in range(things)]
    written = threading.Event()
    broken: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def inner() -> None:
            try:
                work()
            except BaseException as exc:
                broken.append(exc)
                raise
            finally:
                connection.close()

        return inner

    def relay() -> None:
        while not written.is_set():
            with suppress(DatabaseError, RuntimeError):
                drain()

    writing = [
        threading.Thread(target=guarded(lambda seed=seed: write(tenants, aggregates, changes, seed)))
        for seed in range(writers)
    ]
    relaying = [threading.Thread(target=guarded(relay)) for _ in range(relays)]
    for thread in (*writing, *relaying):
        thread.start()
    for thread in writing:
        thread.join()
    written.set()
    for thread in relaying:
        thread.join()
    if broken:
        raise broken[0]
    settle()


def settle() -> None:
    """Drain until nothing is left."""
    for _ in range(20):
        with suppress(DatabaseError, RuntimeError):
            if not drain():
                return
