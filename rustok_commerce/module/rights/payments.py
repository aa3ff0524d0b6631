"""Rights to payments: those who see orders see them, managers move money."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, declare

PAYMENTS = declare(
    ("commerce.payment", "read", "See payments and refunds, with every call to providers and their messages.", STAFF),
    ("commerce.payment", "capture", "Take money that is held ready, and let it go.", MANAGERS),
    ("commerce.payment", "mark_paid", "Write down that money came by bank transfer or by hand.", MANAGERS),
    ("commerce.payment", "refund", "Give money back.", MANAGERS),
    ("commerce.payment_method", "read", "See the ways to pay that the shop offers.", STAFF),
    ("commerce.payment_method", "create", "Offer ways to pay.", MANAGERS),
    ("commerce.payment_method", "update", "Change ways to pay, switch them on and off.", MANAGERS),
    ("commerce.payment_method", "delete", "Delete ways to pay.", MANAGERS),
)
