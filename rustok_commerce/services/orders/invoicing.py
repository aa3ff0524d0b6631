"""Invoices and credit notes: what the documents of an order do not say yet is said by another one.

Documents never change. The invoices of an order less its credit notes come to what the order costs less what the buyer
was let off. An edit is followed by a document about the difference, a refund by a credit note, a cancellation by one
about everything that was not credited before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from django.db.models import Sum

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.orders import (
    FulfilmentShipped,
    InvoiceIssued,
    OrderCancelled,
    OrderEdited,
    OrderPaid,
    OrderPaymentChanged,
)
from rustok.events.envelope import EventEnvelope
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.invoices import InvoiceKind
from rustok_commerce.dto.orders import OrderResponse, OrderStatus
from rustok_commerce.dto.payments import RefundStatus
from rustok_commerce.dto.sales_settings import SalesSettingsResponse
from rustok_commerce.selectors.orders import present_order
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services.numbers import take_next
from rustok_commerce.services.orders import documents, states
from rustok_commerce.services.orders.documents import Row

_FIRST: Final = frozenset({OrderPaid.type, FulfilmentShipped.type})
"""What lets the first document of an order be issued by itself."""
DOCUMENT_CAUSES: Final = (*sorted(_FIRST), OrderEdited.type, OrderPaymentChanged.type, OrderCancelled.type)
"""What the documents of an order may have to tell of."""


@command()
def issue_invoice(ctx: RequestContext, order_id: UUID) -> OrderResponse:
    """Issue the documents that an order lacks: its invoice, what an edit changed, what was given back.

    :raises OrderNotFound: no such order in the shop.
    :raises NothingToInvoice: its documents say all already.
    """
    require(ctx, "commerce.invoice:issue")
    order = states.lock_order(order_id)
    if not _settle(ctx, order):
        raise errors.NothingToInvoice()
    return present_order(order.id)


@command(silent=True)
def issue_by_itself(envelopes: Sequence[EventEnvelope]) -> None:
    """Issue what orders lack after they were paid, sent, edited, refunded or cancelled, where the shop wants it so.

    Silent: where there is nothing to issue, nothing is told.
    """
    if not sales_settings().auto_invoice:
        return
    causes: dict[UUID, EventEnvelope] = {}
    may_begin: set[UUID] = set()
    for envelope in envelopes:
        event: Any = envelope.event
        causes[event.order_id] = envelope
        if event.type in _FIRST:
            may_begin.add(event.order_id)
    # All orders before the first number: the counter is locked until the end.
    orders = list(models.Order.objects.for_update().filter(id__in=sorted(causes)))
    for order in orders:
        if order.id in may_begin or models.Invoice.objects.filter(order=order).exists():
            _settle(causes[order.id].context(), order)


def lacks_documents(order_id: UUID) -> bool:
    """Tell whether there is something about an order that no document of it says yet.

    :raises OrderNotFound: no such order in the shop.
    """
    order = models.Order.objects.filter(id=order_id).first()
    if order is None:
        raise errors.OrderNotFound(order=to_ulid(order_id))
    issued = _issued(order)
    if order.status == OrderStatus.CANCELLED:
        return bool(issued) and bool(_untold(order, [], issued))
    rows = documents.rows_of(order)
    return bool(_untold(order, rows, issued)) or (bool(issued) and bool(_uncredited(order)))


def _settle(ctx: RequestContext, order: models.Order) -> int:
    """Issue the documents that a locked order lacks; return how many."""
    issued = _issued(order)
    is_cancelled = order.status == OrderStatus.CANCELLED
    if is_cancelled and not issued:
        return 0
    rows = [] if is_cancelled else documents.rows_of(order)
    count = 0
    if found := _untold(order, rows, issued):
        issued.append(_issue(ctx, order, found, corrects=issued[0] if issued else None))
        count += 1
    if issued and not is_cancelled:
        for refund, amount in _uncredited(order):
            let_off = [documents.negated(row) for row in documents.refunded_rows(rows, refund, amount)]
            _issue(ctx, order, let_off, corrects=issued[0], refund=refund)
            count += 1
    return count


def _issued(order: models.Order) -> list[models.Invoice]:
    return list(models.Invoice.objects.filter(order=order).order_by("id"))


def _untold(order: models.Order, rows: list[Row], issued: Sequence[models.Invoice]) -> list[Row]:
    """Return what of an order's rows its documents do not say yet."""
    # Of a cancelled order nothing is left, whatever was refunded before; else refunds are told apart from edits. The
    # credit note of a refund that came back is no refund's any more: an invoice makes up for it.
    if order.status == OrderStatus.CANCELLED:
        told = list(issued)
    else:
        credited = [row.refund_id for row in issued if row.refund_id is not None]
        made = set(_made(order).filter(id__in=credited).values_list("id", flat=True)) if credited else set()
        told = [row for row in issued if row.refund_id not in made]
    return documents.differences(rows, _rows_told(told))


