"""Pages by keyset: the next page begins after the last row's sort key and id, however deep."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson

from rustok.errors import InvalidInput
from rustok.tenancy import replica

KeyType = Literal["int", "text", "time"]
MAX_OFFSET = 10_000


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by, and the direction; the entity's id breaks ties in the same direction."""

    column: str
    type: KeyType
    descending: bool = False


def encode_cursor(sort: str, key: Any, entity_id: UUID) -> str:
    """Write where a page ended as opaque text."""
    value = key.isoformat() if isinstance(key, dt.datetime) else key
    return _pack([sort, value, entity_id.hex])


def decode_cursor(cursor: str, sort: str, key_type: KeyType) -> tuple[Any, UUID]:
    """Read a cursor of :func:`encode_cursor`.

    :raises InvalidInput: not a cursor, or one of another order.
    """
    try:
        found, key, entity_id = _unpack(cursor)
        if found != sort:
            raise ValueError("a cursor of another order")
        if key_type == "time":
            key = dt.datetime.fromisoformat(key)
            if key.tzinfo is None:
                raise ValueError("a time without a zone")
        elif key_type == "int":
            if type(key) is not int or not -(2**63) <= key < 2**63:
                raise ValueError("not a 64-bit integer")
        elif not isinstance(key, str) or "\x00" in key:
            raise ValueError("not a text")
        return key, UUID(hex=entity_id)
    except (ValueError, TypeError, AttributeError, OverflowError) as exc:
        raise _bad_cursor() from exc


def encode_offset(offset: int) -> str:
    """Write a place in a list ordered by relevance."""
    return _pack(["relevance", offset])


def decode_offset(cursor: str | None) -> int:
    """Read a cursor of :func:`encode_offset`; None is the beginning.

    :raises InvalidInput: not a cursor, or one of another order, or beyond what search reaches.
    """
    if cursor is None:
        return 0
    try:
        found, offset = _unpack(cursor)
    except (ValueError, TypeError) as exc:
        raise _bad_cursor() from exc
    if found != "relevance" or type(offset) is not int or not 0 <= offset <= MAX_OFFSET:
        raise _bad_cursor()
    return offset


def after(key: SortKey, id_column: str, *, alias: str) -> str:
    """Return the condition for rows behind a key and id, given as two parameters. All names are our own."""
    than = "<" if key.descending else ">"
    return f"({alias}.{key.column}, {alias}.{id_column}) {than} (%s, %s)"


def order(key: SortKey, id_column: str, *, alias: str) -> str:
    """Return the ORDER BY expressions. All names are our own."""
    way = "DESC" if key.descending else "ASC"
    return f"{alias}.{key.column} {way}, {alias}.{id_column} {way}"


def fetch_page(
    statement: str, params: Sequence[Any], limit: int, *, varied: bool = False
) -> tuple[list[bytes], list[bytes], Any]:
    """Run one statement for a page; see :meth:`rustok.tenancy.backend.reads.Reader.page`."""
    return replica.page(statement, params, limit, varied=varied)


def fetch(statement: str, params: Sequence[Any], *, varied: bool = False) -> list[Any]:
    """Run one statement and return its rows; ``varied`` where the best plan depends on the values."""
    return replica.rows(statement, params, varied=varied)


def _pack(parts: list[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).rstrip(b"=").decode()


def _unpack(cursor: str) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError) as exc:
        raise ValueError("not a cursor") from exc
    if not isinstance(parts, list):
        raise ValueError("not a cursor")
    return parts


def _bad_cursor() -> InvalidInput:
    return InvalidInput.field("after", code="invalid_cursor", message="Not a cursor of this list.")
