"""Writes a tenant to an archive, a piece at a time."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

import orjson
from django.core.files.storage import default_storage
from django.db import connection, transaction

from rustok.tenancy.context import platform_scope
from rustok.tenancy.info import current_tenant
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.transfer.rows import rows_of, schema_version, tables, without_secrets
from rustok.tenancy.storage import derived_folders, tenant_prefix

FORMAT: Final = 2
ROWS: Final = "tenant.jsonl"
FILES: Final = "files.jsonl"
FOLDER: Final = "files/"
CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """How many rows of each table went along, and how many files."""

    counts: Mapping[str, int]
    files: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())


def export_tenant(file: IO[bytes], *, with_secrets: bool = False, with_files: bool = True) -> Transferred:
    """Write the tenant in scope to a file; its rows all as they are at one moment, its files after that.

    Without secrets passwords and tokens are replaced by ones that nobody knows, and sessions stay behind.
    """
    tenant = current_tenant()
    with platform_scope():
        row = Tenant.objects.get(pk=tenant.id)
    head = {
        "rustok": "tenant",
        "format": FORMAT,
        "schema": schema_version(),
        "with_secrets": with_secrets,
        "id": str(row.id),
        "slug": row.slug,
        "name": row.name,
        "settings": row.settings,
        "default_locale": row.default_locale,
        "locales": list(tenant.locale_codes),
        "exported_at": dt.datetime.now(dt.UTC).isoformat(),
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = _write_rows(archive, head, with_secrets=with_secrets)
        written = _write_files(archive) if with_files else []
        with archive.open(FILES, "w", force_zip64=True) as target:
            for entry in written:
                target.write(orjson.dumps(entry) + b"\n")
    return Transferred(counts=counts, files=len(written))


def _write_rows(archive: zipfile.ZipFile, head: Mapping[str, Any], *, with_secrets: bool) -> dict[str, int]:
    checksum, counts = hashlib.sha256(), dict[str, int]()
    with archive.open(ROWS, "w", force_zip64=True) as target, transaction.atomic():
        if connection.savepoint_ids == []:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

        def write(value: Any) -> None:
            line = orjson.dumps(value) + b"\n"
            checksum.update(line)
            target.write(line)

        write(head)
        for model in tables(with_secrets=with_secrets):
            name = model._meta.db_table
            for values in rows_of(model):
                counts[name] = counts.get(name, 0) + 1
                write({"table": name, "row": values if with_secrets else without_secrets(model, values)})
        target.write(orjson.dumps({"counts": counts, "sha256": checksum.hexdigest()}) + b"\n")
    return counts


def _write_files(archive: zipfile.ZipFile) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    for name in _names(""):
        checksum, size = hashlib.sha256(), 0
        # What is packed already is not packed again.
        info = zipfile.ZipInfo(f"{FOLDER}{name}", date_time=(1980, 1, 1, 0, 0, 0))
        try:
            source = default_storage.open(name)
        except FileNotFoundError:
            # Deleted since the folder was looked through.
            continue
        with source, archive.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                checksum.update(chunk)
                size += len(chunk)
                target.write(chunk)
        written.append({"name": name, "size": size, "sha256": checksum.hexdigest()})
    return written


def _names(folder: str) -> Iterator[str]:
    """Name all files of the tenant in order, relative to its folder; those half-written are hidden."""
    folders, names = default_storage.listdir(folder or tenant_prefix())
    for name in sorted(names):
        if not name.startswith("."):
            yield f"{folder}{name}"
    for each in sorted(folders):
        if folder or each not in derived_folders():
            yield from _names(f"{folder}{each}/")
