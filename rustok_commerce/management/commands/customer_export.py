"""``manage.py customer_export``: all that is held of a person, as JSON."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.api import jsontext
from rustok.api.rendering import plain
from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import find_by_slug
from rustok_commerce.services import customer_privacy

_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 written, 2 wrong usage."""

    help = "Write all that the installation holds under an e-mail address, over all modules, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("email", help="E-mail address of a customer, a guest or a login.")
        parser.add_argument("--tenant", required=True, help="Slug of the tenant.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it to the standard output."""
        tenant = find_by_slug(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.", returncode=_USAGE)
        with tenant_scope(tenant):
            ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
            found = customer_privacy.export_person(ctx, options["email"])
        self.stdout.write(jsontext.dumps(plain(found)).decode())
