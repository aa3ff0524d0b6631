"""``manage.py tenant_export``: a tenant as a file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.transfer.exporting import export_tenant


class Command(BaseCommand):
    """Exit codes: 0 written, 2 wrong usage."""

    help = "Write every row and file of a tenant to an archive; tenant_import loads it into a new tenant."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("slug", help="The tenant.")
        parser.add_argument("--output", type=Path, required=True, help="The file to write; one that is there is kept.")
        parser.add_argument("--without-files", action="store_true", help="Rows alone: files are copied in another way.")
        parser.add_argument("--with-secrets", action="store_true", help="Passwords' hashes, tokens and sessions too.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["slug"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['slug']}", returncode=2)
        try:
            handle = os.open(options["output"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as exc:
            raise CommandError(f"{options['output']} cannot be written: {exc.strerror}", returncode=2) from exc
        with os.fdopen(handle, "wb") as file, tenant_scope(tenant):
            done = export_tenant(file, with_secrets=options["with_secrets"], with_files=not options["without_files"])
        self.stdout.write(f"{tenant.slug}: {done.total} rows of {len(done.counts)} tables, {done.files} files")
