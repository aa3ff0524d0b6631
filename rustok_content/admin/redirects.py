"""Redirects in the operators' tool."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest
from unfold.decorators import display

from rustok.api.admin.forms import VersionedForm, choice, language_name, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.api.admin.navigation import CONTENT
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.addresses import CreateRedirectRequest, UpdateRedirectRequest
from rustok_content.services import redirects

_FIELDS = ("path", "target", "locale", "permanent")


class RedirectForm(VersionedForm):
    """Its fields are made by the page."""

    class Meta:
        model = models.Redirect
        fields = ()

    def _post_clean(self) -> None:
        """Leave all rules to the services."""


@admin.register(models.Redirect)
class RedirectAdmin(RustokModelAdmin):
    """Addresses that lead elsewhere by somebody's will; former addresses of nodes lead on by themselves."""

    module = "content"
    resource = "content.redirect"
    aggregate_type = "content.redirect"
    menu_section = CONTENT
    menu_icon = "alt_route"
    menu_order = 60
    list_display = ("path", "leads_to", "language", "permanent")
    list_filter = ("permanent",)
    search_fields = ("path", "target")
    ordering = ("path",)

    @display(description="Leads to")
    def leads_to(self, redirect: models.Redirect) -> str:
        """Show the target, or that there is none."""
        return redirect.target or "gone for good (410)"

    @display(description="Language")
    def language(self, redirect: models.Redirect) -> str:
        """Show the language it holds for."""
        return language_name(redirect.locale) if redirect.locale else "all"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields of a redirect."""
        locales = [("", "All"), *((code, language_name(code)) for code in current_tenant().locale_codes)]
        fields = {
            "path": text("Address", initial=obj.path if obj else "", max_length=1000, help_text="Begins with a slash."),
            "target": text(
                "Leads to",
                initial=obj.target if obj else "",
                max_length=2000,
                help_text="A path of the site, or an http or https address. Empty: the page is gone for good (410).",
            ),
            "locale": choice("Language", locales, initial=obj.locale if obj else ""),
            "permanent": switch("For good (301, not 302)", initial=obj.permanent if obj else True),
        }
        form = type("RedirectForm", (RedirectForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **{**kwargs, "fields": ()})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        return [(None, {"fields": list(_FIELDS)})]

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a redirect."""
        data = {name: form.cleaned_data[name] for name in _FIELDS}
        return redirects.create_redirect(ctx, parse(CreateRedirectRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = {name: value for name, value in form.changed().items() if name in _FIELDS}
        redirects.update_redirect(ctx, obj.pk, parse(UpdateRedirectRequest, {**changes, **form.given_version()}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete the redirect."""
        redirects.delete_redirect(ctx, obj.pk)
