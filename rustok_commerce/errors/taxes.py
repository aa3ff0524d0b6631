"""What is refused about taxes and totals."""

from __future__ import annotations

from rustok.errors import Invalid


class VatIdInvalid(Invalid):
    """By its country's rules nobody has this VAT id."""

    code = "commerce.vat_id.invalid"
    message = "{vat_id!r} is no valid VAT id."


class TotalTooLarge(Invalid):
    """Sums beyond this could not be added up safely."""

    code = "commerce.total.too_large"
    message = "The sum is too large."
