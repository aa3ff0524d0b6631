"""Paging of the queue, whose order is the weight of entries."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from rustok.api.rest.paging import decode_cursor, encode_cursor
from rustok.dto import Page
from rustok_content.dto.moderation import ReviewItemResponse

_LIST: Final = "content.reviews:-score"


def after_key(cursor: str | None) -> tuple[int, UUID] | None:
    """Return the key that the list goes on after.

    :raises InvalidCursor: not a cursor of this list.
    """
    if cursor is None:
        return None
    score, item_id = decode_cursor(_LIST, cursor)
    return int(score), UUID(item_id)


def keyed(page: Page[ReviewItemResponse], key: tuple[int, UUID] | None) -> Page[ReviewItemResponse]:
    """Return a page with its ``next``."""
    return page if key is None else replace(page, next=encode_cursor(_LIST, [key[0], str(key[1])]))
