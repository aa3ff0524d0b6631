"""``manage.py tenant_import``: a tenant out of a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rustok.errors import RustokError
from rustok.tenancy.services.transfer.importing import import_tenant


class Command(BaseCommand):
    """Exit codes: 0 loaded, 1 refused, 2 wrong usage."""

    help = "Load what tenant_export wrote into a tenant that it makes, with the same ids; all of it or nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("file", type=Path, help="What tenant_export wrote.")
        parser.add_argument("--slug", required=True, help="Short name of the new tenant.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file."""
        try:
            with options["file"].open("rb") as file:
                done = import_tenant(file, options["slug"])
        except OSError as exc:
            raise CommandError(f"{options['file']} cannot be read: {exc.strerror}", returncode=2) from exc
        except RustokError as exc:
            raise CommandError(str(exc)) from exc
        self.stdout.write(f"{options['slug']}: {done.total} rows of {len(done.counts)} tables, {done.files} files")
        self.stdout.write(f"Fill the read model now: manage.py reindex --tenant {options['slug']}")
