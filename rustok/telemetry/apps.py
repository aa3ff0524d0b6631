"""Django app of the telemetry: starts tracing where it is installed and asked for."""

from __future__ import annotations

from django.apps import AppConfig

from rustok.telemetry.celery import connect_task_context
from rustok.telemetry.tracing import start_tracing


class TelemetryConfig(AppConfig):
    """Carries the ids of a request into tasks, and starts OpenTelemetry when an endpoint is set."""

    name = "rustok.telemetry"
    label = "rustok_telemetry"

    def ready(self) -> None:
        """Connect; both are no-ops where there is nothing to connect."""
        connect_task_context()
        start_tracing()
