"""Orders by what is to be done about them: the queues of the order desk, counted and searched."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q

from rustok_commerce import models
from rustok_commerce.dto.fulfilments import OPEN_RETURNS
from rustok_commerce.dto.orders import FulfilmentStatus, ListOrdersRequest, OrderStatus, PaymentStatus
from rustok_commerce.dto.payments import AttemptStatus
from rustok_commerce.selectors.orders import select_orders

_MOST: Final = 1000
"""How many orders a search by SKU finds at most: the last ones."""


class OrderQueue(StrEnum):
    """What is to be done about an order. One may stand in several queues."""

    TO_PAY = "to_pay"
    TO_CAPTURE = "to_capture"
    TO_SEND = "to_send"
    TO_REFUND = "to_refund"
    RETURNS = "returns"
    FAILED = "failed"
    DONE = "done"


_UNPAID: Final = (
    PaymentStatus.UNPAID,
    PaymentStatus.PENDING,
    PaymentStatus.PARTIALLY_PAID,
    PaymentStatus.VOIDED,
)
_MAY_GO: Final = (PaymentStatus.AUTHORISED, PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED)
_TO_SEND: Final = (FulfilmentStatus.UNFULFILLED, FulfilmentStatus.PARTIALLY_FULFILLED)
_PLACED: Final = Q(status=OrderStatus.PLACED)
_CONDITIONS: Final[Mapping[OrderQueue, Q]] = MappingProxyType(
    {
        OrderQueue.TO_PAY: _PLACED & Q(payment_status__in=_UNPAID),
        OrderQueue.TO_CAPTURE: _PLACED & Q(payment_status=PaymentStatus.AUTHORISED),
        OrderQueue.TO_SEND: _PLACED & Q(payment_status__in=_MAY_GO, fulfilment_status__in=_TO_SEND),
        # More was taken than is owed: after an edit; of a cancelled order all that was not given back.
        OrderQueue.TO_REFUND: (
            ~Q(status=OrderStatus.CANCELLED)
            & Q(captured_total__gt=F("total") + F("refunded_total") - F("allowed_total"))
        )
        | (Q(status=OrderStatus.CANCELLED) & Q(captured_total__gt=F("refunded_total"))),
        OrderQueue.DONE: Q(status__in=(OrderStatus.COMPLETED, OrderStatus.CANCELLED)),
    }
)
_IN_THE_AIR: Final = (
    _CONDITIONS[OrderQueue.TO_PAY] | _CONDITIONS[OrderQueue.TO_CAPTURE] | _CONDITIONS[OrderQueue.TO_REFUND]
)


def in_queue(rows: Any, queue: OrderQueue) -> Any:
    """Keep the orders that stand in a queue."""
    if queue is OrderQueue.RETURNS:
        waiting = models.Return.objects.filter(status__in=OPEN_RETURNS, order_id=OuterRef("id"))
        return rows.filter(Exists(waiting))
    if queue is OrderQueue.FAILED:
        # A provider said no, and the money is still to come or to go back.
        declined = models.PaymentAttempt.objects.filter(payment__order_id=OuterRef("id"), status=AttemptStatus.FAILED)
        return rows.filter(_IN_THE_AIR).filter(Exists(declined))
    return rows.filter(_CONDITIONS[queue])


def count_queues() -> dict[OrderQueue, int]:
    """Count the orders of each queue that waits for somebody; what is done is not counted."""
    counted = {queue: Count("id", filter=condition) for queue, condition in _CONDITIONS.items()}
    del counted[OrderQueue.DONE]
    found = models.Order.objects.aggregate(**{queue.value: count for queue, count in counted.items()})
    counts = {OrderQueue(name): int(number) for name, number in found.items()}
    counts[OrderQueue.RETURNS] = (
        models.Return.objects.filter(status__in=OPEN_RETURNS).values("order_id").distinct().count()
    )
    counts[OrderQueue.FAILED] = in_queue(models.Order.objects, OrderQueue.FAILED).count()
    return counts


def count_to_do() -> int:
    """Count the orders that are to be sent: the number beside the menu."""
    return int(models.Order.objects.filter(_CONDITIONS[OrderQueue.TO_SEND]).count())


def search_orders(rows: Any, text: str) -> Any:
    """Keep the orders that a text finds: the beginning of a number or an e-mail address, or a whole SKU."""
    wanted = text.strip()
    if not wanted:
        return rows
    found = Q(id__in=select_orders(ListOrdersRequest(q=wanted)).values("id"))
    variants = models.Variant.objects.filter(sku__in={wanted, wanted.upper(), wanted.lower()}).values("id")
    sold = models.OrderLine.objects.filter(Q(variant_id__in=list(variants.values_list("id", flat=True))))
    ids = list(sold.order_by("-order_created_at").values_list("order_id", flat=True)[:_MOST])
    return rows.filter(found | Q(id__in=ids))
