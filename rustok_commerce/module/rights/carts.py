"""Rights to carts and drafts: staff see them, managers draft orders for customers."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, declare

CARTS = declare(
    ("commerce.draft", "read", "See drafts of orders, with the links to pay them.", STAFF),
    ("commerce.draft", "create", "Draft orders for customers.", MANAGERS),
    ("commerce.draft", "update", "Change drafts and the prices in them, and place them.", MANAGERS),
    ("commerce.draft", "delete", "Give up drafts.", MANAGERS),
)
