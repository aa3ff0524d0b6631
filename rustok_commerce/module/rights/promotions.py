"""Rights to promotions, coupons, gift cards and store credit: managers set what costs money, staff look things up."""

from __future__ import annotations

from rustok_commerce.module.rights.roles import MANAGERS, STAFF, declare

PROMOTIONS = declare(
    ("commerce.promotion", "read", "See promotions and coupons, and why one does not hold.", STAFF),
    ("commerce.promotion", "create", "Make promotions.", MANAGERS),
    ("commerce.promotion", "update", "Change promotions and their coupons, switch them on and off.", MANAGERS),
    ("commerce.promotion", "delete", "Delete promotions and coupons that no order has used.", MANAGERS),
    ("commerce.credit", "read", "See gift cards and store credit with their ledgers.", STAFF),
    ("commerce.credit", "issue", "Issue gift cards and grant store credit.", MANAGERS),
    ("commerce.credit", "adjust", "Change balances by hand, switch cards on and off.", MANAGERS),
)
