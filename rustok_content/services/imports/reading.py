"""Reads a file of any of the formats into pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.imports import ImportFormat
from rustok_content.services.imports.bundles import Bundle, Folder, Zip
from rustok_content.services.imports.markdown_folder.reading import read_markdown
from rustok_content.services.imports.pieces import Report, Spool
from rustok_content.services.imports.redirections import read_redirections
from rustok_content.services.imports.tables import read_csv
from rustok_content.services.imports.wxr.reading import read_wxr


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file turned out to be: of which source, in which language, with which files."""

    source: str
    locale: str | None
    report: Report
    attachments: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    open_file: Callable[[str], bytes | None] | None = None


def read_file(row: models.ContentImport, path: Path, file: IO[bytes] | None, spool: Spool) -> Found:
    """Read an import's file.

    :raises UnreadableImport: it is not what it should be.
    """
    report = Report()
    locale = row.options.get("locale")
    if row.format == ImportFormat.WXR:
        if file is None:
            raise errors.UnreadableImport(reason="it is a folder")
        default = current_tenant().default_locale
        site = read_wxr(file, spool, report, locale=locale, default=default, locale_of=_spoken)
        return Found(
            source=(row.source or site.address or row.file_name)[:255],
            locale=locale or _spoken(site.language),
            report=report,
            attachments=site.attachments,
            hosts=frozenset(site.hosts),
        )
    spoken = current_tenant().locale_codes
    said = locale or current_tenant().default_locale
    source = (row.source or row.file_name)[:255]
    if row.format in (ImportFormat.CSV, ImportFormat.REDIRECTS):
        if file is None:
            raise errors.UnreadableImport(reason="it is a folder")
        if row.format == ImportFormat.CSV:
            read_csv(file, spool, report, locale=said)
        else:
            read_redirections(file, spool, report)
        return Found(source=source, locale=said, report=report)
    bundle: Bundle = Folder(path, report) if file is None else Zip(file, report)
    read_markdown(bundle, spool, report, locale=said, spoken=tuple(spoken))
    return Found(source=source, locale=said, report=report, open_file=bundle.read)


def _spoken(language: str) -> str | None:
    """Return the tenant's language that a file's is, as far as it is one."""
    spoken = current_tenant().locale_codes
    wanted = language.replace("_", "-")
    for code in (wanted, wanted.partition("-")[0].lower()):
        if code in spoken:
            return code
    return None
