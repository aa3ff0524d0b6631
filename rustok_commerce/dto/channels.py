"""Channels: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, CurrencyCode, Id, LocaleCode, Moment, Unset, Version
from rustok_commerce.dto.localized import ShortText

ChannelCode = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"),
    MaxLen(63),
    doc("Lower-case letters, digits, single hyphens and underscores: what `?channel=` names."),
]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), doc("ISO 3166-1 alpha-2 code.")]
Currencies = Annotated[
    tuple[CurrencyCode, ...], MinLen(1), MaxLen(50), doc("Of the shop's; the one shown first comes first.")
]
Locales = Annotated[tuple[LocaleCode, ...], MaxLen(50), doc("Of the shop's; empty: all of them.")]
Countries = Annotated[tuple[CountryCode, ...], MaxLen(300), doc("Where it sells to; empty: everywhere.")]
ChannelPosition = Annotated[int, Ge(0), Le(10**6)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateChannelRequest:
    """A new place to sell in. The shop's first channel is the default one, whatever is said here."""

    code: ChannelCode
    name: ShortText
    currencies: Currencies
    locales: Locales = ()
    countries: Countries = ()
    prices_include_tax: bool = True
    is_default: bool = False
    is_active: bool = True
    position: ChannelPosition = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateChannelRequest:
    """Fields to change; a field left out stays as it is."""

    code: ChannelCode | Unset = UNSET
    name: ShortText | Unset = UNSET
    currencies: Currencies | Unset = UNSET
    locales: Locales | Unset = UNSET
    countries: Countries | Unset = UNSET
    prices_include_tax: bool | Unset = UNSET
    is_active: bool | Unset = UNSET
    position: ChannelPosition | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelResponse:
    """A place the shop sells in, for staff."""

    id: Id
    code: str
    name: str
    currencies: tuple[str, ...]
    locales: tuple[str, ...]
    countries: tuple[str, ...]
    prices_include_tax: bool
    is_default: bool
    is_active: bool
    position: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChannelInput:
    """Whether and when a product is offered in a channel: from the first time on, until the second."""

    channel_id: Id
    is_available: bool = True
    available_from: Moment | None = None
    available_until: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProductChannelsRequest:
    """Where a product is offered, as a whole: a channel that is left out offers it without limits."""

    channels: Annotated[tuple[ProductChannelInput, ...], MaxLen(200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChannelResponse:
    """Whether and when a product is offered in one of the shop's channels; ``is_offered`` tells of this moment."""

    channel_id: Id
    channel_code: str
    channel_name: str
    is_available: bool
    available_from: dt.datetime | None
    available_until: dt.datetime | None
    is_offered: bool
