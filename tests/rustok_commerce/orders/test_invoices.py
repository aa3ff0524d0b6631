"""Invoices and credit notes: numbers without gaps, what they say, what they come to, how they print."""

from __future__ import annotations

import json

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.events.catalog.orders import InvoiceIssued
from rustok_commerce import errors, models
from rustok_commerce.dto.orders import CancelOrderRequest, EditOrderRequest, OrderResponse
from rustok_commerce.selectors import invoices as selectors
from rustok_commerce.services.orders import cancelling, editing, invoicing, printing
from rustok_commerce.services.payments.holds import turn_back
from tests.factories import orders
from tests.rustok_commerce.conftest import Heard


def documents(order: models.Order) -> list[tuple[str, int, int, int]]:
    """Return number, net, tax and gross of an order's documents."""
    rows = models.Invoice.objects.filter(order=order).order_by("id")
    for row in rows:
        parts = row.data["rows"]
        assert (row.net, row.tax, row.gross) == tuple(
            sum(part[name] for part in parts) for name in ("net", "tax", "gross")
        )
        assert all(part["tax"] == sum(tax["amount"] for tax in part["taxes"]) for part in parts)
        assert row.tax == sum(tax["tax"] for tax in row.data["taxes"])
    return list(rows.values_list("number", "net", "tax", "gross"))


def documented(order: models.Order) -> int:
    """Return what the documents of an order come to."""
    rows = models.Invoice.objects.filter(order=order).values_list("kind", "gross")
    return sum(gross if kind == "invoice" else -gross for kind, gross in rows)


def edit(ctx: RequestContext, order: models.Order, quantity: int) -> OrderResponse:
    """Change the quantity of an order's first line."""
    line = models.OrderLine.objects.filter(order=order).order_by("position")[0]
    data = {"change": [{"line_id": str(line.id), "quantity": quantity}]}
    return editing.edit_order(ctx, order.id, parse(EditOrderRequest, data))


def test_an_invoice_says_what_the_order_costs_once(ctx: RequestContext, heard: Heard) -> None:
    order = orders.order()
    heard.clear()

    found = invoicing.issue_invoice(ctx, order.id)

    assert documents(order) == [("INV-000001", 3360 + 420, 638 + 80, 4498)]
    (invoice,) = found.invoices
    assert heard == [InvoiceIssued(order_id=order.id, invoice_id=invoice.id, kind="invoice", number="INV-000001")]
    with pytest.raises(errors.NothingToInvoice):
        invoicing.issue_invoice(ctx, order.id)
    assert documents(order) == [("INV-000001", 3780, 718, 4498)]


def test_a_number_goes_back_with_its_transaction(ctx: RequestContext) -> None:
    first, second = orders.order(), orders.order()
    with transaction.atomic():
        invoicing.issue_invoice(ctx, first.id)
        transaction.set_rollback(True)

    invoicing.issue_invoice(ctx, second.id)

    assert documents(first) == []
    assert documents(second)[0][0] == "INV-000001"


def test_an_edit_is_followed_by_a_document_about_the_difference(ctx: RequestContext) -> None:
    order = orders.order(quantities=[3])
    invoicing.issue_invoice(ctx, order.id)

    edit(ctx, order, 2)
    invoicing.issue_invoice(ctx, order.id)
    assert documents(order)[1] == ("CN-000001", 1679, 320, 1999)
    edit(ctx, order, 5)
    invoicing.issue_invoice(ctx, order.id)

    order.refresh_from_db()
    assert [row[0] for row in documents(order)] == ["INV-000001", "CN-000001", "INV-000002"]
    assert documented(order) == order.total == 5 * 1999 + 500


