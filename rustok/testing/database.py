"""A database per test worker, copied from a template that is built once per set of migrations.

Tests run as the runtime role, so row-level security is on in every one of them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

import rustok.tenancy
from rustok.tenancy.owner import connections_default, owner_connection
from rustok.tenancy.provision import provision, secure_database
from rustok.tenancy.services import cells
from rustok.testing import servers

SILO_SLUG: Final = "x"
"""A silo of this tenant stands ready in every test database."""

# What a transactional test leaves in place: structure and what migrations have written.
_KEPT: Final = ("django_migrations", "django_content_type", "auth_permission", "cells", "cell_blueprints")
_LOCK: Final = 0x52754B03


def fingerprint() -> str:
    """Name the structure that the present code makes: migrations of all apps, and what tenancy adds to them."""
    digest = hashlib.sha256()
    files: set[Path] = set(Path(rustok.tenancy.__file__).parent.rglob("*.py"))
    files.add(Path(__file__))
    for config in apps.get_app_configs():
        if not config.name.startswith("django."):
            files.update(Path(config.path, "migrations").glob("*.py"))
    for path in sorted(files):
        digest.update(path.as_posix().rpartition("site-packages/")[2].split("/rustok", 1)[-1].encode())
        digest.update(path.read_bytes())
    digest.update("".join(settings.INSTALLED_APPS).encode())
    return digest.hexdigest()[:16]


@contextmanager
def test_database(worker: str) -> Iterator[str]:
    """Give Django a fresh database; drop it afterwards.

    :param worker: name of the xdist worker.
    """
    admin_url = os.environ[servers.DATABASE_URL]
    template = f"rustok_template_{fingerprint()}"
    name = f"rustok_test_{worker}_{os.getpid()}"
    with psycopg.connect(admin_url, autocommit=True) as lock:
        # One worker builds, the others wait.
        lock.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        if not lock.execute("SELECT 1 FROM pg_database WHERE datname = %s", (template,)).fetchone():
            _build(admin_url, template)
        lock.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
        with copied(lock, template, name):
            _point_at(admin_url, name)
            try:
                yield name
            finally:
                connection.close()
                getattr(connections_default(), "close_pool", lambda: None)()


@contextmanager
def spare_database(name: str) -> Iterator[str]:
    """Make one more copy of the template, for a test that changes structure; yields its name."""
    name = f"rustok_spare_{name}_{os.getpid()}"
    with (
        psycopg.connect(os.environ[servers.DATABASE_URL], autocommit=True) as admin,
        copied(admin, f"rustok_template_{fingerprint()}", name),
    ):
        yield name


@contextmanager
def copied(admin: psycopg.Connection[Any], template: str, name: str) -> Iterator[None]:
    """Copy a template database for the time of the block."""
    admin.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER rustok_owner STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
    secure_database(admin, name)
    try:
        yield
    finally:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def truncate_used_tables(database: str | None = None) -> None:
    """Empty every table that has rows, as the owner; the platform tenant stays.

    Instead of Django's flush, for which the runtime role has no right and which looks at one schema only.
    """
    with owner_connection(database) as owner:
        tables = owner.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information_schema)'"
            " AND c.relname <> ALL (%s)",
            ([*_KEPT],),
        ).fetchall()
        # One statement: a round trip per table would cost more than all the rest.
        probe = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for (table,) in tables)
        used = [table for (table,) in owner.execute(probe)] if probe else []
        if used:
            owner.execute(f"TRUNCATE {', '.join(used)} CASCADE")
    cells.restore_platform_tenant()


def replace_flush() -> None:
    """Make ``transaction=True`` tests clean up by :func:`truncate_used_tables`."""

    def _fixture_teardown(self: TransactionTestCase) -> None:
        connection.close()
        truncate_used_tables()

    setattr(TransactionTestCase, "_fixture_teardown", _fixture_teardown)  # noqa: B010  # unknown to its stubs


def _build(admin_url: str, template: str) -> None:
    building = f"{template}_building"
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
        provision(admin_url, database=building)
        _point_at(admin_url, building)
        call_command("migrate_schemas", verbosity=0)
        cells.create_silo(SILO_SLUG)
        connection.close()
        getattr(connections_default(), "close_pool", lambda: None)()
        admin.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template))
        )
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(template)))


def _point_at(admin_url: str, database: str) -> None:
    """Let Django's connection and the owner's URL lead to a database."""
    urls = provision(admin_url, database=database)
    settings.DATABASE_OWNER_URL = urls.owner_url
    settings.DATABASE_URL = urls.app_url
    login = conninfo_to_dict(urls.app_url)
    connection.close()
    values = connections_default().settings_dict
    values.update(
        NAME=database,
        USER=login["user"],
        PASSWORD=login.get("password") or "",
        HOST=login.get("host") or "",
        PORT=str(login.get("port") or ""),
        CONN_MAX_AGE=0,
    )
    # A pool would keep connections of threads that a test has ended.
    values["OPTIONS"].pop("pool", None)
    settings.DATABASES["default"].update(values)


def use_valkey(worker: str) -> None:
    """Let cache and broker lead to a numbered database of this worker's own."""
    # Sixteen numbered databases come with every server: a worker has its own, 0 is left to whoever shares the server.
    digits = "".join(filter(str.isdigit, worker))
    number = 1 + (int(digits) if digits else os.getpid()) % 15
    url = urlsplit(os.environ[servers.REDIS_URL])._replace(path=f"/{number}").geturl()
    settings.REDIS_URL = url
    settings.CELERY_BROKER_URL = url
    settings.CACHES["default"]["LOCATION"] = url
    settings.CACHES["default"]["KEY_PREFIX"] = f"test-{worker}-{os.getpid()}"
    # A cache object that exists already keeps the address it was made with.
    with suppress(AttributeError):
        del caches["default"]
