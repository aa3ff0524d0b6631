"""``manage.py partitions ensure``: make partitions by time ahead of the clock."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand

from rustok.tenancy.services.partitions import ensure_partitions


class Command(BaseCommand):
    """Runs as the runtime role; may be repeated."""

    help = "Make the partitions of the present and the coming periods, in every schema."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments."""
        parser.add_argument("action", choices=["ensure"], help="Make those that are missing.")
        parser.add_argument("--ahead", type=int, help="Periods after the current one.")
        parser.add_argument("--json", action="store_true", help="Print the names of the new ones as a JSON list.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and print their names."""
        made = ensure_partitions(ahead=options["ahead"])
        if options["json"]:
            self.stdout.write(json.dumps(made))
        else:
            self.stdout.write("\n".join(made) if made else "All partitions are there.")
