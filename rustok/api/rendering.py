"""Turns what services return into JSON-ready data: ids as ULID text, times as RFC 3339 in UTC with ``Z``."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Set
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from rustok.dto import UNSET
from rustok.ids import to_ulid

_AS_THEY_ARE: Final = frozenset({str, int, float, bool, type(None)})


def plain(value: Any) -> Any:
    """Return a value as JSON-ready data.

    :raises TypeError: of a type that no DTO may hold.
    """
    tp: Any = type(value)
    if tp in _AS_THEY_ARE:
        return value
    # What was read from JSON is by far the most there is.
    if tp is dict:
        return {key if type(key) is str else _key(key): plain(item) for key, item in value.items()}
    if tp is list:
        return [plain(item) for item in value]
    if isinstance(value, (bool, int, float)) and not isinstance(value, Enum):
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, UUID):
        return to_ulid(value)
    if isinstance(value, dt.datetime):
        return rfc3339(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, Set):
        return sorted((plain(item) for item in value), key=str)
    names = _fields(tp)
    return {name: plain(item) for name in names if (item := getattr(value, name)) is not UNSET}


def rfc3339(value: dt.datetime) -> str:
    """Write a time in UTC, to the microsecond where it has them (RFC 3339, section 5.6).

    :raises ValueError: the time is naive.
    """
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _key(key: Any) -> str:
    return key if isinstance(key, str) and not isinstance(key, Enum) else str(plain(key))


@lru_cache(maxsize=None)
def _fields(tp: Any) -> tuple[str, ...]:
    if not dataclasses.is_dataclass(tp):
        raise TypeError(f"{tp.__qualname__} cannot be shown: answers are DTOs")
    return tuple(field.name for field in dataclasses.fields(tp))
