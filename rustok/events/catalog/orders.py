"""Events of orders. Everything about an order shares the order's own sequence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderEvent(DomainEvent):
    order_id: UUID


@event("order.placed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(_OrderEvent):
    """Somebody has bought. ``total`` is in minor units of the currency."""

    number: str
    cart_id: UUID | None
    customer_id: UUID | None
    channel: str
    currency: str
    total: int


@event("order.state_changed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStateChanged(_OrderEvent):
    """One of the three states (``order``, ``payment``, ``fulfilment``) is another."""

    machine: str
    before: str
    after: str


@event("order.paid", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(_OrderEvent):
    """All of it was paid."""


@event("order.completed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(_OrderEvent):
    """Nothing is to be paid or sent any more."""


@event("order.cancelled", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(_OrderEvent):
    """The order was given up; its stock is free again."""


@event("order.payment_changed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaymentChanged(_OrderEvent):
    """What was authorised, captured or refunded is another sum. Amounts in minor units of the order's currency."""

    authorised: int
    captured: int
    refunded: int
