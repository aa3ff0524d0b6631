"""What a basket costs: what goes into the calculation, and what comes out. Amounts in whole minor units.

Nothing here knows where the basket comes from: a cart, a draft, an order that is edited. The rules are those of
``50-commerce`` in the documentation of the design: integers, one rounding, sums that agree exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from rustok_commerce.dto.sales_settings import TaxRounding


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """Pieces of one variant at one price. ``id`` tells lines apart; ``unit_price`` is as prices are shown.

    ``categories`` are those of the product and all above them, ``weight`` is grams a piece.
    """

    id: UUID
    product_id: UUID
    variant_id: UUID
    quantity: int
    unit_price: int
    tax_class: str
    compare_at: int | None = None
    discountable: bool = True
    weight: int = 0
    categories: frozenset[UUID] = frozenset()
    collections: frozenset[UUID] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def amount(self) -> int:
        """The line before any discount."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketShipping:
    """The delivery that was chosen, as its price is shown."""

    code: str
    amount: int
    tax_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where the goods go: what decides on tax and delivery. ISO 3166-1, a region's code or name, a postcode."""

    country: str
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, as far as prices depend on it. ``key`` is the normalised e-mail address, empty while unknown."""

    key: str = ""
    customer_id: UUID | None = None
    group_id: UUID | None = None
    tax_exempt: bool = False
    vat_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Everything a price depends on. ``coupon_codes`` are upper-case, in the order they were given.

    Promotions are named in ``locale``, as the shop itself names them where it is empty.
    """

    currency: str
    channel: str
    prices_include_tax: bool
    at: dt.datetime
    lines: tuple[BasketLine, ...] = ()
    shipping: BasketShipping | None = None
    destination: Destination | None = None
    buyer: Buyer = field(default_factory=Buyer)
    coupon_codes: tuple[str, ...] = ()
    locale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountShare:
    """What one promotion took off one line, or off the delivery."""

    promotion_id: UUID
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedPromotion:
    """A promotion that holds, and what it took off in all."""

    promotion_id: UUID
    code: str
    name: str
    coupon_id: UUID | None
    coupon_code: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPromotion:
    """A promotion or a code that does not hold, and why. ``code`` is one of the fault codes of promotions."""

    promotion_id: UUID | None
    name: str
    coupon_code: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounts:
    """What promotions take off a basket. Of a line never more than it costs; sums agree: Σ shares = Σ applied."""

    lines: Mapping[UUID, tuple[DiscountShare, ...]] = field(default_factory=dict)
    shipping: tuple[DiscountShare, ...] = ()
    applied: tuple[AppliedPromotion, ...] = ()
    refused: tuple[RefusedPromotion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRule:
    """One tax on a class of goods. ``rate_ppm`` is parts per million; a ``compound`` one is on those before it too."""

    name: str
    rate_ppm: int
    compound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxShare:
    """How much of an amount is one tax."""

    name: str
    rate_ppm: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A part of the sum: ``amount`` before its ``discount``, as shown; ``net + tax = gross``, always."""

    amount: int
    discount: int
    net: int
    tax: int
    gross: int
    tax_class: str
    taxes: tuple[TaxShare, ...] = ()
    discounts: tuple[DiscountShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a basket costs.

    ``subtotal`` and ``shipping_total`` are before discounts, as shown; ``total = net_total + tax_total``, which is
    ``subtotal + shipping_total - discount_total``, plus the tax where prices do not include it.
    """

    currency: str
    prices_include_tax: bool
    tax_rounding: TaxRounding
    lines: Mapping[UUID, Priced]
    shipping: Priced | None
    subtotal: int
    shipping_total: int
    discount_total: int
    net_total: int
    tax_total: int
    total: int
    taxes: tuple[TaxShare, ...]
    applied: tuple[AppliedPromotion, ...] = ()
    refused: tuple[RefusedPromotion, ...] = ()
