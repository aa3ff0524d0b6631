"""A product's stock: variants against locations; counted, adjusted, moved, each with its reason."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.urls import reverse

from rustok.api.admin.forms import all_valid, refuse, shown
from rustok.dto import parse
from rustok.errors import InvalidInput, RustokError
from rustok_commerce import models
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.admin.stock_transfer import TransferForm
from rustok_commerce.admin.variant_rows import variant_rows
from rustok_commerce.dto.inventory import (
    MAX_STOCK,
    AdjustStockRequest,
    MovementReason,
    SetStockRequest,
    TransferStockRequest,
)
from rustok_commerce.services import inventory, stock_levels

SET: Final = "set"
ADJUST: Final = "adjust"
_REASONS: Final = {
    SET: (MovementReason.COUNT, MovementReason.RECEIPT, MovementReason.INITIAL),
    ADJUST: (MovementReason.ADJUSTMENT, MovementReason.RECEIPT, MovementReason.RETURN, MovementReason.LOSS),
}


class WhyForm(forms.Form):
    """Why stock changes: for all cells that were changed."""

    reason = forms.ChoiceField(widget=forms.Select(attrs={"class": "rustok-input"}))
    note = forms.CharField(
        required=False,
        max_length=255,
        widget=forms.TextInput(attrs={"class": "rustok-input is-wide", "placeholder": "Note for the ledger"}),
    )

    def __init__(self, *args: Any, mode: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons: Any = self.fields["reason"]
        reasons.choices = [(reason.value, reason.name.title()) for reason in _REASONS[mode]]


class StockRow(forms.Form):
    """A variant's stock, a field for each location."""

    def __init__(
        self,
        data: Any,
        prefix: str,
        *,
        locations: list[models.StockLocation],
        levels: dict[Any, Any],
        mode: str,
        disabled: bool,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.levels = levels
        for location in locations:
            level = levels.get(location.pk)
            field = forms.IntegerField(
                required=False,
                min_value=0 if mode == SET else -MAX_STOCK,
                max_value=MAX_STOCK,
                disabled=disabled,
                # What the page showed, so that a count made meanwhile is not overwritten unseen.
                show_hidden_initial=mode == SET,
                widget=forms.NumberInput(attrs={"class": "rustok-input is-number", "aria-label": location.name}),
            )
            self.fields[location.pk.hex] = field
            if mode == SET:
                self.initial[location.pk.hex] = level.on_hand if level is not None else None

    def cells(self, locations: list[models.StockLocation]) -> list[dict[str, Any]]:
        """Return the fields with what there is, in the order of the locations."""
        return [{"field": self[location.pk.hex], "level": self.levels.get(location.pk)} for location in locations]


class StockPage(ProductPage):
    """The grid of stock."""

    tab = "stock"
    template = "rustok_commerce/admin/stock_grid.html"
    right = "commerce.inventory:adjust"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.form = post.get("form", "") if post is not None else ""
        self.mode = ADJUST if self.request.GET.get("mode") == ADJUST else SET
        self.rows = variant_rows(self.request, self.product)
        self.locations = list(models.StockLocation.objects.order_by("-is_default", "code"))
        levels: dict[Any, dict[Any, models.StockLevel]] = {}
        for level in models.StockLevel.objects.filter(variant__in=[variant.pk for variant in self.rows.variants]):
            levels.setdefault(level.variant_id, {})[level.location_id] = level
        self.why = WhyForm(post if self.form == "grid" else None, mode=self.mode)
        self.grid = {
            variant.pk: StockRow(
                post if self.form == "grid" else None,
                variant.pk.hex,
                locations=self.locations,
                levels=levels.get(variant.pk, {}),
                mode=self.mode,
                disabled=not self.may_change,
            )
            for variant in self.rows.variants
        }
        self.transfer = TransferForm(
            post if self.form == "transfer" else None, rows=self.rows, locations=self.locations
        )

    def query(self) -> dict[str, str]:
        """Keep the way of counting."""
        return {**super().query(), **({"mode": ADJUST} if self.mode == ADJUST else {})}

    def context(self) -> dict[str, Any]:
        """Return the grid."""
        ledger = reverse("admin:rustok_commerce_stockmovement_changelist")
        return {
            "mode": self.mode,
            "why": self.why,
            "transfer": self.transfer if self.transfer.is_possible else None,
            "locations": self.locations,
            "rows": [
                {
                    "variant": variant,
                    "title": self.rows.titles[variant.pk],
                    "form": self.grid[variant.pk],
                    "cells": self.grid[variant.pk].cells(self.locations),
                    "available": sum(level.on_hand - level.reserved for level in self.grid[variant.pk].levels.values()),
                    "ledger": f"{ledger}?variant_id={variant.pk}",
                }
                for variant in self.rows.variants
            ],
            "page": self.rows.page,
            "query": self.rows.query,
            "kept": {"mode": ADJUST} if self.mode == ADJUST else {},
            "kept_query": "&mode=adjust" if self.mode == ADJUST else "",
        }

    def submit(self) -> str | None:
        """Change every cell that was changed, all or none; or take pieces elsewhere."""
        if self.form == "transfer":
            return self._take_elsewhere()
        if not all_valid([self.why, *self.grid.values()]):
            return None
        reason = MovementReason(self.why.cleaned_data["reason"])
        note = self.why.cleaned_data["note"] or None
        changed = 0
        for variant in self.rows.variants:
            form = self.grid[variant.pk]
            for location in self.locations:
                name = location.pk.hex
                value = form.cleaned_data[name]
                if name not in form.changed_data or value is None:
                    continue
                try:
                    self._change(variant, location, form, value, reason, note)
                except RustokError as exc:
                    _refuse_cell(form, name, exc)
                    return None
                changed += 1
        return f"{changed} quantities changed."

    def refused(self, exc: RustokError) -> None:
        """Show the refusal of a transfer in its form."""
        if self.form == "transfer":
            self.transfer.refused(exc)
        else:
            super().refused(exc)

    def _take_elsewhere(self) -> str | None:
        if not self.transfer.is_valid():
            return None
        request = parse(TransferStockRequest, self.transfer.request())
        stock_levels.transfer_stock(self.ctx, request)
        return f"{request.quantity} moved."

    def _change(
        self,
        variant: models.Variant,
        location: models.StockLocation,
        form: StockRow,
        value: int,
        reason: MovementReason,
        note: str | None,
    ) -> None:
        common: dict[str, Any] = {"variant_id": variant.pk, "location_id": location.pk, "reason": reason, "note": note}
        if self.mode == ADJUST:
            inventory.adjust_stock(self.ctx, AdjustStockRequest(delta=value, **common))
            return
        level = form.levels.get(location.pk)
        present = level.on_hand if level is not None else None
        if shown(form, location.pk.hex) != present:
            message = f"There are {present or 0} now; the page showed another number. Nothing was written."
            raise InvalidInput.field("on_hand", code="changed_meanwhile", message=message)
        inventory.set_stock(self.ctx, SetStockRequest(on_hand=value, **common))


def _refuse_cell(form: StockRow, name: str, exc: RustokError) -> None:
    if isinstance(exc, InvalidInput):
        form.add_error(name, "; ".join(error.message for error in exc.errors))
    elif exc.errors:
        refuse(form, exc)
    else:
        form.add_error(name, str(exc))
