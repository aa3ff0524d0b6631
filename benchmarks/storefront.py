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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from django.conf import settings

from benchmarks.client import Client
from benchmarks.figures import Row, row
from benchmarks.floor import Floor
from benchmarks.home import say
from benchmarks.world import World
from rustok.api.wsgi import application
from rustok.tenancy.context import tenant_scope
from rustok_index.backends import search_backend
from rustok_index.dto.search import SearchQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; with a body it is a POST."""

    path: str
    query: str = ""
    body: bytes | None = None


App = Callable[[dict[str, Any], Callable[..., Any]], Any]
Question = Callable[[int], Asked]

_LIST: Final = Asked("/api/v1/store/products", "sort=price&limit=24")
_LIST_QUERY: Final = """query ($n: Int) { products(first: $n, sort: PRICE) {
  pageInfo { hasNextPage endCursor }
  edges { node {
    id handle title subtitle image { url alt width height focalX focalY } prices inStock tags
  } }
} }"""
_DETAIL_QUERY: Final = """query ($handle: String) { product(handle: $handle) {
  id handle title subtitle image { url alt width height } prices inStock tags locale sourceLocale isFallback description
  media { url alt width height } options { key name values { key name } } createdAt updatedAt
  variants { id title sku options prices inStock weight } categories { id slug name } breadcrumbs { slug name }
} }"""
_HTTP_SECONDS: Final = 3.0
_CLIENTS: Final = 8


def in_process(world: World, rounds: int) -> list[Row]:
    """Call the WSGI apps in turn, so that all feel the same machine."""
    stack: App = application()
    floor = Floor(world.environment["DATABASE_URL"], str(world.tenant.id))
    rows = []
    try:
        for name, goal, rest, graphql in _kinds(world, "WSGI"):
            say(f"{name} …")
            times: dict[str, list[float]] = {"floor": [], "stack": [], "graphql": []}
            for n in range(rounds + 20):
                for which, app, asked in (("floor", floor, rest), ("stack", stack, rest), ("graphql", stack, graphql)):
                    seconds = call(app, asked(n))
                    if n >= 20:
                        times[which].append(seconds)
            rows += [row(f"{name}: floor", times["floor"])]
            rows += [row(f"{name}: REST", times["stack"], floor=times["floor"], goal=goal)]
            rows += [row(f"{name}: GraphQL (of REST)", times["graphql"], floor=times["stack"], goal="≥ 0.70 of REST")]
    finally:
        floor.close()
    return rows + _search(world, stack, rounds)


def growth(world: World, rounds: int, smaller: Sequence[Row]) -> list[Row]:
    """Measure list and detail of one size; the ratio is to the first size's.

    What is read for the first time comes from the system's cache of files, as the rarely visited end of a catalogue
    does; read again it lies in PostgreSQL's buffers. Of four further readings of each the fastest counts, so that
    other work of the machine between two sizes is not taken for growth.
    """
    stack: App = application()
    rows: list[Row] = []
    for name, _goal, rest, _graphql in _kinds(world, "growth"):
        say(f"{name}, {world.size} products …")
        asked = [rest(n) for n in range(rounds + 50)]
        first = [call(stack, each) for each in asked][50:]
        again = [min(call(stack, each) for _ in range(4)) for each in asked][50:]
        for way, seconds in (("first", first), ("again", again)):
            line = row(f"{name}, {way}: {world.size}", seconds, goal="≥ 0.77 of the smallest")
            base = next((each for each in smaller if each.name.startswith(f"{name}, {way}:")), line)
            rows.append(Row(line.name, line.p50, line.p99, base.p50 / line.p50, line.goal))
    return rows


def _kinds(world: World, how: str) -> list[tuple[str, str, Question, Question]]:
    """Name what is asked, its goal, and the request of a number, for REST and for GraphQL."""
    return [
        (
            f"list of 24, {how}",
            "≥ 0.60",
            lambda n: _LIST,
            lambda n: Asked("/graphql", body=document(_LIST_QUERY, {"n": 24})),
        ),
        (
            f"detail by handle, {how}",
            "≥ 0.50",
            lambda n: Asked(f"/api/v1/store/products/{world.handle(n)}"),
            lambda n: Asked("/graphql", body=document(_DETAIL_QUERY, {"handle": world.handle(n)})),
        ),
    ]


def document(text: str, variables: dict[str, Any]) -> bytes:
    """Return the body of a GraphQL request."""
    return orjson.dumps({"query": text, "variables": variables})


def _search(world: World, stack: App, rounds: int) -> list[Row]:
    query = SearchQuery(text=world.words, locale="en", limit=24, facets=("categories", "tags", "options"))
    asked = Asked("/api/v1/store/products", f"{urlencode({'q': world.words})}&facets=1")
    alone, whole = [], []
    say("search with facets …")
    for n in range(rounds + 20):
        started = time.perf_counter()
        with tenant_scope(world.tenant):
            search_backend().search(world.tenant.id, "products", query)
        seconds = time.perf_counter() - started
        answered = call(stack, asked)
        if n >= 20:
            alone.append(seconds)
            whole.append(answered)
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
        for name, goal, rest, graphql in _kinds(world, "HTTP"):
            say(f"{name} …")
            ways: list[tuple[str, int, Question]] = [
                ("floor", floor, rest),
                ("REST", stack, rest),
                ("GraphQL (of REST)", stack, graphql),
            ]
            times: dict[str, list[float]] = {way: [] for way, _port, _asked in ways}
            for _ in range(2):
                for way, port, asked in ways:
                    times[way] += _load(port, asked)
            rate = {way: len(seen) / _HTTP_SECONDS / 2 for way, seen in times.items()}
            rows.append(row(f"{name}: floor, {rate['floor']:.0f}/s", times["floor"]))
            for way, of, wanted in (("REST", "floor", goal), ("GraphQL (of REST)", "REST", "≥ 0.70 of REST")):
                line = row(f"{name}: {way}, {rate[way]:.0f}/s", times[way], goal=wanted)
                rows.append(Row(line.name, line.p50, line.p99, rate[way] / rate[of], wanted))
    return rows


def call(app: App, asked: Asked) -> float:
    """Ask an app and return how long it took."""
    body = asked.body
    environ = {
        "REQUEST_METHOD": "GET" if body is None else "POST",
        "PATH_INFO": asked.path,
        "QUERY_STRING": asked.query,
        "SERVER_NAME": "a.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "a.test",
        "HTTP_ACCEPT": "application/json",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body or b""),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body is not None:
        environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
    status: list[str] = []
    started = time.perf_counter()
    answer = app(environ, lambda line, headers, exc_info=None: status.append(line))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    seconds = time.perf_counter() - started
    if not status[0].startswith("200") or len(content) < 300 or content.startswith(b'{"errors"'):
        raise RuntimeError(f"{asked}: {status[0]} {content[:300]!r}")
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
            connection.request("GET", f"{_LIST.path}?{_LIST.query}", headers={"Host": "a.test"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200:
                return
            raise RuntimeError(f"the server answers {answer.status}: {body[:300]!r}")
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not start")


def _load(port: int, asked: Question) -> list[float]:
    """Ask from several threads for some seconds; return the times of all answers."""
    seen: list[float] = []
    until = time.perf_counter() + _HTTP_SECONDS

    def client(number: int) -> None:
        connection = Client(port)
        n = number * 1000
        while time.perf_counter() < until:
            wanted = asked(n)
            n += 1
            url = f"{wanted.path}?{wanted.query}" if wanted.query else wanted.path
            started = time.perf_counter()
            status = connection.ask(url, wanted.body)
            if status != 200:
                raise RuntimeError(f"{wanted}: {status}")
            seen.append(time.perf_counter() - started)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen
