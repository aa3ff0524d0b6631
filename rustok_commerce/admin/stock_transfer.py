"""Pieces of a variant on their way from one location to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from rustok.api.admin.forms import reason
from rustok.errors import RustokError
from rustok_commerce import errors, models
from rustok_commerce.admin.variant_rows import VariantRows
from rustok_commerce.dto.inventory import MAX_STOCK

_INPUT: Final = {"class": "rustok-input"}
_BLAMED: Final[dict[type[RustokError], str]] = {
    errors.SameLocation: "to_location",
    errors.InsufficientStock: "quantity",
    errors.StockOverflow: "quantity",
    errors.VariantNotFound: "variant",
}
"""Which field of the form a refusal is about; the command names none."""


class TransferForm(forms.Form):
    """What goes where. Locations that are switched off take and give nothing, so they are not offered."""

    variant = forms.ChoiceField(label="Variant", widget=forms.Select(attrs=_INPUT))
    from_location = forms.ChoiceField(label="from", widget=forms.Select(attrs=_INPUT))
    to_location = forms.ChoiceField(label="to", widget=forms.Select(attrs=_INPUT))
    quantity = forms.IntegerField(
        label="Pieces",
        min_value=1,
        max_value=MAX_STOCK,
        widget=forms.NumberInput(attrs={"class": "rustok-input is-number"}),
    )
    note = forms.CharField(
        label="Note", required=False, max_length=255, widget=forms.TextInput(attrs={"class": "rustok-input is-wide"})
    )

    def __init__(self, data: Any, *, rows: VariantRows, locations: Sequence[models.StockLocation]) -> None:
        super().__init__(data, prefix="transfer")
        active = [location for location in locations if location.is_active]
        self.is_possible = len(active) > 1 and bool(rows.variants)
        places = [(str(location.pk), location.name) for location in active]
        named = [(str(variant.pk), _named(rows, variant)) for variant in rows.variants]
        for name, choices in (("variant", named), ("from_location", places), ("to_location", places)):
            field: Any = self.fields[name]
            field.choices = choices
        if self.is_possible:
            self.initial = {"from_location": places[0][0], "to_location": places[1][0]}

    def request(self) -> dict[str, Any]:
        """Return the transfer as a request takes it."""
        data = self.cleaned_data
        return {
            "variant_id": data["variant"],
            "from_location_id": data["from_location"],
            "to_location_id": data["to_location"],
            "quantity": data["quantity"],
            "note": data["note"] or None,
        }

    def refused(self, exc: RustokError) -> None:
        """Show a refusal at the field that it is about."""
        self.add_error(_BLAMED.get(type(exc)), reason(exc))


def _named(rows: VariantRows, variant: models.Variant) -> str:
    title = rows.titles[variant.pk]
    return f"{title} ({variant.sku})" if variant.sku and variant.sku != title else title
