"""Reports for staff, each in a statement or two whatever the size of the shop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import connection

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import errors
from rustok_commerce.dto.reports import (
    Period,
    ReportRequest,
    SalesReportResponse,
    StockFileRequest,
    StockReportRequest,
    StockReportResponse,
    TaxReportResponse,
)
from rustok_commerce.selectors import keyset

LIMITS: Final[Mapping[Period, int]] = {Period.DAY: 366, Period.MONTH: 120}
"""How many days or months one report covers."""

_SALES: Final = """
WITH sold AS (
    SELECT date_trunc(%(by)s, o.created_at AT TIME ZONE 'UTC')::date AS period, o.channel, o.currency,
        count(*) FILTER (WHERE o.status <> 'cancelled') AS orders,
        count(*) FILTER (WHERE o.status = 'cancelled') AS cancelled,
        sum(o.subtotal) FILTER (WHERE o.status <> 'cancelled') AS subtotal,
        sum(o.discount_total) FILTER (WHERE o.status <> 'cancelled') AS discounts,
        sum(o.shipping_total) FILTER (WHERE o.status <> 'cancelled') AS shipping,
        sum(o.net_total) FILTER (WHERE o.status <> 'cancelled') AS net,
        sum(o.tax_total) FILTER (WHERE o.status <> 'cancelled') AS tax,
        sum(o.total) FILTER (WHERE o.status <> 'cancelled') AS total
    FROM commerce_orders o
    WHERE o.tenant_id = %(tenant)s AND o.created_at >= %(start)s AND o.created_at < %(stop)s {filters}
    GROUP BY 1, 2, 3
), pieces AS (
    SELECT date_trunc(%(by)s, o.created_at AT TIME ZONE 'UTC')::date AS period, o.channel, o.currency,
        sum(l.quantity - l.cancelled) AS pieces
    FROM commerce_orders o
    JOIN commerce_order_lines l
        ON l.tenant_id = o.tenant_id AND l.order_id = o.id AND l.order_created_at = o.created_at
    WHERE o.tenant_id = %(tenant)s AND o.created_at >= %(start)s AND o.created_at < %(stop)s
        AND o.status <> 'cancelled' {filters}
    GROUP BY 1, 2, 3
), refunds AS (
    SELECT date_trunc(%(by)s, r.finished_at AT TIME ZONE 'UTC')::date AS period, o.channel, o.currency,
        sum(r.amount) AS refunded
    FROM commerce_refunds r
    JOIN commerce_orders o
        ON o.tenant_id = r.tenant_id AND o.id = r.order_id AND o.created_at = r.order_created_at
    WHERE r.tenant_id = %(tenant)s AND r.status = 'succeeded'
        AND r.finished_at >= %(start)s AND r.finished_at < %(stop)s {filters}
    GROUP BY 1, 2, 3
)
SELECT period, channel, currency, coalesce(orders, 0), coalesce(pieces, 0), coalesce(cancelled, 0),
    coalesce(subtotal, 0), coalesce(discounts, 0), coalesce(shipping, 0), coalesce(net, 0), coalesce(tax, 0),
    coalesce(total, 0), coalesce(refunded, 0)
