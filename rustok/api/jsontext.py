"""Strict JSON, read once for REST and GraphQL alike.

Python's reader is kinder than RFC 8259: it takes NaN, keeps the last of two equal keys (RFC 8259, section 4, leaves
that open, and attackers use the difference between readers) and lets numbers grow without end.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

import orjson

from rustok.dto import MAX_DEPTH
from rustok.errors import Malformed

_MAX_DIGITS: Final = 100


def loads(body: bytes) -> Any:
    """Read a JSON text in UTF-8.

    :raises Malformed: not UTF-8, not JSON, a key twice in one object, NaN or infinity, a number of more than 100
        digits, nested deeper than the DTOs allow.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise Malformed(reason="the body is not UTF-8") from exc
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_integer, parse_float=_finite
        )
    except json.JSONDecodeError as exc:
        raise Malformed(reason=f"the body is not JSON (line {exc.lineno}, column {exc.colno})") from exc
    except RecursionError as exc:
        raise Malformed(reason="the body is nested too deeply") from exc
    _bound(value, 0)
    return value


def dumps(value: Any) -> bytes:
    """Write JSON-ready data as UTF-8 text."""
    return orjson.dumps(value)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed(reason="an object has the same key twice")
    return found


def _no_constant(name: str) -> Any:
    raise Malformed(reason=f"{name} is not JSON")


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise Malformed(reason="a number has too many digits")
    return int(text)


def _finite(text: str) -> float:
    value = float(text) if len(text) <= _MAX_DIGITS * 3 else math.inf
    if math.isinf(value):
        raise Malformed(reason="a number is too large")
    return value


def _bound(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH * 2:
        raise Malformed(reason="the body is nested too deeply")
    if isinstance(value, dict):
        for item in value.values():
            _bound(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _bound(item, depth + 1)
