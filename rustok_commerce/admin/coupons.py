"""The coupons of a promotion: found, made singly, in bulk and from a file, switched off, written to a file."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from rustok.api.admin.forms import all_valid
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import InvalidId, parse_id
from rustok_commerce.admin.promotion_tabs import PromotionPage
from rustok_commerce.admin.sales import moment
from rustok_commerce.dto.coupons import (
    MAX_CSV,
    CreateCouponRequest,
    GenerateCouponsRequest,
    ImportCouponsRequest,
    ListCouponsRequest,
    UpdateCouponRequest,
)
from rustok_commerce.dto.promotions import MAX_GENERATED
from rustok_commerce.selectors import promotions as selectors
from rustok_commerce.services.promotions import coupons

_INPUT: Final = {"class": "rustok-input"}
_NUMBER: Final = {"class": "rustok-input is-number"}
_SHOWN: Final = 50


class CouponForm(forms.Form):
    """One code."""

    code = forms.CharField(max_length=63, widget=forms.TextInput(attrs=_INPUT))
    usage_limit = forms.IntegerField(
        label="Orders that may use it", required=False, min_value=1, widget=forms.NumberInput(attrs=_NUMBER)
    )
    expires_at = moment("Expires")


class GenerateForm(forms.Form):
    """Many codes."""

    count = forms.IntegerField(
        label="How many", min_value=1, max_value=MAX_GENERATED, initial=100, widget=forms.NumberInput(attrs=_NUMBER)
    )
    beginning = forms.CharField(label="Begin with", required=False, max_length=32, widget=forms.TextInput(attrs=_INPUT))
    length = forms.IntegerField(
        label="Random characters", min_value=8, max_value=24, initial=10, widget=forms.NumberInput(attrs=_NUMBER)
    )
    usage_limit = forms.IntegerField(
        label="Orders that may use each",
        required=False,
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs=_NUMBER),
    )
    expires_at = moment("Expires")


class FileForm(forms.Form):
    """Codes from a file."""

    file = forms.FileField(label="CSV file", widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}))


class CouponsPage(PromotionPage):
    """The coupons of a promotion."""

    tab = "coupons"
    template = "rustok_commerce/admin/coupons.html"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        post = self.request.POST if self.request.method == "POST" else None
        self.form = post.get("form", "") if post is not None else ""
        self.one = CouponForm(post if self.form == "one" else None, prefix="one")
        self.many = GenerateForm(post if self.form == "many" else None, prefix="many")
        self.file = FileForm(post, self.request.FILES) if self.form == "file" else FileForm()
        self.made: tuple[str, ...] = ()

    def answer(self) -> HttpResponse:
        """Show the page, take one of its forms, or send the file."""
        if self.request.method == "GET" and "export" in self.request.GET:
            sent = HttpResponse(
                coupons.export_coupons(self.ctx, self.product.pk), content_type="text/csv; charset=utf-8"
            )
            sent["Content-Disposition"] = f'attachment; filename="coupons-{self.product.code}.csv"'
            return sent
        return super().answer()

    def context(self) -> dict[str, Any]:
        """Return the coupons that a search finds, and the forms that make more."""
        query = self.request.GET.get("q", "").strip()
        after = self.request.GET.get("after") or None
        request = ListCouponsRequest(q=query or None, limit=_SHOWN, after=after)
        found = selectors.list_coupons(self.ctx, self.product.pk, request)
        return {
            "coupons": found.items,
            "next": found.next,
            "query": query,
            "one": self.one,
            "many": self.many,
            "file": self.file,
            "needs_coupon": self.product.needs_coupon,
            "here": reverse("admin:promotion_coupons", args=(self.product.pk,)),
        }

    def submit(self) -> str | None:
        """Do what the form says."""
        match self.form:
            case "one":
                return self._make_one()
            case "many":
                return self._make_many()
            case "file":
                return self._take_in()
        return self._change()

    def _make_one(self) -> str | None:
        if not all_valid([self.one]):
            return None
        coupon = coupons.create_coupon(self.ctx, self.product.pk, parse(CreateCouponRequest, self.one.cleaned_data))
        return f"{coupon.code} was made."

    def _make_many(self) -> str | None:
        if not all_valid([self.many]):
            return None
        data = dict(self.many.cleaned_data)
        data["prefix"] = data.pop("beginning")
        request = parse(GenerateCouponsRequest, data)
        made = coupons.generate_coupons(self.ctx, self.product.pk, request)
        return f"{made.count} coupons were made, such as {made.codes[0]}. The export has all of them."

    def _take_in(self) -> str | None:
        if not all_valid([self.file]):
            return None
        file = self.file.cleaned_data["file"]
        if file.size > MAX_CSV:
            raise InvalidInput.field("file", code="too_large", message=f"A file has at most {MAX_CSV} bytes.")
        try:
            text = file.read().decode("utf-8")
        except UnicodeDecodeError as exc:
            raise InvalidInput.field("file", code="unreadable", message="The file is not written in UTF-8.") from exc
        made = coupons.import_coupons(self.ctx, self.product.pk, parse(ImportCouponsRequest, {"csv": text}))
        return f"{made.count} coupons were taken in."

    def _change(self) -> str | None:
        """Switch a coupon on or off, or delete it."""
        for name, is_active, told in (("off", False, "switched off"), ("on", True, "switched on")):
            if name in self.request.POST:
                request = UpdateCouponRequest(is_active=is_active)
                coupon = coupons.update_coupon(self.ctx, self._named(name), request)
                return f"{coupon.code} was {told}."
        coupons.delete_coupon(self.ctx, self._named("delete"))
        return "The coupon was deleted."

    def _named(self, name: str) -> Any:
        try:
            return parse_id(self.request.POST.get(name, ""))
        except InvalidId as exc:
            raise InvalidInput.field(name, code="invalid_id", message="This is no coupon.") from exc
