"""The three states of an order: which changes there are, and what must hold for each.

A state changes only under the lock of the order's row. Every change is written into the order's history and told by an
event. How far an order is paid and sent is never said by a caller: it follows from sums and counters, and the guards
of the table see to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import Unset
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.orders import OrderCompleted, OrderPaid, OrderStateChanged
from rustok.events.types import DomainEvent
from rustok.ids import to_ulid
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.orders import FulfilmentStatus, OrderMachine, OrderStatus, PaymentStatus
from rustok_commerce.dto.payments import PaymentState

Guard = Callable[[models.Order, str], bool]
"""Tells whether an order may go on to a state."""

_FIELDS: Final[Mapping[OrderMachine, str]] = MappingProxyType(
    {
        OrderMachine.ORDER: "status",
        OrderMachine.PAYMENT: "payment_status",
        OrderMachine.FULFILMENT: "fulfilment_status",
    }
)
PAID: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED})
SENT: Final = frozenset({FulfilmentStatus.FULFILLED, FulfilmentStatus.PARTIALLY_RETURNED, FulfilmentStatus.RETURNED})


def _is_done(order: models.Order, after: str) -> bool:
    """Nothing is to be sent any more, and nothing to be paid."""
    return order.payment_status in PAID and order.fulfilment_status in SENT


def _is_untouched(order: models.Order, after: str) -> bool:
    """Nothing is on its way: what was sent can come back, but not be given up."""
    return order.fulfilment_status in (FulfilmentStatus.UNFULFILLED, FulfilmentStatus.CANCELLED)


def _as_paid(order: models.Order, after: str) -> bool:
    states = models.Payment.objects.filter(order_id=order.id).values_list("state", flat=True)
    return payment_status_of(order, states) == after


def _as_sent(order: models.Order, after: str) -> bool:
    return fulfilment_status_of(models.OrderLine.objects.filter(order=order)) == after


def _every(states: Iterable[str], guard: Guard) -> Mapping[tuple[str, str], Guard]:
    """Let every state lead to every other."""
    known = list(states)
    return {(before, after): guard for before in known for after in known if before != after}


TRANSITIONS: Final[Mapping[OrderMachine, Mapping[tuple[str, str], Guard]]] = MappingProxyType(
    {
        OrderMachine.ORDER: {
            (OrderStatus.PLACED, OrderStatus.COMPLETED): _is_done,
            (OrderStatus.PLACED, OrderStatus.CANCELLED): _is_untouched,
            # A parcel that was cancelled, or an edit, opens a completed order again.
            (OrderStatus.COMPLETED, OrderStatus.PLACED): lambda order, after: not _is_done(order, after),
        },
        # Money comes and goes in any order: several payments, providers that answer late, edits that change the total.
        OrderMachine.PAYMENT: _every(PaymentStatus, _as_paid),
        OrderMachine.FULFILMENT: _every(FulfilmentStatus, _as_sent),
    }
)
"""Every change of a state that there is: from, to, and what must hold."""


def lock_order(order_id: UUID) -> models.Order:
    """Lock and return an order. Everything that changes an order or a part of it begins here.

    :raises OrderNotFound: no such order in the shop.
    """
    order: models.Order | None = models.Order.objects.for_update().filter(id=order_id).first()
    if order is None:
        raise errors.OrderNotFound(order=to_ulid(order_id))
    return order


def check_version(order: models.Order, version: int | Unset) -> None:
    """Refuse a change that was made from another version of a locked order.

    :raises StaleVersion: somebody changed the order in between.
    """
    if not isinstance(version, Unset) and version != order.version:
        raise StaleVersion(current=order.version, given=version)


def move(ctx: RequestContext, order: models.Order, machine: OrderMachine, after: str, *, reason: str = "") -> bool:
    """Bring a locked order into a state; False where it is in it already.

    :raises OrderStateRefused: no such change, or what it needs does not hold.
    """
    name = _FIELDS[machine]
    before = str(getattr(order, name))
    if before == after:
        return False
    guard = TRANSITIONS[machine].get((before, after))
    if guard is None or not guard(order, after):
        raise errors.OrderStateRefused(machine=machine.value, before=before, after=str(after))
    now = timezone.now()
    changes: dict[str, Any] = {name: str(after)}
    if machine is OrderMachine.ORDER:
        changes["completed_at"] = now if after == OrderStatus.COMPLETED else None
        changes["cancelled_at"] = now if after == OrderStatus.CANCELLED else None
    save(order, **changes)
    models.OrderTransition.objects.create(
        order_id=order.id,
        machine=machine.value,
        before=before,
        after=str(after),
        reason=reason,
        actor_id=ctx.actor_id,
        created_at=now,
    )
    for event in _moved(order.id, machine, before, str(after)):
        publish(ctx, event)
    return True


def payment_moved(order_id: UUID, before: str, after: str) -> list[DomainEvent]:
    """Return what there is to tell of an order that is paid as far as ``after`` now."""
    return _moved(order_id, OrderMachine.PAYMENT, before, after)


def _moved(order_id: UUID, machine: OrderMachine, before: str, after: str) -> list[DomainEvent]:
    happened: list[DomainEvent] = [
        OrderStateChanged(order_id=order_id, machine=machine.value, before=str(before), after=str(after))
    ]
    if machine is OrderMachine.ORDER and after == OrderStatus.COMPLETED:
        happened.append(OrderCompleted(order_id=order_id))
    elif machine is OrderMachine.PAYMENT and after == PaymentStatus.PAID and before not in PAID:
        happened.append(OrderPaid(order_id=order_id))
    return happened


def save(order: models.Order, **changes: Any) -> None:
    """Write fields of a locked order, with its next version."""
    now = timezone.now()
    models.Order.objects.filter(id=order.id).update(**changes, version=F("version") + 1, updated_at=now)
    for name, value in changes.items():
        setattr(order, name, value)
    order.version += 1
    order.updated_at = now


def payment_status_of(order: models.Order, states: Iterable[str]) -> PaymentStatus:
    """Tell how far an order is paid, by its sums and the states of its payments."""
    if order.refunded_total > 0:
        if order.refunded_total >= order.captured_total:
            return PaymentStatus.REFUNDED
        return PaymentStatus.PARTIALLY_PAID if mappers.due_of(order) > 0 else PaymentStatus.PARTIALLY_REFUNDED
    if order.captured_total >= order.total:
        return PaymentStatus.PAID
    if order.captured_total > 0:
        return PaymentStatus.PARTIALLY_PAID
    if order.authorised_total >= order.total:
        return PaymentStatus.AUTHORISED
    seen = set(states)
    if order.authorised_total > 0 or not seen.isdisjoint((PaymentState.PENDING, PaymentState.REQUIRES_ACTION)):
        return PaymentStatus.PENDING
    return PaymentStatus.VOIDED if PaymentState.VOIDED in seen else PaymentStatus.UNPAID


def fulfilment_status_of(lines: Iterable[models.OrderLine]) -> FulfilmentStatus:
    """Tell how far an order is sent, by the counters of its lines."""
    wanted = sent = returned = 0
    for line in lines:
        wanted += line.quantity - line.cancelled
        sent += line.fulfilled
        returned += line.returned
    if wanted == 0:
        return FulfilmentStatus.CANCELLED
    if sent == 0:
        return FulfilmentStatus.UNFULFILLED
    if sent < wanted:
        return FulfilmentStatus.PARTIALLY_FULFILLED
    if returned == 0:
        return FulfilmentStatus.FULFILLED
    return FulfilmentStatus.RETURNED if returned == sent else FulfilmentStatus.PARTIALLY_RETURNED
