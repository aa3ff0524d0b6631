"""The processes behind ``make run``: started in order, watched, and stopped so that none is left."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from rustok.runtime.children import Child, Output
from rustok.runtime.server import EmbeddedServer, ServerError
from rustok.runtime.services import Services

READY_PATH: Final = "/health/ready"
_STOP_SECONDS: Final = 15.0
_READY_SECONDS: Final = 120.0


class Failed(RuntimeError):
    """The start cannot go on; the message says why and what to do."""


class AlreadyRunning(Failed):
    """Another supervisor runs over the same data folder."""


class _Stopped(Exception):
    """Somebody asked for the end."""


class RunState:
    """Who runs over a data folder, and how far it got: ``run.lock`` and ``run.json``.

    The lock is held as long as the supervisor lives and is not inherited, so it cannot be stale.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock: int | None = None

    def acquire(self) -> None:
        """Become the one supervisor of this folder.

        :raises AlreadyRunning: there is one.
        """
        descriptor = os.open(self.home / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            state = self.read()
            raise AlreadyRunning(
                f"RusToK already runs here (process {state.get('pid')}, port {state.get('port')})."
                " Stop it with: make stop"
            ) from None
        self._lock = descriptor

    def release(self) -> None:
        """Let another supervisor begin."""
        (self.home / "run.json").unlink(missing_ok=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def held(self) -> bool:
        """Tell whether a supervisor runs."""
        try:
            descriptor = os.open(self.home / "run.lock", os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def write(self, **state: Any) -> None:
        """Tell others how far the start is."""
        fresh = self.home / "run.json.new"
        fresh.write_text(json.dumps({"pid": os.getpid(), **state}))
        fresh.replace(self.home / "run.json")

    def read(self) -> dict[str, Any]:
        """Return what the running supervisor wrote; empty without one."""
        try:
            return dict(json.loads((self.home / "run.json").read_text()))
        except (OSError, ValueError):
            return {}


class Supervisor:
    """Starts servers, brings the database up to date, runs web, worker and beat, and restarts what crashes.

    :param services: the servers to start first and to stop last.
    :param prepare: commands that run to their end once the servers answer, as (name, command) pairs.
    :param commands: the processes to keep running, as (name, colour, command).
    :param environment: variables of every command; the addresses of embedded servers are laid over it.
    :param folder: working folder of every command.
    :param port: the port of the web process, for the check that it is free and for the health question.
    """

    def __init__(
        self,
        *,
        services: Services,
        prepare: Sequence[tuple[str, Sequence[str]]],
        commands: Sequence[tuple[str, str, Sequence[str]]],
        environment: Mapping[str, str],
        folder: Path,
        port: int,
        host: str = "127.0.0.1",
        output: Output,
    ) -> None:
        self.services = services
        self.prepare = prepare
        self.commands = commands
        self.environment = dict(environment)
        self.folder = folder
        self.port = port
        self.host = host
        self.output = output
        self.state = RunState(services.home)
        self.children: list[Child] = []
        self._restart_servers: dict[EmbeddedServer, float] = {}
        self._requests = 0
        self._selector = selectors.DefaultSelector()

    def run(self, *, ready: Any = None) -> int:
        """Start everything and stay until asked to stop; return the exit code.

        :param ready: called once ``/health/ready`` has answered 200.
        """
        self.services.home.mkdir(parents=True, exist_ok=True)
        try:
            self.state.acquire()
        except Failed as failure:
            self._say(str(failure), "red")
            return 1
        self._listen_to_signals()
        try:
            self._write_state("starting")
            self._check_port()
            self._start_servers()
            for name, command in self.prepare:
                self._run_to_end(name, command)
            self._start_children()
            self._wait_until_ready()
            self._turn(0.0)  # what was written up to here comes first
            self._write_state("ready")
            if ready is not None:
                ready()
            while True:
                self._turn(1.0)
        except _Stopped:
            return 0
        except (Failed, ServerError) as failure:
            self._say(str(failure), "red")
            return 1
        finally:
            self._shut_down()

    # Start.

    def _check_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise Failed(
                    f"Port {self.port} on {self.host} cannot be used: {error.strerror}."
                    f" Choose another: PORT={self.port + 1} make run"
                ) from error

    def _start_servers(self) -> None:
        self.environment.update(self.services.start(progress=self._say))
        self._raise_if_asked_to_stop()

    def _run_to_end(self, name: str, command: Sequence[str]) -> None:
        child = Child(name, command, environment=self.environment, folder=self.folder, colour="yellow")
        self.children.append(child)
        self._start(child)
        while child.process is not None and child.process.poll() is None:
            self._turn(1.0, restart=False)
        self._finish(child)
        self.children.remove(child)
        if child.process is not None and child.process.returncode:
            raise Failed(f"{name} {child.describe_end()}: {' '.join(command)}")

    def _start_children(self) -> None:
        for name, colour, command in self.commands:
            child = Child(name, command, environment=self.environment, folder=self.folder, colour=colour)
            self.children.append(child)
            self._start(child)

    def _start(self, child: Child) -> None:
        self._selector.register(child.start(), selectors.EVENT_READ, child)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        status, answer, pause = 0, "no answer", 0.3
        while time.monotonic() < deadline:
            until = time.monotonic() + pause
            while (left := until - time.monotonic()) > 0:
                self._turn(left)
            status, answer = self._ask()
            if status == 200:
                return
            # One that answers, but not well, logs every question: asked less often.
            pause = 2.0 if status else 0.3
        raise Failed(f"{READY_PATH} did not get ready in {_READY_SECONDS:.0f} s. Last answer: {answer}")

    def _ask(self) -> tuple[int, str]:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=3)
        try:
            connection.request("GET", READY_PATH)
            response = connection.getresponse()
            return response.status, f"{response.status} {response.read(500).decode(errors='replace')}"
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error) or type(error).__name__
        finally:
            connection.close()

    # The loop.

    def _turn(self, timeout: float, *, restart: bool = True) -> None:
        """Pass on output, notice what ended, start again what is due."""
        now = time.monotonic()
        due = [child.restart_at for child in self.children if child.restart_at is not None]
        due += self._restart_servers.values()
        wait = min([timeout, *(max(0.0, at - now) for at in due)])
        for key, _ in self._selector.select(wait):
            if isinstance(key.data, Child):
                self._pass_on(key.data, key.data.read())
            else:
                with suppress(BlockingIOError):
                    while os.read(key.fd, 4096):
                        pass
        self._raise_if_asked_to_stop()
        if restart:
            self._look_after_servers()
            self._look_after_children()

    def _look_after_children(self) -> None:
        for child in self.children:
            if child.restart_at is not None:
                if time.monotonic() >= child.restart_at:
                    self._start(child)
            elif child.process is not None and child.process.poll() is not None:
                self._finish(child)
                wait = child.plan_restart()
                self._say(f"{child.name} {child.describe_end()}; it starts again in {wait:.0f} s", "red")

    def _look_after_servers(self) -> None:
        for server in self.services.embedded:
            if server.pid is not None or time.monotonic() < self._restart_servers.get(server, 0.0):
                continue
            self._say(f"{server.name} ended; it starts again", "red")
            try:
                server.start()
            except ServerError as failure:
                self._say(str(failure), "red")
                self._restart_servers[server] = time.monotonic() + 5.0
            else:
                self._restart_servers.pop(server, None)

    def _finish(self, child: Child) -> None:
        """Take the last output of an ended child and whatever processes it left."""
        assert child.process is not None
        assert child.process.stdout is not None
        child.end_group()
        with suppress(KeyError, ValueError):
            self._selector.unregister(child.process.stdout)
        if not child.process.stdout.closed:
            self._pass_on(child, child.last_words())

    def _pass_on(self, child: Child, lines: Sequence[str]) -> None:
        for line in lines:
            self.output.line(child.name, line, child.colour)
        if not lines and child.process is not None and child.process.poll() is not None:
            # An ended child's pipe is always readable: asked again only when it is finished.
            assert child.process.stdout is not None
            with suppress(KeyError, ValueError):
                self._selector.unregister(child.process.stdout)

    # Signals and the end.

    def _listen_to_signals(self) -> None:
        reader, writer = socket.socketpair()
        for end in (reader, writer):
            end.setblocking(False)
        self._wakeup = (reader, writer)
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # wakes the loop
        self._selector.register(reader, selectors.EVENT_READ, None)

    def _asked_to_stop(self, *_: object) -> None:
        self._requests += 1

    def _raise_if_asked_to_stop(self) -> None:
        if self._requests or self.output.closed:
            raise _Stopped

    def _shut_down(self) -> None:
        if self.children or any(server.pid for server in self.services.embedded):
            self._say("stopping")
        asked, deadline = self._requests, time.monotonic() + _STOP_SECONDS
        for child in self.children:
            child.terminate()
        while any(child.pid and child.process and child.process.poll() is None for child in self.children):
            # A second Ctrl-C does not wait.
            if time.monotonic() > deadline or self._requests > asked:
                break
            for key, _ in self._selector.select(0.1):
                if isinstance(key.data, Child):
                    self._pass_on(key.data, key.data.read())
        for child in self.children:
            if child.process is None:
                continue
            child.end_group()
            child.process.wait()
            self._finish(child)
        self.children.clear()
        self.services.stop_own()
        self.state.release()
        self._say("stopped")

    def _write_state(self, phase: str) -> None:
        self.state.write(port=self.port, phase=phase)

    def _say(self, text: str, colour: str = "cyan") -> None:
        for line in text.splitlines():
            self.output.line("rustok", line, colour)


def wait_for_detached(process: subprocess.Popen[bytes], state: RunState) -> bool:
    """Wait until a supervisor started in the background is ready; False when it ended instead."""
    while process.poll() is None:
        current = state.read()
        if current.get("pid") == process.pid and current.get("phase") == "ready":
            return True
        time.sleep(0.1)
    return False
