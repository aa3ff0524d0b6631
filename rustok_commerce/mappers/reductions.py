"""The lowest price of the 30 days before a reduction (Directive 98/6/EC article 6a), from the history of prices.

A reduction begins when the price that holds now began to hold and to be called reduced, and lasts while neither its
amount changes nor what is crossed out is taken away; a further reduction is a reduction of its own. Counted are the
prices of one piece that held for everybody in the channel and currency at any time of the 30 days before its beginning,
also one that began earlier and held into them. The answer does not depend on when it is asked for, as long as the
reduction lasts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.mappers.prices import ListTerms, Offer, resolve, standing

PERIOD: Final = dt.timedelta(days=30)

Key = tuple[UUID | None, UUID | None, str, int, dt.datetime | None]


class PriceHistory:
    """What a variant's prices of one piece were at any time, for everybody."""

    def __init__(
        self,
        changes: Sequence[models.PriceChange],
        present: Iterable[models.Price],
        lists: Mapping[UUID, Sequence[models.PriceListChange]],
    ) -> None:
        """Take the changes in their order, the present prices, and the changes of lists in their order."""
        self._states: dict[Key, list[tuple[dt.datetime, Any]]] = {}
        for change in changes:
            if change.min_quantity == 1:
                self._states.setdefault(_key(change), []).append((change.created_at, change))
        for price in present:
            if price.min_quantity != 1:
                continue
            states = self._states.setdefault(_key(price), [])
            last = states[-1][1] if states else None
            # A row that was written behind the commands' back is in force since it was.
            if last is None or _terms(last) != _terms(price):
                states.append((price.updated_at, price))
        used = {key[1] for key in self._states}
        self._lists = {list_id: rows for list_id, rows in lists.items() if list_id in used}

    def lowest_before_reduction(self, channel_id: UUID | None, currency: str, now: dt.datetime) -> int | None:
        """Return the lowest price of the 30 days before the reduction that lasts now.

        None where nothing is reduced, or nothing was sold there before.
        """
        moments = self._moments(currency, now)
        place = len(moments) - 1
        if place < 0:
            return None
        present = self._offer(channel_id, currency, moments[place])
        if present is None or present.compare_at is None:
            return None
        before: Offer | None = None
        while place > 0:
            before = self._offer(channel_id, currency, moments[place - 1])
            if before is None or before.compare_at is None or before.amount != present.amount:
                break
            place -= 1
        if place == 0:
            return None
        earliest = moments[place] - PERIOD
        lowest: int | None = None
        while place > 0:
            place -= 1
            if before is not None:
                lowest = before.amount if lowest is None else min(lowest, before.amount)
            if moments[place] <= earliest or place == 0:
                break
            before = self._offer(channel_id, currency, moments[place - 1])
        return lowest

    def _moments(self, currency: str, now: dt.datetime) -> list[dt.datetime]:
        """Return the times at which what holds may have changed, in order, until now."""
        found: set[dt.datetime | None] = set()
        for key, states in self._states.items():
            if key[2] != currency:
                continue
            for moment, state in states:
                found.update((moment, state.starts_at, state.ends_at))
        for rows in self._lists.values():
            for row in rows:
                found.update((row.created_at, row.starts_at, row.ends_at))
        return sorted(moment for moment in found if moment is not None and moment <= now)

    def _offer(self, channel_id: UUID | None, currency: str, at: dt.datetime) -> Offer | None:
        prices = [
            state
            for key, states in self._states.items()
            if key[2] == currency and (state := _last(states, at)) is not None and state.amount is not None
        ]
        lists: dict[UUID, ListTerms] = {}
        for list_id, rows in self._lists.items():
            known = [row for row in rows if row.created_at <= at]
            if known:
                lists[list_id] = known[-1]
        return resolve(prices, standing(lists, at), channel_id=channel_id, currency=currency, at=at)


def _last(states: Sequence[tuple[dt.datetime, Any]], at: dt.datetime) -> Any:
    found = None
    for moment, state in states:
        if moment <= at:
            found = state
    return found


def _key(row: Any) -> Key:
    return (row.channel_id, row.price_list_id, row.currency, row.min_quantity, row.starts_at)


def _terms(row: Any) -> tuple[Any, ...]:
    return (row.amount, row.compare_at, row.ends_at)
