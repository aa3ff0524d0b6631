"""Cursors of lists: the sort key of the last row shown, as opaque text."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from uuid import UUID

import orjson

from rustok.ids import InvalidId, parse_id
from rustok_commerce import errors


def encode(order: str, value: dt.datetime | str | None, row_id: UUID) -> str:
    """Make the cursor of a list in ``order`` whose last row has this sort value and id."""
    return base64.urlsafe_b64encode(orjson.dumps([order, value, str(row_id)])).decode().rstrip("=")


def decode(order: str, cursor: str) -> tuple[str | None, UUID]:
    """Return the sort value, as text, and the id within a cursor.

    :raises InvalidCursor: not a cursor, or one of a list in another order.
    """
    try:
        found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        kind, value, row_id = found
        is_text = isinstance(row_id, str) and isinstance(value, str | None)
        # A text with NUL is one that PostgreSQL cannot compare with.
        if kind != order or not is_text or "\x00" in (value or ""):
            raise errors.InvalidCursor()
        return value, parse_id(row_id)
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError, InvalidId) as exc:
        raise errors.InvalidCursor() from exc


def decode_time(order: str, cursor: str) -> tuple[dt.datetime, UUID]:
    """Return the time and the id within a cursor.

    :raises InvalidCursor: not a cursor, or one of a list in another order.
    """
    value, row_id = decode(order, cursor)
    try:
        when = dt.datetime.fromisoformat(value or "")
    except (TypeError, ValueError) as exc:
        raise errors.InvalidCursor() from exc
    if when.tzinfo is None:
        raise errors.InvalidCursor()
    return when, row_id
