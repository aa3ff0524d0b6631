"""GraphQL of documents and reports for staff; files go by REST."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_commerce.dto.invoices import InvoiceKind, InvoiceResponse, ListInvoicesRequest
from rustok_commerce.dto.reports import (
    ReportRequest,
    SalesReportResponse,
    StockReportRequest,
    StockReportResponse,
    TaxReportResponse,
)
from rustok_commerce.selectors import invoices, reports

_Report = input_type(ReportRequest)


class ReportQuery:
    """Documents and reports."""

    invoices = connection_field(
        object_type(InvoiceResponse), kind=enum_type(InvoiceKind)(), order_id=ID(), number=graphene.String()
    )
    sales_report = graphene.List(graphene.NonNull(object_type(SalesReportResponse)), input=_Report(required=True))
    tax_report = graphene.List(graphene.NonNull(object_type(TaxReportResponse)), input=_Report(required=True))
    stock_report = connection_field(
        object_type(StockReportResponse),
        days_from=graphene.Date(required=True),
        days_to=graphene.Date(required=True),
        location_id=ID(),
    )

    def resolve_invoices(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        query = page_query(first, after)
        wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
        place = {"after": after} if after is not None else {}
        request = parse(ListInvoicesRequest, {**wanted, **place, "limit": query.limit})
        return connect(invoices.list_invoices(info.context.ctx, request), after)

    def resolve_sales_report(self, info: Any, input: Any) -> tuple[SalesReportResponse, ...]:
        return reports.sales_report(info.context.ctx, parse(ReportRequest, input))

    def resolve_tax_report(self, info: Any, input: Any) -> tuple[TaxReportResponse, ...]:
        return reports.tax_report(info.context.ctx, parse(ReportRequest, input))

    def resolve_stock_report(
        self, info: Any, days_from: Any, days_to: Any, first: int | None = None, after: str | None = None, **asked: Any
    ) -> Connection:
        query = page_query(first, after)
        wanted = {name: value for name, value in asked.items() if value is not None}
        place = {"after": after} if after is not None else {}
        data = {"first": days_from, "last": days_to, **wanted, **place, "limit": query.limit}
        return connect(reports.stock_report(info.context.ctx, parse(StockReportRequest, data)), after)
