"""Reports and exports: exact sums of what was sold, taxed, given back and moved."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rustok.context import RequestContext
from rustok_commerce import errors, models
from rustok_commerce.dto.fulfilments import FulfilOrderRequest
from rustok_commerce.dto.orders import CancelOrderRequest, ExportOrdersRequest, PaymentStatus
from rustok_commerce.dto.reports import Period, ReportRequest, StockFileRequest, StockReportRequest
from rustok_commerce.selectors import reports
from rustok_commerce.services import running
from rustok_commerce.services.orders import cancelling, fulfilment, invoicing
from tests.factories import commerce, orders


def today() -> dt.date:
    """Return the day it is."""
    return timezone.now().date()


def asked(**said: object) -> ReportRequest:
    """Ask for the days around today."""
    span = {"first": today() - dt.timedelta(days=1), "last": today() + dt.timedelta(days=1)}
    return ReportRequest(**{**span, **said})  # type: ignore[arg-type]


def test_sales_are_summed_by_channel_and_currency(ctx: RequestContext) -> None:
    orders.order(quantities=[2, 1])
    payment = orders.paid(order := orders.order(quantities=[1], discount=10))
    orders.refund(payment, order, 700)
    orders.order(channel="b2b", currency="EUR")
    cancelling.cancel_order(ctx, orders.order().id, CancelOrderRequest())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        b2b, default = reports.sales_report(ctx, asked())

    assert len(queries) == 1
    assert (b2b.channel, b2b.currency, b2b.orders, b2b.total) == ("b2b", "EUR", 1, 4498)
    assert (default.orders, default.pieces, default.cancelled) == (2, 4, 1)
    assert (default.subtotal, default.discounts, default.shipping) == (4 * 1999, 199, 1000)
    assert default.total == default.net + default.tax == 4 * 1999 - 199 + 1000
    assert default.refunded == 700
    assert [row.currency for row in reports.sales_report(ctx, asked(currency="EUR", by=Period.MONTH))] == ["EUR"]
    assert reports.sales_report(ctx, asked(channel="none")) == ()


def test_taxes_are_summed_by_country_and_rate(ctx: RequestContext) -> None:
    orders.order(shipping_address={**orders.ADDRESS, "country": "AT"})
    order = orders.order()
    payment = orders.paid(order)
    models.OrderLine.objects.filter(order=orders.order()).update(taxes=[], tax=0, net=3998)
    invoicing.issue_invoice(ctx, order.id)
    orders.refund(payment, order, 1190)
    invoicing.issue_invoice(ctx, order.id)

    found = reports.tax_report(ctx, asked())

    assert [(row.country, row.name, row.rate_ppm, row.net, row.tax) for row in found] == [
        ("AT", "VAT", 190_000, 3780, 718),
        ("DE", "", 0, 3998, 0),
        ("DE", "VAT", 190_000, 3780 + 420, 718 + 80),
    ]
    assert (found[2].credited_net + found[2].credited_tax, found[2].credited_tax) == (1190, 190)
    assert (found[0].credited_net, found[0].credited_tax) == (0, 0)


def test_stock_is_summed_by_variant_and_place(ctx: RequestContext) -> None:
    order = orders.order(quantities=[2, 1], product=commerce.product(variants=[commerce.variant() for _ in range(2)]))
    fulfilment.fulfil_order(ctx, order.id, FulfilOrderRequest())
    request = StockReportRequest(first=today(), last=today() + dt.timedelta(days=1), limit=1)

    first = reports.stock_report(ctx, request)
    second = reports.stock_report(ctx, StockReportRequest(first=today(), last=today(), limit=1, after=first.next))

    rows = [*first.items, *second.items]
    assert [(row.opening, row.received, row.sold, row.closing) for row in rows] == [(0, 10, 2, 8), (0, 10, 1, 9)]
    assert second.next is None
    assert list(reports.whole_stock_report(ctx, StockFileRequest(first=today(), last=today()))) == rows


def test_a_report_of_too_many_days_is_refused(ctx: RequestContext) -> None:
    with pytest.raises(errors.ReportRangeTooLong):
        reports.sales_report(ctx, asked(first=today() - dt.timedelta(days=400)))
    assert reports.sales_report(ctx, asked(first=today() - dt.timedelta(days=400), by=Period.MONTH)) == ()


def test_orders_are_written_to_a_file_a_row_for_each_line(ctx: RequestContext) -> None:
    first = orders.order(quantities=[2, 1], email="=cmd@example.com")
    second = orders.order()
    orders.paid(second)

    job = running.start_order_export(ctx, ExportOrdersRequest())
    paid = running.start_order_export(ctx, ExportOrdersRequest(payment_status=PaymentStatus.PAID))

    assert (job.status, job.total, job.done, job.error) == ("finished", 2, 2, None)
    name, content = running.result_of(ctx, job.id)
    assert name == "orders.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["number"], row["line_quantity"], row["line_gross"], row["total"]) for row in rows] == [
        (first.number, "2", "39.98", "64.97"),
        (first.number, "1", "19.99", "64.97"),
        (second.number, "2", "39.98", "44.98"),
    ]
    assert rows[0]["email"] == "'=cmd@example.com"
    assert rows[0]["shipping_city"] == "Berlin"
    assert paid.total == 1
