"""A product's prices: variants against currencies, for all channels or one, the usual ones or those of a list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.utils import timezone

from rustok.api.admin.forms import all_valid, shown
from rustok.dto import MAX_AMOUNT, parse
from rustok.errors import InvalidInput, RustokError
from rustok.ids import InvalidId, parse_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.product_pages import ProductPage
from rustok_commerce.admin.variant_rows import variant_rows
from rustok_commerce.dto.prices import SetPricesRequest
from rustok_commerce.mappers import ProductAggregate, VariantAggregate
from rustok_commerce.selectors.prices import load_histories
from rustok_commerce.services import money, pricing

_HISTORY: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Which prices a grid shows: of which channel and list, from which quantity on, in which currencies."""

    channel: models.Channel | None
    price_list: models.PriceList | None
    quantity: int
    currencies: tuple[str, ...]

    def address(self) -> dict[str, str]:
        """Return what the page's address says of it."""
        found = {"channel": self.channel, "list": self.price_list}
        words = {name: str(row.pk) for name, row in found.items() if row is not None}
        return {**words, **({"quantity": str(self.quantity)} if self.quantity > 1 else {})}

    def has(self, price: models.Price) -> bool:
        """Tell whether a price stands in one of such cells."""
        return (
            price.channel_id == (self.channel.pk if self.channel is not None else None)
            and price.price_list_id == (self.price_list.pk if self.price_list is not None else None)
            and price.min_quantity == self.quantity
            and price.starts_at is None
        )


