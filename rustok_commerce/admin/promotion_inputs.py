"""What people type into a promotion's form: amounts in several currencies, tiers, products by name, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.services.money import from_decimal, to_decimal

PPM: Final = Decimal(10_000)
"""Parts per million in one per cent."""
_AMOUNT: Final = re.compile(r"^\s*(-?[\d.]+)\s*([A-Za-z]{3})\s*$")


class AmountsField(forms.Field):
    """Amounts in several currencies as people write them: ``10.00 EUR, 12 USD``. Gives them as requests take them."""

    def __init__(self, label: str, *, initial: Any = None, help_text: str = "") -> None:
        super().__init__(
            label=label,
            initial=initial,
            required=False,
            help_text=help_text or f"One per currency: {_example()}.",
            widget=UnfoldAdminTextInputWidget,
        )

    def prepare_value(self, value: Any) -> Any:
        """Write amounts for people."""
        return written(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """Read amounts."""
        return value if isinstance(value, list) else read_amounts(value or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare amounts, not how they are written."""
        try:
            return self.to_python(data) != (initial or [])
        except forms.ValidationError:
            return True


class TiersField(forms.Field):
    """Tiers, one per line: ``100 EUR: 5 %`` or ``100 EUR, 110 USD: 10 EUR, 11 USD``."""

    def __init__(self, label: str, *, initial: Any = None) -> None:
        super().__init__(
            label=label,
            initial=initial,
            required=False,
            help_text=f"One per line, from which amount on and what is taken off: {_example()}: 5 %",
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        )

    def prepare_value(self, value: Any) -> Any:
        """Write tiers for people."""
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{written(tier['minimums'])}: "
            + (f"{percent_of(tier['rate_ppm'])} %" if "rate_ppm" in tier else written(tier["amounts"]))
            for tier in value
        )

    def to_python(self, value: Any) -> list[dict[str, Any]]:
        """Read tiers."""
        if isinstance(value, list):
            return value
        return [_tier(line) for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare tiers, not how they are written."""
        try:
            return self.to_python(data) != (initial or [])
        except forms.ValidationError:
            return True


class ProductsField(forms.Field):
    """Products by handle and, where it takes them, variants by SKU, parted by commas. Gives the ids of both."""

    def __init__(self, label: str, *, initial: Any = None, takes_variants: bool = True) -> None:
        self.takes_variants = takes_variants
        super().__init__(
            label=label,
            initial=initial,
            required=False,
            help_text=f"Handles of products{' or SKUs of variants' if takes_variants else ''}, parted by commas.",
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        )

    def prepare_value(self, value: Any) -> Any:
        """Write handles and SKUs."""
        if not isinstance(value, dict):
            return value
        handles = models.Product.objects.filter(id__in=value["product_ids"]).values_list("handle", flat=True)
        skus = models.Variant.objects.filter(id__in=value["variant_ids"]).values_list("sku", flat=True)
        return ", ".join([*handles.order_by("handle"), *(sku for sku in skus.order_by("sku") if sku)])

    def to_python(self, value: Any) -> dict[str, list[str]]:
        """Find what is named."""
        if isinstance(value, dict):
            return value
        names = list(dict.fromkeys(name.strip() for name in re.split(r"[,\n]", value or "") if name.strip()))
        products = dict(models.Product.objects.filter(handle__in=names).values_list("handle", "id"))
        rows = models.Variant.objects.filter(sku__in=names if self.takes_variants else [])
        variants = dict(rows.values_list("sku", "id"))
        unknown = [name for name in names if name not in products and name not in variants]
        if unknown:
            what = "No product and no variant" if self.takes_variants else "No product"
            raise forms.ValidationError(f"{what} is called {', '.join(unknown)}.")
        return {
            "product_ids": [str(products[name]) for name in names if name in products],
            "variant_ids": [str(variants[name]) for name in names if name not in products],
        }

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is meant."""
        try:
            found = self.to_python(data)
        except forms.ValidationError:
            return True
        before = initial or {"product_ids": [], "variant_ids": []}
        return any(sorted(found[name]) != sorted(before[name]) for name in found)


class WordsField(forms.Field):
    """Words parted by commas. Gives a list."""

    def prepare_value(self, value: Any) -> Any:
        """Write the words."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        """Read the words."""
        return value if isinstance(value, list) else [word.strip() for word in (value or "").split(",") if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the words."""
        return self.to_python(data) != (initial or [])


def percent_of(rate_ppm: int) -> str:
    """Write parts per million as per cent, without zeros that say nothing."""
    return f"{(Decimal(rate_ppm) / PPM).normalize():f}"


def read_amounts(text: str) -> list[dict[str, Any]]:
    """Read ``10.00 EUR, 12 USD``."""
    found = []
    for part in filter(str.strip, text.split(",")):
        match = _AMOUNT.match(part)
        if match is None:
            raise forms.ValidationError(f"{part.strip()!r} is no amount with its currency, such as {_example()}.")
        currency = match[2].upper()
        if currency not in current_tenant().currencies:
            raise forms.ValidationError(f"The shop does not sell in {currency}.")
        try:
            amount = from_decimal(Decimal(match[1]), currency)
        except (InvalidOperation, ValueError) as exc:
            raise forms.ValidationError(f"{match[1]} is no amount in {currency}.") from exc
        if amount < 0:
            raise forms.ValidationError("An amount is not below zero.")
        found.append({"currency": currency, "amount": amount})
    return found


def written(amounts: Iterable[Mapping[str, Any]]) -> str:
    """Write amounts as :func:`read_amounts` reads them."""
    return ", ".join(f"{to_decimal(said['amount'], said['currency'])} {said['currency']}" for said in amounts)


def _tier(line: str) -> dict[str, Any]:
    minimums, colon, off = line.partition(":")
    if not colon or not minimums.strip() or not off.strip():
        raise forms.ValidationError(f"{line.strip()!r} is no tier, such as {_example()}: 5 %")
    tier: dict[str, Any] = {"minimums": read_amounts(minimums)}
    if not off.strip().endswith("%"):
        return {**tier, "amounts": read_amounts(off)}
    try:
        return {**tier, "rate_ppm": int(Decimal(off.strip().rstrip("% ")) * PPM)}
    except InvalidOperation as exc:
        raise forms.ValidationError(f"{off.strip()!r} is no percentage.") from exc


def _example() -> str:
    return f"100 {current_tenant().currencies[0]}"
