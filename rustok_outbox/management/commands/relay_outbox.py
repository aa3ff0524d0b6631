"""``manage.py relay_outbox``: relays and delivers in this process."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from rustok.conf import conf
from rustok_outbox.relay import drain


class Command(BaseCommand):
    """Delivers until stopped, beside or instead of Celery; ``--once`` stops when nothing is due."""

    help = "Relay and deliver events in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the options."""
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["once"]:
            self.stdout.write(str(drain()))
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                close_old_connections()
                moved = drain(seconds=conf().events.sweep_seconds)
            except (OperationalError, InterfaceError, redis.RedisError) as exc:
                self.stderr.write(f"{settings.DATABASES['default']['NAME']}: {exc}")
                moved = 0
            if not moved:
                stop.wait(conf().events.sweep_seconds)
