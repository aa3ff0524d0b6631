"""``manage.py user_create``: an account, made from the server's shell."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services.users import create_user
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import PLATFORM_SLUG, tenant_scope
from rustok.tenancy.info import find_by_slug


class Command(BaseCommand):
    """Exit codes: 0 made, 1 refused, 2 wrong usage."""

    help = "Create a user of a tenant; super administrators are users of the tenant 'platform'."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("email", help="E-mail address to sign in with.")
        parser.add_argument("--tenant", default=PLATFORM_SLUG, help="Slug of the tenant; the platform if left out.")
        parser.add_argument(
            "--role",
            choices=[role.value for role in Role if role is not Role.ANONYMOUS],
            help="The highest of the tenant if left out.",
        )
        parser.add_argument("--password", help="Else it is asked for, or read from a pipe.")
        parser.add_argument("--invite", action="store_true", help="Set no password: a mail lets the user set one.")
        parser.add_argument("--json", action="store_true", help="Print the user as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user and print it."""
        tenant = find_by_slug(options["tenant"])
        if tenant is None:
            raise CommandError(f"There is no tenant {options['tenant']!r}.", returncode=2)
        role = options["role"] or (Role.SUPER_ADMIN if tenant.is_platform else Role.ADMIN).value
        data: dict[str, Any] = {"email": options["email"], "role": role}
        if not options["invite"]:
            data["password"] = options["password"] or _ask()
        ctx = RequestContext.system(tenant.id, locale=tenant.default_locale)
        try:
            with tenant_scope(tenant):
                user = create_user(ctx, parse(CreateUserRequest, data))
        except RustokError as exc:
            lines = [f"{'.'.join(map(str, error.path))}: {error.message}" for error in exc.errors]
            raise CommandError("\n".join([str(exc), *lines])) from exc
        shown = {"id": to_ulid(user.id), "email": user.email, "role": user.role.value, "status": user.status.value}
        self.stdout.write(json.dumps(shown) if options["json"] else "  ".join(shown.values()))


def _ask() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
