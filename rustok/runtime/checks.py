"""What ``doctor`` looks at: each check answers with a finding and, when something is wrong, what to do about it."""

from __future__ import annotations

import os
import platform
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import celery
import kombu.exceptions
import psycopg
import redis
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection

from rustok.conf import conf
from rustok.modules.contract import HealthState
from rustok.modules.registry import registry
from rustok.tenancy.backend.login import login_faults
from rustok.tenancy.context import PLATFORM_TENANT_ID, PUBLIC_SCHEMA, platform_scope, tenant_scope
from rustok.tenancy.models import Cell, Tenant
from rustok.tenancy.provision import EXTENSIONS, MINIMUM_SERVER_VERSION
from rustok.tenancy.services import cells

MINIMUM_PYTHON: Final = (3, 11)
_MINIMUM_SECRET: Final = 50
_WORKER_SECONDS: Final = 2.0
_CONNECT_SECONDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer of one check. ``hint`` says what to do when it is not ``ok``."""

    name: str
    ok: bool
    detail: str
    hint: str = ""


Check = Callable[[], Iterator[Finding]]


def examine() -> Iterator[Finding]:
    """Run every check in order; those of a server that does not answer are left out after the first."""
    yield from python_version()
    yield from secret_key()
    database = list(database_reachable())
    yield from database
    if all(finding.ok for finding in database):
        for check in (cyrillic, extensions, migrations):
            yield from _guarded(check)
    valkey = list(valkey_reachable())
    yield from valkey
    if all(finding.ok for finding in valkey):
        yield from worker()
    yield from storage()
    yield from search_folder()
    if all(finding.ok for finding in database):
        yield from modules()


def python_version() -> Iterator[Finding]:
    """Python is new enough."""
    yield Finding(
        name="Python",
        ok=sys.version_info >= MINIMUM_PYTHON,
        detail=platform.python_version(),
        hint="Install Python 3.11 or newer.",
    )


def secret_key() -> Iterator[Finding]:
    """The secret key is the installation's own, and demonstration logins are not for the public."""
    key = str(settings.SECRET_KEY)
    development = "development" in key or "insecure" in key
    expected = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".development")
    yield Finding(
        name="Secrets",
        ok=expected or (not development and len(key) >= _MINIMUM_SECRET and not conf().features.demo),
        detail=("development key" if development else f"SECRET_KEY of {len(key)} characters")
        + (", demonstration mode" if conf().features.demo else ""),
        hint="Set SECRET_KEY to 50 random characters or more:"
        " python -c 'import secrets; print(secrets.token_urlsafe(50))'; RUSTOK_FEATURES_DEMO=0 outside demonstrations.",
    )


def database_reachable() -> Iterator[Finding]:
    """PostgreSQL answers, is new enough, and the application's login is bound by row-level security."""
    login = connection.settings_dict
    options = {key: value for key, value in login["OPTIONS"].items() if key in {"sslmode", "sslrootcert", "options"}}
    try:
        # Not through the application's pool: that goes on trying for long, and refuses the very logins to report.
        with psycopg.connect(
            dbname=login["NAME"],
            user=login["USER"] or None,
            password=login["PASSWORD"] or None,
            host=login["HOST"] or None,
            port=login["PORT"] or None,
            connect_timeout=_CONNECT_SECONDS,
            **options,
        ) as probe:
            version, number = probe.info.parameter_status("server_version") or "", probe.info.server_version
            user = probe.info.user
            faults = login_faults(probe.cursor()) if number >= MINIMUM_SERVER_VERSION else []
    except psycopg.Error as error:
        yield Finding(
            name="PostgreSQL",
            ok=False,
            detail=str(error).strip().splitlines()[0],
            hint="Start the servers (make run, or manage.py services start), or check DATABASE_URL.",
        )
        return
    yield Finding(
        name="PostgreSQL",
        ok=number >= MINIMUM_SERVER_VERSION,
        detail=version,
        hint="PostgreSQL 18 or newer is needed.",
    )
    yield Finding(
        name="Runtime role",
        ok=not faults,
        detail=f"{user} {', '.join(faults) or 'is restricted'}",
        hint="DATABASE_URL must log in as rustok_app; see docs/guides/production.md.",
    )


def cyrillic() -> Iterator[Finding]:
    """Case folding and trigrams work outside ASCII."""
    (provider,) = _row("SELECT datlocprovider::text FROM pg_database WHERE datname = current_database()")
    lowered, matched = _row("SELECT lower('ЁЖИК') = 'ёжик', 'МАШИНА' ILIKE 'маш%%'")
    trigrams = _row("SELECT to_regproc('similarity') IS NOT NULL")[0]
    similar = bool(trigrams) and _row("SELECT similarity('МАШИНА', 'машина') = 1")[0]
    yield Finding(
        name="Locale",
        ok=provider in {"b", "i"} and lowered and matched and similar,
        detail=f"provider {({'b': 'builtin', 'i': 'icu', 'c': 'libc'}).get(provider, provider)},"
        f" Cyrillic lower {_mark(lowered)} ILIKE {_mark(matched)} trigrams {_mark(similar)}",
        hint="Make the database with LOCALE_PROVIDER builtin BUILTIN_LOCALE 'PG_UNICODE_FAST' LC_CTYPE 'C.UTF-8'"
        " (rustok.tenancy.provision does).",
    )


