"""``manage.py content_export``: posts and pages as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content.selectors.tables import node_rows
from rustok_content.services.imports.tables import write_csv

_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 written, 2 wrong usage."""

    help = "Write posts and pages to a CSV file that content_import takes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("file", type=Path, help="the file to write")
        parser.add_argument("--tenant", required=True, help="slug of the tenant")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        try:
            file = options["file"].open("w", encoding="utf-8", newline="")
        except OSError as exc:
            raise CommandError(str(exc), returncode=_USAGE) from exc
        with file, tenant_scope(tenant):
            count = write_csv(node_rows(RequestContext.system(tenant.id)), file)
        self.stdout.write(f"{count} rows")
