"""``manage.py doctor``: is everything there that this installation needs?"""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rustok.runtime import checks


class Command(BaseCommand):
    """Look at the servers, roles, migrations, workers and folders; exit 1 when something is wrong."""

    help = (
        "Check Python, PostgreSQL, roles, locale, migrations, Valkey, workers, storage and modules; exit 1 on a fault."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare ``--json``."""
        parser.add_argument("--json", action="store_true", help="write the findings for machines")

    def handle(self, **options: Any) -> None:
        """Write each finding as it comes, or all of them as JSON."""
        findings = []
        for finding in checks.examine():
            findings.append(finding)
            if not options["json"]:
                self._write(finding)
        broken = [finding for finding in findings if not finding.ok]
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {"ok": not broken, "findings": [dataclasses.asdict(finding) for finding in findings]},
                    ensure_ascii=False,
                    indent=2,
                )
            )
        else:
            self.stdout.write(f"{len(broken)} of {len(findings)} checks failed." if broken else "All is well.")
        if broken:
            sys.exit(1)

    def _write(self, finding: checks.Finding) -> None:
        mark = self.style.SUCCESS("✓") if finding.ok else self.style.ERROR("✗")
        self.stdout.write(f"{mark} {finding.name:<18} {finding.detail}")
        if not finding.ok:
            self.stdout.write(f"  {'':<18} {self.style.WARNING(finding.hint.strip())}")
