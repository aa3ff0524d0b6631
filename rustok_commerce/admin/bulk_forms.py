"""What is asked before many products are changed: a form per change."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectMultipleWidget

from rustok.api.admin.forms import choice, switch, text
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.choices import category_choices
from rustok_commerce.dto.bulk import BulkAction
from rustok_commerce.services import money

_PERCENT: Final = "%"
_ROUNDINGS: Final = (
    ("", "As it comes"),
    ("tenth", "To tenths: 12.34 becomes 12.30"),
    ("whole", "To whole numbers: 12.34 becomes 12"),
    ("ninety_nine", "To end in .99: 12.34 becomes 11.99"),
    ("ten", "To tens: 12.34 becomes 10"),
)


class BulkForm(forms.Form):
    """A change that needs nothing said. ``expected`` is how many products the question was asked about."""

    expected = forms.IntegerField(widget=forms.HiddenInput)

    def action(self, usual: BulkAction) -> BulkAction:
        """Return what is done to each product."""
        return usual

    def data_of(self) -> dict[str, Any]:
        """Return what the request says besides action and selection."""
        return {}


class TagsForm(BulkForm):
    """Tags to put on and to take off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["add_tags"] = text("Add", help_text="Tags, separated by commas.")
        self.fields["remove_tags"] = text("Remove", help_text="Tags, separated by commas.")

    def data_of(self) -> dict[str, Any]:
        """Return the tags."""
        return {name: _words(self.cleaned_data[name]) for name in ("add_tags", "remove_tags")}


class CategoriesForm(BulkForm):
    """Categories to put products in, or to take them out of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"] = choice(
            "What to do",
            [
                (BulkAction.ADD_CATEGORIES.value, "Add to these categories, keep the others"),
                (BulkAction.SET_CATEGORIES.value, "Set to these categories only; none empties them"),
                (BulkAction.REMOVE_CATEGORIES.value, "Remove from these categories"),
            ],
            required=True,
        )
        self.fields["category_ids"] = forms.MultipleChoiceField(
            label="Categories",
            choices=category_choices(),
            required=False,
            widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 12}),
        )

    def action(self, usual: BulkAction) -> BulkAction:
        """Return which of the three was chosen."""
        return BulkAction(self.cleaned_data["how"])

    def data_of(self) -> dict[str, Any]:
        """Return the categories."""
        return {"category_ids": self.cleaned_data["category_ids"]}


class PricesForm(BulkForm):
    """By how much prices change, and which."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currencies = current_tenant().currencies
        channels = models.Channel.objects.order_by("-is_default", "position", "code")
        lists = models.PriceList.objects.order_by("name", "code")
        self.fields["change"] = forms.DecimalField(
            label="Change by",
            max_digits=14,
            decimal_places=4,
            widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "any"}),
            help_text="Negative takes away: -12.5 and percent takes an eighth off.",
        )
        self.fields["unit"] = choice(
            "Of", [(_PERCENT, "percent"), *((code, code) for code in currencies)], required=True
        )
        self.fields["currency"] = choice("Prices in", [("", "All currencies"), *((code, code) for code in currencies)])
        self.fields["channel_id"] = choice(
            "Channel",
            [("", "Wherever they hold"), *((row.pk, row.name) for row in channels)],
        )
        self.fields["price_list_id"] = choice(
            "Price list", [("", "The usual prices"), *((row.pk, row.name) for row in lists)]
        )
        self.fields["rounding"] = choice("Round", _ROUNDINGS)
        self.fields["show_former"] = switch(
            "Show the former price", help_text="Puts the price of before beside one that becomes lower."
        )

    def clean(self) -> dict[str, Any]:
        """Compare what is said in several fields."""
        cleaned: dict[str, Any] = super().clean() or {}
        unit, currency, change = (cleaned.get(name) for name in ("unit", "currency", "change"))
        if unit and unit != _PERCENT:
            if currency not in ("", unit):
                self.add_error("currency", f"An amount in {unit} changes prices in {unit}.")
            cleaned["currency"] = unit
            if change is not None:
                try:
                    cleaned["minor"] = money.from_decimal(change, unit)
                except ValueError as exc:
                    self.add_error("change", str(exc))
        if cleaned.get("rounding") and len(self._exponents()) > 1:
            self.add_error("rounding", "Choose a currency: those of the shop have different numbers of decimals.")
        return cleaned

    def data_of(self) -> dict[str, Any]:
        """Return the change of prices."""
        given = self.cleaned_data
        is_percent = given["unit"] == _PERCENT
        by = {"percent": f"{given['change'].normalize():f}"} if is_percent else {"amount": given["minor"]}
        round_to, ending = self._rounding(given["rounding"])
        return {
            "prices": {
                **by,
                "currency": given["currency"] or None,
                "channel_id": given["channel_id"] or None,
                "price_list_id": given["price_list_id"] or None,
                "round_to": round_to,
                "ending": ending,
                "show_former": given["show_former"],
            }
        }

    def _exponents(self) -> set[int]:
        chosen = self.cleaned_data.get("currency")
        return {money.exponent(code) for code in ([chosen] if chosen else current_tenant().currencies)}

    def _rounding(self, name: str) -> tuple[int, int]:
        """Return multiples of how many minor units prices are rounded to, and what is then taken off."""
        if not name:
            return 1, 0
        one = 10 ** next(iter(self._exponents()))
        return {
            "tenth": (max(one // 10, 1), 0),
            "whole": (one, 0),
            # Where there are no hundredths, there is nothing to take off.
            "ninety_nine": (one, one // 100),
            "ten": (one * 10, 0),
        }[name]


class ChannelForm(BulkForm):
    """Whether a channel offers products."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = models.Channel.objects.order_by("-is_default", "position", "code")
        self.fields["channel_id"] = choice("Channel", [(row.pk, row.name) for row in channels], required=True)
        self.fields["is_available"] = choice(
            "What to do", [("yes", "Offer them there"), ("no", "Do not offer them there")], required=True
        )

    def data_of(self) -> dict[str, Any]:
        """Return the channel, and whether it offers them."""
        offered = self.cleaned_data["is_available"] == "yes"
        return {"channel_id": self.cleaned_data["channel_id"], "is_available": offered}


def _words(text: str) -> list[str]:
    return [word for each in text.split(",") if (word := each.strip().lower())]
