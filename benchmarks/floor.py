"""The floor: the same rows by raw psycopg, as bytes, in a WSGI app of a few lines.

No tenant is resolved, nothing is checked, no policy is applied beyond the role's own: what no framework can beat.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import parse_qs

import orjson
import psycopg
from psycopg_pool import ConnectionPool

_LIST: Final = (
    "SELECT p.card FROM pool.index_product_listings l JOIN pool.index_products p ON p.tenant_id = l.tenant_id"
    " AND p.product_id = l.product_id AND p.locale = l.locale WHERE l.tenant_id = %s AND l.locale = 'en'"
    " AND l.channel = 'default' AND l.currency = 'USD' AND l.group_id = '00000000-0000-0000-0000-000000000000'"
    " ORDER BY l.price, l.product_id LIMIT 25"
)
_DETAIL: Final = (
    "SELECT p.document::text FROM pool.index_product_handles h JOIN pool.index_products p"
    " ON p.tenant_id = h.tenant_id AND p.product_id = h.product_id AND p.locale = h.locale"
    " WHERE h.tenant_id = %s AND h.locale = 'en' AND h.handle = %s LIMIT 1"
)

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Floor:
    """A WSGI app over one pool of connections."""

    def __init__(self, url: str, tenant_id: str) -> None:
        self._tenant_id = tenant_id
        self._pool = ConnectionPool(url, min_size=1, max_size=8, configure=self._configure, open=True)

    def _configure(self, connection: psycopg.Connection[Any]) -> None:
        connection.autocommit = True
        connection.prepare_threshold = 0
        connection.execute("SELECT set_config('app.tenant_id', %s, false)", (self._tenant_id,))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        handle = environ["PATH_INFO"].rpartition("products")[2].strip("/")
        with self._pool.connection() as connection:
            if handle:
                row = connection.execute(_DETAIL, (self._tenant_id, handle)).fetchone()
                body = row[0].encode() if row else b""
            else:
                parse_qs(environ["QUERY_STRING"])
                rows = connection.execute(_LIST, (self._tenant_id,)).fetchall()
                page = orjson.dumps({"next": "x", "has_next": True})
                body = b'{"items":[%s],"page":%s}' % (b",".join(row[0].encode() for row in rows[:24]), page)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request in a server process; address and tenant come from the environment."""
    global _floor
    if _floor is None:
        _floor = Floor(os.environ["DATABASE_URL"], os.environ["BENCH_TENANT_ID"])
    return _floor(environ, start_response)


_floor: Floor | None = None
