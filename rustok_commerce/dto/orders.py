"""Orders: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Amount, Id, Moment, Unset, Version
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.fulfilments import FulfilmentResponse, Reason, ReturnResponse
from rustok_commerce.dto.invoices import InvoiceResponse
from rustok_commerce.dto.jobs import TableFormat
from rustok_commerce.dto.localized import Metadata
from rustok_commerce.dto.payments import PaymentState, RefundStatus
from rustok_commerce.dto.totals import TaxShare

Signed = Annotated[int, Ge(-(2**63)), Le(2**63 - 1), doc("Minor units of the currency.")]
Money = Annotated[int, Ge(0), Le(2**63 - 1), doc("Minor units of the currency.")]
Search = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(254)]


class OrderStatus(StrEnum):
    """How far an order is as a whole."""

    PLACED = "placed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class PaymentStatus(StrEnum):
    """How far an order is paid: the sum of what its payments say."""

    UNPAID = "unpaid"
    PENDING = "pending"
    AUTHORISED = "authorised"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class FulfilmentStatus(StrEnum):
    """How far an order is sent."""

    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class OrderMachine(StrEnum):
    """Which of an order's three states."""

    ORDER = "order"
    PAYMENT = "payment"
    FULFILMENT = "fulfilment"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOption:
    """What was chosen of an option, in the words of then."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSnapshot:
    """What an order's line keeps of the catalogue and the cart, beside its price. ``weight`` is grams a piece."""

    sku: str
    title: str
    variant_title: str = ""
    options: tuple[OrderOption, ...] = ()
    personalisation: Mapping[str, Any] = field(default_factory=dict)
    asset_id: UUID | None = None
    weight: int = 0
    manage_inventory: bool = True
    price_list_id: UUID | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrdersRequest:
    """Which orders, newest first. ``q`` is a number, an e-mail address, or the beginning of either."""

    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfilment_status: FulfilmentStatus | None = None
    number: Annotated[str, MaxLen(40)] | None = None
    email: Annotated[str, MaxLen(254)] | None = None
    customer_id: Id | None = None
    channel: Annotated[str, MaxLen(63)] | None = None
    placed_from: Moment | None = None
    placed_before: Moment | None = None
    q: Search | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOrdersRequest:
    """Which orders are to be written to a file, oldest first, a row for each line."""

    format: TableFormat = TableFormat.CSV
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfilment_status: FulfilmentStatus | None = None
    channel: Annotated[str, MaxLen(63)] | None = None
    placed_from: Moment | None = None
    placed_before: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDiscountShare:
    """What one promotion took off a part of an order."""

    promotion_id: Id | None
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineResponse:
    """A variant that was bought, as it was then.

    ``amount`` is before the ``discount``, as prices are shown; ``net + tax = gross``. ``open`` pieces are neither sent
    nor given up.
    """

    id: Id
    product_id: Id
    variant_id: Id
    sku: str
    title: str
    variant_title: str
    options: tuple[OrderOption, ...]
    personalisation: Mapping[str, Any]
    asset_id: Id | None
    tax_class: str
    weight: int
    quantity: int
    fulfilled: int
    cancelled: int
    returned: int
    open: int
    unit_price: Money
    compare_at: Money | None
    amount: Money
    discount: Money
    net: Money
    tax: Money
    gross: Money
    refunded: Money
    taxes: tuple[TaxShare, ...]
    discounts: tuple[OrderDiscountShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShippingResponse:
    """The delivery that was chosen, as it was then."""

    id: Id
    method_id: Id | None
    code: str
    name: str
    kind: str
    amount: Money
    discount: Money
    net: Money
    tax: Money
    gross: Money
    refunded: Money
    taxes: tuple[TaxShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDiscountResponse:
    """What a promotion took off an order, in all."""

    promotion_id: Id | None
    code: str
    coupon_code: str
    name: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaymentResponse:
    """A payment of an order, as far as the order's page needs it."""

    id: Id
    provider: str
    label: str
    state: PaymentState
    amount: Money
    authorised: Money
    captured: Money
    refunded: Money
    error_code: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefundLineResponse:
    """What of a refund is for a line."""

    line_id: Id
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefundResponse:
    """Money that was given back, or is asked to be."""

    id: Id
    payment_id: Id
    return_id: Id | None
    status: RefundStatus
    amount: Money
    shipping_amount: Money
    reason: str
    lines: tuple[OrderRefundLineResponse, ...]
    created_at: dt.datetime
    finished_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteResponse:
    """Something written beside an order."""

    id: Id
    text: str
    for_customer: bool
    author_id: Id | None
    created_at: dt.datetime


class TimelineKind(StrEnum):
    """What an entry of the timeline is."""

    STATE = "state"
    EVENT = "event"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntryResponse:
    """Something that happened to an order. ``type`` is the machine of a state, or the type of an event.

    ``data`` are the event's facts, or a state's ``before``, ``after`` and ``reason``; ``text`` is the note's.
    """

    at: dt.datetime
    kind: TimelineKind
    type: str
    text: str
    data: Mapping[str, Any]
    actor_id: Id | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummaryResponse:
    """An order in a list."""

    id: Id
    number: str
    status: OrderStatus
    payment_status: PaymentStatus
    fulfilment_status: FulfilmentStatus
    email: str
    customer_id: Id | None
    channel: str
    locale: str
    currency: str
    total: Money
    captured_total: Money
    refunded_total: Money
    placed_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderResponse:
    """An order, whole.

    ``due`` is what the buyer still owes, ``to_refund`` what was taken beyond what is owed, as after an edit. A buyer
    sees neither ``metadata`` nor the notes that are for staff.
    """

    id: Id
    number: str
    status: OrderStatus
    payment_status: PaymentStatus
    fulfilment_status: FulfilmentStatus
    cart_id: Id | None
    customer_id: Id | None
    email: str
    channel: str
    locale: str
    currency: str
    prices_include_tax: bool
    lines: tuple[OrderLineResponse, ...]
    shipping: OrderShippingResponse | None
    discounts: tuple[OrderDiscountResponse, ...]
    taxes: tuple[TaxShare, ...]
    subtotal: Money
    shipping_total: Money
    discount_total: Money
    net_total: Money
    tax_total: Money
    total: Money
    authorised_total: Money
    captured_total: Money
    refunded_total: Money
    due: Money
    to_refund: Money
    shipping_address: Address | None
    billing_address: Address | None
    vat_id: str
    tax_exempt: bool
    coupon_codes: tuple[str, ...]
    note: str
    metadata: Mapping[str, Any]
    payments: tuple[OrderPaymentResponse, ...]
    refunds: tuple[OrderRefundResponse, ...]
    fulfilments: tuple[FulfilmentResponse, ...]
    returns: tuple[ReturnResponse, ...]
    invoices: tuple[InvoiceResponse, ...]
    notes: tuple[OrderNoteResponse, ...]
    version: int
    placed_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    completed_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrderRequest:
    """Give an order up. ``refund``: what was paid is given back, what was only authorised is let go in any case."""

    reason: Reason = ""
    refund: bool = True
    notify: bool = True
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNoteRequest:
    """Something to write beside an order; the customer reads it only if it is for them."""

    text: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(5000)]
    for_customer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOrderRequest:
    """Fields to change; a field left out stays as it is. Addresses change neither prices nor taxes.

    A delivery address where other taxes are due is refused, unless ``keep_taxes`` says that the order's own stay.
    """

    email: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(254)] | Unset = UNSET
    shipping_address: Address | Unset = UNSET
    billing_address: Address | Unset = UNSET
    note: Annotated[str, MaxLen(1000)] | Unset = UNSET
    metadata: Metadata | Unset = UNSET
    keep_taxes: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLine:
    """Pieces of a variant that come to an order; without a price at the one of now."""

    variant_id: Id
    quantity: Annotated[int, Ge(1), Le(1_000_000)]
    unit_price: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """How many pieces of a line there are to be; none takes the line away."""

    line_id: Id
    quantity: Annotated[int, Ge(0), Le(1_000_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOrderRequest:
    """A change of what was ordered. What stays keeps its price and its share of the discounts."""

    add: Annotated[tuple[AddedLine, ...], MaxLen(100)] = ()
    change: Annotated[tuple[ChangedLine, ...], MaxLen(500)] = ()
    reason: Reason = ""
    version: Version | Unset = UNSET


class OrderMail(StrEnum):
    """A mail about an order."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    RETURN_RECEIVED = "return_received"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendMailRequest:
    """Which mail is to be sent once more: of the last parcel, refund or return where it is about one."""

    mail: OrderMail
