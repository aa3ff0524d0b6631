"""Invoices and credit notes: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, doc

from rustok.dto import Id, Moment

Signed = Annotated[int, Ge(-(2**63)), Le(2**63 - 1), doc("Minor units of the currency.")]


class InvoiceKind(StrEnum):
    """A demand, or one taken back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceResponse:
    """An invoice or a credit note. What it says never changes; its PDF is fetched by itself."""

    id: Id
    order_id: Id
    kind: InvoiceKind
    number: str
    currency: str
    net: Signed
    tax: Signed
    gross: Signed
    refund_id: Id | None
    corrects_id: Id | None
    locale: str
    issued_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInvoicesRequest:
    """Which documents, newest first."""

    kind: InvoiceKind | None = None
    order_id: Id | None = None
    number: Annotated[str, MaxLen(40)] | None = None
    issued_from: Moment | None = None
    issued_before: Moment | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None
