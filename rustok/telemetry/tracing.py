"""OpenTelemetry, an extra: ``pip install -r requirements-otel.txt`` and set ``OTEL_EXPORTER_OTLP_ENDPOINT``."""

from __future__ import annotations

import os
from importlib.util import find_spec

import structlog
from django.utils.module_loading import import_string

log = structlog.get_logger("rustok.telemetry")

_INSTRUMENTORS = (
    "opentelemetry.instrumentation.django.DjangoInstrumentor",
    "opentelemetry.instrumentation.psycopg.PsycopgInstrumentor",
    "opentelemetry.instrumentation.celery.CeleryInstrumentor",
    "opentelemetry.instrumentation.redis.RedisInstrumentor",
)


def start_tracing() -> bool:
    """Start exporting spans where an endpoint is set and the extra is installed; tell whether it did.

    Sampling, service name and endpoint are OpenTelemetry's own ``OTEL_*`` variables.
    """
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return False
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        log.warning("telemetry.tracing_not_installed", hint="install requirements-otel.txt")
        return False
    os.environ.setdefault("OTEL_SERVICE_NAME", "rustok")
    provider = import_string("opentelemetry.sdk.trace.TracerProvider")()
    exporter = import_string("opentelemetry.exporter.otlp.proto.http.trace_exporter.OTLPSpanExporter")()
    provider.add_span_processor(import_string("opentelemetry.sdk.trace.export.BatchSpanProcessor")(exporter))
    import_string("opentelemetry.trace.set_tracer_provider")(provider)
    for path in _INSTRUMENTORS:
        import_string(path)().instrument()
    return True
