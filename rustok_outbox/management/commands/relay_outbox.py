"""``manage.py relay_outbox``: relays and delivers in this process."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rustok_outbox.relay import drain, run


class Command(BaseCommand):
    """Delivers until stopped, as soon as something is committed; ``--once`` stops when nothing is due.

    Consumers with effects outside of the database (mail, webhooks) are left to Celery, except with ``--once``.
    """

    help = "Relay and deliver events in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the options."""
        parser.add_argument("--once", action="store_true", help="stop when nothing is due; calls every consumer here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["once"]:
            self.stdout.write(str(drain()))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run(stop)
