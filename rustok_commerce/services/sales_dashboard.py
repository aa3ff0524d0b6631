"""How the shop sells, on the admin's front page: the last thirty days, and what waits for somebody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from rustok.context import RequestContext
from rustok.modules.contract import Card, Chart, Series
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.dto.reports import ReportRequest, SalesReportResponse
from rustok_commerce.selectors.order_queue import OrderQueue, count_queues
from rustok_commerce.selectors.reports import sales_report
from rustok_commerce.services.money import format_amount, to_decimal

DAYS: Final = 30


def sales_cards(ctx: RequestContext) -> list[Card]:
    """Return the cards that somebody who sees orders may see; amounts only to those who see reports."""
    if not allowed(ctx, "commerce.order:read"):
        return []
    cards = _figures(ctx) if allowed(ctx, "commerce.report:read") else []
    counts = count_queues()
    for queue, title, detail, icon, alert in (
        (OrderQueue.TO_SEND, "To send", "orders that may go", "local_shipping", False),
        (OrderQueue.TO_CAPTURE, "To capture", "orders whose money is held ready", "credit_score", False),
        (OrderQueue.FAILED, "Failed payments", "orders at which a provider said no", "credit_card_off", True),
        (OrderQueue.TO_REFUND, "To refund", "orders that were paid too much", "currency_exchange", True),
        (OrderQueue.RETURNS, "Returns", "orders of which something comes back", "assignment_return", False),
    ):
        cards.append(
            Card(
                title=title,
                value=counts[queue],
                detail=detail,
                url=f"{reverse('admin:rustok_commerce_order_changelist')}?{urlencode({'queue': queue.value})}",
                icon=icon,
                alert=alert and counts[queue] > 0,
            )
        )
    return cards


def sales_charts(ctx: RequestContext) -> list[Chart]:
    """Return the charts that somebody who sees reports may see."""
    if not (allowed(ctx, "commerce.order:read") and allowed(ctx, "commerce.report:read")):
        return []
    rows, days = _report(ctx)
    if not rows:
        return []
    totals: dict[str, dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    orders: dict[dt.date, int] = defaultdict(int)
    for row in rows:
        totals[row.currency][row.period] += row.total
        orders[row.period] += row.orders
    labels = tuple(date_format(day, "j M") for day in days)
    url = reverse("admin:sales_report")
    return [
        Chart(
            title="Sales by day",
            kind="line",
            labels=labels,
            series=tuple(
                Series(name=currency, values=tuple(float(to_decimal(found.get(day, 0), currency)) for day in days))
                for currency, found in sorted(totals.items())
            ),
            url=url,
        ),
        Chart(
            title="Orders by day",
            kind="bar",
            labels=labels,
            series=(Series(name="Orders", values=tuple(float(orders.get(day, 0)) for day in days)),),
            url=url,
        ),
    ]


def _figures(ctx: RequestContext) -> list[Card]:
    rows, _ = _report(ctx)
    sold: dict[str, int] = defaultdict(int)
    count: dict[str, int] = defaultdict(int)
    for row in rows:
        sold[row.currency] += row.total
        count[row.currency] += row.orders
    url = reverse("admin:sales_report")
    orders = sum(count.values())
    return [
        Card(
            title="Sales",
            value=_amounts(ctx, sold),
            detail=f"{orders} orders in the last {DAYS} days",
            url=url,
            icon="monitoring",
        ),
        Card(
            title="Average order",
            value=_amounts(ctx, {code: total // count[code] for code, total in sold.items() if count[code]}),
            detail=f"in the last {DAYS} days",
            url=url,
            icon="shopping_bag",
        ),
        Card(title="Conversion", value=_conversion(), detail="of carts with goods became orders", icon="filter_alt"),
    ]


def _report(ctx: RequestContext) -> tuple[tuple[SalesReportResponse, ...], list[dt.date]]:
    last = timezone.now().astimezone(dt.UTC).date()
    first = last - dt.timedelta(days=DAYS - 1)
    rows = sales_report(ctx, ReportRequest(first=first, last=last))
    return rows, [first + dt.timedelta(days=number) for number in range(DAYS)]


def _amounts(ctx: RequestContext, found: Mapping[str, int]) -> str:
    said = [format_amount(amount, currency, ctx.locale) for currency, amount in sorted(found.items()) if amount]
    return " · ".join(said) or "—"


def _conversion() -> str:
    """Say how many of the carts that were touched in the time became orders."""
    since = timezone.now() - dt.timedelta(days=DAYS)
    filled = models.Cart.objects.filter(kind=CartKind.CART, updated_at__gte=since).exclude(status=CartStatus.MERGED)
    found = filled.filter(Exists(models.CartLine.objects.filter(cart=OuterRef("pk")))).aggregate(
        all=Count("id"), bought=Count("id", filter=Q(status=CartStatus.COMPLETED))
    )
    return f"{found['bought'] * 100 / found['all']:.1f} %" if found["all"] else "—"
