"""``manage.py content_import``: take in content of another site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.api.rendering import plain
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.mappers import import_response
from rustok_content.services.imports.jobs import begin_import, interrupted
from rustok_content.services.imports.running import run_import
from rustok_content.services.imports.taking.take import explain

_FAILED = 1
_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 all was taken or left out by rule, 1 pieces were refused or it failed, 2 wrong usage."""

    help = "Take in content: an export of WordPress, a folder or zip of Markdown, or a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="the file, or the folder of Markdown files")
        parser.add_argument("--tenant", required=True, help="slug of the tenant")
        parser.add_argument("--format", required=True, choices=[each.value for each in ImportFormat])
        parser.add_argument("--source", help="name of the site that it is of; what it was imported under is changed")
        parser.add_argument("--locale", help="language of the texts, where the file does not say it")
        parser.add_argument("--media-dir", type=Path, help="folder with the site's uploads")
        parser.add_argument("--fetch-media", action="store_true", help="fetch WordPress's pictures from where they are")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")
        parser.add_argument("--resume", action="store_true", help="go on with the last import of this file")
        parser.add_argument("--json", action="store_true", help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        path = options["file"].resolve()
        if not path.exists():
            raise CommandError(f"there is no {options['file']}", returncode=_USAGE)
        if options["media_dir"] is not None and not options["media_dir"].is_dir():
            raise CommandError(f"there is no folder {options['media_dir']}", returncode=_USAGE)
        with tenant_scope(tenant):
            row = run_import(self._begun(tenant, path, options), anew=True)
            if row is None:
                raise CommandError("the import has ended already, or another run has it")
        self._tell(row, as_json=options["json"])

    def _begun(self, tenant: Tenant, path: Path, options: dict[str, Any]) -> UUID:
        if options["resume"]:
            found = interrupted(path, ImportFormat(options["format"]))
            if found is None:
                raise CommandError("no import of this file was stopped on its way", returncode=_USAGE)
            rows = models.ContentImport.objects.filter(pk=found)
            rows.exclude(state=ImportState.RUNNING).update(state=ImportState.WAITING, fault="", finished_at=None)
            return found
        asked = {name: options[name] for name in ("format", "source", "locale") if options[name]}
        try:
            request = parse(
                StartContentImportRequest,
                {**asked, "dry_run": options["dry_run"], "fetch_media": options["fetch_media"]},
            )
            ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
            media = options["media_dir"]
            return begin_import(
                ctx, request, file_name=path.name, local=path, media=media.resolve() if media else None
            ).id
        except RustokError as exc:
            raise CommandError(explain(exc), returncode=_USAGE) from exc

    def _tell(self, row: models.ContentImport, *, as_json: bool) -> None:
        told = import_response(row)
        if as_json:
            self.stdout.write(json.dumps({**plain(told), "report": row.report}, default=str))
        else:
            names = ("total", "made", "changed", "unchanged", "left_out", "refused")
            self.stdout.write(", ".join(f"{name.replace('_', ' ')} {getattr(told, name)}" for name in names))
            for note in row.report:
                times = f" ({note['count']} times)" if note["count"] > 1 else ""
                self.stderr.write(f"{note['kind']} {note['name']!r}: {note['reason']} [{note['code']}]{times}")
        if told.state is not ImportState.DONE:
            raise CommandError(told.fault or f"the import was {told.state}", returncode=_FAILED)
        if told.refused:
            raise CommandError(f"{told.refused} pieces were refused", returncode=_FAILED)
