"""``manage.py tenant_list``: every tenant."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand

from rustok.context import RequestContext
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok.tenancy.management.commands.tenant_create import printable
from rustok.tenancy.selectors.tenants import list_tenants


class Command(BaseCommand):
    """Prints one line for each tenant."""

    help = "List the tenants."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("--json", action="store_true", help="Print a JSON list.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tenants."""
        found = list_tenants(RequestContext.system(PLATFORM_TENANT_ID))
        if options["json"]:
            self.stdout.write(json.dumps([printable(tenant) for tenant in found]))
            return
        for tenant in found:
            state = "active" if tenant.is_active else "inactive"
            self.stdout.write(
                f"{tenant.slug:<24} {tenant.isolation:<5} {state:<9} {','.join(tenant.locales):<12}"
                f" {','.join(tenant.currencies):<12} {', '.join(tenant.domains)}"
            )
