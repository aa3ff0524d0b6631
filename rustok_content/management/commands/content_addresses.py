"""``manage.py content_addresses``: give the nodes of a tenant their addresses anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.context import RequestContext
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content.services import addresses

_USAGE = 2


class Command(BaseCommand):
    """Gives nodes their addresses anew."""

    help = "Give the nodes of a tenant their addresses anew, as after rows were written by hand."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("--tenant", required=True, help="slug of the tenant")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with platform_scope():
            tenant = Tenant.objects.select_related("cell").filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']}", returncode=_USAGE)
        with tenant_scope(tenant):
            seen = addresses.rebuild(RequestContext.system(tenant.id, locale=tenant.default_locale))
        self.stdout.write(f"{seen} nodes at the top, and all below them")
