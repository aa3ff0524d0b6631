"""``manage.py stock check``: does every level agree with its reservations and its ledger?"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce.services import reservations

_FAILED = 1
_USAGE = 2


class Command(BaseCommand):
    """Compares the counters of stock with the rows behind them."""

    help = "Compare every stock level with its reservations and movements; exit 1 where one differs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("action", choices=["check"], help="check: compare, and change nothing")
        parser.add_argument("--tenant", help="slug of the shop; all of them if not given")
        parser.add_argument("--json", action="store_true", help="write the differences as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            rows = Tenant.objects.select_related("cell").filter(is_platform=False).order_by("slug")
            tenants = [row for row in rows if options["tenant"] in (None, row.slug)]
        if options["tenant"] is not None and not tenants:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        found: list[dict[str, Any]] = []
        for tenant in tenants:
            with tenant_scope(tenant):
                for drift in reservations.check():
                    values = {name: _plain(value) for name, value in dataclasses.asdict(drift).items()}
                    found.append({"tenant": tenant.slug, **values})
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for entry in found:
                self.stdout.write(
                    f"{entry['tenant']}: variant {entry['variant_id']} at {entry['location_id']}:"
                    f" on hand {entry['on_hand']}, moved {entry['moved']};"
                    f" reserved {entry['reserved']}, promised {entry['promised']}"
                )
        if found:
            raise CommandError(f"{len(found)} levels differ", returncode=_FAILED)
        if not options["json"]:
            self.stdout.write("every level agrees with its reservations and its ledger")


def _plain(value: Any) -> Any:
    return value if isinstance(value, int) else str(value)
