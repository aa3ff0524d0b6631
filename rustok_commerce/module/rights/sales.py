"""Rights to how the shop sells: staff see it, managers change it."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, declare

SALES = declare(
    ("commerce.sales_settings", "read", "See how the shop sells.", STAFF),
    ("commerce.sales_settings", "update", "Change how the shop sells.", MANAGERS),
    ("commerce.tax", "read", "See tax classes, tax zones and their rates.", STAFF),
    ("commerce.tax", "create", "Make tax classes and tax zones.", MANAGERS),
    ("commerce.tax", "update", "Change tax classes, tax zones and their rates.", MANAGERS),
    ("commerce.tax", "delete", "Delete tax classes and tax zones.", MANAGERS),
    ("commerce.shipping", "read", "See shipping zones, methods and their rates.", STAFF),
    ("commerce.shipping", "create", "Make shipping zones and methods.", MANAGERS),
    ("commerce.shipping", "update", "Change shipping zones, methods and their rates.", MANAGERS),
    ("commerce.shipping", "delete", "Delete shipping zones and methods.", MANAGERS),
)
