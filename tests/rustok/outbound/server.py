"""A server of files on the loopback: it answers what it is told to and keeps what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answering = Callable[["Asked"], tuple[int, dict[str, str], bytes]]


@dataclass(frozen=True)
class Asked:
    """What was asked."""

    path: str
    headers: dict[str, str]


@dataclass
class FileServer:
    """A server; ``files`` are what it has by path, ``answer`` is asked first where it is set."""

    files: dict[str, bytes] = field(default_factory=dict)
    answer: Answering | None = None
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked]


@contextmanager
def serving() -> Iterator[FileServer]:
    """Run a server, on a free port."""
    served = FileServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
            served.asked.append(asked)
            content = served.files.get(self.path)
            status, fields, body = (404, {}, b"") if content is None else (200, {}, content)
            if served.answer is not None:
                status, fields, body = served.answer(asked)
            self.send_response(status)
            for name, value in {"content-length": str(len(body)), **fields}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
