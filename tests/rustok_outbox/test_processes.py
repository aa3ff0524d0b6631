"""Real processes and real servers, killed in the middle of two thousand changes."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import psycopg
import pytest

from rustok.runtime.postgres import EmbeddedPostgres
from rustok.runtime.valkey import EmbeddedValkey
from rustok.tenancy.provision import provision
from tests.rustok_outbox.ledger import books

pytestmark = [pytest.mark.processes, pytest.mark.timeout(290)]

CHANGES = 2000
SECONDS = 150
PATIENCE = 8
ROOT = Path(__file__).resolve().parents[2]
KILLED = 137

PUBLISHING = ("publish.stored", "wake.before_send", "wake.after_send")
RELAYING = ("relay.claimed", "relay.fanned_out", "relay.before_commit", "relay.after_commit")
DELIVERING = (
    "delivery.claimed",
    "delivery.before_handler",
    "delivery.after_handler",
    "delivery.before_commit",
    "delivery.after_commit",
)

WORKER = [
    sys.executable, "-m", "celery", "-A", "settings", "worker", "--concurrency", "2", "--loglevel", "WARNING",
]  # fmt: skip


class Nursery:
    """Starts and watches processes of ours."""

    def __init__(self, log: IO[bytes], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.rustok_outbox.ledger.nursery"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        self._lock = threading.Lock()
        self._alive: set[int] = set()

    def start(self, kind: str, failpoint: str = "") -> int:
        pid = int(self._ask(f"start {kind} {failpoint}"))
        self._alive.add(pid)
        return pid

    def exit_code(self, pid: int) -> int | None:
        """Tell how a process ended; None while it is alive."""
        answer = self._ask(f"poll {pid}")
        if answer == "alive":
            return None
        self._alive.discard(pid)
        return int(answer)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        while self.exit_code(pid) is None:
            time.sleep(0.01)

    def close(self) -> None:
        for pid in list(self._alive):
            self.kill(pid)
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _ask(self, line: str) -> str:
        with self._lock:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            return self._process.stdout.readline().strip()


class Installation:
    """PostgreSQL, Valkey and the environment of our processes."""

    def __init__(self, folder: Path) -> None:
        # Not synchronous_commit=off: what a killed server has answered must be there.
        self.postgres = EmbeddedPostgres(folder / "postgres", settings={"fsync": "off"})
        # Without its append-only file: a restart forgets everything, and nothing of ours may be in it.
        self.valkey = EmbeddedValkey(folder / "valkey", settings={"appendonly": "no"})
        self.folder = folder
        self.log = (folder / "processes.log").open("ab")
        self.nursery: Nursery | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        urls = provision(self.postgres.admin_url, database="rustok")
        self.owner_url = urls.owner_url
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("RUSTOK_")},
            "DJANGO_SETTINGS_MODULE": "tests.rustok_outbox.ledger.settings",
            "DATABASE_URL": urls.app_url,
            "DATABASE_OWNER_URL": urls.owner_url,
            "REDIS_URL": self.valkey.url,
            "RUSTOK_HOME": str(self.folder / "home"),
            "SCHEDULE": str(self.folder / "schedule"),
        }
        prepare = [sys.executable, "-m", "tests.rustok_outbox.ledger.prepare"]
        subprocess.run(prepare, cwd=ROOT, env=self.environment, check=True)
        self.nursery = Nursery(self.log, self.environment)

    def start_worker(self) -> None:
        """Start an ordinary worker, from its command line."""
        self.worker = subprocess.Popen(WORKER, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)

    def stop(self) -> None:
        if self.nursery is not None:
            self.nursery.close()
        if self.worker is not None:
            self.worker.terminate()
            self.worker.wait(20)
        self.valkey.stop()
        self.postgres.stop()
        self.log.close()

    def count(self, query: str) -> int | None:
        """Ask PostgreSQL; None while it is down."""
        with suppress(psycopg.Error), psycopg.connect(self.owner_url, connect_timeout=2) as owner:
            return owner.execute(query).fetchone()[0]
        return None


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    found = Installation(tmp_path)
    try:
        found.start()
        yield found
    finally:
        found.stop()


class Assassin(threading.Thread):
    """Starts a process again and again, each time to be killed somewhere else."""

    def __init__(self, nursery: Nursery, kind: str, places: tuple[str, ...]) -> None:
        super().__init__(daemon=True)
        self.nursery, self.kind, self.places = nursery, kind, places
        self.killed_at: Counter[str] = Counter()
        self.killed_from_outside = 0
        self.stopped = threading.Event()

    def run(self) -> None:
        chance = random.Random(self.kind)
        while not self.stopped.is_set():
            # The place where it died least often.
            place = min(self.places, key=lambda place: self.killed_at[place])
            pid = self.nursery.start(self.kind, f"{place}=kill@{chance.choice((1, 5, 15))}")
            deadline = time.monotonic() + PATIENCE
            while (code := self.nursery.exit_code(pid)) is None and time.monotonic() < deadline:
                if self.stopped.wait(0.02):
                    break
            if code is None:
                # As from outside: kill -9, wherever it stands.
                self.nursery.kill(pid)
                self.killed_from_outside += 1
            elif code == KILLED:
                self.killed_at[place] += 1

    @property
    def done(self) -> bool:
        return all(self.killed_at[place] for place in self.places)


def wait_until(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


UNDONE = (
    "SELECT (SELECT count(*) FROM sys_events WHERE status = 'pending')"
    " + (SELECT count(*) FROM sys_deliveries WHERE status = 'pending')"
)


def test_nothing_is_lost_doubled_or_out_of_order_whoever_is_killed(installation: Installation) -> None:
    nursery = installation.nursery
    nursery.start("beat")
    # One that is not killed, so that there is work all the time.
    steady = nursery.start("writer")
    assassins = [
        Assassin(nursery, "writer", PUBLISHING),
        Assassin(nursery, "relay", (*RELAYING, *DELIVERING)),
        Assassin(nursery, "worker", (*RELAYING, *DELIVERING)),
    ]
    for assassin in assassins:
        assassin.start()

    # In this thread: the servers end with the thread that starts them.
    outages = itertools.cycle((installation.valkey, installation.postgres))
    deadline = time.monotonic() + SECONDS
    server_kills = 0
    while time.monotonic() < deadline:
        time.sleep(3)
        server = next(outages)
        server.kill()
        time.sleep(0.3)
        server.start()
        server_kills += 1
        written = installation.count("SELECT count(*) FROM ledger_changes") or 0
        if written >= CHANGES and server_kills >= 6 and all(assassin.done for assassin in assassins):
            break
    for assassin in assassins:
        assassin.stopped.set()
    for assassin in assassins:
        assassin.join()
    nursery.kill(steady)
    # Whatever is left is carried by an ordinary worker.
    installation.start_worker()
    settled = wait_until(lambda: installation.count(UNDONE) == 0, 40)

    log = (installation.folder / "processes.log").read_text(errors="replace")[-3000:]
    assert settled, log
    assert all(assassin.done for assassin in assassins), [assassin.killed_at for assassin in assassins]
    with psycopg.connect(installation.owner_url) as owner:
        assert owner.execute("SELECT count(*) >= %s FROM ledger_changes", (CHANGES,)).fetchone() == (True,)
        assert owner.execute("SELECT count(*) FROM sys_deliveries WHERE status = 'dead'").fetchone() == (0,)
        assert books.faults(owner) == []