FROM sold
FULL JOIN pieces USING (period, channel, currency)
FULL JOIN refunds USING (period, channel, currency)
ORDER BY period, channel, currency
"""

_TAX: Final = """
WITH parts AS (
    SELECT order_id, order_created_at, net, taxes FROM commerce_order_lines
    WHERE tenant_id = %(tenant)s AND order_created_at >= %(start)s AND order_created_at < %(stop)s
    UNION ALL
    SELECT order_id, order_created_at, net, taxes FROM commerce_order_shipping
    WHERE tenant_id = %(tenant)s AND order_created_at >= %(start)s AND order_created_at < %(stop)s
), charged AS (
    SELECT date_trunc(%(by)s, o.created_at AT TIME ZONE 'UTC')::date AS period, o.currency,
        coalesce(o.shipping_address ->> 'country', o.billing_address ->> 'country', '') AS country,
        t.name, t.rate_ppm, sum(p.net) AS net, sum(t.amount) AS tax
    FROM commerce_orders o
    JOIN parts p ON p.order_id = o.id AND p.order_created_at = o.created_at
    CROSS JOIN LATERAL jsonb_to_recordset(
        CASE WHEN p.taxes = '[]' THEN '[{{"name": "", "rate_ppm": 0, "amount": 0}}]'::jsonb ELSE p.taxes END
    ) AS t (name text, rate_ppm integer, amount bigint)
    WHERE o.tenant_id = %(tenant)s AND o.created_at >= %(start)s AND o.created_at < %(stop)s
        AND o.status <> 'cancelled' {filters}
    GROUP BY 1, 2, 3, 4, 5
), credited AS (
    SELECT date_trunc(%(by)s, i.issued_at AT TIME ZONE 'UTC')::date AS period, i.currency,
        coalesce(o.shipping_address ->> 'country', o.billing_address ->> 'country', '') AS country,
        t.name, t.rate_ppm, sum(t.net) AS credited_net, sum(t.tax) AS credited_tax
    FROM commerce_invoices i
    JOIN commerce_orders o
        ON o.tenant_id = i.tenant_id AND o.id = i.order_id AND o.created_at = i.order_created_at
    CROSS JOIN LATERAL jsonb_to_recordset(i.data -> 'taxes')
        AS t (name text, rate_ppm integer, net bigint, tax bigint)
    WHERE i.tenant_id = %(tenant)s AND i.kind = 'credit_note' AND i.refund_id IS NOT NULL
        AND i.issued_at >= %(start)s AND i.issued_at < %(stop)s {filters}
    GROUP BY 1, 2, 3, 4, 5
)
SELECT period, currency, country, name, rate_ppm, coalesce(net, 0), coalesce(tax, 0),
    coalesce(credited_net, 0), coalesce(credited_tax, 0)
FROM charged
FULL JOIN credited USING (period, currency, country, name, rate_ppm)
ORDER BY period, currency, country, name, rate_ppm
"""

_STOCK: Final = """
SELECT m.variant_id, coalesce(max(m.sku), ''), m.location_id, coalesce(max(p.code), ''),
    coalesce(sum(m.delta) FILTER (WHERE m.created_at < %(start)s), 0),
    coalesce(sum(m.delta) FILTER (WHERE m.created_at >= %(start)s AND m.reason IN ('initial', 'receipt')), 0),
    coalesce(-sum(m.delta) FILTER (WHERE m.created_at >= %(start)s AND m.reason = 'sale'), 0),
    coalesce(sum(m.delta) FILTER (WHERE m.created_at >= %(start)s AND m.reason = 'return'), 0),
    coalesce(-sum(m.delta) FILTER (WHERE m.created_at >= %(start)s AND m.reason = 'loss'), 0),
    coalesce(sum(m.delta) FILTER (WHERE m.created_at >= %(start)s AND m.reason = 'transfer'), 0),
    coalesce(sum(m.delta) FILTER (WHERE m.created_at >= %(start)s AND m.reason IN ('adjustment', 'count')), 0),
    coalesce(sum(m.delta), 0)
