"""A write in one process, its effect in another: over a real Celery worker, Valkey and PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from rustok.context import RequestContext
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_outbox import transport
from tests.rustok_outbox.ledger import books

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0
"""Seconds until a worker that was just started must have done its work: long, since a busy machine starts it slowly."""


class Worker:
    """A Celery worker as production starts it, on this test's database."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "settings", "worker", "--concurrency", "2"],
                cwd=ROOT,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": "tests.rustok_outbox.ledger.settings",
                    "DATABASE_URL": settings.DATABASE_URL,
                    "REDIS_URL": settings.REDIS_URL,
                    "LEDGER_LOG_LEVEL": "INFO",
                },
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)
            self._process = None

    def lines(self, event: str) -> list[dict[str, object]]:
        found = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in found if line.get("event") == event]


@pytest.fixture
def worker(ledger: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(transport, "_quiet_until", 0.0)
    transport.valkey(settings.REDIS_URL).flushdb()
    found = Worker(tmp_path / "worker.log")
    found.start()
    try:
        yield found
    finally:
        found.stop()
        connection.close()


def effects(ledger: psycopg.Connection, event_id: object, patience: float) -> float:
    """Wait for both consumers' effects of an event; return the seconds it took."""
    began = time.perf_counter()
    while time.perf_counter() - began < patience:
        query = "SELECT count(*) FROM ledger_effects WHERE event_id = %s"
        if ledger.execute(query, (event_id,)).fetchone() == (2,):
            return time.perf_counter() - began
        time.sleep(0.002)
    raise AssertionError("the effect did not come")


def test_effect_follows_the_commit_and_its_log_line_the_request(
    worker: Worker,
    ledger: psycopg.Connection,
    tenant_a: Tenant,
) -> None:
    ctx = RequestContext.system(tenant_a.id, trace_id="4bf92f3577b34da6a3ce929d0e0e4736")
    with tenant_scope(tenant_a):
        effects(ledger, books.change_alone(ctx, generate_id()).event_id, PATIENCE)
        # The worker is warm now.
        seconds = [
            effects(ledger, books.change_alone(RequestContext.system(tenant_a.id), generate_id()).event_id, PATIENCE)
            for _ in range(20)
        ]

    print(f"change to effect: median {statistics.median(seconds) * 1000:.0f} ms, most {max(seconds) * 1000:.0f} ms")
    assert books.faults(ledger) == []
    worker.stop()
    lines = [line for line in worker.lines("outbox.delivered") if line["correlation_id"] == to_ulid(ctx.correlation_id)]
    assert {line["subscriber"] for line in lines} == set(books.SUBSCRIBERS)
    assert {(line["trace_id"], line["tenant"], line["type"]) for line in lines} == {
        (ctx.trace_id, "a", "product.updated")
    }


def test_changes_made_without_a_worker_appear_when_it_comes(
    worker: Worker,
    ledger: psycopg.Connection,
    tenant_a: Tenant,
) -> None:
    worker.stop()
    with tenant_scope(tenant_a):
        made = [books.change_alone(RequestContext.system(tenant_a.id), generate_id()) for _ in range(5)]
    assert ledger.execute("SELECT count(*) FROM ledger_effects").fetchone() == (0,)

    worker.start()

    for envelope in made:
        effects(ledger, envelope.event_id, PATIENCE)
    assert books.faults(ledger) == []
