"""Something like a cart, to see which promotions hold for it and why one does not."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from rustok.dto import parse
from rustok.errors import RustokError
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.promotion_tabs import PromotionPage
from rustok_commerce.dto.promotions import ExplainPromotionsRequest, ExplanationResponse
from rustok_commerce.services.money import format_amount, from_decimal
from rustok_commerce.services.promotions.explaining import explain_promotions

_INPUT: Final = {"class": "rustok-input"}
_ROWS: Final = 4


class TrialForm(forms.Form):
    """What is in the cart, and who buys."""

    currency = forms.ChoiceField(widget=forms.Select(attrs=_INPUT))
    channel = forms.ChoiceField(required=False, widget=forms.Select(attrs=_INPUT))
    code = forms.CharField(required=False, max_length=63, widget=forms.TextInput(attrs=_INPUT))
    group = forms.ChoiceField(label="Customer group", required=False, widget=forms.Select(attrs=_INPUT))
    email = forms.EmailField(label="E-mail", required=False, widget=forms.EmailInput(attrs=_INPUT))
    delivery = forms.DecimalField(
        label="Price of the delivery", required=False, min_value=0, widget=forms.NumberInput(attrs=_INPUT)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = models.Channel.objects.order_by("-is_default", "position", "code").values_list("code", "name")
        groups = models.CustomerGroup.objects.order_by("name").values_list("id", "name")
        for name, choices in (
            ("currency", [(code, code) for code in current_tenant().currencies]),
            ("channel", [("", "—"), *channels]),
            ("group", [("", "—"), *((str(id), group) for id, group in groups)]),
        ):
            field: Any = self.fields[name]
            field.choices = choices
        for place in range(_ROWS):
            self.fields[f"sku_{place}"] = forms.CharField(
                label="SKU", required=place == 0, max_length=64, widget=forms.TextInput(attrs=_INPUT)
            )
            self.fields[f"pieces_{place}"] = forms.IntegerField(
                label="Pieces",
                required=False,
                initial=1,
                min_value=1,
                max_value=1_000_000,
                widget=forms.NumberInput(attrs={"class": "rustok-input is-number"}),
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """Return the fields of the lines, a pair per line."""
        return [(self[f"sku_{place}"], self[f"pieces_{place}"]) for place in range(_ROWS)]

    def clean(self) -> dict[str, Any]:
        """Find the variants, and read the price of the delivery."""
        data: dict[str, Any] = super().clean() or {}
        skus = {place: data.get(f"sku_{place}", "").strip() for place in range(_ROWS)}
        found = dict(models.Variant.objects.filter(sku__in=set(skus.values())).values_list("sku", "id"))
        data["lines"] = []
        for place, sku in skus.items():
            if not sku:
                continue
            if sku not in found:
                self.add_error(f"sku_{place}", "There is no variant with this SKU.")
                continue
            pieces = data.get(f"pieces_{place}") or 1
            data["lines"].append({"variant_id": str(found[sku]), "quantity": pieces})
        if data.get("delivery") is not None and data.get("currency"):
            try:
                data["shipping_amount"] = from_decimal(data["delivery"], data["currency"])
            except ValueError as exc:
                self.add_error("delivery", str(exc))
        return data


class TrialPage(PromotionPage):
    """Why does it not apply? Asks, and changes nothing."""

    tab = "trial"
    template = "rustok_commerce/admin/promotion_trial.html"
    right = "commerce.promotion:read"

    def context(self) -> dict[str, Any]:
        """Return the form, and what comes of what was typed."""
        asked = "currency" in self.request.GET
        form = TrialForm(self.request.GET if asked else None, initial={"currency": current_tenant().currencies[0]})
        found = None
        if asked and form.is_valid():
            try:
                found = explain_promotions(self.ctx, parse(ExplainPromotionsRequest, self._request(form)))
            except RustokError as exc:
                self.refused(exc)
        return {"form": form, "found": found and self._shown(found), "errors": self.errors}

    def submit(self) -> str | None:
        """Change nothing."""
        return None

    def _request(self, form: TrialForm) -> dict[str, Any]:
        data = form.cleaned_data
        return {
            "currency": data["currency"],
            "lines": data["lines"],
            "channel": data["channel"] or None,
            "coupon_codes": [data["code"]] if data["code"] else [],
            "group_id": data["group"] or None,
            "email": data["email"],
            "shipping_amount": data.get("shipping_amount"),
            "promotion_ids": [str(self.product.pk)],
        }

    def _shown(self, found: ExplanationResponse) -> dict[str, Any]:
        def money(amount: int) -> str:
            return format_amount(amount, found.currency, self.ctx.locale)

        own = [refused for refused in found.refused if refused.promotion_id == self.product.pk]
        holds = next((done for done in found.applied if done.promotion_id == self.product.pk), None)
        return {
            "holds": None if holds is None else money(holds.amount),
            "why": [refused.message for refused in own],
            "lines": [
                {"line": line, "amount": money(line.amount), "discount": money(line.discount)} for line in found.lines
            ],
            "shipping": money(found.shipping_discount),
            "discount": money(found.discount),
            "applied": [{"promotion": done, "amount": money(done.amount)} for done in found.applied],
            "refused": [refused for refused in found.refused if refused.promotion_id != self.product.pk],
        }
