"""One message over the wire: to the address that was checked, within a time, and never anywhere else."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import httpcore
import structlog

from rustok.conf import conf
from rustok.outbound.calling import FAULTS, calling
from rustok.outbound.errors import AddressNotAllowed
from rustok.outbound.guard import Resolve, target_of
from rustok.outbound.rules import Rules
from rustok_outbox.errors import UrlNotAllowed

log = structlog.get_logger("rustok.outbox")

MAX_ANSWER: Final = 1024
"""How many bytes of an answer are read and kept."""


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


def rules() -> Rules:
    """Return what webhooks may call."""
    settings = conf().webhooks
    return Rules(
        allow_http=settings.allow_http,
        ports=settings.ports,
        allowed_networks=settings.allowed_networks,
        connect_seconds=settings.connect_seconds,
        total_seconds=settings.total_seconds,
    )


def check_url(url: str) -> None:
    """Refuse an address that nothing is ever sent to.

    :raises UrlNotAllowed: it is not written plainly, or leads into our own network.
    """
    try:
        target_of(url, rules())
    except AddressNotAllowed as exc:
        raise UrlNotAllowed(reason=exc.reason) from exc


def post(url: str, *, headers: Mapping[str, str], body: bytes, resolve: Resolve | None = None) -> Answer:
    """Send a message. Nothing is raised for what is wrong with the receiver: the answer says it.

    Redirects are not followed; of the answer only the beginning is read.
    """
    began = time.monotonic()
    try:
        with calling("POST", url, rules(), headers=headers, body=body, resolve=resolve) as response:
            fields = {name.lower(): value for name, value in response.headers}
            return Answer(
                status=response.status,
                excerpt=_beginning(response.iter_stream()),
                retry_after=fields[b"retry-after"].decode("latin-1") if b"retry-after" in fields else None,
                duration_ms=_since(began),
            )
    except AddressNotAllowed as exc:
        return Answer(error=str(UrlNotAllowed(reason=exc.reason)), duration_ms=_since(began))
    except httpcore.TimeoutException as exc:
        return Answer(error=f"no answer in time ({type(exc).__name__})", duration_ms=_since(began))
    except FAULTS as exc:
        return Answer(error=f"{type(exc).__name__}: {exc}"[:500], duration_ms=_since(began))


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


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
