"""How a shop sells: what is asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Unset, Version
from rustok_commerce.dto.addresses import Country

_Text = StringConstraints(strip_whitespace=True)
NumberPrefix = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9/_.-]*$"), MaxLen(16), doc("Stands before the running number.")
]
Provider = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"), MaxLen(63), doc("Name of a registered provider.")
]


class TaxRounding(StrEnum):
    """Where tax is rounded: in each line, or in the sum of all that is taxed alike."""

    LINE = "line"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who sells, as it is printed on invoices."""

    name: Annotated[str, _Text, MaxLen(255)] = ""
    line1: Annotated[str, _Text, MaxLen(255)] = ""
    line2: Annotated[str, _Text, MaxLen(255)] = ""
    postcode: Annotated[str, _Text, MaxLen(32)] = ""
    city: Annotated[str, _Text, MaxLen(150)] = ""
    region: Annotated[str, _Text, MaxLen(150)] = ""
    country: Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{2})?$"), doc("ISO 3166-1 alpha-2, or empty.")] = ""
    vat_id: Annotated[str, _Text, MaxLen(32)] = ""
    email: Annotated[str, _Text, MaxLen(254)] = ""
    phone: Annotated[str, _Text, MaxLen(32)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSalesSettingsRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    tax_rounding: TaxRounding | Unset = UNSET
    tax_provider: Provider | Unset = UNSET
    country: (
        Annotated[Country | None, doc("Where the shop is: its tax holds until the buyer's place is known.")] | Unset
    ) = UNSET
    guest_checkout: bool | Unset = UNSET
    max_lines: Annotated[int, Ge(1), Le(500)] | Unset = UNSET
    max_quantity: Annotated[int, Ge(1), Le(10**6)] | Unset = UNSET
    cart_days: Annotated[int, Ge(1), Le(3650)] | Unset = UNSET
    recovery_hours: Annotated[int, Ge(1), Le(24 * 90)] | Unset | None = UNSET
    reservation_minutes: Annotated[int, Ge(1), Le(24 * 60)] | Unset = UNSET
    auto_capture: bool | Unset = UNSET
    order_prefix: NumberPrefix | Unset = UNSET
    invoice_prefix: NumberPrefix | Unset = UNSET
    credit_note_prefix: NumberPrefix | Unset = UNSET
    auto_invoice: bool | Unset = UNSET
    seller: Seller | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesSettingsResponse:
    """How the shop sells. ``country`` is empty where nobody said where the shop is; ``version`` 0: the defaults."""

    tax_rounding: TaxRounding
    tax_provider: str
    country: str
    guest_checkout: bool
    max_lines: int
    max_quantity: int
    cart_days: int
    recovery_hours: int | None
    reservation_minutes: int
    auto_capture: bool
    order_prefix: str
    invoice_prefix: str
    credit_note_prefix: str
    auto_invoice: bool
    seller: Seller
    version: int
