"""The servers an installation needs: embedded ones unless the environment names others."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rustok.runtime.postgres import EmbeddedPostgres
from rustok.runtime.server import EmbeddedServer
from rustok.runtime.valkey import EmbeddedValkey
from rustok.tenancy.provision import provision

DATABASE: Final = "rustok"
ENV_FILE: Final = "services.env"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStatus:
    """One server: whether it is ours, and the process that runs now."""

    name: str
    embedded: bool
    pid: int | None


class Services:
    """PostgreSQL and Valkey of one data folder.

    :param home: the data folder; servers' data, logs and ``services.env`` lie in it.
    :param environment: where ``DATABASE_URL`` and ``REDIS_URL`` are looked up; a server named there is not started.
    :param die_with_parent: end embedded servers with this process.
    """

    def __init__(
        self, home: Path, environment: Mapping[str, str] | None = None, *, die_with_parent: bool = True
    ) -> None:
        self.home = home
        self.environment = os.environ if environment is None else environment
        self.postgres = EmbeddedPostgres(
            home / "postgres", log_file=home / "logs" / "postgres.log", die_with_parent=die_with_parent
        )
        self.valkey = EmbeddedValkey(
            home / "valkey", log_file=home / "logs" / "valkey.log", die_with_parent=die_with_parent
        )

    @property
    def embedded(self) -> tuple[EmbeddedServer, ...]:
        """The servers to start here, in order."""
        return tuple(
            server
            for server, named in ((self.postgres, "DATABASE_URL"), (self.valkey, "REDIS_URL"))
            if not (self.environment.get(named) or self.environment.get(f"{named}_FILE"))
        )

    def start(self, *, progress: Callable[[str], None] = lambda _: None) -> dict[str, str]:
        """Start what is not named elsewhere, make roles and database, and write ``services.env``.

        :returns: the variables that lead the application to the embedded servers.
        :raises ServerError: a server does not start; those started before are stopped again.
        """
        addresses: dict[str, str] = {}
        try:
            for server in self.embedded:
                progress(f"starting {server.name}")
                server.start()
            if self.postgres in self.embedded:
                progress("checking roles and database")
                provisioned = provision(self.postgres.admin_url, database=DATABASE)
                addresses["DATABASE_URL"] = provisioned.app_url
                addresses["DATABASE_OWNER_URL"] = provisioned.owner_url
            if self.valkey in self.embedded:
                addresses["REDIS_URL"] = self.valkey.url
        except BaseException:
            self.stop_own()
            raise
        self._write(addresses)
        return addresses

    def stop(self) -> None:
        """Stop the embedded servers, also those that another process left running."""
        for server in reversed(self.embedded):
            server.stop()

    def stop_own(self) -> None:
        """Stop the servers that this object started and leave others alone."""
        for server in reversed(self.embedded):
            if server.pid is not None:
                server.stop()

    def status(self) -> list[ServiceStatus]:
        """Tell which servers run."""
        return [
            ServiceStatus(name=server.name, embedded=server in self.embedded, pid=server.running_pid())
            for server in (self.postgres, self.valkey)
        ]

    def destroy(self) -> None:
        """Stop the servers and delete their data, wherever it lies."""
        for server in (self.valkey, self.postgres):
            server.destroy()

    def _write(self, addresses: Mapping[str, str]) -> None:
        file = self.home / ENV_FILE
        file.touch(mode=0o600)
        file.write_text(
            "# Addresses of the embedded servers, written at every start. Settings of development read them.\n"
            + "".join(f"{line(name, value)}\n" for name, value in addresses.items())
        )


def line(name: str, value: str) -> str:
    """Return a variable's line in ``services.env``, quoted so that a shell may read it too: addresses hold ``&``."""
    return f"{name}='{value}'"
