"""The order queue: what is to be paid, sent, refunded, taken back; its columns and filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import chips
from rustok.api.admin.model_admin import RustokChangeList
from rustok_commerce import models
from rustok_commerce.admin.order_words import amount_in, state_chip, words
from rustok_commerce.admin.product_filters import ChoiceFilter
from rustok_commerce.dto.orders import FulfilmentStatus, OrderStatus, PaymentStatus
from rustok_commerce.selectors.order_queue import OrderQueue, in_queue

QUEUE: Final = "queue"
"""The parameter of the address that names a queue."""
_TITLES: Final = {
    OrderQueue.TO_PAY: ("To pay", "hourglass_top"),
    OrderQueue.TO_CAPTURE: ("To capture", "credit_score"),
    OrderQueue.TO_SEND: ("To send", "local_shipping"),
    OrderQueue.TO_REFUND: ("To refund", "currency_exchange"),
    OrderQueue.RETURNS: ("Returns", "assignment_return"),
    OrderQueue.FAILED: ("Payment failed", "credit_card_off"),
    OrderQueue.DONE: ("Done", "task_alt"),
}


class QueueFilter(ChoiceFilter):
    """By what is to be done; the tabs above the list set it."""

    title = "queue"
    parameter_name = QUEUE

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the queues."""
        return [(queue.value, title) for queue, (title, _) in _TITLES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the orders of the queue."""
        if not self.value():
            return queryset
        try:
            queue = OrderQueue(self.value())
        except ValueError:
            return queryset.none()
        found: QuerySet[Any] = in_queue(queryset, queue)
        return found


class _StateFilter(ChoiceFilter):
    kind: str
    states: Iterable[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the states."""
        return [(str(state), words(self.kind, state).capitalize()) for state in self.states]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the orders in the state."""
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class StatusFilter(_StateFilter):
    """By how far the order is as a whole."""

    title = "order"
    parameter_name = "status"
    kind = "order"
    states = OrderStatus


class PaymentFilter(_StateFilter):
    """By how far it is paid."""

    title = "payment"
    parameter_name = "payment_status"
    kind = "payment"
    states = PaymentStatus


class FulfilmentFilter(_StateFilter):
    """By how far it is sent."""

    title = "delivery"
    parameter_name = "fulfilment_status"
    kind = "fulfilment"
    states = FulfilmentStatus


class ChannelFilter(ChoiceFilter):
    """By where it was sold."""

    title = "channel"
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the channels."""
        return list(models.Channel.objects.order_by("position", "code").values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the orders of the channel."""
        return queryset.filter(channel=self.value()) if self.value() else queryset


ORDER_FILTERS: Final = (QueueFilter, StatusFilter, PaymentFilter, FulfilmentFilter, ChannelFilter)


class OrderList(RustokChangeList):
    """A page of the list, with the number of pieces of each order found at once."""

    result_list: Any

    def get_results(self, request: HttpRequest) -> None:
        """Hang on the page's orders what their columns show."""
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        sums = models.OrderLine.objects.filter(order_id__in=[row.pk for row in rows]).values_list("order_id")
        pieces = {key: (ordered or 0) - (given_up or 0) for key, ordered, given_up in _pieces(sums)}
        for row in rows:
            row.pieces = pieces.get(row.pk, 0)
        self.result_list = rows


def _pieces(rows: Any) -> Any:
    return rows.annotate(Sum("quantity"), Sum("cancelled")).order_by()


class OrderColumns:
    """The columns of the list."""

    @display(description="Order")
    def order_number(self, order: models.Order) -> str:
        """Show the number."""
        return order.number

    @display(description="Placed", ordering="created_at")
    def placed(self, order: models.Order) -> SafeString:
        """Show the day and the time."""
        moment = timezone.localtime(order.created_at)
        return format_html(
            '<span class="rustok-two whitespace-nowrap"><span>{}</span><span class="rustok-note">{}</span></span>',
            date_format(moment, "SHORT_DATE_FORMAT"),
            date_format(moment, "TIME_FORMAT"),
        )

    @display(description="Buyer")
    def buyer(self, order: models.Order) -> SafeString:
        """Show the name and the e-mail address."""
        name = buyer_name(order.shipping_address or order.billing_address)
        return format_html(
            '<span class="rustok-two rustok-clip"><span>{}</span><span class="rustok-note">{}</span></span>',
            name or order.email or "—",
            order.email if name else "",
        )

    @display(description="State")
    def states(self, order: models.Order) -> SafeString:
        """Show the three states."""
        found = [
            state_chip("payment", order.payment_status),
            state_chip("fulfilment", order.fulfilment_status),
        ]
        if order.status != OrderStatus.PLACED:
            found.insert(0, state_chip("order", order.status))
        return chips(found)

    @display(description="Pieces")
    def piece_count(self, order: Any) -> int:
        """Show how many pieces were ordered and not given up."""
        return int(getattr(order, "pieces", 0))

    @display(description="Total", ordering="total")
    def total_shown(self, order: models.Order) -> SafeString:
        """Show what it costs, and what of it was given back."""
        note = f"{amount_in(order.currency, -order.refunded_total)} refunded" if order.refunded_total else ""
        return format_html(
            '<span class="rustok-two rustok-money"><span>{}</span><span class="rustok-note">{}</span></span>',
            amount_in(order.currency, order.total),
            note,
        )


def buyer_name(address: dict[str, str] | None) -> str:
    """Return the name in an address, or its company's."""
    said = address or {}
    return f"{said.get('first_name', '')} {said.get('last_name', '')}".strip() or said.get("company", "")


def queue_tabs(request: HttpRequest, counts: dict[OrderQueue, int]) -> list[dict[str, Any]]:
    """Return the tabs above the list: all orders, and every queue with how many stand in it."""
    present = request.GET.get(QUEUE, "")
    kept = {name: value for name, value in request.GET.items() if name == "q" and value}
    tabs = [{"title": "All", "icon": "receipt_long", "url": f"?{urlencode(kept)}", "active": not present, "count": 0}]
    for queue, (title, icon) in _TITLES.items():
        tabs.append(
            {
                "title": title,
                "icon": icon,
                "url": f"?{urlencode({QUEUE: queue.value, **kept})}",
                "active": queue.value == present,
                "count": counts.get(queue, 0),
            }
        )
    return tabs
