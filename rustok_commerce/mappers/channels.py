"""Channels as prices and documents need them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rustok_commerce import models

DEFAULT_CODE: Final = "default"
"""The one channel of a shop that has set up none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesChannel:
    """A channel that sells now. ``id`` is None for the one of a shop that has set up none."""

    id: UUID | None
    code: str
    name: str
    currencies: tuple[str, ...]
    is_default: bool

    def offers(self, link: models.ProductChannel | None, now: dt.datetime) -> bool:
        """Tell whether a published product is offered here at a time, by its link with the channel."""
        if link is None:
            return True
        begun = link.available_from is None or link.available_from <= now
        ended = link.available_until is not None and link.available_until <= now
        return link.is_available and begun and not ended


def sales_channels(rows: Iterable[models.Channel], currencies: tuple[str, ...]) -> tuple[SalesChannel, ...]:
    """Return the active channels, the default one first; the implicit one where there are no rows.

    :param currencies: the shop's; a channel does not sell in others.
    """
    found = [
        SalesChannel(
            id=row.id,
            code=row.code,
            name=row.name,
            currencies=tuple(code for code in row.currencies if code in currencies),
            is_default=row.is_default,
        )
        for row in sorted(rows, key=lambda row: (not row.is_default, row.position, row.code))
        if row.is_active
    ]
    return tuple(found) or (
        SalesChannel(id=None, code=DEFAULT_CODE, name="Default", currencies=currencies, is_default=True),
    )
