"""Rights to orders: editors and moderators see them and write notes, managers change them."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, declare

ORDERS = declare(
    ("commerce.order", "read", "See orders with everything about them.", STAFF),
    ("commerce.order", "update", "Change, complete and edit orders, answer for their mails.", MANAGERS),
    ("commerce.order", "cancel", "Cancel orders.", MANAGERS),
    ("commerce.order", "fulfil", "Send parcels, and take returns.", MANAGERS),
    ("commerce.order", "note", "Write notes beside orders.", STAFF),
    ("commerce.invoice", "issue", "Issue invoices and credit notes.", MANAGERS),
    ("commerce.report", "read", "See reports of sales, tax and stock.", MANAGERS),
)
