"""``manage.py seed_volume``: a catalogue of any size in a tenant, with its read model."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from psycopg import sql
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import TenantInfo, find_by_slug
from rustok.tenancy.owner import owner_connection
from rustok_commerce.demo.volume import Volume, seed_volume
from rustok_commerce.demo.volume_rows import TABLES

USAGE: Final = 2


class Command(BaseCommand):
    """The same numbers give the same rows. A second run, or one after an interruption, writes what is missing only."""

    help = "Fill a tenant with a made-up catalogue, for measuring."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Define the options."""
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="whom to fill")
        parser.add_argument("--products", type=int, default=100_000, metavar="N", help="how many products")
        parser.add_argument("--variants", type=int, default=3, metavar="N", help="variants of each product")
        parser.add_argument("--locales", metavar="L,L", help="languages of texts; the tenant's first two if not said")
        parser.add_argument("--currencies", metavar="C,C", help="currencies; the tenant's first two if not said")
        parser.add_argument("--batch-size", type=int, default=2000, metavar="N", help="products in one transaction")
        parser.add_argument("--no-index", action="store_true", help="leave the read model to a later reindex")
        parser.add_argument("--json", action="store_true", help="answer for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed; progress goes to stderr, the result to stdout."""
        tenant = find_by_slug(options["tenant"])
        if tenant is None:
            raise CommandError(f"there is no tenant {options['tenant']!r}", returncode=USAGE)
        volume = self._volume(tenant, options)
        began = time.monotonic()
        with tenant_scope(tenant), _Bar(quiet=not self.stderr.isatty()) as advance:
            made = seed_volume(RequestContext.system(tenant.id, locale=tenant.default_locale), volume, advance)
        seeded = time.monotonic()
        self._analyse(tenant)
        result = {"tenant": tenant.slug, "products": volume.products, "made": made}
        result["seconds"] = round(seeded - began, 1)
        if not options["no_index"]:
            # A command by its name: the domain does not know who reads it.
            call_command("reindex", tenant=tenant.slug, stdout=self.stderr, stderr=self.stderr)
            result["index_seconds"] = round(time.monotonic() - seeded, 1)
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in result.items()))

    def _volume(self, tenant: TenantInfo, options: dict[str, Any]) -> Volume:
        locales = _words(options["locales"]) or tenant.locale_codes[:2]
        currencies = _words(options["currencies"]) or tenant.currencies[:2]
        if unknown := {*locales} - {*tenant.locale_codes}:
            raise CommandError(f"{tenant.slug} does not speak {', '.join(sorted(unknown))}", returncode=USAGE)
        if unknown := {*currencies} - {*tenant.currencies}:
            raise CommandError(f"{tenant.slug} does not sell in {', '.join(sorted(unknown))}", returncode=USAGE)
        for name, most in (("products", 10_000_000), ("variants", 500), ("batch_size", 100_000)):
            if not 1 <= options[name] <= most:
                raise CommandError(f"--{name.replace('_', '-')} is from 1 to {most}", returncode=USAGE)
        return Volume(
            products=options["products"],
            variants=options["variants"],
            locales=locales,
            currencies=currencies,
            batch_size=options["batch_size"],
        )

    def _analyse(self, tenant: TenantInfo) -> None:
        """Tell the planner how large the tables are now; autovacuum would, a minute later."""
        try:
            with owner_connection() as owner:
                for table in TABLES:
                    owner.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(tenant.schema, table)))
        except ImproperlyConfigured:
            self.stderr.write("DATABASE_OWNER_URL is not set: the planner learns the sizes from autovacuum.")


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


class _Bar:
    """A progress bar on stderr; nothing where nobody looks at a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.description:10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True, quiet=quiet),
        )
        self._task = self._progress.add_task("products", total=None)

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.update(self._task, description=what, completed=done, total=total)
