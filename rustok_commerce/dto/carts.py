"""Carts: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Amount, CurrencyCode, Id, LocaleCode, Unset, Version
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.payments import PaymentState
from rustok_commerce.dto.totals import TaxShare

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, pattern=r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+\.[^\s@\x00-\x1f\x7f]+$"
    ),
    MaxLen(254),
]
Quantity = Annotated[int, Ge(1), Le(2**31 - 1), doc("Pieces.")]
CouponCode = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(63), doc("In any case.")]
CardCode = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(4), MaxLen(64), doc("A gift card's code.")]
Note = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(1000)]
VatId = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(32)]
PersonalisationKey = Annotated[str, MinLen(1), MaxLen(63)]
PersonalisationText = Annotated[str, MaxLen(500)]
Personalisation = Annotated[
    Mapping[PersonalisationKey, PersonalisationText],
    MaxLen(20),
    doc("What the buyer has to say of the pieces, such as the text of an engraving."),
]
Pieces = Annotated[int, Ge(0), Le(2**31 - 1), doc("Pieces.")]
Count = Annotated[int, Ge(0), Le(2**31 - 1)]
Money = Annotated[int, Ge(-(2**63)), Le(2**63 - 1), doc("Minor units of the currency.")]


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


class CartProblemCode(StrEnum):
    """What stands between a cart and an order, or what the buyer should know before it becomes one."""

    EMPTY = "empty"
    NOT_SOLD_ANY_MORE = "not_sold_any_more"
    SOLD_OUT = "sold_out"
    ONLY_N_LEFT = "only_n_left"
    PRICE_CHANGED = "price_changed"
    QUANTITY_LIMIT = "quantity_limit"
    COUPON_REFUSED = "coupon_refused"
    CREDIT_UNUSABLE = "credit_unusable"
    SIGN_IN_NEEDED = "sign_in_needed"
    EMAIL_MISSING = "email_missing"
    ADDRESS_MISSING = "address_missing"
    COUNTRY_NOT_SERVED = "country_not_served"
    SHIPPING_MISSING = "shipping_missing"
    SHIPPING_NOT_AVAILABLE = "shipping_not_available"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCartRequest:
    """A new cart, in the channel of the request. Without a currency it is in the channel's first."""

    currency: CurrencyCode | None = None
    email: Email | None = None
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCartLineRequest:
    """Pieces to add. The same variant with the same personalisation is one line: its quantity grows."""

    variant_id: Id
    quantity: Quantity = 1
    personalisation: Personalisation = field(default_factory=dict)
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCartLineRequest:
    """What to change about a line; a field left out stays as it is."""

    quantity: Quantity | Unset = UNSET
    personalisation: Personalisation | Unset = UNSET
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCartRequest:
    """What to change about a cart; a field left out stays as it is, null clears it."""

    email: Email | Unset | None = UNSET
    vat_id: VatId | Unset = UNSET
    note: Note | Unset = UNSET
    accepts_recovery: Annotated[bool, doc("Whether the shop may remind of the cart by mail.")] | Unset = UNSET
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCartAddressRequest:
    """Where the goods go, and where the bill. Without a billing address it is the same."""

    shipping_address: Address
    billing_address: Address | None = None
    email: Email | None = None
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCartShippingRequest:
    """How the goods go; ``code`` is one of the cart's delivery options, null takes the choice back."""

    code: Annotated[str, MinLen(1), MaxLen(63)] | None
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartPromotionRequest:
    """A code of a promotion."""

    code: CouponCode
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCartCreditRequest:
    """Credit to pay with: a gift card by its code, or the signed-in customer's own store credit without one."""

    code: CardCode | None = None
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartVersionRequest:
    """The version that a change was made from, where there is nothing else to say."""

    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartProblemResponse:
    """Something about a cart that its buyer should know; one that ``blocks`` keeps it from becoming an order.

    ``reason`` is the fault code behind a refused coupon. ``available`` is how many pieces are left, ``was`` and ``now``
    are what a piece cost when it was shown last, and costs.
    """

    code: CartProblemCode
    blocks: bool
    message: str
    line_id: Id | None = None
    coupon_code: str | None = None
    reason: str | None = None
    available: Count | None = None
    was: Money | None = None
    now: Money | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartOptionResponse:
    """What was chosen of an option, in the cart's language."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLineResponse:
    """A variant in a cart. ``amount`` is before the ``discount``, as prices are shown; ``net + tax = gross``.

    A line that is not for sale any more has no price. ``available`` is null where there is no end of it.
    """

    id: Id
    product_id: Id
    variant_id: Id
    handle: str | None
    sku: str
    title: str
    variant_title: str
    options: tuple[CartOptionResponse, ...]
    asset_id: Id | None
    quantity: Pieces
    personalisation: Mapping[str, Any]
    currency: str
    unit_price: Money | None
    compare_at: Money | None
    amount: Money
    discount: Money
    net: Money
    tax: Money
    gross: Money
    available: Count | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CartShippingResponse:
    """The delivery that was chosen."""

    code: str
    name: str
    currency: str
    amount: Money
    discount: Money
    gross: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartDiscountResponse:
    """What a promotion takes off, in all."""

    promotion_id: Id
    code: str
    name: str
    coupon_code: str
    currency: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCreditResponse:
    """Credit that pays a part: ``amount`` of its ``balance``."""

    id: Id
    kind: str
    last4: str
    currency: str
    balance: Money
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CartResponse:
    """A cart with all it costs, as of now.

    ``token`` opens a guest's cart, and is told once, to whoever made it. ``subtotal`` and ``shipping_total`` are before
    discounts; ``amount_due`` is what is left of ``total`` to be paid after credits. ``order_id`` is the order that was
    made of it.
    """

    id: Id
    token: str | None
    kind: CartKind
    status: CartStatus
    version: Count
    channel: str
    currency: str
    locale: str
    email: str | None
    vat_id: str
    is_guest: bool
    accepts_recovery: bool
    shipping_address: Address | None
    billing_address: Address | None
    shipping: CartShippingResponse | None
    lines: tuple[CartLineResponse, ...]
    coupon_codes: tuple[str, ...]
    discounts: tuple[CartDiscountResponse, ...]
    credits: tuple[CartCreditResponse, ...]
    prices_include_tax: bool
    subtotal: Money
    shipping_total: Money
    discount_total: Money
    net_total: Money
    tax_total: Money
    total: Money
    credit_total: Money
    amount_due: Money
    taxes: tuple[TaxShare, ...]
    problems: tuple[CartProblemResponse, ...]
    can_complete: bool
    note: str
    order_id: Id | None
    expires_at: dt.datetime
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CartChangeResponse:
    """What came of a change of lines: the line as it is now, and how much is in the cart. It takes as long for a full
    cart as for an empty one; what all of it costs, the cart itself tells."""

    cart_id: Id
    version: Count
    line_id: Id | None
    quantity: Pieces
    unit_price: Money | None
    currency: str
    line_count: Count
    piece_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCartPaymentRequest:
    """How the buyer wants to pay; ``data`` is for the provider of the method."""

    method: Annotated[str, MinLen(1), MaxLen(63), doc("The code of a way to pay that the shop offers.")]
    data: Annotated[Mapping[PersonalisationKey, PersonalisationText], MaxLen(20)] = field(default_factory=dict)
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteCartRequest:
    """Buy what is in a cart. ``version`` and ``total`` are what the buyer agreed to: anything else is refused.

    ``payment_id`` is the payment begun for it; without one the last that was begun is used.
    """

    version: Version | None = None
    total: Amount | None = None
    payment_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedCartResponse:
    """The order that a cart became. A guest reads it with the cart's own token."""

    cart_id: Id
    order_id: Id
    order_number: str
    payment_id: Id | None
    payment_state: PaymentState | None
    currency: str
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLineRequest:
    """Pieces in a draft, at the shop's price, or at ``unit_price`` where another was agreed on."""

    variant_id: Id
    quantity: Quantity = 1
    unit_price: Amount | None = None
    personalisation: Personalisation = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDraftRequest:
    """An order to draft, for a customer or for an e-mail address; in the default channel if none is named."""

    customer_id: Id | None = None
    email: Email | None = None
    channel: Annotated[str, MinLen(1), MaxLen(63)] | None = None
    currency: CurrencyCode | None = None
    locale: LocaleCode | None = None
    lines: Annotated[tuple[DraftLineRequest, ...], MaxLen(500)] = ()
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDraftLinesRequest:
    """The lines that a draft shall have."""

    lines: Annotated[tuple[DraftLineRequest, ...], MaxLen(500)]
    version: Version | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDraftsRequest:
    """Which drafts, newest first."""

    status: CartStatus | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSummaryResponse:
    """A draft in a list."""

    id: Id
    status: CartStatus
    email: str | None
    customer_id: Id | None
    channel: str
    currency: str
    order_id: Id | None
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResponse:
    """A draft as a cart, and the link by which whoever has it can pay it."""

    id: Id
    version: Count
    customer_id: Id | None
    pay_link: str
    cart: CartResponse