FROM commerce_stock_movements m
LEFT JOIN commerce_stock_locations p ON p.tenant_id = m.tenant_id AND p.id = m.location_id
WHERE m.tenant_id = %(tenant)s AND m.created_at < %(stop)s {filters}
GROUP BY m.variant_id, m.location_id
ORDER BY m.variant_id, m.location_id
{limit}
"""


def sales_report(ctx: RequestContext, request: ReportRequest) -> tuple[SalesReportResponse, ...]:
    """Return what was sold, by period, channel and currency.

    :raises ReportRangeTooLong: more days or months than a report covers.
    """
    rows = _ask(ctx, _SALES, request)
    return tuple(
        SalesReportResponse(
            period=period,
            channel=channel,
            currency=currency,
            orders=orders,
            pieces=int(pieces),
            cancelled=cancelled,
            subtotal=int(subtotal),
            discounts=int(discounts),
            shipping=int(shipping),
            net=int(net),
            tax=int(tax),
            total=int(total),
            refunded=int(refunded),
        )
        for (
            period,
            channel,
            currency,
            orders,
            pieces,
            cancelled,
            subtotal,
            discounts,
            shipping,
            net,
            tax,
            total,
            refunded,
        ) in rows
    )


def tax_report(ctx: RequestContext, request: ReportRequest) -> tuple[TaxReportResponse, ...]:
    """Return what was taxed, by period, currency, country and rate.

    :raises ReportRangeTooLong: more days or months than a report covers.
    """
    rows = _ask(ctx, _TAX, request)
    return tuple(
        TaxReportResponse(
            period=period,
            currency=currency,
            country=country,
            name=name,
            rate_ppm=rate_ppm,
            net=int(net),
            tax=int(tax),
            credited_net=int(credited_net),
            credited_tax=int(credited_tax),
        )
        for period, currency, country, name, rate_ppm, net, tax, credited_net, credited_tax in rows
    )


def stock_report(ctx: RequestContext, request: StockReportRequest) -> Page[StockReportResponse]:
    """Return one page of what came and went, by variant and location.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.report:read")
    place = keyset.decode("stock_report", request.after) if request.after is not None else None
    return _stock(request, place, request.limit)


def whole_stock_report(ctx: RequestContext, request: StockFileRequest) -> tuple[StockReportResponse, ...]:
    """Return all that came and went, by variant and location, for a file."""
    require(ctx, "commerce.report:read")
    return _stock(request, None, None).items


def _stock(
    request: StockReportRequest | StockFileRequest, place: tuple[str | None, UUID] | None, limit: int | None
) -> Page[StockReportResponse]:
    filters, params = "", {**_range(request.first, request.last)}
    if request.location_id is not None:
        filters += " AND m.location_id = %(location)s"
        params["location"] = request.location_id
    if place is not None:
        filters += " AND (m.variant_id, m.location_id) > (%(variant)s, %(place)s)"
        params["variant"], params["place"] = place[1], _second(place[0])
    if limit is not None:
        params["limit"] = limit + 1
    found = _rows(_STOCK.format(filters=filters, limit="LIMIT %(limit)s" if limit is not None else ""), params)
    more = limit is not None and len(found) > limit
    rows = found[:limit]
    return Page(
        items=tuple(
            StockReportResponse(
                variant_id=row[0],
                sku=row[1],
                location_id=row[2],
                location=row[3],
                opening=int(row[4]),
                received=int(row[5]),
                sold=int(row[6]),
                returned=int(row[7]),
                lost=int(row[8]),
                transferred=int(row[9]),
                corrected=int(row[10]),
                closing=int(row[11]),
            )
            for row in rows
        ),
        next=keyset.encode("stock_report", str(rows[-1][2]), rows[-1][0]) if more else None,
    )


def _ask(ctx: RequestContext, statement: str, request: ReportRequest) -> list[Any]:
    require(ctx, "commerce.report:read")
    days = (request.last - request.first).days + 1
    periods = days if request.by is Period.DAY else days // 28 + 1
    if periods > LIMITS[request.by]:
        raise errors.ReportRangeTooLong(by=request.by.value, limit=LIMITS[request.by])
    filters, params = "", {**_range(request.first, request.last), "by": request.by.value}
    if request.currency is not None:
        filters += " AND o.currency = %(currency)s"
        params["currency"] = request.currency
    if request.channel is not None:
        filters += " AND o.channel = %(channel)s"
        params["channel"] = request.channel
    return _rows(statement.format(filters=filters), params)


def _range(first: dt.date, last: dt.date) -> dict[str, Any]:
    start = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)
    stop = dt.datetime.combine(last, dt.time(), tzinfo=dt.UTC) + dt.timedelta(days=1)
    return {"tenant": require_tenant_id(), "start": start, "stop": stop}


def _rows(statement: str, params: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found: list[Any] = cursor.fetchall()
    return found


def _second(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError as exc:
        raise errors.InvalidCursor() from exc
