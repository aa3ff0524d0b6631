"""Reports of sales, tax and stock: a range of days, a table, its sums, and the same as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format

from rustok.api.admin.forms import refuse
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.ids import to_ulid
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.order_words import amount_in
from rustok_commerce.dto.jobs import TableFormat
from rustok_commerce.dto.reports import Period, ReportRequest, StockFileRequest, StockReportRequest
from rustok_commerce.selectors.reports import sales_report, stock_report, tax_report, whole_stock_report
from rustok_commerce.services.money import to_decimal
from rustok_commerce.services.transfer.tables import table_writer

RIGHT: Final = "commerce.report:read"
_DAYS: Final = 30
_INPUT: Final = {"class": "rustok-input"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a report shows: headings, rows of cells, sums by currency; ``raw`` are the rows as a file has them."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    raw: Sequence[Sequence[str]]
    sums: Sequence[Sequence[str]] = ()
    first_number: int = 0
    """From which column on there are numbers."""
    next: str = ""


class ReportForm(forms.Form):
    """Which days, and what of them."""

    first = forms.DateField(label="From", widget=forms.DateInput(attrs={**_INPUT, "type": "date"}))
    last = forms.DateField(label="To", widget=forms.DateInput(attrs={**_INPUT, "type": "date"}))


class SalesForm(ReportForm):
    """By day or month, of one currency and channel or of all."""

    by = forms.ChoiceField(
        label="By", choices=[(p.value, p.value) for p in Period], widget=forms.Select(attrs=_INPUT), required=False
    )
    currency = forms.ChoiceField(label="Currency", required=False, widget=forms.Select(attrs=_INPUT))
    channel = forms.ChoiceField(label="Channel", required=False, widget=forms.Select(attrs=_INPUT))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        currencies: Any = self.fields["currency"]
        currencies.choices = [("", "all"), *((code, code) for code in current_tenant().currencies)]
        channels: Any = self.fields["channel"]
        rows = models.Channel.objects.order_by("position", "code").values_list("code", "name")
        channels.choices = [("", "all"), *rows]


class StockForm(ReportForm):
    """At one location or at all."""

    location_id = forms.ChoiceField(label="Location", required=False, widget=forms.Select(attrs=_INPUT))
    after = forms.CharField(required=False, max_length=512, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        locations: Any = self.fields["location_id"]
        rows = models.StockLocation.objects.order_by("-is_default", "name")
        locations.choices = [("", "all"), *((to_ulid(row.pk), row.name) for row in rows)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report: its form, and how it is asked for; ``whole`` is for a file."""

    name: str
    title: str
    icon: str
    form: type[ReportForm]
    ask: Callable[[RequestContext, dict[str, Any], bool], Table]


