"""Carries the ids of a request over the broker, so that a task's log lines can be found by them."""

from __future__ import annotations

from typing import Any

import structlog
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun
from django.conf import settings

from rustok.telemetry.logging import configure

_HEADER = "rustok_log_context"
_CARRIED = ("correlation_id", "trace_id", "tenant")


def _send(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None:
        bound = structlog.contextvars.get_contextvars()
        headers[_HEADER] = {name: bound[name] for name in _CARRIED if name in bound}


def _bind(task: Any = None, task_id: str | None = None, **_: Any) -> None:
    structlog.contextvars.clear_contextvars()
    carried = getattr(task.request, _HEADER, None) or {}
    structlog.contextvars.bind_contextvars(task=task.name, task_id=task_id, **carried)


def _clear(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()


def _logging(**_: Any) -> None:
    # Connected at all, this keeps Celery from setting up logging of its own.
    configure(settings.LOGGING)


def connect_task_context() -> None:
    """Connect to Celery's signals."""
    before_task_publish.connect(_send, dispatch_uid="rustok.telemetry.send")
    task_prerun.connect(_bind, dispatch_uid="rustok.telemetry.bind")
    task_postrun.connect(_clear, dispatch_uid="rustok.telemetry.clear")
    setup_logging.connect(_logging, dispatch_uid="rustok.telemetry.logging")
