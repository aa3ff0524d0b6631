"""One exchange over the wire: with the address that was checked, within a time, and never with anybody else."""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

import httpcore
import httpx

from rustok.outbound.guard import Resolve, addresses_of, target_of
from rustok.outbound.rules import Rules

FAULTS: Final = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError)
"""What is raised where the other end is not there, is too slow, or is no HTTP server."""
_WRITE_SECONDS: Final = 5.0


@contextmanager
def calling(
    method: str,
    url: str,
    rules: Rules,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    resolve: Resolve | None = None,
) -> Iterator[httpcore.Response]:
    """Send a request; what is within reads the answer as far as it wants.

    Redirects are not followed, proxies of the environment not used, cookies not kept. The certificate is checked
    against the name, though the connection goes to the address.

    :raises AddressNotAllowed: the address is not to be called.
    :raises FAULTS: nobody answers, or not in time.
    """
    until = time.monotonic() + rules.total_seconds
    target = target_of(url, rules)
    addresses = addresses_of(target, rules, resolve)
    asked = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    limits = {"connect": rules.connect_seconds, "read": rules.total_seconds, "write": _WRITE_SECONDS, "pool": 1.0}
    with (
        httpcore.ConnectionPool(
            ssl_context=tls_context() if target.scheme == "https" else None,
            max_connections=1,
            network_backend=_Pinned(addresses, until),
        ) as pool,
        pool.stream(
            method,
            asked,
            headers=[("Host", target.authority), *headers.items()],
            content=body,
            extensions={"timeout": limits},
        ) as response,
    ):
        yield response


@cache  # reading all the authorities takes longer than most calls
def tls_context() -> ssl.SSLContext:
    """Return how certificates are checked, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


class _Pinned(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, whatever name it is asked for, until the whole time is over."""

    def __init__(self, addresses: tuple[str, ...], until: float) -> None:
        self._addresses = addresses
        self._until = until
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the addresses that answers."""
        connect_until = min(self._until, time.monotonic() + (math.inf if timeout is None else timeout))
        failure: Exception = httpcore.ConnectTimeout("the time is over")
        for address in self._addresses:
            left = connect_until - time.monotonic()
            if left <= 0:
                break
            try:
                stream = self._backend.connect_tcp(address, port, timeout=left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failure = exc
            else:
                return _Timed(stream, self._until)
        raise failure


class _Timed(httpcore.NetworkStream):
    """A connection that ends when the whole time is over, however slowly its other end drips."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is."""
        return self._stream.read(max_bytes, self._left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._stream.write(buffer, self._left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS; the certificate is checked against the name."""
        left = self._left(timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Tell of the socket."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, error: type[Exception]) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise error("the time is over")
        return left if timeout is None else min(left, timeout)
