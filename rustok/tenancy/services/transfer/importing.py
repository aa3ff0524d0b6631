"""Loads an archive into a tenant that it makes: all of it or nothing."""

from __future__ import annotations

import hashlib
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final
from uuid import UUID

import orjson
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, connection

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.tenancy import errors
from rustok.tenancy.context import PLATFORM_TENANT_ID, platform_scope, tenant_scope
from rustok.tenancy.dto import CreateTenantRequest
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.tenants import create_tenant
from rustok.tenancy.services.transfer.exporting import CHUNK, FILES, FOLDER, FORMAT, ROWS, Transferred
from rustok.tenancy.services.transfer.rows import BATCH, clear, insert, schema_version, tables
from rustok.tenancy.storage import tenant_path

_MAX_LINE: Final = 256 * 1024 * 1024
"""A row is never longer: PostgreSQL takes no larger JSON."""
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError)
"""What a damaged or foreign zip file trips over."""


def import_tenant(file: IO[bytes], slug: str) -> Transferred:
    """Load an archive into a tenant that it makes, all of it or nothing.

    The read model is not in the archive: ``reindex`` fills it. A kill leaves no row; files that were written by then
    are in a folder that no tenant has.

    :raises TenantNotEmpty: there is such a tenant already.
    :raises UnreadableTransfer: it is no such file, was cut off or changed.
    :raises OtherSchema: it was written by another version.
    """
    stored: list[tuple[Tenant, str]] = []
    try:
        return _import(file, slug, stored)
    except BaseException as exc:
        for tenant, name in stored:
            with tenant_scope(tenant):
                default_storage.delete(name)
        if isinstance(exc, _BROKEN) and not isinstance(exc, RustokError):
            raise errors.UnreadableTransfer(reason=f"it is damaged: {exc}") from exc
        raise


@command(silent=True)
def _import(file: IO[bytes], slug: str, stored: list[tuple[Tenant, str]]) -> Transferred:
    with platform_scope():
        if Tenant.objects.filter(slug=slug).exists():
            raise errors.TenantNotEmpty(slug=slug)
    with _opened(file) as archive, _member(archive, ROWS) as rows:
        lines = _Lines(rows)
        head = lines.head()
        tenant = _make(slug, head)
        with tenant_scope(tenant):
            counts = _load(lines, tenant, UUID(head["id"]))
            names = _store(archive, tenant, stored)
    return Transferred(counts=counts, files=names)


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as exc:
        raise errors.UnreadableTransfer(reason="it is no archive of a tenant") from exc


def _member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    try:
        return archive.open(name)
    except KeyError as exc:
        raise errors.UnreadableTransfer(reason=f"there is no {name} in it") from exc


def _make(slug: str, head: Mapping[str, Any]) -> Tenant:
    """Make the tenant that the rows go to."""
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
        tenant.settings, tenant.default_locale = head["settings"], head["default_locale"]
        tenant.save()
    return tenant


def _load(lines: _Lines, tenant: Tenant, former_id: UUID) -> dict[str, int]:
    known = {model._meta.db_table: model for model in tables(with_secrets=True)}
    # What every new tenant begins with; the file has its own.
    for name in reversed(list(known)):
        clear(known[name])
    counts: dict[str, int] = {}
    try:
        for name, rows in lines.batches(known):
            insert(known[name], rows, tenant.id, former_id)
            counts[name] = counts.get(name, 0) + len(rows)
        lines.check(counts)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (IntegrityError, DataError) as exc:
        raise errors.UnreadableTransfer(reason=f"its rows do not belong together: {exc}") from exc
    return counts


def _store(archive: zipfile.ZipFile, tenant: Tenant, stored: list[tuple[Tenant, str]]) -> int:
    """Write the files into the tenant's folder, each checked before it is there."""
    count = 0
    with _member(archive, FILES) as listed:
        for entry in iter(lambda: _object(listed.readline(_MAX_LINE)), None):
            name = str(entry.get("name"))
            try:
                path = tenant_path(name)
            except SuspiciousFileOperation as exc:
                raise errors.UnreadableTransfer(reason=f"the file {name!r} leads out of the tenant's folder") from exc
            if default_storage.exists(path):
                raise errors.UnreadableTransfer(reason=f"the file {name!r} is in it twice")
            with tempfile.TemporaryFile(prefix="rustok-transfer-") as copy:
                _copy(archive, name, entry, copy)
                stored.append((tenant, path))
                default_storage.save(path, File(copy, name=path))
            count += 1
    return count


def _copy(archive: zipfile.ZipFile, name: str, entry: Mapping[str, Any], copy: IO[bytes]) -> None:
    checksum, size = hashlib.sha256(), 0
    with _member(archive, f"{FOLDER}{name}") as source:
        while chunk := source.read(CHUNK):
            checksum.update(chunk)
            size += len(chunk)
            if size > int(entry.get("size") or 0):
                break
            copy.write(chunk)
    if (size, checksum.hexdigest()) != (entry.get("size"), entry.get("sha256")):
        raise errors.UnreadableTransfer(reason=f"the file {name!r} is not as it was written")
    copy.seek(0)


class _Lines:
    """Reads rows line by line, and checks them at their end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._checksum = hashlib.sha256()
        self._last: Mapping[str, Any] | None = None

    def head(self) -> Mapping[str, Any]:
        """Return what the file is."""
        head = self._read()
        if head is None or head.get("rustok") != "tenant" or head.get("format") != FORMAT:
            raise errors.UnreadableTransfer(reason="it is no export of a tenant")
        if head.get("schema") != schema_version():
            raise errors.OtherSchema(found=head.get("schema"), wanted=schema_version())
        kinds = {"id": str, "name": str, "settings": dict, "default_locale": str, "locales": list}
        for name, kind in kinds.items():
            if not isinstance(head.get(name), kind):
                raise errors.UnreadableTransfer(reason=f"its first line says no {name}")
        try:
            UUID(head["id"])
        except ValueError as exc:
            raise errors.UnreadableTransfer(reason="its first line says no id") from exc
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
            if rows and (line["table"] != name or len(rows) >= BATCH):
                yield name, rows
                rows = []
            name = line["table"]
            rows.append(line["row"])
        if rows:
            yield name, rows

    def check(self, counts: Mapping[str, int]) -> None:
        """Refuse rows that were changed."""
        last = self._last or {}
        if last.get("counts") != counts or last.get("sha256") != self._checksum.hexdigest():
            raise errors.UnreadableTransfer(reason="it is not as it was written: the checksum is another one")

    def _read(self) -> dict[str, Any] | None:
        line = self._file.readline(_MAX_LINE)
        value = _object(line)
        if value is not None and "counts" not in value:
            self._checksum.update(line)
        return value


def _object(line: bytes) -> dict[str, Any] | None:
    if not line:
        return None
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as exc:
        raise errors.UnreadableTransfer(reason="a line of it is no JSON") from exc
    if not isinstance(value, dict):
        raise errors.UnreadableTransfer(reason="a line of it is no object")
    return value
