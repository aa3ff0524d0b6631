"""Sends a write through the whole stack of the application, without a server around it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import orjson


def post(stack: Callable[..., Any], path: str, data: Any, *, status: int, **headers: str) -> None:
    """Post JSON to a path of tenant ``a``; ``headers`` are named as WSGI names them.

    :raises RuntimeError: it answers with another status.
    """
    body = orjson.dumps(data)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "a.test",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "a.test",
        "HTTP_ACCEPT": "application/json",
        **headers,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    said: list[str] = []
    answer = stack(environ, lambda line, headers, exc_info=None: said.append(line))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    if not said[0].startswith(str(status)):
        raise RuntimeError(f"{path}: {said[0]} {content[:300]!r}")
