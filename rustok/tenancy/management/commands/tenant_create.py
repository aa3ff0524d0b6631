"""``manage.py tenant_create``: a tenant, ready to use."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from rustok.conf import conf
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, RustokError
from rustok.ids import to_ulid
from rustok.tenancy.context import PLATFORM_TENANT_ID
from rustok.tenancy.dto import CreateTenantRequest, Isolation, TenantResponse
from rustok.tenancy.services import cells
from rustok.tenancy.services.tenants import create_tenant


class Command(BaseCommand):
    """Exit codes: 0 made, 1 refused, 2 wrong usage."""

    help = "Create a tenant with its domains, locales, currencies, modules and first administrator."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("slug", help="Short name: lower-case letters, digits and hyphens.")
        parser.add_argument("--name", help="Name for people; the slug if left out.")
        parser.add_argument("--domain", action="append", default=[], help="Host that leads here; may be repeated.")
        parser.add_argument("--locale", action="append", default=[], help="Language; the first is the default.")
        parser.add_argument("--currency", action="append", default=[], help="ISO 4217 code; the first is the default.")
        parser.add_argument("--isolation", choices=[item.value for item in Isolation], default=Isolation.POOL.value)
        parser.add_argument("--module", action="append", help="Module to switch on; the usual ones if left out.")
        parser.add_argument("--admin-email", help="Account to make first.")
        parser.add_argument("--admin-password", help="Its password.")
        parser.add_argument("--json", action="store_true", help="Print the tenant as JSON.")
        parser.add_argument("--dry-run", action="store_true", help="Check the arguments and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tenant and print it."""
        if bool(options["admin_email"]) != bool(options["admin_password"]):
            raise CommandError("--admin-email and --admin-password go together.", returncode=2)
        data: dict[str, Any] = {
            "slug": options["slug"],
            "name": options["name"] or options["slug"],
            "domains": options["domain"],
            "isolation": options["isolation"],
            "locales": options["locale"] or ["en"],
            "currencies": options["currency"] or ["USD"],
            "modules": options["module"],
        }
        if options["admin_email"]:
            data["admin"] = {"email": options["admin_email"], "password": options["admin_password"]}
        try:
            request = parse(CreateTenantRequest, data)
        except RustokError as exc:
            raise CommandError(_explain(exc), returncode=2) from exc
        if options["dry_run"]:
            self.stdout.write(f"{request.slug}: nothing was written.")
            return
        try:
            if request.isolation is Isolation.SILO:
                cells.create_silo(request.slug, report=lambda schema: self.stderr.write(f"schema {schema} ..."))
            tenant = create_tenant(RequestContext.system(PLATFORM_TENANT_ID), request)
        except InvalidInput as exc:
            raise CommandError(_explain(exc), returncode=2) from exc
        except (RustokError, ImproperlyConfigured) as exc:
            raise CommandError(_explain(exc)) from exc
        if options["json"]:
            self.stdout.write(json.dumps(printable(tenant)))
        else:
            hosts = ", ".join(_hosts(tenant)) or "no domain"
            self.stdout.write(f"{tenant.slug}: {to_ulid(tenant.id)}, {tenant.isolation}, {hosts}")


def printable(tenant: TenantResponse) -> dict[str, Any]:
    """Turn a tenant into what JSON can hold; the id as the API shows it."""
    return {
        name: list(value) if isinstance(value, tuple) else value if isinstance(value, bool | int) else str(value)
        for name, value in dataclasses.asdict(tenant).items()
    } | {"id": to_ulid(tenant.id)}


def _hosts(tenant: TenantResponse) -> list[str]:
    """Name the hosts that lead to a tenant: its domains, and its subdomains where those are resolved."""
    settings = conf().tenant
    bases = settings.base_domains if "subdomain" in settings.resolution else ()
    return [*tenant.domains, *(f"{tenant.slug}.{base}" for base in bases)]


def _explain(exc: Exception) -> str:
    fields = getattr(exc, "errors", ())
    lines = [f"{'.'.join(map(str, field.path))}: {field.message}" for field in fields]
    return "\n".join([str(exc), *lines])
