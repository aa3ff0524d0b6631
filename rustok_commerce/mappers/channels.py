"""Channels as prices and documents need them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.dto.channels import ChannelResponse, ProductChannelResponse

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
    prices_include_tax: bool = True
    countries: tuple[str, ...] = ()

    def offers(self, link: models.ProductChannel | None, now: dt.datetime) -> bool:
        """Tell whether a published product is offered here at a time, by its link with the channel."""
        return offered(link, now)


def offered(link: models.ProductChannel | None, now: dt.datetime) -> bool:
    """Tell whether a channel offers a published product at a time; without a link it does."""
    if link is None:
        return True
    begun = link.available_from is None or link.available_from <= now
    ended = link.available_until is not None and link.available_until <= now
    return link.is_available and begun and not ended


def channel_response(row: models.Channel) -> ChannelResponse:
    """Map a channel."""
    return ChannelResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        currencies=tuple(row.currencies),
        locales=tuple(row.locales),
        countries=tuple(row.countries),
        prices_include_tax=row.prices_include_tax,
        is_default=row.is_default,
        is_active=row.is_active,
        position=row.position,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def product_channel_response(
    channel: models.Channel, link: models.ProductChannel | None, now: dt.datetime
) -> ProductChannelResponse:
    """Map where a product is offered."""
    return ProductChannelResponse(
        channel_id=channel.id,
        channel_code=channel.code,
        channel_name=channel.name,
        is_available=link is None or link.is_available,
        available_from=link.available_from if link is not None else None,
        available_until=link.available_until if link is not None else None,
        is_offered=channel.is_active and offered(link, now),
    )


def sales_channels(rows: Iterable[models.Channel], currencies: tuple[str, ...]) -> tuple[SalesChannel, ...]:
    """Return the channels that sell, the default one first; the implicit one where there is none.

    :param currencies: the shop's; a channel does not sell in others, and one that is left without any not at all.
    """
    found = [
        SalesChannel(
            id=row.id,
            code=row.code,
            name=row.name,
            currencies=tuple(code for code in row.currencies if code in currencies),
            is_default=row.is_default,
            prices_include_tax=row.prices_include_tax,
            countries=tuple(row.countries),
        )
        for row in sorted(rows, key=lambda row: (not row.is_default, row.position, row.code))
        if row.is_active and not set(currencies).isdisjoint(row.currencies)
    ]
    return tuple(found) or (
        SalesChannel(id=None, code=DEFAULT_CODE, name="Default", currencies=currencies, is_default=True),
    )
