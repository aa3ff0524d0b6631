"""Ids are taken or made, log lines carry them, tasks go on with them, tracing starts only where it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from celery import Task, shared_task
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.http import HttpResponse
from django.test import RequestFactory

from rustok.ids import generate_id, parse_id, to_ulid
from rustok.telemetry import tracing
from rustok.telemetry.ids import request_ids
from rustok.telemetry.middleware import REQUESTS, RequestTelemetry

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture(autouse=True)
def clean_context() -> Iterator[None]:
    structlog.contextvars.clear_contextvars()
    yield
    structlog.contextvars.clear_contextvars()


def test_a_clients_ids_are_taken() -> None:
    wanted = generate_id()

    ids = request_ids(request_id=to_ulid(wanted), traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")

    assert (ids.correlation_id, ids.trace_id) == (wanted, TRACE)


@pytest.mark.parametrize(
    "traceparent",
    [None, "", "00-abc-def-01", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{TRACE}-{'0' * 16}-01", "x" * 10_000],
)
@pytest.mark.parametrize("request_id", [None, "", "<script>", "x" * 10_000])
def test_malformed_ids_are_replaced(request_id: str | None, traceparent: str | None) -> None:
    ids = request_ids(request_id=request_id, traceparent=traceparent)

    assert len(ids.trace_id) == 32
    assert ids.trace_id != TRACE
    assert ids.correlation_id.version == 7


def test_a_request_says_its_id_and_is_counted() -> None:
    before = REQUESTS.labels("GET", "unknown", "418")._value.get()
    seen: dict[str, Any] = {}

    def answer(request: Any) -> HttpResponse:
        seen.update(structlog.contextvars.get_contextvars())
        return HttpResponse(status=418)

    response = RequestTelemetry(answer)(
        RequestFactory().get("/teapot", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    )

    assert parse_id(response["X-Request-ID"]) == parse_id(seen["correlation_id"])
    assert seen["trace_id"] == TRACE
    assert REQUESTS.labels("GET", "unknown", "418")._value.get() == before + 1
    assert structlog.contextvars.get_contextvars() == {}


def test_a_task_goes_on_with_the_ids_of_its_sender() -> None:
    headers: dict[str, Any] = {}
    with structlog.contextvars.bound_contextvars(correlation_id="C", trace_id="T", tenant="acme", secret="no"):
        before_task_publish.send(sender="x", headers=headers)

    @shared_task(name="tests.telemetry.look")
    def look() -> None: ...

    task: Task = look
    task.push_request(**headers)
    try:
        task_prerun.send(sender=task, task=task, task_id="1")
        bound = structlog.contextvars.get_contextvars()
        task_postrun.send(sender=task, task=task, task_id="1")
    finally:
        task.pop_request()

    assert bound == {"task": task.name, "task_id": "1", "correlation_id": "C", "trace_id": "T", "tenant": "acme"}
    assert structlog.contextvars.get_contextvars() == {}


def test_production_logs_are_one_json_object_a_line() -> None:
    program = (
        "import logging, structlog; from rustok.telemetry.logging import configure;"
        "configure({'level': 'INFO', 'format': 'json'});"
        "structlog.contextvars.bind_contextvars(trace_id='T');"
        "structlog.get_logger('a').info('shop.opened', count=3);"
        "logging.getLogger('b').warning('old %s', 'style', extra={'count': 4});"
        "\ntry: 1/0\nexcept ZeroDivisionError: structlog.get_logger('c').exception('shop.burnt')"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    first, second, third = (json.loads(line) for line in done.stderr.splitlines())
    assert (first["event"], first["count"], first["trace_id"], first["level"]) == ("shop.opened", 3, "T", "info")
    assert (second["event"], second["count"], second["trace_id"], second["logger"]) == ("old style", 4, "T", "b")
    assert "ZeroDivisionError" in third["exception"]


def test_tracing_starts_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert tracing.start_tracing() is False

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(tracing, "find_spec", lambda name: None)
    assert tracing.start_tracing() is False
