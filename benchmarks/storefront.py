"""Storefront reads: through the whole stack in this process, and over HTTP from granian; the floor beside each."""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from benchmarks.figures import Row, row
from benchmarks.floor import Floor
from benchmarks.home import say
from benchmarks.world import World
from rustok.tenancy.context import tenant_scope
from rustok_index.backends import search_backend
from rustok_index.dto.search import SearchQuery

_LIST: Final = ("/api/v1/store/products", "sort=price&limit=24")
_SEARCH: Final = ("/api/v1/store/products", "q=oak+lamp&facets=1")
_HTTP_SECONDS: Final = 3.0
_CLIENTS: Final = 8

App = Callable[[dict[str, Any], Callable[..., Any]], Any]


def in_process(world: World, rounds: int) -> list[Row]:
    """Call the WSGI apps in turn, so that both feel the same machine."""
    stack: App = get_wsgi_application()
    floor = Floor(world.environment["DATABASE_URL"], str(world.tenant.id))
    rows = []
    try:
        for name, goal, asked in (
            ("list of 24, WSGI", "≥ 0.60", lambda n: _LIST),
            ("detail by handle, WSGI", "≥ 0.50", lambda n: _detail(world, n)),
        ):
            say(f"{name} …")
            times: dict[str, list[float]] = {"floor": [], "stack": []}
            for n in range(rounds + 20):
                for which, app in (("floor", floor), ("stack", stack)):
                    seconds = _call(app, *asked(n))
                    if n >= 20:
                        times[which].append(seconds)
            rows += [row(f"{name}: floor", times["floor"])]
            rows += [row(f"{name}: whole stack", times["stack"], floor=times["floor"], goal=goal)]
    finally:
        floor.close()
    return rows + _search(world, stack, rounds)


def _search(world: World, stack: App, rounds: int) -> list[Row]:
    query = SearchQuery(text="oak lamp", locale="en", limit=24, facets=("categories", "tags", "options"))
    alone, whole = [], []
    say("search with facets …")
    for n in range(rounds + 20):
        started = time.perf_counter()
        with tenant_scope(world.tenant):
            search_backend().search(world.tenant.id, "products", query)
        if n >= 20:
            alone.append(time.perf_counter() - started)
            whole.append(_call(stack, *_SEARCH))
        else:
            _call(stack, *_SEARCH)
    return [
        row("search + facets: engine alone", alone),
        row("search + facets, WSGI: whole stack", whole, floor=alone, goal="≥ 0.33, p50 < 10 ms"),
    ]


def over_http(world: World) -> list[Row]:
    """Ask two granian processes in turn, with eight clients."""
    rows = []
    with (
        _granian(world, "benchmarks.floor:application") as floor,
        _granian(world, "settings.wsgi:application") as stack,
    ):
        for name, goal, asked in (
            ("list of 24, HTTP", "≥ 0.60", lambda n: _LIST),
            ("detail by handle, HTTP", "≥ 0.50", lambda n: _detail(world, n)),
        ):
            say(f"{name} …")
            times: dict[int, list[float]] = {floor: [], stack: []}
            rate = {floor: 0.0, stack: 0.0}
            for _ in range(2):
                for port in (floor, stack):
                    seen = _load(port, asked)
                    times[port] += seen
                    rate[port] += len(seen) / _HTTP_SECONDS / 2
            rows.append(row(f"{name}: floor, {rate[floor]:.0f}/s", times[floor]))
            line = row(f"{name}: whole stack, {rate[stack]:.0f}/s", times[stack], goal=goal)
            rows.append(Row(line.name, line.p50, line.p99, rate[stack] / rate[floor], goal))
    return rows


def _detail(world: World, n: int) -> tuple[str, str]:
    return f"/api/v1/store/products/{world.catalogue.handle(n * 7919 % len(world.catalogue.ids))}", ""


def _call(app: App, path: str, query: str) -> float:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "a.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "a.test",
        "HTTP_ACCEPT": "application/json",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    status: list[str] = []
    started = time.perf_counter()
    answer = app(environ, lambda line, headers, exc_info=None: status.append(line))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    seconds = time.perf_counter() - started
    if not status[0].startswith("200") or len(body) < 500:
        raise RuntimeError(f"{path}?{query}: {status[0]} {body[:200]!r}")
    return seconds


@contextlib.contextmanager
def _granian(world: World, target: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", target]
    with subprocess.Popen(command, env=world.environment, cwd=settings.BASE_DIR) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", f"{_LIST[0]}?{_LIST[1]}", headers={"Host": "a.test"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200:
                return
            raise RuntimeError(f"the server answers {answer.status}: {body[:300]!r}")
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not start")


def _load(port: int, asked: Callable[[int], tuple[str, str]]) -> list[float]:
    """Ask from several threads for some seconds; return the times of all answers."""
    seen: list[float] = []
    until = time.perf_counter() + _HTTP_SECONDS

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        n = number * 1000
        while time.perf_counter() < until:
            path, query = asked(n)
            n += 1
            started = time.perf_counter()
            connection.request("GET", f"{path}?{query}" if query else path, headers={"Host": "a.test"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            seen.append(time.perf_counter() - started)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen
