"""The books beside the outbox, and nobody else listening."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from rustok.context import RequestContext
from rustok.events.subscribers import Handler, Subscriber
from rustok.modules.contract import RustokModule
from rustok.modules.registry import registry
from rustok.tenancy.models import Tenant
from rustok.tenancy.owner import owner_connection
from tests.rustok_outbox.ledger import books
from tests.rustok_outbox.ledger.module import LedgerModule


@pytest.fixture
def listeners(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Install consumers: ``listeners(Subscriber(...), ...)``; those of the product are not there."""
    kept = {slug: registry.get(slug) for slug in ("platform", "outbox")}
    monkeypatch.setattr(registry, "_modules", kept)

    def install(*subscribers: Subscriber) -> None:
        class Probe(LedgerModule):
            slug = "probe"

            def event_handlers(self) -> tuple[Subscriber, ...]:
                return subscribers

        module: RustokModule = Probe()
        registry.unregister("probe")
        registry.register(module)

    registry._forget()
    yield install
    monkeypatch.undo()
    registry._forget()


@pytest.fixture
def listen(listeners: Any) -> Any:
    """Install one consumer of products' events: ``listen(handle, external=True)``."""

    def install(handle: Handler, **options: Any) -> Subscriber:
        subscriber = Subscriber(name="probe.one", events=("product.*",), handle=handle, **options)
        listeners(subscriber)
        return subscriber

    return install


@pytest.fixture
def ctx_a(tenant_a: Tenant) -> RequestContext:
    """The system at work for tenant ``a``."""
    return RequestContext.system(tenant_a.id)


@pytest.fixture
def ledger(transactional_db: None, listeners: Any) -> Iterator[psycopg.Connection]:
    """The books' tables with their two consumers; gives a connection of the owner, who sees everything."""
    with owner_connection() as owner:
        owner.execute(books.CREATE)
        listeners(*LedgerModule().event_handlers())
        try:
            yield owner
        finally:
            owner.execute(books.DROP)
