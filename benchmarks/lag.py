"""Write → visible: from a committed change to its document, through the outbox and a real relay process."""

from __future__ import annotations

import contextlib
import datetime as dt
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
from rustok_commerce.dto.prices import SetPriceRequest
from rustok_commerce.dto.products import CreateProductRequest, UpdateProductRequest
from rustok_commerce.dto.variants import CreateVariantRequest
from rustok_commerce.services import catalog

_PRODUCTS: Final = 50
_NEWS: Final = (
    "SELECT title, indexed_at FROM pool.index_products WHERE tenant_id = %s AND locale = 'en' AND indexed_at > %s"
)
_GIVE_UP: Final = 30.0


def write_to_visible(world: World, *, rate: float, changes: int) -> list[Row]:
    """Change products at a steady rate, each through the service, and watch the read model's table."""
    say(f"write → visible at {rate:.0f}/s …")
    ctx = RequestContext.system(world.tenant.id)
    with tenant_scope(world.tenant), _relay(world):
        run = f"{rate:.0f}"
        products = [_product(ctx, f"Bench {run} {n}") for n in range(_PRODUCTS)]
        watcher = _Watcher(world)
        watcher.wait_for({f"Bench {run} {n}" for n in range(_PRODUCTS)})
        written: dict[str, float] = {}
        started = time.perf_counter()
        for n in range(changes):
            time.sleep(max(0.0, started + n / rate - time.perf_counter()))
            title = f"Change {run} {n}"
            catalog.update_product(ctx, products[n % _PRODUCTS], UpdateProductRequest(title=title))
            written[title] = time.perf_counter()
        # A change that a later one of the same product overtook was never visible by itself.
        last = {f"Change {run} {n}" for n in range(max(0, changes - _PRODUCTS), changes)}
        watcher.wait_for(last)
        watcher.stop()
        connection.close()
    # The watcher may see a row before this thread has read the clock.
    lags = [max(0.0, watcher.seen[title] - at) for title, at in written.items() if title in watcher.seen]
    goal = "p50 ≤ 60, p99 ≤ 250" if rate >= 100 else ""
    return [
        row(f"write → visible at {rate:.0f}/s ({len(lags)} of {changes} seen)", [max(0.0, s) for s in lags], goal=goal)
    ]


def _product(ctx: RequestContext, title: str) -> UUID:
    variant = CreateVariantRequest(prices=(SetPriceRequest(currency="USD", amount=1900),))
    product = catalog.create_product(
        ctx, CreateProductRequest(title=title, description="Text. " * 200, variants=(variant,))
    )
    catalog.publish_product(ctx, product.id)
    return product.id


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
            latest = since = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
            while not self._stop.is_set():
                for title, indexed_at in watching.execute(_NEWS, (self._tenant_id, since)):
                    self.seen.setdefault(title, time.perf_counter())
                    latest = max(latest, indexed_at)
                # The time is when a transaction began, so a slow one comes with an earlier time than a quick one.
                since = latest - dt.timedelta(seconds=5)
                time.sleep(0.004)

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
def _relay(world: World) -> Iterator[None]:
    command = [sys.executable, "manage.py", "relay_outbox"]
    with subprocess.Popen(command, env=world.environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
