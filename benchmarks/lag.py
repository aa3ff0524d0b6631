"""Write → visible: from a committed change to its document, through the outbox and a real Celery worker."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from benchmarks.figures import Row, row
from benchmarks.home import say
from benchmarks.world import World
from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok_content import facade
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, TranslationInput
from rustok_content.services.kinds import NodeKind, register_kind

_NODES: Final = 50
_KIND: Final = "bench"
_GIVE_UP: Final = 30.0


def write_to_visible(world: World, *, rate: float, changes: int) -> list[Row]:
    """Change nodes at a steady rate, each through the service, and watch the read model's table."""
    say(f"write → visible at {rate:.0f}/s …")
    register_kind(NodeKind(name=_KIND, module="content", label="Benchmark"))
    ctx = RequestContext.system(world.tenant.id)
    with tenant_scope(world.tenant), _worker(world):
        run = f"{rate:.0f}"
        nodes = [_node(ctx, f"Bench {run} {n}") for n in range(_NODES)]
        watcher = _Watcher(world)
        watcher.wait_for({f"Bench {run} {n}" for n in range(_NODES)})
        written: dict[str, float] = {}
        started = time.perf_counter()
        for n in range(changes):
            time.sleep(max(0.0, started + n / rate - time.perf_counter()))
            title = f"Change {run} {n}"
            facade.set_translation(
                ctx, nodes[n % _NODES], SetNodeTranslationRequest(locale="en", title=title, slug=None)
            )
            written[title] = time.perf_counter()
        # A change that a later one of the same node overtook was never visible by itself.
        last = {f"Change {run} {n}" for n in range(max(0, changes - _NODES), changes)}
        watcher.wait_for(last)
        watcher.stop()
        connection.close()
    # The watcher may see a row before this thread has read the clock.
    lags = [max(0.0, watcher.seen[title] - at) for title, at in written.items() if title in watcher.seen]
    goal = "p50 ≤ 60, p99 ≤ 250" if rate >= 100 else ""
    return [
        row(f"write → visible at {rate:.0f}/s ({len(lags)} of {changes} seen)", [max(0.0, s) for s in lags], goal=goal)
    ]


def _node(ctx: RequestContext, title: str) -> UUID:
    text = TranslationInput(locale="en", title=title, body="Text. " * 200)
    node = facade.create_node(ctx, CreateNodeRequest(kind=_KIND, translations=(text,)))
    facade.publish_node(ctx, node.id)
    return node.id


class _Watcher:
    """Reads the titles in the read model as fast as it can, and notes when it first sees each."""

    def __init__(self, world: World) -> None:
        self.seen: dict[str, float] = {}
        self._stop = threading.Event()
        self._tenant_id = str(world.tenant.id)
        self._url = world.environment["DATABASE_URL"]
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as watching:
            watching.execute("SELECT set_config('app.tenant_id', %s, false)", (self._tenant_id,))
            while not self._stop.is_set():
                statement = "SELECT title FROM pool.index_content WHERE tenant_id = %s AND locale = 'en'"
                for (title,) in watching.execute(statement, (self._tenant_id,)):
                    self.seen.setdefault(title, time.perf_counter())
                time.sleep(0.002)

    def wait_for(self, titles: set[str]) -> None:
        give_up = time.monotonic() + _GIVE_UP
        while missing := titles - self.seen.keys():
            if time.monotonic() > give_up:
                raise RuntimeError(f"{len(missing)} changes did not become visible in {_GIVE_UP:.0f} s")
            time.sleep(0.01)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()


@contextlib.contextmanager
def _worker(world: World) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "settings.celery", "worker"]
    command += ["--loglevel", "WARNING", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    with subprocess.Popen(
        command, env=world.environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
