"""Events of gift cards and store credit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _CreditEvent(DomainEvent):
    account_id: UUID


@event("credit.issued", aggregate="commerce.credit", key="account_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CreditIssued(_CreditEvent):
    """There is a new gift card, or a customer got store credit. The code of a card is not in here."""

    kind: str
    currency: str
    amount: int


@event("credit.updated", aggregate="commerce.credit", key="account_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CreditUpdated(_CreditEvent):
    """A card or credit was switched on or off, or lasts longer or shorter. ``fields`` names what."""

    fields: tuple[str, ...] = ()


@event("credit.changed", aggregate="commerce.credit", key="account_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CreditChanged(_CreditEvent):
    """A balance changed by ``delta`` minor units; ``reason`` is that of the ledger."""

    delta: int
    reason: str
    order_id: UUID | None = None
