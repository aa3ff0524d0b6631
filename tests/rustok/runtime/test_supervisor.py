"""The supervisor: order, restarts, and an end that leaves no process."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rustok.runtime import processes
from rustok.runtime.postgres import EmbeddedPostgres
from rustok.runtime.valkey import EmbeddedValkey

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parents[3]


class Run:
    """A supervisor in a process of its own, with the lines it has written."""

    def __init__(self, home: Path, port: int, *flags: str) -> None:
        self.home, self.port = home, port
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.rustok.runtime.supervised", str(home), str(port), *flags],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def until(self, pattern: str, *, again: bool = False) -> re.Match[str]:
        """Read on until a line matches; one read before counts too, unless it has to come again."""
        for line in [] if again else self.lines:
            if match := re.search(pattern, line):
                return match
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"{pattern!r} was never written:\n" + "\n".join(self.lines))

    def wait(self) -> int:
        """Read to the end and return the exit code."""
        assert self.process.stdout is not None
        self.lines += self.process.stdout.read().splitlines()
        return self.process.wait(60)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(folder: Path, port: int) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def begin(*flags: str) -> Run:
        runs.append(Run(folder / "home", port, *flags))
        return runs[-1]

    (folder / "home").mkdir()
    yield begin
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
        run.process.wait()
        assert run.process.stdout is not None
        run.process.stdout.close()


def gone(*pids: int) -> bool:
    """Wait for processes to end; those of a killed supervisor need a moment."""
    deadline = time.monotonic() + 15
    while any(processes.is_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def pids(run: Run) -> list[int]:
    """Return every process below a supervisor that has said READY."""
    written = "\n".join(run.lines)
    found = [int(pid) for pid in re.findall(r"(?:pid|child) (\d+)", written)]
    servers = (EmbeddedPostgres(run.home / "postgres"), EmbeddedValkey(run.home / "valkey"))
    return found + [pid for server in servers if (pid := server.running_pid()) is not None]


def test_starts_in_order_and_leaves_nothing(start: Callable[..., Run]) -> None:
    run = start()
    run.until(r"worker +\| pid")
    run.until("READY")
    everything = pids(run)
    assert len(everything) == 5  # web, worker, its child, PostgreSQL, Valkey

    run.process.send_signal(signal.SIGINT)

    assert run.wait() == 0
    assert gone(*everything)
    said = [re.sub(r" +\|", ":", line) for line in run.lines]
    steps = ["rustok: starting PostgreSQL", "rustok: starting Valkey", "first: prepared", "rustok: READY"]
    assert [line for line in said if line in steps] == steps
    assert any(line.startswith("web: pid") and line.endswith("has postgresql://") for line in said)
    assert said[-2:] == ["rustok: stopping", "rustok: stopped"]
    assert "\x1b" not in "".join(run.lines)
    assert not (run.home / "run.json").exists()


def test_a_crashed_child_starts_again_without_its_leftovers(start: Callable[..., Run]) -> None:
    run = start("external")
    first = run.until(r"worker +\| pid (\d+) child (\d+)")
    run.until("READY")

    os.kill(int(first[1]), signal.SIGKILL)

    run.until("worker was ended by SIGKILL; it starts again in 1 s")
    again = run.until(r"worker +\| pid (\d+) child (\d+)", again=True)
    assert again[1] != first[1]
    assert gone(int(first[1]), int(first[2]))
    run.process.terminate()
    assert run.wait() == 0


def test_a_killed_server_starts_again_under_its_address(start: Callable[..., Run]) -> None:
    run = start()
    run.until("READY")
    postgres = EmbeddedPostgres(run.home / "postgres")
    killed = postgres.running_pid()
    assert killed is not None
    addresses = (run.home / "services.env").read_text()

    os.kill(killed, signal.SIGKILL)

    run.until("PostgreSQL ended; it starts again")
    deadline = time.monotonic() + 15
    while postgres.running_pid() in {None, killed} and time.monotonic() < deadline:
        time.sleep(0.05)
    assert postgres.running_pid() not in {None, killed}
    assert (run.home / "services.env").read_text() == addresses
    run.process.terminate()
    assert run.wait() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_killing_the_supervisor_leaves_no_process(start: Callable[..., Run]) -> None:
    run = start()
    run.until("READY")
    everything = pids(run)
    # The grandchild is its parent's business: only what the supervisor started is promised.
    own = [pid for pid in everything if f"child {pid}" not in "\n".join(run.lines)]
    assert len(own) == 4

    run.process.kill()

    assert gone(*own)
    again = start()
    again.until("READY")
    again.process.terminate()
    assert again.wait() == 0


def test_a_second_supervisor_is_refused(start: Callable[..., Run], port: int) -> None:
    run = start("external")
    run.until("READY")
    state = json.loads((run.home / "run.json").read_text())
    assert state == {"pid": run.process.pid, "port": port, "phase": "ready"}

    second = start("external")

    assert second.wait() == 1
    assert f"already runs here (process {run.process.pid}, port {port}). Stop it with: make stop" in second.lines[-1]
    run.process.terminate()
    assert run.wait() == 0


def test_a_port_in_use_is_named(start: Callable[..., Run], port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        run = start("external")

        assert run.wait() == 1
    assert f"Port {port} on 127.0.0.1 cannot be used: Address already in use." in "\n".join(run.lines)


def test_a_failed_preparation_ends_the_run(start: Callable[..., Run]) -> None:
    run = start("external", "broken")

    assert run.wait() == 1
    written = "\n".join(run.lines)
    assert "no table" in written
    assert "broken ended with code 1" in written
    assert "READY" not in written
