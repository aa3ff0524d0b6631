"""Probes and metrics: for the machines that run the platform, without a tenant."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from redis.exceptions import RedisError

from rustok.api import jsontext
from rustok.api.rest.errors import problem_response
from rustok.errors import Unauthenticated
from rustok.modules.contract import HealthState
from rustok.modules.registry import registry

log = structlog.get_logger("rustok.health")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Tell that the process answers; nothing else is asked, or a slow database would get processes killed."""
    return _json({"status": "healthy"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Tell whether requests can be served: PostgreSQL answers and is migrated. 503 if not.

    Without Valkey the platform still serves, slower and without rate limits for reads: that is "degraded", 200.
    """
    checks = {"postgresql": _postgresql(), "migrations": _migrations(), "valkey": _valkey()}
    healthy = checks["postgresql"] is None and checks["migrations"] is None
    state = "unhealthy" if not healthy else "degraded" if checks["valkey"] else "healthy"
    shown = {name: {"ok": fault is None, "detail": fault or ""} for name, fault in checks.items()}
    return _json({"status": state, "checks": shown}, status=200 if healthy else 503)


@require_safe
def modules(request: HttpRequest) -> HttpResponse:
    """Tell how each module is; 503 where one is unhealthy."""
    found: dict[str, dict[str, str]] = {}
    states = set()
    for module in registry.ordered():
        try:
            status = module.health()
            state, detail = status.state, status.detail
        except (DatabaseError, OSError, RedisError) as exc:
            # What a module needs is down: that is an answer of a probe and no failure of it.
            log.warning("health.module_failed", module=module.slug, error=str(exc))
            state, detail = HealthState.UNHEALTHY, type(exc).__name__
        states.add(state)
        found[module.slug] = {"status": state.value, "version": module.version, "detail": detail}
    worst = next(
        (state for state in (HealthState.UNHEALTHY, HealthState.DEGRADED) if state in states), HealthState.HEALTHY
    )
    return _json({"status": worst.value, "modules": found}, status=503 if worst is HealthState.UNHEALTHY else 200)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Export the metrics for Prometheus. With ``METRICS_TOKEN`` set, only to who bears it."""
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return problem_response(Unauthenticated(), request)
    response: HttpResponse = ExportToDjangoView(request)
    return response


def _json(content: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return HttpResponse(
        jsontext.dumps(content), status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _postgresql() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as exc:
        log.warning("health.postgresql", error=str(exc))
        return "PostgreSQL does not answer"
    return None


def _valkey() -> str | None:
    try:
        caches["default"].get("health")
    except (RedisError, OSError) as exc:
        log.warning("health.valkey", error=str(exc))
        return "Valkey does not answer"
    return None


def _migrations() -> str | None:
    """Compare the migrations of the code with the applied ones of the shared schema."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM public.django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        return "the migrations are not known"
    missing = sorted(_expected() - applied)
    return f"{len(missing)} migrations are missing, the first is {'.'.join(missing[0])}" if missing else None


@lru_cache(maxsize=1)
def _expected() -> frozenset[tuple[str, str]]:
    """Name the last migration of each shared app; once per process, since it reads the files."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    shared = {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}
    return frozenset(key for key in loader.graph.leaf_nodes() if key[0] in shared)
