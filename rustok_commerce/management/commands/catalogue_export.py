"""``manage.py catalogue_export``: write products to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce.dto.jobs import JobStatus, StartExportRequest, TableFormat
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.selectors.jobs import present_job
from rustok_commerce.services.running import result_of, run_job
from rustok_commerce.services.transfer.exports import begin_export

_FAILED = 1
_USAGE = 2


class Command(BaseCommand):
    """Writes products to a CSV or XLSX file."""

    help = "Write products to a CSV or XLSX file, which catalogue_import reads back."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="ends with .csv or .xlsx")
        parser.add_argument("--tenant", required=True, help="slug of the shop")
        parser.add_argument("--status", choices=list(ProductStatus), help="only products of this status")
        parser.add_argument("--tag", help="only products with this tag")
        parser.add_argument("--json", action="store_true", help="write the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        kind = options["file"].suffix.removeprefix(".").lower()
        if kind not in tuple(TableFormat):
            raise CommandError("the file's name ends with .csv or .xlsx", returncode=_USAGE)
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        with tenant_scope(tenant):
            ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
            status = ProductStatus(options["status"]) if options["status"] else None
            request = StartExportRequest(format=TableFormat(kind), status=status, tag=options["tag"])
            job_id = begin_export(ctx, request).id
            run_job(job_id)
            job = present_job(job_id)
            if job.status is not JobStatus.FINISHED:
                raise CommandError(job.error or f"the export was {job.status}", returncode=_FAILED)
            options["file"].write_bytes(result_of(ctx, job_id)[1])
        report = {"products": job.done, "file": str(options["file"])}
        text = json.dumps(report) if options["json"] else f"{job.done} products in {options['file']}"
        self.stdout.write(text)