class PriceRow(forms.Form):
    """A variant's prices: a field and one for the former price for each currency."""

    def __init__(
        self, data: Any, prefix: str, *, prices: dict[str, models.Price], currencies: tuple[str, ...], disabled: bool
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.currencies = currencies
        self.prices = prices
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

    def changed(self) -> list[str]:
        """Return the currencies whose price was changed.

        :raises InvalidInput: one has another price than the page showed.
        """
        found = [code for code in self.currencies if {code, f"{code}_was"} & set(self.changed_data)]
        for code in found:
            if any(shown(self, name) != self.initial[name] for name in (code, f"{code}_was")):
                message = f"{code}: it has another price by now. Nothing was written."
                raise InvalidInput.field(code, code="changed_meanwhile", message=message)
        return found

    def input_of(self, currency: str) -> dict[str, Any]:
        """Return a price as requests take it."""
        amount, was = self.cleaned_data[currency], self.cleaned_data[f"{currency}_was"]
        return {
            "currency": currency,
            "amount": money.from_decimal(amount, currency) if amount is not None else None,
            "compare_at": money.from_decimal(was, currency) if amount is not None and was is not None else None,
        }


class PricesPage(ProductPage):
    """The grid of prices."""

    tab = "prices"
    template = "rustok_commerce/admin/price_grid.html"
    right = "commerce.price:update"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.rows = variant_rows(self.request, self.product)
        self.channels = list(models.Channel.objects.order_by("-is_default", "position", "code"))
        self.lists = list(models.PriceList.objects.order_by("-priority", "code"))
        self.what = self._chosen()
        self.parts = {variant.pk: VariantAggregate(variant=variant) for variant in self.rows.variants}
        prices: dict[UUID, dict[str, models.Price]] = {}
        for price in models.Price.objects.filter(variant__in=list(self.parts)):
            self.parts[price.variant_id].prices.append(price)
            if self.what.has(price):
                prices.setdefault(price.variant_id, {})[price.currency] = price
        self.grid = {
            variant.pk: PriceRow(
                post,
                variant.pk.hex,
                prices=prices.get(variant.pk, {}),
                currencies=self.what.currencies,
                disabled=not self.may_change,
            )
            for variant in self.rows.variants
        }

    def query(self) -> dict[str, str]:
        """Stay at the chosen channel and list."""
        return {**super().query(), **self.what.address()}

    def context(self) -> dict[str, Any]:
        """Return the grid, what else there is of prices, and what they were."""
        address = self.what.address()
        lowest = self._lowest()
        return {
            "what": self.what,
            "channels": self.channels,
            "lists": self.lists,
            "currencies": self.what.currencies,
            "rows": [
                {
                    "variant": variant,
                    "title": self.rows.titles[variant.pk],
                    "form": self.grid[variant.pk],
                    "cells": self.grid[variant.pk].cells(),
                    "lowest": lowest.get(variant.pk, []),
                }
                for variant in self.rows.variants
            ],
            "page": self.rows.page,
            "query": self.rows.query,
            "kept": address,
            "kept_query": "".join(f"&{name}={value}" for name, value in address.items()),
            "others": self._others(),
            "history": self._history(),
        }

    def submit(self) -> str | None:
        """Set every price that was changed, by one command, all or none."""
        if not all_valid(self.grid.values()):
            return None
        cells: list[tuple[PriceRow, str]] = []
        wanted: list[dict[str, Any]] = []
        place = {
            "channel_id": str(self.what.channel.pk) if self.what.channel is not None else None,
            "price_list_id": str(self.what.price_list.pk) if self.what.price_list is not None else None,
            "min_quantity": self.what.quantity,
        }
        for variant_id, form in self.grid.items():
            try:
                for currency in form.changed():
                    cells.append((form, currency))
                    # A window that the price has stays.
                    present = form.prices.get(currency)
                    ends_at = present.ends_at if present is not None else None
                    wanted.append(
                        {"variant_id": str(variant_id), "ends_at": ends_at, **place, **form.input_of(currency)}
                    )
            except InvalidInput as exc:
                form.add_error(str(exc.errors[0].path[0]), exc.errors[0].message)
                return None
        if not wanted:
            return "Nothing was changed."
        try:
            done = pricing.set_prices(self.ctx, parse(SetPricesRequest, {"prices": wanted}))
        except RustokError as exc:
            for error in exc.errors:
                if len(error.path) > 1 and isinstance(error.path[1], int):
                    form, currency = cells[error.path[1]]
                    form.add_error(currency, error.message)
            if not exc.errors:
                raise
            return None
        return f"{done.written} prices set, {done.removed} removed."

    def _chosen(self) -> Cells:
        """Read channel, list and quantity from the address; what there is not is left out."""
        channel = _one(self.channels, self.request.GET.get("channel", ""))
        price_list = _one(self.lists, self.request.GET.get("list", ""))
        quantity = self.request.GET.get("quantity", "")
        known = current_tenant().currencies
        currencies = tuple(code for code in channel.currencies if code in known) if channel is not None else known
        return Cells(
            channel=channel,
            price_list=price_list,
            quantity=int(quantity) if quantity.isascii() and quantity.isdigit() and 0 < int(quantity) <= 10**6 else 1,
            currencies=tuple(currencies),
        )

    def _others(self) -> list[dict[str, Any]]:
        """Return which other prices the product has: of channels, lists, quantities; with how many."""
        names: dict[Any, str] = {None: "all channels", **{row.pk: row.name for row in self.channels}}
        lists: dict[Any, str] = {None: "usual price", **{row.pk: row.name for row in self.lists}}
        rows = models.Price.objects.filter(variant__product=self.product).annotate(
            is_timed=ExpressionWrapper(Q(starts_at__isnull=False), output_field=BooleanField())
        )
        kinds = rows.order_by().values_list("channel_id", "price_list_id", "min_quantity", "is_timed")
        found = []
        for channel_id, list_id, quantity, is_timed, count in kinds.annotate(n=Count("id")):
            cells = Cells(
                channel=_one(self.channels, str(channel_id)),
                price_list=_one(self.lists, str(list_id)),
                quantity=quantity,
                currencies=(),
            )
            found.append(
                {
                    "query": "&".join(f"{name}={value}" for name, value in cells.address().items()),
                    "channel": names.get(channel_id, "—"),
                    "list": lists.get(list_id, "—"),
                    "quantity": quantity,
                    "is_timed": is_timed,
                    "count": count,
                }
            )
        return sorted(found, key=lambda row: (row["list"] != lists[None], row["list"], row["channel"], row["quantity"]))

    def _lowest(self) -> dict[UUID, list[str]]:
        """Return the lowest prices of the 30 days before a reduction that lasts: storefronts show them."""
        aggregate = ProductAggregate(product=self.product, variants=list(self.parts.values()))
        channel_id = self.what.channel.pk if self.what.channel is not None else None
        now, locale = timezone.now(), current_tenant().default_locale
        found: dict[UUID, list[str]] = {}
        for variant_id, history in load_histories([aggregate]).items():
            for currency in self.what.currencies:
                amount = history.lowest_before_reduction(channel_id, currency, now)
                if amount is not None:
                    found.setdefault(variant_id, []).append(money.format_amount(amount, currency, locale))
        return found

    def _history(self) -> list[dict[str, Any]]:
        """Return the last changes of the page's prices."""
        changes = list(
            models.PriceChange.objects.filter(
                variant_id__in=[variant.pk for variant in self.rows.variants],
                channel_id=self.what.channel.pk if self.what.channel is not None else None,
                price_list_id=self.what.price_list.pk if self.what.price_list is not None else None,
                min_quantity=self.what.quantity,
            ).order_by("-id")[:_HISTORY]
        )
        locale = current_tenant().default_locale
        return [
            {
                "at": change.created_at,
                "title": self.rows.titles.get(change.variant_id, "—"),
                "price": money.format_amount(change.amount, change.currency, locale)
                if change.amount is not None
                else "removed",
            }
            for change in changes
        ]


def _one(rows: list[Any], text: str) -> Any:
    try:
        wanted = parse_id(text)
    except InvalidId:
        return None
    return next((row for row in rows if row.pk == wanted), None)
