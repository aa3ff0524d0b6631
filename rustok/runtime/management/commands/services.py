"""``manage.py services start|stop|status``: the embedded servers alone, without web, worker and beat."""

from __future__ import annotations

import json
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rustok.runtime.server import ServerError
from rustok.runtime.services import ENV_FILE, Services, line
from rustok.runtime.supervisor import RunState


class Command(BaseCommand):
    """Start the servers so that they stay behind, stop them, or tell which run."""

    help = "Start or stop the embedded PostgreSQL and Valkey of this folder, or tell whether they run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the action and ``--json``."""
        parser.add_argument("action", choices=("start", "stop", "status"), help="what to do with them")
        parser.add_argument("--json", action="store_true", help="write the result for machines")

    def handle(self, *, action: str, **options: Any) -> None:
        """Do the action and write which servers run.

        :raises CommandError: a server does not start, or is not ours to stop.
        """
        services = Services(settings.HOME, self._named_elsewhere(), die_with_parent=False)
        try:
            if action == "start" and not all(server.running_pid() for server in services.embedded):
                services.start(progress=lambda text: self.stderr.write(text))
            elif action == "stop":
                if RunState(settings.HOME).held():
                    raise CommandError("The servers belong to a running `make run`. Stop that: make stop.")
                services.stop()
        except ServerError as failure:
            raise CommandError(str(failure)) from failure
        self._report(services, as_json=options["json"])

    def _named_elsewhere(self) -> dict[str, str]:
        # The settings have put the addresses in services.env into the environment: those are ours.
        file = settings.HOME / ENV_FILE
        ours = set(file.read_text().splitlines()) if file.is_file() else set()
        return {name: value for name, value in os.environ.items() if line(name, value) not in ours}

    def _report(self, services: Services, *, as_json: bool) -> None:
        statuses = services.status()
        if as_json:
            self.stdout.write(
                json.dumps([{"name": s.name, "embedded": s.embedded, "pid": s.pid} for s in statuses], indent=2)
            )
            return
        for status in statuses:
            state = f"runs (process {status.pid})" if status.pid else "does not run"
            self.stdout.write(f"{status.name:<11}{state if status.embedded else 'is named by the environment'}")
