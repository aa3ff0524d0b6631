"""Carts: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from enum import StrEnum


class CartKind(StrEnum):
    """Whose it is: a shopper's, or an order that staff drafts."""

    CART = "cart"
    DRAFT = "draft"


class CartStatus(StrEnum):
    """How far a cart is. Only an open one can be changed or completed."""

    OPEN = "open"
    COMPLETED = "completed"
    MERGED = "merged"
    EXPIRED = "expired"
