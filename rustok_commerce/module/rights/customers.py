"""Rights to customers: personal data, so managers only."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, declare

CUSTOMERS = declare(
    ("commerce.customer", "read", "See customers with their addresses and what they have bought.", MANAGERS),
    ("commerce.customer", "create", "Enter customers.", MANAGERS),
    ("commerce.customer", "update", "Change customers and their addresses, merge two.", MANAGERS),
    ("commerce.customer", "delete", "Delete customers who have bought nothing.", MANAGERS),
    ("commerce.customer", "export", "Fetch all that is known of a person.", MANAGERS),
    ("commerce.customer", "erase", "Erase all that names a person.", {}),
    ("commerce.customer_group", "read", "See groups of customers.", STAFF),
    ("commerce.customer_group", "create", "Make groups of customers.", MANAGERS),
    ("commerce.customer_group", "update", "Change groups of customers.", MANAGERS),
    ("commerce.customer_group", "delete", "Delete groups of customers.", MANAGERS),
)
