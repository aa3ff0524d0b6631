"""Customers, their groups and their addresses: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, doc
from pydantic import StringConstraints

from rustok.auth.dto import Email, Name
from rustok.dto import UNSET, Id, LocaleCode, Unset, Version
from rustok.modules.subjects import ErasedPart
from rustok_commerce.dto.addresses import Country
from rustok_commerce.dto.localized import Key, Metadata, ShortText

_Text = StringConstraints(strip_whitespace=True)
Phone = Annotated[str, _Text, MaxLen(32)]
Company = Annotated[str, _Text, MaxLen(255)]
VatId = Annotated[str, _Text, MaxLen(32), doc("With the country's two letters: DE123456789.")]
Note = Annotated[str, MaxLen(10_000), doc("For staff.")]
AcceptsMarketing = Annotated[bool, doc("Whether the shop may send mail that is no answer to an order.")]


# --- The customer's own -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCustomerResponse:
    """What the shop knows of whoever is signed in. ``email`` is the login's."""

    id: Id
    email: str
    first_name: str
    last_name: str
    phone: str
    company: str
    vat_id: str
    locale: str
    accepts_marketing: AcceptsMarketing
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOwnCustomerRequest:
    """Fields to change; a field left out stays as it is. The e-mail address is the login's."""

    first_name: Name | Unset = UNSET
    last_name: Name | Unset = UNSET
    phone: Phone | Unset = UNSET
    company: Company | Unset = UNSET
    vat_id: VatId | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    accepts_marketing: AcceptsMarketing | Unset = UNSET
    version: Version | Unset = UNSET


# --- Addresses --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomerAddressRequest:
    """A new address in the book. The first one is the default for everything, whatever is said here."""

    country: Country
    first_name: Name = ""
    last_name: Name = ""
    company: Company = ""
    line1: Annotated[str, _Text, MaxLen(255)] = ""
    line2: Annotated[str, _Text, MaxLen(255)] = ""
    city: Annotated[str, _Text, MaxLen(150)] = ""
    region: Annotated[str, _Text, MaxLen(150)] = ""
    postcode: Annotated[str, _Text, MaxLen(32)] = ""
    phone: Phone = ""
    is_default_shipping: bool = False
    is_default_billing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCustomerAddressRequest:
    """Fields to change; a field left out stays as it is. A default is taken over by saying true of another address."""

    country: Country | Unset = UNSET
    first_name: Name | Unset = UNSET
    last_name: Name | Unset = UNSET
    company: Company | Unset = UNSET
    line1: Annotated[str, _Text, MaxLen(255)] | Unset = UNSET
    line2: Annotated[str, _Text, MaxLen(255)] | Unset = UNSET
    city: Annotated[str, _Text, MaxLen(150)] | Unset = UNSET
    region: Annotated[str, _Text, MaxLen(150)] | Unset = UNSET
    postcode: Annotated[str, _Text, MaxLen(32)] | Unset = UNSET
    phone: Phone | Unset = UNSET
    is_default_shipping: bool | Unset = UNSET
    is_default_billing: bool | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAddressResponse:
    """An address in a customer's book. ``lines`` is how it is written on a letter to its country."""

    id: Id
    country: str
    first_name: str
    last_name: str
    company: str
    line1: str
    line2: str
    city: str
    region: str
    postcode: str
    phone: str
    lines: tuple[str, ...]
    is_default_shipping: bool
    is_default_billing: bool
    created_at: dt.datetime
    updated_at: dt.datetime


# --- Staff ------------------------------------------------------------------------------------------------------------


class CustomerSort(StrEnum):
    """In which order customers are listed."""

    NEWEST = "-created_at"
    OLDEST = "created_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSpending:
    """What a customer has bought in one currency, cancelled orders left out; ``refunded`` is within ``total``."""

    currency: str
    orders: int
    total: Annotated[int, Le(2**62)]
    refunded: Annotated[int, Le(2**62)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerResponse:
    """A customer, as staff sees them. ``user_id`` is the login, if there is one; ``email`` is null once erased.

    ``merged_into_id`` is the customer who has all that this one had.
    """

    id: Id
    user_id: Id | None
    group_id: Id | None
    merged_into_id: Id | None
    email: str | None
    first_name: str
    last_name: str
    phone: str
    company: str
    vat_id: str
    tax_exempt: bool
    locale: str
    accepts_marketing: AcceptsMarketing
    note: str
    metadata: dict[str, Any]
    orders_count: int
    spending: tuple[CustomerSpending, ...]
    erased_at: dt.datetime | None
    erasure_requested_at: dt.datetime | None
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCustomersRequest:
    """Which customers to list. ``q`` is a part of the address, of a name, of the company or of the phone number."""

    q: Annotated[str, MaxLen(200)] | None = None
    group_id: Id | None = None
    has_login: bool | None = None
    accepts_marketing: bool | None = None
    sort: CustomerSort = CustomerSort.NEWEST
    limit: Annotated[int, Ge(1), Le(100), doc("How many items at most.")] = 20
    after: Annotated[str, MaxLen(200)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomerRequest:
    """Somebody who buys by telephone, say: without a login, until one confirms the same address."""

    email: Email
    first_name: Name = ""
    last_name: Name = ""
    phone: Phone = ""
    company: Company = ""
    vat_id: VatId = ""
    tax_exempt: bool = False
    locale: LocaleCode | None = None
    accepts_marketing: AcceptsMarketing = False
    group_id: Id | None = None
    note: Note = ""
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCustomerRequest:
    """Fields to change; a field left out stays as it is, a group of null takes the customer out of theirs."""

    email: Email | Unset = UNSET
    first_name: Name | Unset = UNSET
    last_name: Name | Unset = UNSET
    phone: Phone | Unset = UNSET
    company: Company | Unset = UNSET
    vat_id: VatId | Unset = UNSET
    tax_exempt: bool | Unset = UNSET
    locale: LocaleCode | Unset = UNSET
    accepts_marketing: AcceptsMarketing | Unset = UNSET
    group_id: Id | Unset | None = UNSET
    note: Note | Unset = UNSET
    metadata: Metadata | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalDataResponse:
    """All that is held of a person: by module, then by kind of thing."""

    exported_at: dt.datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureResponse:
    """What was forgotten and what had to be kept, and why. ``erased`` is how many things were cleared in all."""

    erased_at: dt.datetime
    erased: int
    parts: tuple[ErasedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCustomersRequest:
    """Which customer's things are taken over; it is gone afterwards."""

    customer_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomerGroupRequest:
    """A new group of customers."""

    code: Key
    name: ShortText
    tax_exempt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCustomerGroupRequest:
    """Fields to change; a field left out stays as it is."""

    code: Key | Unset = UNSET
    name: ShortText | Unset = UNSET
    tax_exempt: bool | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGroupResponse:
    """Customers who are treated alike."""

    id: Id
    code: str
    name: str
    tax_exempt: bool
    customers: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
