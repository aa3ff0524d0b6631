"""What is refused about taxes and totals."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class TaxClassNotFound(NotFound):
    """No such tax class for this tenant."""

    code = "commerce.tax_class.not_found"
    message = "There is no tax class {tax_class!r}."


class DuplicateTaxClass(Conflict):
    """Another tax class has this code."""

    code = "commerce.tax_class.duplicate_code"
    message = "Tax class code {tax_class!r} is already taken."


class TaxClassIsDefault(Conflict):
    """A shop with tax classes always has a default one."""

    code = "commerce.tax_class.is_default"
    message = "The default tax class stays it until another one becomes it; it goes last."


class TaxClassInUse(Conflict):
    """Products, rates or deliveries are of the class."""

    code = "commerce.tax_class.in_use"
    message = "The tax class {tax_class!r} is in use."


class TaxZoneNotFound(NotFound):
    """No such tax zone for this tenant."""

    code = "commerce.tax_zone.not_found"
    message = "There is no tax zone {tax_zone!r}."


class DuplicateTaxZone(Conflict):
    """Another tax zone has this code."""

    code = "commerce.tax_zone.duplicate_code"
    message = "Tax zone code {tax_zone!r} is already taken."


class DuplicateTaxRate(Invalid):
    """One zone would have the same tax on the same class twice."""

    code = "commerce.tax_rate.duplicate"
    message = "The tax {name!r} on {tax_class!r} is given twice."


class VatIdInvalid(Invalid):
    """By its country's rules nobody has this VAT id."""

    code = "commerce.vat_id.invalid"
    message = "{vat_id!r} is no valid VAT id."


class TotalTooLarge(Invalid):
    """Sums beyond this could not be added up safely."""

    code = "commerce.total.too_large"
    message = "The sum is too large."


class TaxProviderUnknown(Invalid):
    """The installation has no such provider of taxes."""

    code = "commerce.tax_provider.unknown"
    message = "There is no tax provider {provider!r}."
