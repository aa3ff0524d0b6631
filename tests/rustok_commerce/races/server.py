"""Server processes on the test's database, and a client that asks all of them at a time."""

from __future__ import annotations

import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import psutil
from django.conf import settings

from rustok.testing.tenants import DOMAIN

WORKERS: Final = 4
_PATIENCE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``status`` is 0 where nothing did, as from a process that was killed."""

    status: int
    body: bytes = b""
    headers: Any = None

    def json(self) -> Any:
        """Read the body."""
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal; empty where there is none."""
        return "" if self.status in (0, 200, 201) else str(self.json().get("code", ""))


class Servers:
    """One granian with several worker processes; a worker that dies is replaced."""

    def __init__(self, folder: Path, *, workers: int = WORKERS) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._connections = threading.local()
        self._log = (folder / "servers.log").open("ab")
        self.log_path = folder / "servers.log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "settings.test",
            "DATABASE_URL": getattr(settings, "DATABASE_URL"),  # noqa: B009  # set by the test database
            "DATABASE_OWNER_URL": settings.DATABASE_OWNER_URL,
            "REDIS_URL": settings.REDIS_URL,
            "RUSTOK_HOME": str(folder),
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", str(workers), "--blocking-threads", "4", "--no-ws"]
        command += ["--respawn-failed-workers", "--respawn-interval", "0.1", "--log-level", "warning"]
        command += ["settings.wsgi:application"]
        self._process = subprocess.Popen(
            command, env=environment, cwd=settings.BASE_DIR, stdout=self._log, stderr=self._log
        )

    def wait(self, path: str) -> None:
        """Wait until a request is answered."""
        give_up = time.monotonic() + 2 * _PATIENCE
        while time.monotonic() < give_up and self._process.poll() is None:
            # Who comes before the workers are there may wait in a queue that nobody looks at.
            if self.send("GET", path, patience=2.0).status == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"the servers do not start:\n{self.log_path.read_text()[-2000:]}")

    def workers(self) -> list[int]:
        """Return the ids of the worker processes."""
        children = psutil.Process(self._process.pid).children(recursive=True)
        return sorted(child.pid for child in children if "resource_tracker" not in " ".join(child.cmdline()))

    def kill(self, pid: int) -> None:
        """Kill a worker as a power cut would."""
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Stop all processes."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in self.workers():
                self.kill(pid)
            self._process.kill()
            self._process.wait()
        self._log.close()

    def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        raw: bytes | None = None,
        patience: float = _PATIENCE,
        **headers: str,
    ) -> Answer:
        """Send a request, on the connection of whoever sends; nobody's breaks off where a worker died before."""
        connection = self._connection(patience)
        sent = {"Host": f"a.{DOMAIN}", "Accept": "application/json", "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, orjson.dumps(data) if data is not None else raw, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), dict(answer.getheaders()))
        except (OSError, http.client.HTTPException):
            connection.close()
            return Answer(0)

    def _connection(self, patience: float) -> http.client.HTTPConnection:
        """Return the thread's connection. One that the server has closed meanwhile is opened anew."""
        held: http.client.HTTPConnection | None = getattr(self._connections, "held", None)
        if held is None:
            held = self._connections.held = http.client.HTTPConnection("127.0.0.1", self.port)
        elif held.sock is not None and select.select([held.sock], [], [], 0)[0]:
            # Nothing was asked, so that something to read is the end.
            held.close()
        held.timeout = patience
        if held.sock is not None:
            held.sock.settimeout(patience)
        return held


def at_once(asks: Sequence[Callable[[], Answer]], *, clients: int = 16) -> list[Answer]:
    """Ask from several threads, all of which begin together; return the answers in the order of the questions."""
    count = min(clients, len(asks))
    start = threading.Barrier(count)
    waited = threading.local()

    def ask(question: Callable[[], Answer]) -> Answer:
        if not getattr(waited, "done", False):
            waited.done = True
            start.wait(30)
        return question()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(ask, asks))
