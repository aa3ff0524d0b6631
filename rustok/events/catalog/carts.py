"""Events of carts and of stock that is promised. Everything about a cart shares the cart's order."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _CartEvent(DomainEvent):
    cart_id: UUID


@event("cart.created", aggregate="commerce.cart", key="cart_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CartCreated(_CartEvent):
    """A cart exists, or a draft of an order."""


@event("cart.updated", aggregate="commerce.cart", key="cart_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CartUpdated(_CartEvent):
    """A cart changed. ``fields`` names what: ``lines``, ``address``, ``shipping``, ``coupons``, ``credits``."""

    fields: tuple[str, ...] = ()


@event("cart.merged", aggregate="commerce.cart", key="cart_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CartMerged(_CartEvent):
    """What was in a cart is in another one now, ``into_id``."""

    into_id: UUID


@event("cart.completed", aggregate="commerce.cart", key="cart_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CartCompleted(_CartEvent):
    """A cart was bought."""

    order_id: UUID


@event("cart.expired", aggregate="commerce.cart", key="cart_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CartExpired(_CartEvent):
    """Nobody touched the cart for as long as the shop keeps it."""


@event("cart.abandoned", aggregate="commerce.cart", key="cart_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CartAbandoned(_CartEvent):
    """Somebody who wants to be reminded left the cart: a mail goes out."""


@event("inventory.availability_changed", aggregate="commerce.stock", key="source_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityChanged(DomainEvent):
    """How many pieces of these products can be bought changed, by a cart or an order (``source_id``)."""

    source_id: UUID
    product_ids: tuple[UUID, ...]
