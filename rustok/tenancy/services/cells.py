"""Schemas: make them, migrate them, give rights in them. Everything here runs as the owning role."""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import ClientCursor, sql

from rustok.tenancy import functions, partitions
from rustok.tenancy.backend import schema as schema_editor
from rustok.tenancy.context import (
    PLATFORM_SLUG,
    PLATFORM_TENANT_ID,
    POOL_SCHEMA,
    PUBLIC_SCHEMA,
    no_scope,
    tenant_scope,
)
from rustok.tenancy.grants import apply_grants
from rustok.tenancy.models import Blueprint, Cell, Tenant, TenantLocale
from rustok.tenancy.owner import as_owner, owner_connection
from rustok.tenancy.services import rendering
from rustok.tenancy.services.partitions import ensure_partitions

Report = Callable[[str], None]

# Two deployments migrating at once would trip over each other.
_LOCK: Final = 0x52754B02
_RECORDED: Final = ("CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "COMMENT", "DROP", "DO", "GRANT", "REVOKE")


def silo_schema(slug: str) -> str:
    """Name the schema of a silo tenant."""
    return "silo_" + re.sub(r"[^a-z0-9]", "_", slug.lower())


def migrate(
    *,
    app_label: str | None = None,
    migration_name: str | None = None,
    schema: str | None = None,
    verbosity: int = 1,
    report: Report = lambda _: None,
) -> None:
    """Bring every schema up to date, from an empty provisioned database too.

    Public tables, functions, the cell ``pool``, the platform tenant, all cells, rights, partitions. May be repeated.

    :param schema: only this schema, which must be ``public`` or a cell's.
    """
    with owner_connection() as lock, no_scope():
        lock.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        with as_owner():
            if schema in (None, PUBLIC_SCHEMA):
                report(PUBLIC_SCHEMA)
                _migrate_schema(PUBLIC_SCHEMA, app_label, migration_name, verbosity)
                for function in functions.ALL:
                    lock.execute(function)
                apply_grants(lock, PUBLIC_SCHEMA)
            if "cells" not in connection.introspection.table_names():
                # The first app was migrated alone, or backwards.
                return
            if schema is None:
                Cell.objects.get_or_create(schema_name=POOL_SCHEMA, defaults={"shared": True})
            cells = Cell.objects.order_by("-shared", "schema_name")
            for cell in cells.filter(schema_name=schema) if schema else cells:
                report(cell.schema_name)
                _bring_up(lock, cell.schema_name, app_label, migration_name, verbosity)
            if schema is None:
                _ensure_platform_tenant()
        ensure_partitions()


def create_silo(slug: str, *, report: Report = lambda _: None) -> Cell:
    """Make the schema of a silo tenant, by replaying recorded DDL in about two seconds, and return its cell.

    May be repeated: a schema that exists is brought up to date.
    """
    name = silo_schema(slug)
    with owner_connection() as lock, no_scope():
        lock.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        with as_owner():
            cell: Cell = Cell.objects.get_or_create(schema_name=name, defaults={"shared": False})[0]
            report(name)
            _bring_up(lock, name, None, None, 0)
        ensure_partitions()
    return cell


def drop_silo(cell: Cell) -> None:
    """Drop a silo's schema with all its rows, and its cell. No tenant may live in it any more.

    :raises django.db.models.ProtectedError: a tenant still does.
    """
    with owner_connection() as owner, no_scope(), as_owner():
        name = cell.schema_name
        if cell.shared:
            raise ValueError(f"{name} is shared by tenants and is never dropped")
        cell.delete(force_drop=False)
        owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))


def pending(schema: str) -> list[tuple[str, str]]:
    """List the migrations (app, name) that a schema lacks; as any role that may read it."""
    on_disk = set(_disk_migrations())
    with no_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f'"{schema}".django_migrations'])
        if cursor.fetchone()[0] is None:
            return sorted(on_disk)
        cursor.execute(f'SELECT app, name FROM "{schema}".django_migrations')
        return sorted(on_disk - set(cursor.fetchall()))


def fingerprint() -> str:
    """Name the structure of a cell: the tenant apps' migrations and the code that turns them into DDL."""
    digest = hashlib.sha256()
    for module in (schema_editor, partitions):
        digest.update(inspect.getsource(module).encode())
    names = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    for (app, name), migration in sorted(_disk_migrations().items()):
        digest.update(f"{app}.{name}".encode())
        if app in names:
            digest.update(inspect.getsource(inspect.getmodule(type(migration)) or type(migration)).encode())
    return digest.hexdigest()


def _disk_migrations() -> dict[tuple[str, str], Any]:
    return dict(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _bring_up(owner: Any, schema: str, app_label: str | None, migration_name: str | None, verbosity: int) -> None:
    owner.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    empty = not owner.execute(
        "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s LIMIT 1", (schema,)
    ).fetchone()
    whole = app_label is None and migration_name is None
    if whole and empty:
        mark = fingerprint()
        blueprint = Blueprint.objects.filter(fingerprint=mark).first()
        if blueprint is not None:
            _replay(owner, schema, blueprint.statements)
        else:
            with _recording() as statements:
                _migrate_schema(schema, None, None, verbosity)
            Blueprint.objects.exclude(fingerprint=mark).delete()
            Blueprint.objects.create(fingerprint=mark, statements=";\n".join(statements))
    else:
        _migrate_schema(schema, app_label, migration_name, verbosity)
    apply_grants(owner, schema)


def _migrate_schema(schema: str, app_label: str | None, migration_name: str | None, verbosity: int) -> None:
    if app_label is None and not pending(schema):
        return
    # Without public in the path, or its django_migrations would be taken for the schema's own.
    connection.set_schema(schema, include_public=False)  # type: ignore[attr-defined]
    try:
        MigrationRecorder(connection).ensure_schema()
        connection.set_schema(schema)  # type: ignore[attr-defined]
        arguments = [argument for argument in (app_label, migration_name) if argument]
        with rendering.narrow():
            call_command(DjangoMigrate(), *arguments, interactive=False, verbosity=verbosity, skip_checks=True)
    finally:
        connection.set_schema_to_public()  # type: ignore[attr-defined]


@contextlib.contextmanager
def _recording() -> Iterator[list[str]]:
    statements: list[str] = []

    def record(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(statement)
        if text.lstrip().split(None, 1)[0].upper() in _RECORDED:
            if params is None:
                statements.append(text)
            else:
                with ClientCursor(connection.connection) as cursor:
                    for row in params if many else [params]:
                        statements.append(cursor.mogrify(text, row))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(record):
        yield statements


def _replay(owner: Any, schema: str, statements: str) -> None:
    with owner.transaction():
        owner.execute(
            sql.SQL("SET LOCAL search_path = {}, {}").format(sql.Identifier(schema), sql.Identifier(PUBLIC_SCHEMA))
        )
        # Without parameters, so the whole text goes to the server in one round trip.
        owner.execute(statements.encode())


def restore_platform_tenant() -> None:
    """Write the platform tenant again where its rows are gone; for tests that empty tables."""
    with no_scope(), as_owner():
        _ensure_platform_tenant()


def _ensure_platform_tenant() -> None:
    pool = Cell.objects.get(schema_name=POOL_SCHEMA)
    tenant, _ = Tenant.objects.get_or_create(
        id=PLATFORM_TENANT_ID,
        defaults={"slug": PLATFORM_SLUG, "name": "Platform", "cell": pool, "is_platform": True},
    )
    with tenant_scope(tenant):
        TenantLocale.objects.get_or_create(locale=tenant.default_locale, defaults={"is_default": True})
