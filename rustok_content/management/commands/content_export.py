"""``manage.py content_export``: posts and pages as a table, or as a folder of Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content.dto.imports import ImportFormat
from rustok_content.selectors.tables import node_rows
from rustok_content.services.exports.markdown_folder import export_markdown
from rustok_content.services.imports.tables import write_csv

_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 written, 2 wrong usage."""

    help = "Write posts and pages to a CSV file or a folder of Markdown that content_import takes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="the file to write, or the folder, which is empty or not there")
        parser.add_argument("--tenant", required=True, help="slug of the tenant")
        formats = [ImportFormat.CSV.value, ImportFormat.MARKDOWN.value]
        parser.add_argument("--format", choices=formats, default=ImportFormat.CSV.value)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        try:
            with tenant_scope(tenant):
                if options["format"] == ImportFormat.MARKDOWN:
                    self._write_folder(options["file"], RequestContext.system(tenant.id))
                else:
                    self._write_table(options["file"], RequestContext.system(tenant.id))
        except OSError as exc:
            raise CommandError(str(exc), returncode=_USAGE) from exc

    def _write_table(self, path: Path, ctx: RequestContext) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            count = write_csv(node_rows(ctx), file)
        self.stdout.write(f"{count} rows")

    def _write_folder(self, folder: Path, ctx: RequestContext) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty", returncode=_USAGE)

        def write(name: str, content: bytes) -> None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

        done = export_markdown(ctx, write)
        self.stdout.write(f"{done.files} files")
        for kind, name, what in done.left_out:
            self.stderr.write(f"{kind} {name!r}: left out: {what}")
