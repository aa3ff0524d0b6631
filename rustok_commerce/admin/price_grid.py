"""A product's prices: variants against currencies, the former price beside each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from rustok.api.admin.forms import all_valid, refuse, shown
from rustok.dto import MAX_AMOUNT
from rustok.errors import InvalidInput, RustokError
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.admin.variant_rows import variant_rows
from rustok_commerce.dto.prices import RemovePriceRequest, SetPriceRequest
from rustok_commerce.services import money, pricing


class PriceRow(forms.Form):
    """A variant's prices: a field and one for the former price for each currency."""

    def __init__(
        self, data: Any, prefix: str, *, prices: dict[str, models.Price], currencies: tuple[str, ...], disabled: bool
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.prices = prices
        self.currencies = currencies
        for currency in currencies:
            decimals = money.exponent(currency)
            price = prices.get(currency)
            for name, amount in (
                (currency, price.amount if price is not None else None),
                (f"{currency}_was", price.compare_at if price is not None else None),
            ):
                self.fields[name] = forms.DecimalField(
                    required=False,
                    min_value=Decimal(0),
                    max_value=money.to_decimal(MAX_AMOUNT, currency),
                    decimal_places=decimals,
                    disabled=disabled,
                    # What the page showed, so that a price set meanwhile is not overwritten unseen.
                    show_hidden_initial=True,
                    widget=forms.NumberInput(
                        attrs={
                            "class": "rustok-input is-number",
                            "step": str(Decimal(1).scaleb(-decimals)),
                            "data-column": name,
                            "aria-label": name,
                        }
                    ),
                )
                self.initial[name] = money.to_decimal(amount, currency) if amount is not None else None

    def cells(self) -> list[dict[str, Any]]:
        """Return the fields of each currency."""
        return [{"price": self[code], "was": self[f"{code}_was"]} for code in self.currencies]


class PricesPage(ProductPage):
    """The grid of prices."""

    tab = "prices"
    template = "rustok_commerce/admin/price_grid.html"
    right = "commerce.price:update"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.rows = variant_rows(self.request, self.product)
        self.currencies = tuple(current_tenant().currencies)
        prices: dict[UUID, dict[str, models.Price]] = {}
        usual = models.Price.objects.filter(
            variant__in=[variant.pk for variant in self.rows.variants],
            min_quantity=1,
            channel=None,
            price_list=None,
            starts_at=None,
        )
        for price in usual:
            prices.setdefault(price.variant_id, {})[price.currency] = price
        self.grid = {
            variant.pk: PriceRow(
                post,
                variant.pk.hex,
                prices=prices.get(variant.pk, {}),
                currencies=self.currencies,
                disabled=not self.may_change,
            )
            for variant in self.rows.variants
        }

    def context(self) -> dict[str, Any]:
        """Return the grid."""
        return {
            "currencies": self.currencies,
            "rows": [
                {
                    "variant": variant,
                    "title": self.rows.titles[variant.pk],
                    "form": self.grid[variant.pk],
                    "cells": self.grid[variant.pk].cells(),
                }
                for variant in self.rows.variants
            ],
            "page": self.rows.page,
            "query": self.rows.query,
        }

    def submit(self) -> str | None:
        """Set every price that was changed, all or none."""
        if not all_valid(self.grid.values()):
            return None
        changed = 0
        for variant in self.rows.variants:
            form = self.grid[variant.pk]
            for currency in self.currencies:
                if not {currency, f"{currency}_was"} & set(form.changed_data):
                    continue
                try:
                    self._change(variant, form, currency)
                except RustokError as exc:
                    if isinstance(exc, InvalidInput):
                        refuse(form, exc)
                    else:
                        form.add_error(currency, str(exc))
                    return None
                changed += 1
        return f"{changed} prices changed."

    def _change(self, variant: models.Variant, form: PriceRow, currency: str) -> None:
        present = form.prices.get(currency)
        if any(shown(form, name) != form.initial[name] for name in (currency, f"{currency}_was")):
            raise InvalidInput.field(
                currency, code="changed_meanwhile", message="It has another price by now. Nothing was written."
            )
        amount, was = form.cleaned_data[currency], form.cleaned_data[f"{currency}_was"]
        if amount is None:
            if present is not None:
                pricing.remove_price(self.ctx, variant.pk, RemovePriceRequest(currency=currency))
            return
        request = SetPriceRequest(
            currency=currency,
            amount=money.from_decimal(amount, currency),
            compare_at=money.from_decimal(was, currency) if was is not None else None,
        )
        pricing.set_price(self.ctx, variant.pk, request)
