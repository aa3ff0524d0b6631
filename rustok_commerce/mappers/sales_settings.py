"""How a shop sells, as an answer."""

from __future__ import annotations

from rustok_commerce import models
from rustok_commerce.dto.sales_settings import SalesSettingsResponse, Seller, TaxRounding


def sales_settings_response(row: models.SalesSettings) -> SalesSettingsResponse:
    """Map a shop's row, or an unsaved one with the defaults."""
    return SalesSettingsResponse(
        tax_rounding=TaxRounding(row.tax_rounding),
        tax_provider=row.tax_provider,
        country=row.country,
        guest_checkout=row.guest_checkout,
        max_lines=row.max_lines,
        max_quantity=row.max_quantity,
        cart_days=row.cart_days,
        recovery_hours=row.recovery_hours,
        reservation_minutes=row.reservation_minutes,
        auto_capture=row.auto_capture,
        order_prefix=row.order_prefix,
        invoice_prefix=row.invoice_prefix,
        credit_note_prefix=row.credit_note_prefix,
        auto_invoice=row.auto_invoice,
        seller=Seller(**row.seller),
        version=0 if row._state.adding else row.version,
    )
