"""Promotions: what they ask for and take off, their coupons, and why one does not hold."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from rustok.api.admin.chips import Tone, chip
from rustok.api.admin.forms import VersionedForm, in_locale, language_name, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import models
from rustok_commerce.admin.coupons import CouponsPage
from rustok_commerce.admin.languages import shop_locales
from rustok_commerce.admin.product_pages import product_urls
from rustok_commerce.admin.promotion_fields import (
    condition_fields,
    conditions_of,
    effect_fields,
    effect_of,
    filter_names,
    is_shown_whole,
    shown_fields,
)
from rustok_commerce.admin.promotion_tabs import promotion_tabs
from rustok_commerce.admin.promotion_trial import TrialPage
from rustok_commerce.admin.sales import moment
from rustok_commerce.dto.promotions import CreatePromotionRequest, PromotionStatus, UpdatePromotionRequest
from rustok_commerce.services.promotions import writing

_PLAIN: Final = (
    "code",
    "name",
    "needs_coupon",
    "priority",
    "is_exclusive",
    "stacking_group",
    "starts_at",
    "ends_at",
    "usage_limit",
    "usage_limit_per_customer",
)
_HINTS: Final = {
    "needs_coupon": "Holds with one of its codes only.",
    "is_exclusive": "Goes together with no other promotion.",
    "stacking_group": "Of one group only the first that fits holds.",
}


class PromotionForm(VersionedForm):
    """A promotion; the fields of its effect and conditions are added."""

    class Meta:
        model = models.Promotion
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.Promotion)
class PromotionAdmin(RustokModelAdmin):
    """Promotions."""

    module = "commerce"
    resource = "commerce.promotion"
    aggregate_type = "commerce.promotion"
    menu_section = COMMERCE
    menu_icon = "percent"
    menu_order = 52
    list_display = ("name", "code", "state", "by_code", "coupon_total", "used", "priority", "begins", "ends")
    list_filter = ("status", "needs_coupon")
    search_fields = ("code", "name", "coupons__code")
    ordering = ("-priority", "id")
    actions_submit_line = ("switch_on", "switch_off", "put_away")
    change_form_outer_before_template = "rustok_commerce/admin/product_tabs.html"
    conditional_fields = shown_fields()

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the coupons along."""
        return super().get_queryset(request).annotate(coupon_count=Count("coupons", distinct=True))

    def get_urls(self) -> list[Any]:
        """Add the pages of the coupons and of the trial."""
        return [*product_urls(self, (CouponsPage, TrialPage)), *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the tabs of a promotion that there is."""
        found = self.get_object(request, object_id) if object_id is not None else None
        tabs = promotion_tabs(found, "change") if found is not None else {}
        return super().changeform_view(request, object_id, form_url, {**tabs, **(extra_context or {})})

    # --- Columns ----------------------------------------------------------------------------------------------------

    @display(description="State", ordering="status")
    def state(self, row: models.Promotion) -> SafeString:
        """Show whether it holds now."""
        now = timezone.now()
        if row.status == PromotionStatus.ARCHIVED:
            return chip("archived")
        if row.status != PromotionStatus.ACTIVE:
            return chip("off")
        if row.starts_at is not None and row.starts_at > now:
            return chip("to come", Tone.INFO)
        if row.ends_at is not None and row.ends_at <= now:
            return chip("over")
        if row.usage_limit is not None and row.used_count >= row.usage_limit:
            return chip("used up")
        return chip("holds now", Tone.GOOD)

    @display(description="By code", boolean=True, ordering="needs_coupon")
    def by_code(self, row: models.Promotion) -> bool:
        """Show whether it needs a code."""
        return bool(row.needs_coupon)

    @display(description="Coupons", ordering="coupon_count")
    def coupon_total(self, row: Any) -> int:
        """Show how many coupons it has."""
        return int(row.coupon_count)

    @display(description="Used", ordering="used_count")
    def used(self, row: models.Promotion) -> str:
        """Show how many orders used it, of how many that may."""
        return f"{row.used_count}" if row.usage_limit is None else f"{row.used_count} of {row.usage_limit}"

    @display(description="From", ordering="starts_at", empty_value="—")
    def begins(self, row: models.Promotion) -> Any:
        """Show when it begins to hold."""
        return row.starts_at

    @display(description="Until", ordering="ends_at", empty_value="—")
    def ends(self, row: models.Promotion) -> Any:
        """Show when it ceases."""
        return row.ends_at

    @display(description="Conditions and effect")
    def by_api(self, row: models.Promotion) -> str:
        """Say why they are not here."""
        return "They were made by the API and say more than this form can; they stay as they are."

    # --- Form -------------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        fields: dict[str, Any] = _settings(obj)
        if obj is None or is_shown_whole(obj):
            fields |= effect_fields(obj.effect if obj is not None else None)
            fields |= condition_fields(obj.conditions if obj is not None else ())
        form = type("PromotionForm", (PromotionForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Say where the form cannot show everything."""
        return ("by_api",) if obj is not None and not is_shown_whole(obj) else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Make a tab for the effect, one for the conditions, one for the limits, one for the names."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["name", "code", "state", "used", "starts_at", "ends_at"]})]
        names = [in_locale("name", locale) for locale in shop_locales()]
        effect: list[Any] = ["name", "code", "needs_coupon"]
        conditions: list[Any] = []
        if obj is None or is_shown_whole(obj):
            effect += [
                "kind",
                "amounts",
                ("percent", "maximums"),
                ("buy_quantity", "get_quantity"),
                "limit",
                "tiers",
                "methods",
                *filter_names("of"),
            ]
            conditions += ["subtotal", "quantity", *filter_names("when"), "groups", "first_order", "currencies"]
        else:
            effect.append("by_api")
        found = [("What it does", {"classes": ["tab"], "fields": effect})]
        if conditions:
            found.append(("What one gets", {"classes": ["tab"], "fields": filter_names("get")}))
            found.append(("Conditions", {"classes": ["tab"], "fields": conditions}))
        limits = [("starts_at", "ends_at"), ("usage_limit", "usage_limit_per_customer"), "channels"]
        limits += ["priority", "is_exclusive", "stacking_group"]
        found.append(("Limits and order", {"classes": ["tab"], "fields": limits}))
        found.append(("Names for shoppers", {"classes": ["tab"], "fields": names}))
        return found

    def object_label(self, obj: Any) -> str:
        """Name a promotion."""
        return str(obj.name)

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a promotion."""
        data = form.cleaned_data
        request = {
            **{name: data[name] for name in _PLAIN},
            "priority": data["priority"] or 0,
            "channels": list(data["channels"]),
            "effect": effect_of(data),
            "conditions": conditions_of(data),
            "translations": _names(data),
        }
        return writing.create_promotion(ctx, parse(CreatePromotionRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a promotion."""
        data = form.cleaned_data
        changes = {name: value for name, value in form.changed().items() if name in _PLAIN}
        if "priority" in changes:
            changes["priority"] = changes["priority"] or 0
        if "channels" in form.changed_data:
            changes["channels"] = list(data["channels"])
        if any(name.startswith("name__") for name in form.changed_data):
            changes["translations"] = _names(data)
        if "kind" in form.fields:
            changes |= {"effect": effect_of(data), "conditions": conditions_of(data)}
        request = parse(UpdatePromotionRequest, {**changes, **form.given_version()})
        writing.update_promotion(ctx, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a promotion that no order has used, with its coupons."""
        writing.delete_promotion(ctx, obj.pk)

    # --- Switching --------------------------------------------------------------------------------------------------

    def has_switch_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tell whether promotions may be switched on and off."""
        return self._may(request, "update")

    @action(description="Save and switch on", permissions=["switch"])
    def switch_on(self, request: HttpRequest, row: models.Promotion) -> None:
        """Let it hold."""
        writing.activate_promotion(context_of(request), row.pk)

    @action(description="Save and switch off", permissions=["switch"])
    def switch_off(self, request: HttpRequest, row: models.Promotion) -> None:
        """Let it hold no more."""
        writing.deactivate_promotion(context_of(request), row.pk)

    @action(description="Save and archive", permissions=["switch"])
    def put_away(self, request: HttpRequest, row: models.Promotion) -> None:
        """Put it away for good."""
        writing.archive_promotion(context_of(request), row.pk)

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what the promotion is not yet."""
        status = models.Promotion.objects.filter(pk=object_id).values_list("status", flat=True).first()
        useless = (
            {
                PromotionStatus.ACTIVE: "switch_on",
                PromotionStatus.DRAFT: "switch_off",
                PromotionStatus.ARCHIVED: "put_away",
            }.get(PromotionStatus(status))
            if status
            else None
        )
        offered = super().get_actions_submit_line(request, object_id)
        return [found for found in offered if found.method.original_function_name != useless]


def _settings(obj: Any) -> dict[str, Any]:
    starts_at, ends_at = moment("From"), moment("Until")
    starts_at.initial = obj.starts_at if obj is not None else None
    ends_at.initial = obj.ends_at if obj is not None else None
    channels = [(row.code, row.name) for row in models.Channel.objects.order_by("-is_default", "position", "code")]
    names = {row.locale: row.name for row in obj.translations.all()} if obj is not None else {}

    def limit(label: str, name: str) -> forms.IntegerField:
        return forms.IntegerField(
            label=label,
            initial=getattr(obj, name) if obj is not None else None,
            required=False,
            min_value=1,
            max_value=2**31 - 1,
            help_text="Without end if empty.",
            widget=UnfoldAdminIntegerFieldWidget(),
        )

    def flag(label: str, name: str) -> forms.BooleanField:
        return switch(label, initial=getattr(obj, name) if obj is not None else False, help_text=_HINTS[name])

    return {
        "code": text("Code", initial=obj.code if obj else "", max_length=63, help_text="The promotion's own key."),
        "name": text("Name", initial=obj.name if obj else "", max_length=255),
        "needs_coupon": flag("With a code", "needs_coupon"),
        "priority": forms.IntegerField(
            label="Priority",
            initial=obj.priority if obj else 0,
            required=False,
            help_text="The highest is applied first.",
            widget=UnfoldAdminIntegerFieldWidget(),
        ),
        "is_exclusive": flag("Alone", "is_exclusive"),
        "stacking_group": text(
            "Group", initial=obj.stacking_group if obj else "", max_length=63, help_text=_HINTS["stacking_group"]
        ),
        "channels": forms.MultipleChoiceField(
            label="Channels",
            choices=channels,
            initial=obj.channels if obj is not None else [],
            required=False,
            help_text="Everywhere if none is chosen.",
        ),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "usage_limit": limit("Orders that may use it", "usage_limit"),
        "usage_limit_per_customer": limit("Orders of one customer that may use it", "usage_limit_per_customer"),
        **{
            in_locale("name", locale): text(language_name(locale), initial=names.get(locale, ""), max_length=255)
            for locale in shop_locales()
        },
    }


def _names(data: dict[str, Any]) -> list[dict[str, str]]:
    names = {locale: data[in_locale("name", locale)] for locale in shop_locales()}
    return [{"locale": locale, "name": name} for locale, name in names.items() if name]
