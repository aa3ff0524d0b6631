"""A file from an address that somebody else names: redirects checked one by one, the size limited, tried again.

What broke off goes on where it was, if the other end can do that and the file is still the same.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final
from urllib.parse import urljoin

import httpcore
import httpx

from rustok.outbound.calling import FAULTS, calling
from rustok.outbound.errors import AddressNotAllowed, AnswerTooLarge, NoAnswer
from rustok.outbound.guard import Resolve
from rustok.outbound.headers import seconds_to_wait
from rustok.outbound.rules import Rules

MAX_REDIRECTS: Final = 5
TRIES: Final = 3
_MAX_PAUSE: Final = 30.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")
_HEADERS: Final = {"User-Agent": "RusToK", "Accept": "*/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """Where a file was in the end, and how large it is."""

    url: str
    size: int


class _Again(Exception):
    """It may go better the next time, after so many seconds at least."""

    def __init__(self, reason: str, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(slots=True)
class _Partial:
    """What of a file is here. ``validator`` says of which version of it."""

    file: IO[bytes]
    size: int = 0
    validator: str = ""

    def begin_anew(self, validator: str = "") -> None:
        """Forget what is here."""
        self.file.seek(0)
        self.file.truncate()
        self.size, self.validator = 0, validator

    def add(self, chunk: bytes, limit: int) -> None:
        """Keep some more."""
        if self.size + len(chunk) > limit:
            raise AnswerTooLarge(limit=limit)
        self.file.write(chunk)
        self.size += len(chunk)


def fetch(
    url: str,
    file: IO[bytes],
    rules: Rules,
    *,
    max_bytes: int,
    backoff: float = 1.0,
    resolve: Resolve | None = None,
) -> Fetched:
    """Write what is at an address to a file, which is empty.

    :param backoff: seconds before the second try; they double with each.

    :raises AddressNotAllowed: the address, or one that it leads to, is not to be called.
    :raises AnswerTooLarge: it is more than ``max_bytes``.
    :raises NoAnswer: it is not to be had.
    """
    partial = _Partial(file)
    reason = ""
    for attempt in range(TRIES):
        try:
            return _follow(url, partial, rules, max_bytes, resolve)
        except _Again as exc:
            reason = str(exc)
            if attempt + 1 < TRIES:
                time.sleep(min(max(backoff * 2**attempt, exc.seconds if backoff else 0.0), _MAX_PAUSE))
    raise NoAnswer(reason=reason)


def _follow(url: str, partial: _Partial, rules: Rules, max_bytes: int, resolve: Resolve | None) -> Fetched:
    for _ in range(MAX_REDIRECTS + 1):
        url = _plain(url)
        try:
            leads_to = _take(url, partial, rules, max_bytes, resolve)
        except httpcore.TimeoutException as exc:
            raise _Again("nobody answers in time") from exc
        except FAULTS as exc:
            raise _Again(f"{type(exc).__name__}: {exc}"[:300]) from exc
        if leads_to is None:
            return Fetched(url=url, size=partial.size)
        url = urljoin(url, leads_to)
    raise NoAnswer(reason=f"it leads on more than {MAX_REDIRECTS} times")


def _take(url: str, partial: _Partial, rules: Rules, max_bytes: int, resolve: Resolve | None) -> str | None:
    """Read an answer to its end; return where it leads, if it is elsewhere."""
    asked = dict(_HEADERS)
    if partial.size and partial.validator:
        asked |= {"Range": f"bytes={partial.size}-", "If-Range": partial.validator}
    with calling("GET", url, rules, headers=asked, resolve=resolve) as response:
        fields = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in _REDIRECTS and fields.get("location"):
            return fields["location"]
        if response.status in _PASSING:
            wait = seconds_to_wait(fields.get("retry-after"), dt.datetime.now(dt.UTC))
            raise _Again(f"the status is {response.status}", wait)
        if response.status == 206 and _goes_on(fields, partial):
            pass
        elif response.status == 200:
            partial.begin_anew(_validator(fields))
        elif response.status in (206, 416):
            partial.begin_anew()
            raise _Again(f"the status is {response.status}")
        else:
            raise NoAnswer(reason=f"the status is {response.status}")
        said = fields.get("content-length", "")
        if said.isascii() and said.isdigit() and partial.size + int(said[:18]) > max_bytes:
            raise AnswerTooLarge(limit=max_bytes)
        for chunk in response.iter_stream():
            partial.add(chunk, max_bytes)
    return None


def _goes_on(fields: Mapping[str, str], partial: _Partial) -> bool:
    found = _RANGE.match(fields.get("content-range", ""))
    return found is not None and int(found[1]) == partial.size


def _validator(fields: Mapping[str, str]) -> str:
    """Return what the other end knows a version by; a weak one says nothing about bytes."""
    tag = fields.get("etag", "")
    return tag if tag.startswith('"') else fields.get("last-modified", "")


def _plain(url: str) -> str:
    """Write an address as the guard takes it: other letters in percents, names in punycode, without a fragment."""
    try:
        return str(httpx.URL(url.strip()).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError, UnicodeError) as exc:
        raise AddressNotAllowed(reason="it cannot be read") from exc
