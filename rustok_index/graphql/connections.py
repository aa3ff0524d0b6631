"""Pages of stored cards as connections, and questions as the one validator takes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rustok.api.graphql.relay import Connection, connect, page_query
from rustok.api.graphql.stored import StoredObject, stored_objects
from rustok.dto import Page
from rustok.errors import InvalidInput
from rustok_index.dto.documents import CardPage, StoredCard


def question(asked: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return what the one validator takes: fields that were given, and the page."""
    page = page_query(asked.get("first"), asked.get("after"))
    found = {"limit": page.limit, "after": page.after, "sort": asked.get("sort"), **fields}
    return {name: value for name, value in found.items() if value is not None}


def exactly_one(**given: Any) -> None:
    """Refuse a look-up by several things, or by none.

    :raises InvalidInput: not exactly one is given.
    """
    if sum(value is not None for value in given.values()) != 1:
        names = " and ".join(given)
        raise InvalidInput.field(next(iter(given)), code="exactly_one", message=f"Give one of {names}.")


def connected(
    page: CardPage,
    after: str | None,
    count: Callable[[], int] | None,
    *,
    read: Callable[[StoredCard, StoredObject], Any] | None = None,
    facets: Callable[[], Any] | None = None,
) -> Connection:
    """Make a connection of a page; what was not counted yet is only where somebody asks."""
    cards = page.cards
    items: tuple[Any, ...] = stored_objects([card.json for card in cards], [card.checksum for card in cards])
    if read is not None:
        items = tuple(map(read, cards, items))
    found = Page(items=items, next=page.next, total=page.total)
    return connect(
        found,
        after,
        total=count if page.total is None else None,
        facets=page.facets or facets,
        did_you_mean=page.did_you_mean,
    )
