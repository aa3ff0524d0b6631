"""Where the shop sells."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from rustok.api.admin.chips import Chip, Tone, chip, chips
from rustok.api.admin.forms import VersionedForm, language_name, number, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.channels import CreateChannelRequest, UpdateChannelRequest
from rustok_commerce.services import channels

_FIELDS: Final = (
    "code",
    "name",
    "currencies",
    "locales",
    "countries",
    "prices_include_tax",
    "is_active",
    "position",
)


class ChannelForm(VersionedForm):
    """A channel; what it can be chosen from is added for the shop."""

    class Meta:
        model = models.Channel
        fields: tuple[str, ...] = ()

    def clean_countries(self) -> list[str]:
        """Split the codes."""
        return self.cleaned_data["countries"].upper().replace(",", " ").split()  # type: ignore[no-any-return]

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.Channel)
class ChannelAdmin(RustokModelAdmin):
    """Channels."""

    module = "commerce"
    resource = "commerce.channel"
    aggregate_type = "commerce.channel"
    menu_section = COMMERCE
    menu_icon = "storefront"
    menu_order = 60
    list_display = ("name", "code", "currency_chips", "locale_chips", "state", "position")
    search_fields = ("code", "name")
    ordering = ("-is_default", "position", "code")
    actions_submit_line = ("make_default",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the shop's currencies and languages."""
        tenant = current_tenant()
        fields = {
            "code": text(
                "Code", initial=obj.code if obj else "", max_length=63, help_text="What storefronts ask for: ?channel=…"
            ),
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "currencies": _several(
                "Currencies",
                tenant.currencies,
                obj.currencies if obj else tenant.currencies,
                "The first is shown first.",
            ),
            "locales": _several(
                "Languages",
                tenant.locale_codes,
                obj.locales if obj else (),
                "None: all of the shop's.",
                named=language_name,
            ),
            "countries": text(
                "Countries",
                initial=" ".join(obj.countries) if obj else "",
                help_text="Codes such as DE AT CH. Empty: everywhere.",
            ),
            "prices_include_tax": switch("Prices include tax", initial=obj.prices_include_tax if obj else True),
            "is_active": switch("Sells", initial=obj.is_active if obj else True),
            "position": number("Place among the others", initial=obj.position if obj else 0),
        }
        return super().get_form(request, obj, change=change, form=type("ChannelForm", (ChannelForm,), fields), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order; who may only look sees what the list shows."""
        if not (self.has_change_permission(request, obj) if obj is not None else self.has_add_permission(request)):
            return [(None, {"fields": ["name", "code", "currency_chips", "locale_chips", "state"]})]
        return [(None, {"fields": [*_FIELDS]})]

    @display(description="Currencies")
    def currency_chips(self, channel: models.Channel) -> SafeString:
        """Show the currencies in their order."""
        return chips(Chip(code) for code in channel.currencies)

    @display(description="Languages")
    def locale_chips(self, channel: models.Channel) -> SafeString | str:
        """Show the languages."""
        return chips(Chip(code) for code in channel.locales) if channel.locales else "all"

    @display(description="State")
    def state(self, channel: models.Channel) -> SafeString:
        """Show whether it sells."""
        if channel.is_default:
            return chip("default", Tone.GOOD)
        return chip("sells", Tone.INFO) if channel.is_active else chip("off")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a channel."""
        data = {name: form.cleaned_data[name] for name in _FIELDS}
        return channels.create_channel(ctx, parse(CreateChannelRequest, {**data, "position": data["position"] or 0})).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a channel."""
        changes = form.changed()
        if "position" in changes:
            changes["position"] = changes["position"] or 0
        channels.update_channel(ctx, obj.pk, parse(UpdateChannelRequest, {**changes, **form.given_version()}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a channel."""
        channels.delete_channel(ctx, obj.pk)

    def has_default_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tell whether the default may be chosen."""
        return self._may(request, "update")

    @action(description="Save and make it the default", permissions=["default"])
    def make_default(self, request: HttpRequest, channel: models.Channel) -> None:
        """Sell here where nobody says where."""
        channels.set_default_channel(context_of(request), channel.pk)


def _several(label: str, choices: Any, initial: Any, help_text: str, *, named: Any = str) -> forms.MultipleChoiceField:
    known = list(dict.fromkeys((*initial, *choices)))
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        choices=[(code, named(code)) for code in known],
        initial=list(initial),
        help_text=help_text,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