def report_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of the reports."""

    def view(report: Report) -> Any:
        def show(request: HttpRequest) -> HttpResponse:
            if not page.has_view_permission(request) or not allowed(context_of(request), RIGHT):
                raise PermissionDenied
            return _answer(page, request, report)

        return page.admin_site.admin_view(show)

    return [path(f"reports/{report.name}/", view(report), name=f"{report.name}_report") for report in REPORTS]


def _answer(page: RustokModelAdmin, request: HttpRequest, report: Report) -> HttpResponse:
    ctx = context_of(request)
    today = timezone.now().astimezone(dt.UTC).date()
    asked: dict[str, str] = {
        "first": (today - dt.timedelta(days=_DAYS - 1)).isoformat(),
        "last": today.isoformat(),
        **{name: str(value) for name, value in request.GET.items() if value},
    }
    form = report.form(asked)
    table: Table | None = None
    as_file = request.GET.get("format") == "csv"
    if form.is_valid():
        try:
            table = report.ask(ctx, {name: value for name, value in form.cleaned_data.items() if value}, as_file)
        except RustokError as exc:
            refuse(form, exc)
    if as_file and table is not None:
        return _file(report, form.cleaned_data, table)
    request.current_app = page.admin_site.name
    kept = {name: value for name, value in asked.items() if name in form.fields and name != "after"}
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": report.title,
        "reports": [
            {
                "report": other,
                "url": f"{reverse(f'admin:{other.name}_report')}?{_days(asked)}",
                "active": other is report,
            }
            for other in REPORTS
        ],
        "form": form,
        "table": table,
        "csv": f"?{urlencode({**kept, 'format': 'csv'})}",
        "next": f"?{urlencode({**kept, 'after': table.next})}" if table is not None and table.next else "",
        "first_page": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return TemplateResponse(request, "rustok_commerce/admin/report.html", context)


def _days(asked: dict[str, str]) -> str:
    return urlencode({name: asked[name] for name in ("first", "last")})


def _file(report: Report, asked: dict[str, Any], table: Table) -> HttpResponse:
    writer = table_writer(TableFormat.CSV)
    writer.row(table.headings)
    for row in table.raw:
        writer.row(row)
    answer = HttpResponse(writer.finish(), content_type="text/csv; charset=utf-8")
    name = f"{report.name}-{asked['first']}-{asked['last']}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _day(day: dt.date, by: str) -> str:
    return date_format(day, "F Y") if by == Period.MONTH else date_format(day, "SHORT_DATE_FORMAT")


def _sales(ctx: RequestContext, asked: dict[str, Any], whole: bool) -> Table:
    rows = sales_report(ctx, parse(ReportRequest, _jsonable(asked)))
    money = ("subtotal", "discounts", "shipping", "net", "tax", "total", "refunded")
    by = str(asked.get("by", Period.DAY))
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        into = sums.setdefault(row.currency, dict.fromkeys(("orders", "pieces", "cancelled", *money), 0))
        for name in into:
            into[name] += getattr(row, name)
    return Table(
        headings=(
            "Period", "Channel", "Currency", "Orders", "Pieces", "Cancelled",
            "Goods", "Discounts", "Delivery", "Net", "Tax", "Total", "Refunded",
        ),
        rows=[
            (
                _day(row.period, by), row.channel, row.currency, str(row.orders), str(row.pieces), str(row.cancelled),
                *(amount_in(row.currency, getattr(row, name)) for name in money),
            )
            for row in rows
        ],
        raw=[
            (
                row.period.isoformat(), row.channel, row.currency, str(row.orders), str(row.pieces),
                str(row.cancelled), *(str(to_decimal(getattr(row, name), row.currency)) for name in money),
            )
            for row in rows
        ],
        sums=[
            (
                "All", "", code, *(str(found[name]) for name in ("orders", "pieces", "cancelled")),
                *(amount_in(code, found[name]) for name in money),
            )
            for code, found in sorted(sums.items())
        ],
        first_number=3,
    )  # fmt: skip


def _tax(ctx: RequestContext, asked: dict[str, Any], whole: bool) -> Table:
    rows = tax_report(ctx, parse(ReportRequest, _jsonable(asked)))
    money = ("net", "tax", "credited_net", "credited_tax")
    by = str(asked.get("by", Period.DAY))
    sums: dict[str, dict[str, int]] = {}
    for row in rows:
        into = sums.setdefault(row.currency, dict.fromkeys(money, 0))
        for name in into:
            into[name] += getattr(row, name)
    return Table(
        headings=(
            "Period", "Currency", "Country", "Tax", "Rate", "Net", "Tax amount", "Credited net", "Credited tax",
        ),
        rows=[
            (
                _day(row.period, by), row.currency, row.country or "—", row.name or "not taxed", _rate(row.rate_ppm),
                *(amount_in(row.currency, getattr(row, name)) for name in money),
            )
            for row in rows
        ],
        raw=[
            (
                row.period.isoformat(), row.currency, row.country, row.name, _rate(row.rate_ppm),
                *(str(to_decimal(getattr(row, name), row.currency)) for name in money),
            )
            for row in rows
        ],
        sums=[
            ("All", code, "", "", "", *(amount_in(code, found[name]) for name in money))
            for code, found in sorted(sums.items())
        ],
        first_number=4,
    )  # fmt: skip


def _stock(ctx: RequestContext, asked: dict[str, Any], whole: bool) -> Table:
    if whole:
        asked.pop("after", None)
        rows, after = whole_stock_report(ctx, parse(StockFileRequest, _jsonable(asked))), ""
    else:
        found = stock_report(ctx, parse(StockReportRequest, {**_jsonable(asked), "limit": 100}))
        rows, after = found.items, found.next or ""
    names = ("opening", "received", "sold", "returned", "lost", "transferred", "corrected", "closing")
    cells = [(row.sku or "—", row.location, *(str(getattr(row, name)) for name in names)) for row in rows]
    return Table(
        headings=("SKU", "Location", *(name.capitalize() for name in names)),
        rows=cells,
        raw=cells,
        first_number=2,
        next=after,
    )


def _rate(rate_ppm: int) -> str:
    return f"{rate_ppm / 10_000:.4f}".rstrip("0").rstrip(".") + " %"


def _jsonable(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asked.items()}


REPORTS: Final = (
    Report(name="sales", title="Sales", icon="monitoring", form=SalesForm, ask=_sales),
    Report(name="tax", title="Taxes", icon="percent", form=SalesForm, ask=_tax),
    Report(name="stock", title="Stock", icon="inventory_2", form=StockForm, ask=_stock),
)
