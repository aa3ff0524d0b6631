"""``manage.py export_schemas``: write ``openapi.yaml`` and ``schema.graphql``, or check that they are up to date."""

from __future__ import annotations

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rustok.api.export import graphql_text, openapi_text

_SHOWN_LINES = 40


class Command(BaseCommand):
    """Keeps the committed schemas equal to the code."""

    help = "Write openapi.yaml and schema.graphql; with --check fail where they differ from the code."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on a difference")
        parser.add_argument("--directory", type=Path, default=settings.BASE_DIR, help="where the files are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command.

        :raises CommandError: with --check, a file is missing or differs.
        """
        stale = []
        for name, text in (("openapi.yaml", openapi_text()), ("schema.graphql", graphql_text())):
            file: Path = options["directory"] / name
            present = file.read_text(encoding="utf-8") if file.exists() else ""
            if present == text:
                continue
            if not options["check"]:
                file.write_text(text, encoding="utf-8")
                self.stdout.write(f"wrote {name}")
                continue
            stale.append(name)
            changes = difflib.unified_diff(present.splitlines(), text.splitlines(), name, "the code", lineterm="", n=1)
            for line in list(changes)[:_SHOWN_LINES]:
                self.stderr.write(line)
        if stale:
            raise CommandError(f"{' and '.join(stale)} differ from the code: run manage.py export_schemas")
