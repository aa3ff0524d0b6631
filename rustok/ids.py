"""Identifiers: UUIDv7 in the database, ULID text for people.

Both are the same 128 bits. A ULID made by a library has a random version nibble, so PostgreSQL could not read its
time back; a UUIDv7 (RFC 9562) can be shown as a ULID and keeps ``uuid_extract_timestamp()`` working.
Ids carry their creation time: never use one as a secret.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import threading
import time
from typing import Final
from uuid import UUID

from ulid import ULID

ULID_LENGTH: Final = 26
_COUNTER_MAX: Final = 0x3FFFFFF
# Crockford's base 32, two characters at a time: thirteen pairs are 130 bits, of which the first two are zero.
_PAIRS: Final = tuple(map("".join, itertools.product("0123456789ABCDEFGHJKMNPQRSTVWXYZ", repeat=2)))
_SHIFTS: Final = tuple(range(120, -1, -10))

_lock = threading.Lock()
_last_ms = 0
_counter = 0


class InvalidId(ValueError):
    """The text is neither a ULID nor a UUID."""


def generate_id() -> UUID:
    """Make a UUIDv7 that sorts after every id this process made before.

    Layout (RFC 9562, method 1 and 2 of section 6.2): 48-bit Unix milliseconds, 26-bit counter, 48 random bits.
    """
    global _last_ms, _counter
    random = int.from_bytes(os.urandom(10))
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:
            # Half the counter's range is left free so that a burst within one millisecond never wraps.
            _last_ms, _counter = now, (random >> 48) & 0x1FFFFFF
        else:
            _counter += 1
            if _counter > _COUNTER_MAX:
                _last_ms, _counter = _last_ms + 1, 0
        ms, counter = _last_ms, _counter
    return UUID(
        int=(ms & ((1 << 48) - 1)) << 80
        | 0x7 << 76
        | (counter >> 14) << 64
        | 0b10 << 62
        | (counter & 0x3FFF) << 48
        | random & ((1 << 48) - 1)
    )


def id_floor(moment: dt.datetime) -> UUID:
    """Return an id below all that are made from a moment on."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


def parse_id(text: str) -> UUID:
    """Read an id from ULID text (26 characters, any case) or UUID text (with or without hyphens).

    :raises InvalidId: for anything else.
    """
    try:
        if len(text) == ULID_LENGTH:
            # The first character carries only three bits; a larger one would not fit into 128.
            if text[0] > "7":
                raise InvalidId("A ULID begins with a digit from 0 to 7.")
            return ULID.from_str(text.upper()).to_uuid()
        if len(text) in (32, 36):
            return UUID(text)
    except (ValueError, TypeError) as exc:
        raise InvalidId(f"{text!r} is neither a ULID nor a UUID.") from exc
    raise InvalidId(f"{text!r} is neither a ULID nor a UUID.")


def to_ulid(value: UUID) -> str:
    """Show an id as ULID text; text order equals id order."""
    bits = value.int
    return "".join([_PAIRS[bits >> shift & 0x3FF] for shift in _SHIFTS])


def id_time(value: UUID) -> dt.datetime:
    """Return the creation time of a UUIDv7, UTC, in milliseconds."""
    # From whole milliseconds: float seconds would lose the last digit and miss the database's own value.
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=value.int >> 80)
