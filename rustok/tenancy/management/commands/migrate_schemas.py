"""``manage.py migrate_schemas``: bring every schema up to date, as the owning role."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.exceptions import AmbiguityError

from rustok.tenancy.context import PUBLIC_SCHEMA, platform_scope
from rustok.tenancy.models import Cell
from rustok.tenancy.services import cells


class Command(BaseCommand):
    """Takes the place of Django's and django-tenants' ``migrate``: every schema, rights and partitions included."""

    # As in Django's own migrate: it must run on an installation whose other checks do not pass yet.
    requires_system_checks = []
    # Django checks that makemigrations and migrate agree on it.
    autodetector = MigrationAutodetector
    help = "Make or update the structure of public and of every cell, the rights and the partitions."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments that Django's own migrate knows and that make sense for many schemas."""
        parser.add_argument("app_label", nargs="?", help="Only this app.")
        parser.add_argument("migration_name", nargs="?", help="Up or down to this migration; 'zero' unapplies all.")
        parser.add_argument("-s", "--schema", help="Only this schema: public or a cell's.")
        parser.add_argument("--check", action="store_true", help="Change nothing; exit 1 if a schema lacks migrations.")
        parser.add_argument(
            "--noinput",
            "--no-input",
            action="store_false",
            dest="interactive",
            help="Accepted, as Django's own migrate does; nothing is ever asked.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or report what is pending."""
        verbosity: int = options["verbosity"]
        if options["check"]:
            self._check(options["schema"])
            return

        def report(schema: str) -> None:
            if verbosity:
                self.stderr.write(f"{schema} ...")

        try:
            cells.migrate(
                app_label=options["app_label"],
                migration_name=options["migration_name"],
                schema=options["schema"],
                verbosity=max(verbosity - 1, 0),
                report=report,
            )
        except (LookupError, AmbiguityError) as exc:
            raise CommandError(str(exc)) from exc
        if verbosity:
            self.stdout.write("All schemas are up to date.")

    def _check(self, schema: str | None) -> None:
        lacking = cells.pending(PUBLIC_SCHEMA) if schema in (None, PUBLIC_SCHEMA) else []
        found = {PUBLIC_SCHEMA: lacking} if lacking else {}
        if not lacking:
            with platform_scope():
                names = list(Cell.objects.values_list("schema_name", flat=True))
            for name in names if schema is None else [schema]:
                if missing := cells.pending(name):
                    found[name] = missing
        for name, missing in found.items():
            self.stdout.write(f"{name}: {', '.join(f'{app}.{migration}' for app, migration in missing)}")
        if found:
            sys.exit(1)
