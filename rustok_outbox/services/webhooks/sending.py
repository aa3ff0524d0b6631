"""One message over the wire: to the address that was checked, within a time, and never anywhere else."""

from __future__ import annotations

import datetime as dt
import math
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final

import httpcore
import httpx
import structlog

from rustok.conf import conf
from rustok_outbox.errors import UrlNotAllowed
from rustok_outbox.services.webhooks.guard import Resolve, Target, addresses_of, target_of

log = structlog.get_logger("rustok.outbox")

MAX_ANSWER: Final = 1024
"""How many bytes of an answer are read and kept."""

_WRITE_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a try: a status, or the reason why there is none."""

    status: int | None = None
    excerpt: str = ""
    error: str | None = None
    duration_ms: int = 0
    retry_after: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver has taken the message."""
        return self.status is not None and 200 <= self.status < 300


def post(url: str, *, headers: Mapping[str, str], body: bytes, resolve: Resolve | None = None) -> Answer:
    """Send a message. Nothing is raised for what is wrong with the receiver: the answer says it.

    Redirects are not followed, proxies of the environment not used, cookies not kept; of the answer only the beginning
    is read. The certificate is checked against the name, though the connection goes to the address.
    """
    began = time.monotonic()
    try:
        target = target_of(url)
        addresses = addresses_of(target, resolve)
        return _exchange(target, addresses, headers, body, began)
    except UrlNotAllowed as exc:
        return Answer(error=str(exc), duration_ms=_since(began))
    except httpcore.TimeoutException as exc:
        return Answer(error=f"no answer in time ({type(exc).__name__})", duration_ms=_since(began))
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as exc:
        return Answer(error=f"{type(exc).__name__}: {exc}"[:500], duration_ms=_since(began))


def seconds_to_wait(retry_after: str | None, now: dt.datetime) -> float:
    """Read the header ``Retry-After``, seconds or a date; 0 where it says nothing that can be read."""
    if not retry_after:
        return 0.0
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


@cache  # reading all the authorities takes longer than most tries
def tls_context() -> ssl.SSLContext:
    """Return how certificates are checked, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


def _exchange(
    target: Target, addresses: tuple[str, ...], headers: Mapping[str, str], body: bytes, began: float
) -> Answer:
    settings = conf().webhooks
    url = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    limits = {"connect": settings.connect_seconds, "read": settings.total_seconds, "write": _WRITE_SECONDS, "pool": 1.0}
    with (
        httpcore.ConnectionPool(
            ssl_context=tls_context() if target.scheme == "https" else None,
            max_connections=1,
            network_backend=_Pinned(addresses, began + settings.total_seconds),
        ) as pool,
        pool.stream(
            "POST",
            url,
            headers=[("Host", target.authority), *headers.items()],
            content=body,
            extensions={"timeout": limits},
        ) as response,
    ):
        fields = {name.lower(): value for name, value in response.headers}
        return Answer(
            status=response.status,
            excerpt=_beginning(response.iter_stream()),
            retry_after=fields[b"retry-after"].decode("latin-1") if b"retry-after" in fields else None,
            duration_ms=_since(began),
        )


def _beginning(chunks: Iterable[bytes]) -> str:
    """Read the first bytes of an answer as text that PostgreSQL takes. What breaks off is as long as it is."""
    read = b""
    try:
        for chunk in chunks:
            read += chunk
            if len(read) >= MAX_ANSWER:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as exc:
        # The status has said already what counts.
        log.info("webhook.answer_broke_off", error=repr(exc))
    return read[:MAX_ANSWER].decode("utf-8", "replace").replace("\x00", "�")


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


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
