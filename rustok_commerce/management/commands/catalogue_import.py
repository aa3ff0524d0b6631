"""``manage.py catalogue_import``: take in a file of products."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.api.rendering import plain
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce.dto.jobs import JobStatus, StartImportRequest
from rustok_commerce.selectors.jobs import list_job_errors, present_job
from rustok_commerce.services.running import run_job
from rustok_commerce.services.transfer.imports import begin_import

_FAILED = 1
_USAGE = 2
_SHOWN = 100


class Command(BaseCommand):
    """Takes in a CSV or XLSX file of products."""

    help = "Take in a CSV or XLSX file of products. Exits with 1 where rows were refused."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="a .csv or .xlsx file, as catalogue_export writes it")
        parser.add_argument("--tenant", required=True, help="slug of the shop")
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")
        parser.add_argument("--json", action="store_true", help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        try:
            content = options["file"].read_bytes()
        except OSError as exc:
            raise CommandError(str(exc), returncode=_USAGE) from exc
        with tenant_scope(tenant):
            ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
            try:
                request = StartImportRequest(dry_run=options["dry_run"])
                job_id = begin_import(ctx, content, request, filename=options["file"].name).id
            except RustokError as exc:
                raise CommandError(str(exc), returncode=_USAGE) from exc
            run_job(job_id)
            job = present_job(job_id)
            refused = list_job_errors(ctx, job_id, limit=_SHOWN).items
        if options["json"]:
            self.stdout.write(json.dumps({**plain(job), "errors": plain(refused)}, default=str))
        else:
            counts = ("total", "created", "updated", "unchanged", "failed")
            self.stdout.write(", ".join(f"{name} {getattr(job, name)}" for name in counts))
            for error in refused:
                self.stderr.write(f"row {error.line}, {error.column or '-'}: {error.message} [{error.code}]")
        if job.status is not JobStatus.FINISHED:
            raise CommandError(job.error or f"the import was {job.status}", returncode=_FAILED)
        if job.failed:
            raise CommandError(f"{job.failed} rows were refused", returncode=_FAILED)
