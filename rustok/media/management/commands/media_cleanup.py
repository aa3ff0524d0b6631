"""``manage.py media_cleanup``: remove files that belong to nothing, and uploads that were never finished."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rustok.media.services import cleanup
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant


class Command(BaseCommand):
    """Runs by itself once a day (beat); this is for looking, and for one tenant."""

    help = "Remove files that belong to no picture, and uploads that were never finished."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("--tenant", metavar="SLUG", help="Only this one.")
        parser.add_argument("--dry-run", action="store_true", help="Name the files and leave them.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and print their names."""
        with platform_scope():
            tenants = Tenant.objects.select_related("cell").order_by("slug")
            if options["tenant"]:
                tenants = tenants.filter(slug=options["tenant"])
            chosen = list(tenants)
        if not chosen:
            raise CommandError(f"there is no tenant {options['tenant']!r}")
        removed = 0
        for tenant in chosen:
            with tenant_scope(tenant):
                if not options["dry_run"]:
                    cleanup.purge_uploads()
                for name in cleanup.remove_orphans(dry_run=options["dry_run"]):
                    self.stdout.write(name)
                    removed += 1
        self.stdout.write(f"{removed} files {'would be' if options['dry_run'] else 'were'} removed.")
