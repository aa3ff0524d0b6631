"""A tenant as a file: every row of its tables, to be loaded into a new tenant with the same ids.

A line of JSON each: first what the file is, then, table by table in the order of their references, the rows, then how
many there were with a checksum over all of it. Copies that are made from other tables, and what is on its way, are left
out: the read model, the outbox, what was kept of answers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import IO, Any, Final
from uuid import UUID

import orjson
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.tenancy import errors
from rustok.tenancy.context import PLATFORM_TENANT_ID, platform_scope, require_tenant_id, tenant_scope
from rustok.tenancy.dto import CreateTenantRequest
from rustok.tenancy.info import current_tenant
from rustok.tenancy.models import Tenant, TenantModel
from rustok.tenancy.services.tenants import create_tenant
from rustok.tenancy.storage import tenant_prefix

FORMAT: Final = 1
_BATCH: Final = 200
_COPIES: Final = frozenset({"rustok_index", "rustok_outbox", "rustok_api"})
"""Apps whose tables follow from others, or hold what is on its way."""
_OWN: Final = frozenset({"domains"})
"""Tables that name the installation: a host leads to one tenant only."""
_SECRET_COLUMNS: Final = frozenset(
    {"password", "token_hash", "ip_hash", "code_hash", "unsubscribe_token", "secret", "secrets", "request_hash"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """How many rows of each table went along."""

    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())


def tables(*, with_secrets: bool) -> list[type[models.Model]]:
    """Return the models of all tables that go along, each after those that it refers to."""
    wanted = {
        model._meta.db_table: model
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        and model._meta.managed
        and model._meta.app_label not in _COPIES
        and model._meta.db_table not in _OWN
        and (with_secrets or not _is_secret(model))
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


def export_tenant(file: IO[bytes], *, with_secrets: bool = False) -> Transferred:
    """Write the tenant in scope to a file; all of it as it is at one moment.

    Without secrets passwords and tokens are replaced by ones that nobody knows, and sessions stay behind.
    """
    tenant = current_tenant()
    with platform_scope():
        row = Tenant.objects.get(pk=tenant.id)
    checksum, counts = hashlib.sha256(), dict[str, int]()

    def write(value: Any) -> None:
        line = orjson.dumps(value) + b"\n"
        checksum.update(line)
        file.write(line)

    with transaction.atomic():
        if not connection.in_atomic_block or connection.savepoint_ids == []:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        write(
            {
                "rustok": "tenant",
                "format": FORMAT,
                "schema": schema_version(),
                "with_secrets": with_secrets,
                "id": str(row.id),
                "slug": row.slug,
                "name": row.name,
                "settings": row.settings,
                "locales": list(tenant.locale_codes),
                "exported_at": dt.datetime.now(dt.UTC).isoformat(),
            }
        )
        for model in tables(with_secrets=with_secrets):
            name = model._meta.db_table
            for values in _rows(model):
                counts[name] = counts.get(name, 0) + 1
                write({"table": name, "row": values if with_secrets else _without_secrets(model, values)})
    last = {"counts": counts, "sha256": checksum.hexdigest()}
    file.write(orjson.dumps(last) + b"\n")
    return Transferred(counts=counts)


@command(silent=True)
def import_tenant(file: IO[bytes], slug: str) -> Transferred:
    """Load a file into a tenant that it makes, all of it or nothing.

    The read model is not in the file: ``reindex`` fills it.

    :raises TenantNotEmpty: there is such a tenant already.
    :raises UnreadableTransfer: it is no such file, was cut off or changed.
    :raises OtherSchema: it was written by another version.
    """
    with platform_scope():
        if Tenant.objects.filter(slug=slug).exists():
            raise errors.TenantNotEmpty(slug=slug)
    lines = _Lines(file)
    head = lines.head()
    request = CreateTenantRequest(
        slug=slug,
        name=head["name"],
        locales=tuple(head["locales"]),
        currencies=tuple(head["settings"].get("currencies") or ("USD",)),
        modules=(),
    )
    made = create_tenant(RequestContext.system(PLATFORM_TENANT_ID), request)
    with platform_scope():
        tenant = Tenant.objects.select_related("cell").get(pk=made.id)
        tenant.settings = head["settings"]
        tenant.save()
    known = {model._meta.db_table: model for model in tables(with_secrets=True)}
    with tenant_scope(tenant):
        # What every new tenant begins with; the file has its own.
        for name in reversed(list(known)):
            _delete(known[name])
        counts: dict[str, int] = {}
        try:
            for name, rows in lines.batches(known):
                _insert(known[name], rows, tenant.id, UUID(head["id"]))
                counts[name] = counts.get(name, 0) + len(rows)
            lines.check(counts)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError as exc:
            raise errors.UnreadableTransfer(reason=f"its rows do not belong together: {exc}") from exc
    return Transferred(counts=counts)


def schema_version() -> str:
    """Return a number that is the same where the same migrations have run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        rows = cursor.fetchall()
    told = "\n".join(f"{app}.{name}" for app, name in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class _Lines:
    """Reads a file line by line, and checks it at its end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._checksum = hashlib.sha256()
        self._last: Mapping[str, Any] | None = None

    def head(self) -> Mapping[str, Any]:
        """Return what the file is."""
        head = self._read()
        if head is None or head.get("rustok") != "tenant" or head.get("format") != FORMAT:
            raise errors.UnreadableTransfer(reason="it is no export of a tenant")
        if head["schema"] != schema_version():
            raise errors.OtherSchema(found=head["schema"], wanted=schema_version())
        return head

    def batches(self, known: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
        """Return rows of one table, some at a time."""
        name, rows = "", list[Any]()
        while self._last is None:
            line = self._read()
            if line is None:
                raise errors.UnreadableTransfer(reason="its end is missing")
            if "counts" in line:
                self._last = line
                break
            if line.get("table") not in known or not isinstance(line.get("row"), dict):
                raise errors.UnreadableTransfer(reason=f"there is no table {line.get('table')!r}")
            if rows and (line["table"] != name or len(rows) >= _BATCH):
                yield name, rows
                rows = []
            name = line["table"]
            rows.append(line["row"])
        if rows:
            yield name, rows

    def check(self, counts: Mapping[str, int]) -> None:
        """Refuse a file that was changed."""
        last = self._last or {}
        if last.get("counts") != counts or last.get("sha256") != self._checksum.hexdigest():
            raise errors.UnreadableTransfer(reason="it is not as it was written: the checksum is another one")

    def _read(self) -> dict[str, Any] | None:
        line = self._file.readline()
        if not line:
            return None
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError as exc:
            raise errors.UnreadableTransfer(reason="a line of it is no JSON") from exc
        if not isinstance(value, dict):
            raise errors.UnreadableTransfer(reason="a line of it is no object")
        if "counts" not in value:
            self._checksum.update(line)
        return value


def _columns(model: type[models.Model]) -> list[str]:
    return [
        field.column
        for field in model._meta.concrete_fields
        if not isinstance(field, models.GeneratedField) and field.column is not None
    ]


def _rows(model: type[models.Model]) -> Iterator[dict[str, Any]]:
    """Return the rows of a table, those above first where they form a tree; as PostgreSQL writes them."""
    columns = _columns(model)
    order = "depth, id" if "depth" in columns else "id"
    quote = connection.ops.quote_name
    chosen = ", ".join(quote(column) for column in columns if column != "tenant_id")
    statement = (
        f"SELECT to_jsonb(t)::text FROM (SELECT {chosen} FROM {quote(model._meta.db_table)}"
        f" WHERE tenant_id = %s ORDER BY {order}) t"
    )
    with connection.cursor() as cursor:
        # Declared by hand: Django's own server-side cursors do not know in which schema the tenant is.
        cursor.execute(f"DECLARE tenant_rows NO SCROLL CURSOR FOR {statement}", [require_tenant_id()])
        while True:
            cursor.execute(f"FETCH {_BATCH} FROM tenant_rows")
            found = cursor.fetchall()
            if not found:
                break
            for (row,) in found:
                yield orjson.loads(row)
        cursor.execute("CLOSE tenant_rows")


def _insert(model: type[models.Model], rows: Iterable[Mapping[str, Any]], tenant_id: UUID, former_id: UUID) -> None:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(column) for column in _columns(model))
    told = orjson.dumps([{**row, "tenant_id": str(tenant_id)} for row in rows]).decode()
    # Files are in a folder of the tenant, and texts lead there.
    told = told.replace(tenant_prefix(former_id), tenant_prefix(tenant_id))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)",
            [told],
        )


def _delete(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)} WHERE tenant_id = %s",
            [require_tenant_id()],
        )


def _is_secret(model: type[models.Model]) -> bool:
    """Tell whether a table holds nothing but proofs of who somebody is."""
    return model._meta.app_label == "rustok_auth" and "token_hash" in _columns(model)


def _without_secrets(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    for name in _SECRET_COLUMNS & row.keys():
        if row[name] in (None, ""):
            continue
        # Nobody knows what it is the hash of; unique as the one before.
        length = getattr(model._meta.get_field(name), "max_length", None) or 64
        row[name] = f"!{secrets.token_hex(32)}"[:length]
    return row