def _rows_told(issued: Iterable[models.Invoice]) -> Iterable[Row]:
    for row in issued:
        sign = 1 if row.kind == InvoiceKind.INVOICE else -1
        for stored in row.data["rows"]:
            yield documents.read_row(stored, sign)


def _uncredited(order: models.Order) -> list[tuple[models.Refund, int]]:
    """Return the refunds that let the buyer off something and have no credit note, each with how much it is."""
    made = _made(order)
    credited = models.Invoice.objects.filter(order=order, refund_id__in=made.values("id"))
    left = order.allowed_total - (credited.aggregate(gross=Sum("gross"))["gross"] or 0)
    known = set(credited.values_list("refund_id", flat=True))
    found = []
    for refund in made.order_by("id"):
        amount = min(refund.amount, left)
        if refund.id not in known and amount > 0:
            found.append((refund, amount))
            left -= amount
    return found


def _made(order: models.Order) -> Any:
    return models.Refund.objects.filter(order=order, status=RefundStatus.SUCCEEDED)


def _issue(
    ctx: RequestContext,
    order: models.Order,
    rows: list[Row],
    *,
    corrects: models.Invoice | None,
    refund: models.Refund | None = None,
) -> models.Invoice:
    """Write a document: an invoice where something more is owed, a credit note where less is."""
    kind = InvoiceKind.INVOICE if sum(row.gross for row in rows) >= 0 else InvoiceKind.CREDIT_NOTE
    if kind is InvoiceKind.CREDIT_NOTE:
        rows = [documents.negated(row) for row in rows]
    settings = sales_settings()
    net, tax = sum(row.net for row in rows), sum(row.tax for row in rows)
    data = {
        "seller": asdict(settings.seller),
        "buyer": {
            "address": order.billing_address or order.shipping_address,
            "email": order.email,
            "vat_id": order.vat_id,
        },
        "order_number": order.number,
        "ordered_at": (order.placed_at or order.created_at).date().isoformat(),
        "corrects": corrects.number if corrects is not None else None,
        "reason": refund.reason if refund is not None else "",
        "rows": [row.stored() for row in rows],
        "taxes": documents.tax_summary(rows),
        "discount": order.discount_total if corrects is None else 0,
        "is_reverse_charge": bool(order.vat_id) and order.tax_exempt is False and order.tax_total == 0,
        "is_exempt": order.tax_exempt,
    }
    # The number last: from here on nobody else of the shop gets one until the end.
    sequence = take_next(kind.value)
    document: models.Invoice = models.Invoice.objects.create(
        order=order,
        kind=kind,
        sequence=sequence,
        number=f"{_prefix(settings, kind)}{sequence:06d}",
        refund_id=refund.id if refund is not None else None,
        corrects_id=corrects.id if corrects is not None else None,
        currency=order.currency,
        net=net,
        tax=tax,
        gross=net + tax,
        locale=order.locale,
        data=data,
    )
    publish(
        ctx,
        InvoiceIssued(order_id=order.id, invoice_id=document.id, kind=kind.value, number=document.number),
    )
    return document


def _prefix(settings: SalesSettingsResponse, kind: InvoiceKind) -> str:
    if kind is InvoiceKind.INVOICE:
        return settings.invoice_prefix
    # Both are counted from one: with one prefix they would have the same numbers.
    same = settings.credit_note_prefix == settings.invoice_prefix
    return f"{settings.credit_note_prefix}CN-" if same else settings.credit_note_prefix
