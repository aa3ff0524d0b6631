"""REST of reports for staff: as lists, and as files for a spreadsheet."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok_commerce.dto.jobs import TableFormat
from rustok_commerce.dto.reports import (
    ReportRequest,
    SalesReportResponse,
    StockFileRequest,
    StockReportRequest,
    StockReportResponse,
    TaxReportResponse,
)
from rustok_commerce.selectors import reports
from rustok_commerce.services.transfer.tables import table_writer


def _csv(name: str, row: type[Any], rows: Sequence[Any]) -> HttpResponse:
    """Answer with a CSV file: a column for each field, amounts in minor units."""
    names = [field.name for field in dataclasses.fields(row)]
    writer = table_writer(TableFormat.CSV)
    writer.row(names)
    for one in rows:
        writer.row([_cell(getattr(one, field)) for field in names])
    answer = HttpResponse(writer.finish(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _cell(value: Any) -> str:
    return to_ulid(value) if isinstance(value, UUID) else str(value)


class SalesReportView(ApiView):
    """Sales."""

    tag = "reports"

    @endpoint(query=ReportRequest, response=SalesReportResponse, page=True)
    def get(self, request: Request, query: ReportRequest) -> tuple[SalesReportResponse, ...]:
        """Return what was sold, by day or month, channel and currency."""
        return reports.sales_report(self.ctx, query)


class SalesReportFileView(ApiView):
    """Sales, as a file."""

    tag = "reports"

    @endpoint(query=ReportRequest, status=200)
    def get(self, request: Request, query: ReportRequest) -> HttpResponse:
        """Fetch what was sold as CSV."""
        return _csv("sales", SalesReportResponse, reports.sales_report(self.ctx, query))


class TaxReportView(ApiView):
    """Tax."""

    tag = "reports"

    @endpoint(query=ReportRequest, response=TaxReportResponse, page=True)
    def get(self, request: Request, query: ReportRequest) -> tuple[TaxReportResponse, ...]:
        """Return what was taxed, by day or month, currency, country and rate."""
        return reports.tax_report(self.ctx, query)


class TaxReportFileView(ApiView):
    """Tax, as a file."""

    tag = "reports"

    @endpoint(query=ReportRequest, status=200)
    def get(self, request: Request, query: ReportRequest) -> HttpResponse:
        """Fetch what was taxed as CSV."""
        return _csv("tax", TaxReportResponse, reports.tax_report(self.ctx, query))


class StockReportView(ApiView):
    """Stock."""

    tag = "reports"

    @endpoint(query=StockReportRequest, response=StockReportResponse, page=True)
    def get(self, request: Request, query: StockReportRequest) -> Page[StockReportResponse]:
        """Return what came and went of each variant at each location."""
        return reports.stock_report(self.ctx, query)


class StockReportFileView(ApiView):
    """Stock, as a file."""

    tag = "reports"

    @endpoint(query=StockFileRequest, status=200)
    def get(self, request: Request, query: StockFileRequest) -> HttpResponse:
        """Fetch what came and went as CSV, all of it."""
        return _csv("stock", StockReportResponse, reports.whole_stock_report(self.ctx, query))
