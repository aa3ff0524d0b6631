"""Makes baskets for tests: in memory, without a cart."""

from __future__ import annotations

import datetime as dt
from typing import Any

from rustok.ids import generate_id
from rustok_commerce.dto.totals import Basket, BasketLine, BasketShipping

AT = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


def line(unit_price: int, quantity: int = 1, tax_class: str = "standard", **changes: Any) -> BasketLine:
    """Return a line of some product."""
    data = {"id": generate_id(), "product_id": generate_id(), "variant_id": generate_id(), **changes}
    return BasketLine(unit_price=unit_price, quantity=quantity, tax_class=tax_class, **data)


def basket(*lines: BasketLine, delivery: int | None = None, **changes: Any) -> Basket:
    """Return a basket in EUR with taxes in its prices; ``delivery`` is what the delivery costs."""
    shipping = None if delivery is None else BasketShipping(code="post", amount=delivery, tax_class="standard")
    data = {"currency": "EUR", "channel": "default", "prices_include_tax": True, "at": AT, **changes}
    return Basket(lines=lines, shipping=shipping, **data)
