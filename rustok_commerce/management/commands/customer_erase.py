"""``manage.py customer_erase``: forget a person, and say what was done."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.api import jsontext
from rustok.api.rendering import plain
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import find_by_slug
from rustok_commerce.services import customer_privacy

_FAILED = 1
_USAGE = 2


class Command(BaseCommand):
    """Exit codes: 0 done, also where nothing was left to do; 1 refused, 2 wrong usage."""

    help = "Forget whoever has an e-mail address: customer, guest, login. The report is JSON. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("email", help="E-mail address of a customer, a guest or a login.")
        parser.add_argument("--tenant", required=True, help="Slug of the tenant.")
        parser.add_argument("--noinput", action="store_true", help="Do not ask whether it is meant.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget them and write the report."""
        tenant = find_by_slug(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.", returncode=_USAGE)
        if not options["noinput"] and not _meant(options["email"]):
            raise CommandError("Nothing was done.", returncode=_FAILED)
        try:
            with tenant_scope(tenant):
                ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
                report = customer_privacy.erase_person(ctx, options["email"])
        except RustokError as exc:
            raise CommandError(str(exc), returncode=_FAILED) from exc
        self.stdout.write(jsontext.dumps(plain(report)).decode())


def _meant(email: str) -> bool:
    sys.stderr.write(f"Forget {email} for good? Type the address again: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip() == email