def extensions() -> Iterator[Finding]:
    """The extensions that migrations rely on are there."""
    (present,) = _row("SELECT coalesce(array_agg(extname::text), '{}') FROM pg_extension")
    missing = [name for name in EXTENSIONS if name not in present]
    yield Finding(
        name="Extensions",
        ok=not missing,
        detail=f"missing: {', '.join(missing)}" if missing else ", ".join(EXTENSIONS),
        hint="".join(f"CREATE EXTENSION {name}; " for name in missing) + "as an administrator of the database.",
    )


def migrations() -> Iterator[Finding]:
    """Every cell has every migration."""
    hint = "manage.py migrate_schemas"
    lacking = {PUBLIC_SCHEMA: missing} if (missing := cells.pending(PUBLIC_SCHEMA)) else {}
    schemas: list[str] = []
    if not lacking:
        with platform_scope():
            schemas = list(Cell.objects.values_list("schema_name", flat=True))
        lacking = {schema: missing for schema in schemas if (missing := cells.pending(schema))}
    detail = (
        "; ".join(f"{schema} lacks {len(missing)}" for schema, missing in lacking.items())
        if lacking
        else f"up to date in {len(schemas) + 1} schemas"
    )
    yield Finding(name="Migrations", ok=not lacking, detail=detail, hint=hint)


def valkey_reachable() -> Iterator[Finding]:
    """Valkey answers, keeps what it is given, and evicts nothing, as queues live beside the cache."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
            server: Any = client.info("server")
            persistence: Any = client.info("persistence")
            memory: Any = client.info("memory")
    except (redis.RedisError, OSError, ValueError) as error:
        yield Finding(
            name="Valkey",
            ok=False,
            detail=str(error),
            hint="Start the servers (make run, or manage.py services start), or check REDIS_URL.",
        )
        return
    version = server.get("valkey_version") or server.get("redis_version")
    append_only = bool(persistence.get("aof_enabled"))
    policy = memory.get("maxmemory_policy", "noeviction")
    yield Finding(
        name="Valkey",
        ok=append_only and policy == "noeviction",
        detail=f"{version}, append-only file {'on' if append_only else 'off'}, {policy}",
        hint="Set appendonly yes and maxmemory-policy noeviction.",
    )


def worker() -> Iterator[Finding]:
    """A Celery worker answers."""
    try:
        answers = celery.current_app.control.ping(timeout=_WORKER_SECONDS)
    except (kombu.exceptions.OperationalError, redis.RedisError, OSError) as error:
        yield Finding(name="Worker", ok=False, detail=str(error), hint="Check REDIS_URL.")
        return
    names = sorted(name for answer in answers or [] for name in answer)
    yield Finding(
        name="Worker",
        ok=bool(names),
        detail=", ".join(names) or f"no answer in {_WORKER_SECONDS:.0f} s",
        hint="Start one: celery -A settings.celery worker (make run does).",
    )


def storage() -> Iterator[Finding]:
    """Uploads can be written."""
    bucket = getattr(settings, "AWS_STORAGE_BUCKET_NAME", "")
    if not bucket:
        yield _writable("Uploads", Path(settings.MEDIA_ROOT))
        return
    name = f"doctor-{secrets.token_hex(8)}.txt"
    try:
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").get(id=PLATFORM_TENANT_ID)
        with tenant_scope(tenant):
            default_storage.delete(default_storage.save(name, ContentFile(b"doctor")))
    except (BotoCoreError, ClientError, DatabaseError, Tenant.DoesNotExist) as error:
        yield Finding(
            name="Uploads", ok=False, detail=str(error), hint="Check the AWS_ variables and the bucket's rights."
        )
        return
    yield Finding(name="Uploads", ok=True, detail=f"bucket {bucket}")


def search_folder() -> Iterator[Finding]:
    """The search index can be written."""
    yield _writable("Search index", Path(conf().search.path))


def modules() -> Iterator[Finding]:
    """Every module is well; the outbox reports its backlog and dead letters here."""
    for module in registry.ordered():
        try:
            health = module.health()
        except DatabaseError as error:
            yield Finding(
                name=f"Module {module.slug}",
                ok=False,
                detail=str(error).strip().splitlines()[0],
                hint="manage.py migrate_schemas",
            )
            continue
        yield Finding(
            name=f"Module {module.slug}",
            ok=health.state is HealthState.HEALTHY,
            detail=f"{health.state}{f': {health.detail}' if health.detail else ''}",
            hint="manage.py outbox status" if module.slug == "outbox" else "See the module's logs.",
        )


def _guarded(check: Check) -> Iterator[Finding]:
    """Turn a database error into a finding, so that one broken thing does not hide the rest."""
    try:
        yield from check()
    except DatabaseError as error:
        yield Finding(
            name=check.__name__.replace("_", " ").capitalize(),
            ok=False,
            detail=str(error).strip().splitlines()[0],
            hint="manage.py migrate_schemas",
        )


def _writable(name: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(
            name=name, ok=False, detail=f"{folder}: {error.strerror}", hint="Give this user the right to write there."
        )
    return Finding(name=name, ok=True, detail=str(folder))


def _row(statement: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, ())
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _mark(value: object) -> str:
    return "✓" if value else "✗"
