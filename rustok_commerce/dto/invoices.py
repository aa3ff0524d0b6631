"""Invoices and credit notes: what is asked and answered. Amounts in minor units."""

from __future__ import annotations

from enum import StrEnum


class InvoiceKind(StrEnum):
    """A demand, or one taken back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