def test_a_refund_is_followed_by_a_credit_note_about_its_lines(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    payment = orders.paid(order)
    invoicing.issue_invoice(ctx, order.id)
    (line,) = models.OrderLine.objects.filter(order=order)

    refund = orders.refund(
        payment, order, 2199, lines=[(line, 1, 1999)], shipping_amount=100, reason="Broken", return_id=None
    )
    found = invoicing.issue_invoice(ctx, order.id)

    note = found.invoices[1]
    assert (note.kind, note.number, note.refund_id, note.gross) == ("credit_note", "CN-000001", refund.id, 2199)
    assert note.corrects_id == found.invoices[0].id
    stored = models.Invoice.objects.get(id=note.id).data
    assert [(row["title"], row["quantity"], row["gross"]) for row in stored["rows"]] == [
        (line.title, 1, 1999),
        ("parcel", 0, 100),
        ("", 0, 100),
    ]
    assert stored["reason"] == "Broken"
    assert documented(order) == 4498 - 2199
    assert len(documents(order)) == 2


def test_what_an_edit_gave_back_is_not_credited_twice(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    payment = orders.paid(order)
    invoicing.issue_invoice(ctx, order.id)
    edited = edit(ctx, order, 1)
    assert (edited.due, edited.to_refund) == (0, 1999)
    orders.refund(payment, order, 1999)

    invoicing.issue_invoice(ctx, order.id)

    assert [row[0] for row in documents(order)] == ["INV-000001", "CN-000001"]
    order.refresh_from_db()
    assert documented(order) == order.total == 2499


def test_a_refund_that_came_back_is_invoiced_again(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    payment = orders.paid(order)
    invoicing.issue_invoice(ctx, order.id)
    refund = orders.refund(payment, order, 1000)
    invoicing.issue_invoice(ctx, order.id)
    with pytest.raises(errors.NothingToInvoice):
        invoicing.issue_invoice(ctx, order.id)

    payment.refresh_from_db()
    with transaction.atomic():
        turn_back(ctx, payment, refund.id, error_code="closed")
    invoicing.issue_invoice(ctx, order.id)

    assert [row[0] for row in documents(order)] == ["INV-000001", "CN-000001", "INV-000002"]
    order.refresh_from_db()
    assert (documented(order), order.allowed_total) == (order.total, 0)
    assert not invoicing.lacks_documents(order.id)
    orders.refund(payment, order, 500)
    invoicing.issue_invoice(ctx, order.id)
    assert (documents(order)[3][0], documented(order)) == ("CN-000002", order.total - 500)


def test_a_cancelled_order_is_credited_whole(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2])
    payment = orders.paid(order)
    invoicing.issue_invoice(ctx, order.id)
    orders.refund(payment, order, 500)
    invoicing.issue_invoice(ctx, order.id)

    cancelling.cancel_order(ctx, order.id, CancelOrderRequest())
    invoicing.issue_invoice(ctx, order.id)
    orders.refund(payment, order, order.total - 500)

    assert documented(order) == 0
    with pytest.raises(errors.NothingToInvoice):
        invoicing.issue_invoice(ctx, order.id)


def test_an_order_that_was_cancelled_before_needs_no_invoice(ctx: RequestContext) -> None:
    order = orders.order()
    cancelling.cancel_order(ctx, order.id, CancelOrderRequest())

    with pytest.raises(errors.NothingToInvoice):
        invoicing.issue_invoice(ctx, order.id)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ["Invoice", "INV-000001", "Lamp «Ночь»", "$44.98", "VAT 19 %", "Total", "Ann Example"]),
        ("de", ["Rechnung", "INV-000001", "44,98 $", "Gesamt", "Berlin"]),
        ("ru", ["Счёт-фактура", "INV-000001", "44,98 $", "Итого"]),
    ],
)
def test_an_invoice_prints_in_the_language_of_the_order(ctx: RequestContext, locale: str, words: list[str]) -> None:
    models.SalesSettings.objects.create(
        seller={"name": "Свет GmbH", "line1": "Weg 2", "city": "Köln", "country": "DE", "vat_id": "DE123456789"}
    )
    order = orders.order(locale=locale)
    models.OrderLine.objects.filter(order=order).update(title="Lamp «Ночь»")
    invoicing.issue_invoice(ctx, order.id)

    document = selectors.get_invoice(ctx, models.Invoice.objects.get(order=order).id)
    content = printing.print_invoice(document)

    assert content.startswith(b"%PDF-")
    assert printing.print_invoice(document) == content
    text = _text(document)
    for word in words:
        assert word in text
    assert "Свет GmbH" in text


def _text(document: models.Invoice) -> str:
    """Return what is handed to the typesetter."""
    return json.dumps(printing.content_of(document), ensure_ascii=False).replace("\u00a0", " ")


def test_markup_in_names_is_only_text(ctx: RequestContext) -> None:
    order = orders.order()
    models.OrderLine.objects.filter(order=order).update(title='#eval("1") $x$ *b* @a <l> \\ // "')
    invoicing.issue_invoice(ctx, order.id)

    assert printing.print_invoice(models.Invoice.objects.get(order=order)).startswith(b"%PDF-")
