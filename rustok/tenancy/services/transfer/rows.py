"""The tables of a tenant: which go along, in which order, and their rows as PostgreSQL writes them."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Any, Final
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection, models

from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.models import TenantModel
from rustok.tenancy.storage import tenant_prefix

BATCH: Final = 200
_COPIES: Final = frozenset({"rustok_index", "rustok_outbox", "rustok_api"})
"""Apps whose tables follow from others, or hold what is on its way."""
_OWN: Final = frozenset({"domains"})
"""Tables that name the installation: a host leads to one tenant only."""


def tables(*, with_secrets: bool) -> list[type[models.Model]]:
    """Return the models of all tables that go along, each after those that it refers to."""
    wanted = {
        model._meta.db_table: model
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        and model._meta.managed
        and model._meta.app_label not in _COPIES
        and model._meta.db_table not in _OWN
        and (with_secrets or not model.only_proofs)
    }
    graph: TopologicalSorter[str] = TopologicalSorter()
    for name in sorted(wanted):
        references = {
            field.related_model._meta.db_table
            for field in wanted[name]._meta.concrete_fields
            if field.is_relation and field.related_model is not None
        }
        graph.add(name, *sorted((references & wanted.keys()) - {name}))
    return [wanted[name] for name in graph.static_order()]


def schema_version() -> str:
    """Return a number that is the same where the same migrations have run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        rows = cursor.fetchall()
    told = "\n".join(f"{app}.{name}" for app, name in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def columns(model: type[models.Model]) -> list[str]:
    """Name the columns that are written; what the database works out itself is not."""
    return [
        field.column
        for field in model._meta.concrete_fields
        if not isinstance(field, models.GeneratedField) and field.column is not None
    ]


def rows_of(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    """Return the rows of a table, those above first where they form a tree; as PostgreSQL writes them."""
    names = columns(model)
    order = "depth, id" if "depth" in names else "id"
    quote = connection.ops.quote_name
    chosen = ", ".join(quote(name) for name in names if name != "tenant_id")
    statement = (
        f"SELECT to_jsonb(t)::text FROM (SELECT {chosen} FROM {quote(model._meta.db_table)}"
        f" WHERE tenant_id = %s ORDER BY {order}) t"
    )
    with connection.cursor() as cursor:
        # Declared by hand: Django's own server-side cursors do not know in which schema the tenant is.
        cursor.execute(f"DECLARE tenant_rows NO SCROLL CURSOR FOR {statement}", [require_tenant_id()])
        while True:
            cursor.execute(f"FETCH {BATCH} FROM tenant_rows")
            found = cursor.fetchall()
            if not found:
                break
            for (row,) in found:
                yield orjson.loads(row)
        cursor.execute("CLOSE tenant_rows")


def insert(model: type[models.Model], rows: Iterable[Mapping[str, Any]], tenant_id: UUID, former_id: UUID) -> None:
    """Insert rows with their ids."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(column) for column in columns(model))
    told = orjson.dumps([{**row, "tenant_id": str(tenant_id)} for row in rows]).decode()
    # Files are in a folder of the tenant, and texts lead there.
    told = told.replace(tenant_prefix(former_id), tenant_prefix(tenant_id))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            [told],
        )


def clear(model: type[models.Model]) -> None:
    """Delete the rows of the tenant in scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)} WHERE tenant_id = %s",
            [require_tenant_id()],
        )


def without_secrets(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """Replace what a model declares as secret by what nobody knows; unique as it was."""
    for name in getattr(model, "secret_columns", ()):
        if row[name] not in (None, "", {}, []):
            row[name] = _nobody_knows(model._meta.get_field(name))
    return row


def _nobody_knows(field: Any) -> Any:
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    if isinstance(field, models.UUIDField):
        return str(uuid.uuid4())
    if isinstance(field, models.BinaryField):
        return f"\\x{secrets.token_hex(field.max_length or 32)}"
    return f"!{secrets.token_hex(32)}"[: getattr(field, "max_length", None) or 64]
