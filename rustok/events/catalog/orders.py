"""Events of orders. Everything about an order shares the order's own sequence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OrderEvent(DomainEvent):
    order_id: UUID


@event("order.placed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(_OrderEvent):
    """Somebody has bought. ``total`` is in minor units of the currency."""

    number: str
    cart_id: UUID | None
    customer_id: UUID | None
    channel: str
    currency: str
    total: int


@event("order.state_changed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStateChanged(_OrderEvent):
    """One of the three states (``order``, ``payment``, ``fulfilment``) is another."""

    machine: str
    before: str
    after: str


@event("order.paid", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(_OrderEvent):
    """All of it was paid."""


@event("order.completed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(_OrderEvent):
    """Nothing is to be paid or sent any more."""


@event("order.cancelled", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(_OrderEvent):
    """The order was given up; its stock is free again. ``refund``: what was paid is to be given back."""

    refund: bool = False
    notify: bool = True


@event("order.payment_changed", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaymentChanged(_OrderEvent):
    """What was authorised, captured or refunded is another sum. Amounts in minor units of the order's currency."""

    authorised: int
    captured: int
    refunded: int


@event("order.updated", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderUpdated(_OrderEvent):
    """Fields changed: addresses, the e-mail address, the note. ``fields`` names them."""

    fields: tuple[str, ...]


@event("order.edited", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEdited(_OrderEvent):
    """Lines came, went or changed; the total is another. Amounts in minor units of the order's currency."""

    before: int
    after: int


@event("order.note_added", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNoteAdded(_OrderEvent):
    """Somebody wrote something beside the order."""

    note_id: UUID
    for_customer: bool


@event("order.mail_requested", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMailRequested(_OrderEvent):
    """Staff want a mail sent once more. ``subject_id`` is the parcel, refund or return that it is about."""

    mail: str
    subject_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _FulfilmentEvent(_OrderEvent):
    fulfilment_id: UUID


@event("fulfilment.created", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentCreated(_FulfilmentEvent):
    """A parcel was packed; its pieces left the stock."""


@event("fulfilment.shipped", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentShipped(_FulfilmentEvent):
    """A parcel is on its way."""

    notify: bool = True


@event("fulfilment.updated", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentUpdated(_FulfilmentEvent):
    """Something else is known of a parcel's way."""


@event("fulfilment.delivered", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentDelivered(_FulfilmentEvent):
    """A parcel has come to the buyer."""


@event("fulfilment.cancelled", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentCancelled(_FulfilmentEvent):
    """A parcel does not go, or came back before it arrived: its pieces are in stock and promised to the order again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReturnEvent(_OrderEvent):
    return_id: UUID


@event("return.requested", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(_ReturnEvent):
    """The buyer wants to send something back."""


@event("return.approved", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnApproved(_ReturnEvent):
    """The buyer may send it back."""


@event("return.rejected", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRejected(_ReturnEvent):
    """The buyer may not send it back."""


@event("return.cancelled", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCancelled(_ReturnEvent):
    """Nothing will come back after all."""


@event("return.received", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReceived(_ReturnEvent):
    """The goods came back."""

    notify: bool = True


@event("invoice.issued", aggregate="commerce.order", key="order_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(_OrderEvent):
    """There is a document: ``kind`` is ``invoice`` or ``credit_note``."""

    invoice_id: UUID
    kind: str
    number: str
