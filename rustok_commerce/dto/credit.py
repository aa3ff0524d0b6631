"""Gift cards and store credit: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import MAX_AMOUNT, UNSET, CurrencyCode, Id, Moment, Unset, Version

MAX_BALANCE: Final = MAX_AMOUNT
"""Largest balance of an account."""


class CreditKind(StrEnum):
    """Who may spend it: whoever knows the code, or one customer."""

    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class CreditReason(StrEnum):
    """Why a balance changed."""

    ISSUE = "issue"
    SPEND = "spend"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"
    EXPIRY = "expiry"


CreditNote = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(255)]
CreditAmount = Annotated[int, Ge(1), Le(MAX_AMOUNT), doc("Minor units of the currency, cents for USD.")]
CreditDelta = Annotated[int, Ge(-MAX_AMOUNT), Le(MAX_AMOUNT), doc("Minor units to add, or to take away.")]
GiftCardCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    MinLen(1),
    MaxLen(64),
    doc("As it was shown; hyphens, spaces and case do not matter."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueGiftCardRequest:
    """A new gift card. ``customer_id`` is whom it was sold or given to: whoever knows the code may spend it."""

    currency: CurrencyCode
    amount: CreditAmount
    customer_id: Id | None = None
    expires_at: Moment | None = None
    note: CreditNote = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantStoreCreditRequest:
    """Credit that a customer gets, on top of what there is in the currency."""

    customer_id: Id
    currency: CurrencyCode
    amount: CreditAmount
    note: CreditNote = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustCreditRequest:
    """A change of a balance by hand, and why."""

    delta: CreditDelta
    note: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(255)]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCreditRequest:
    """Fields to change."""

    is_active: bool | Unset = UNSET
    expires_at: Moment | Unset | None = UNSET
    note: CreditNote | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCreditRequest:
    """Which accounts, the newest first. ``last4`` are the last characters of a card's code."""

    kind: CreditKind | None = None
    customer_id: Id | None = None
    last4: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(4)] | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAccountResponse:
    """A gift card or a customer's store credit, as staff see it."""

    id: Id
    kind: CreditKind
    last4: str
    customer_id: Id | None
    currency: str
    balance: int
    is_active: bool
    is_usable: bool
    expires_at: dt.datetime | None
    note: str
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedGiftCardResponse:
    """A new gift card and its code, which is shown this once: only a hash of it is kept."""

    code: str
    card: CreditAccountResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEntryResponse:
    """One change of a balance."""

    id: Id
    delta: int
    balance_after: int
    reason: CreditReason
    order_id: Id | None
    payment_id: Id | None
    note: str
    actor_id: Id | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardBalanceRequest:
    """The code of the card that is asked about."""

    code: GiftCardCode


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardBalanceResponse:
    """What is left on a gift card, for whoever knows its code."""

    last4: str
    currency: str
    balance: int
    is_usable: bool
    expires_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreCreditResponse:
    """What a customer has to spend in one currency."""

    id: Id
    currency: str
    balance: int
    is_usable: bool
    expires_at: dt.datetime | None
