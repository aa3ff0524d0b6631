"""The published language: every event a module may send, as pure dataclasses. Importing it registers them all."""

from rustok.events.catalog import (
    carts,
    commerce,
    content,
    credit,
    customers,
    index,
    media,
    orders,
    payments,
    privacy,
    promotions,
    selling,
    tenant,
    threads,
    user,
    webhooks,
)

__all__ = [
    "carts",
    "commerce",
    "content",
    "credit",
    "customers",
    "index",
    "media",
    "orders",
    "payments",
    "privacy",
    "promotions",
    "selling",
    "tenant",
    "threads",
    "user",
    "webhooks",
]
