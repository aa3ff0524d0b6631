"""The tenant's own settings; on the platform's host every tenant of the installation."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminPasswordWidget

from rustok.api.admin.chips import Chip, Tone, chip, chips
from rustok.api.admin.forms import VersionedForm, choice, language_name, long_text, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import SETTINGS, Link
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.rbac.policies import allowed
from rustok.tenancy import models
from rustok.tenancy.context import PLATFORM_TENANT_ID, tenant_scope
from rustok.tenancy.dto import CreateTenantRequest, UpdateTenantRequest
from rustok.tenancy.info import tenant_info
from rustok.tenancy.selectors import tenants as selectors
from rustok.tenancy.services import tenants

# What is offered; what a tenant speaks already is offered as well.
_LANGUAGES: Final = (
    *("en", "ru", "de", "fr", "es", "it", "pt", "nl", "pl", "uk", "cs", "sv", "tr", "kk", "ar", "he"),
    *("zh", "ja", "ko"),
)


class TenantForm(VersionedForm):
    """A tenant's settings."""

    class Meta:
        model = models.Tenant
        fields = ("name",)


class NewTenantForm(VersionedForm):
    """A new tenant in the pool."""

    slug = text("Short name", max_length=50, help_text="Lower-case letters, digits and hyphens; part of addresses.")
    domains = text("Domains", help_text="Host names that lead to it, separated by blanks; the first is the main one.")
    locales = text("Languages", initial="en", help_text="Language tags separated by blanks; the first is the default.")
    currencies = text("Currencies", initial="USD", help_text="ISO 4217 codes separated by blanks; the first leads.")
    admin_email = text("Administrator's address")
    admin_password = forms.CharField(
        label="Administrator's password",
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = models.Tenant
        fields = ("name",)


@admin.register(models.Tenant)
class TenantAdmin(RustokModelAdmin):
    """Tenants for the platform; for everybody else one page, their own."""

    resource = "tenancy.tenant"
    aggregate_type = "tenancy.tenant"
    menu_section = SETTINGS
    menu_icon = "apartment"
    menu_order = 30
    list_display = ("title", "isolation_chip", "languages", "state", "created_at")
    list_filter = ("is_active",)
    search_fields = ("slug", "name")
    ordering = ("slug",)
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the cell along; policies in the database keep a tenant to its own row."""
        return super().get_queryset(request).select_related("cell")

    # --- Who may do what --------------------------------------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the operator may see the tenant, or the list."""
        return self._may_tenant(request, obj, "read")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Tell whether there is anything to see."""
        return self._may(request, "read")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the platform make tenants."""
        ctx = getattr(request, "ctx", None)
        return ctx is not None and ctx.tenant_id == PLATFORM_TENANT_ID and allowed(ctx, "tenancy.tenants:create")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the operator may change the tenant."""
        return self._may_tenant(request, obj, "update")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a tenant is switched off; its data goes by the owner's hand."""
        return False

    def _may_tenant(self, request: HttpRequest, obj: Any, action: str) -> bool:
        ctx = getattr(request, "ctx", None)
        if not isinstance(ctx, RequestContext):
            return False
        if obj is not None and obj.pk != ctx.tenant_id:
            return ctx.tenant_id == PLATFORM_TENANT_ID and allowed(ctx, f"tenancy.tenants:{action}")
        return allowed(ctx, f"tenancy.tenant:{action}")

    def menu_links(self, request: HttpRequest) -> list[Link]:
        """Lead to the own settings; on the platform to the list as well."""
        if not self.has_module_permission(request):
            return []
        ctx = context_of(request)
        own = reverse("admin:rustok_tenancy_tenant_change", args=(ctx.tenant_id,))
        links = [
            Link(
                section=SETTINGS,
                title="General",
                url=own,
                icon="tune",
                order=10,
                active=request.path.startswith(own.removesuffix("change/")),
            )
        ]
        if ctx.tenant_id == PLATFORM_TENANT_ID:
            links += [
                Link(
                    section=SETTINGS,
                    title=link.title,
                    url=link.url,
                    icon=link.icon,
                    order=link.order,
                    active=link.active and not links[0].active,
                )
                for link in super().menu_links(request)
            ]
        return links

    # --- Pages ------------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list to the platform, and to others their own settings."""
        ctx = context_of(request)
        if ctx.tenant_id != PLATFORM_TENANT_ID:
            return HttpResponseRedirect(reverse("admin:rustok_tenancy_tenant_change", args=(ctx.tenant_id,)))
        return super().changelist_view(request, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the tenant's events, which are the tenant's own."""
        tenant = self.get_object(request, object_id)
        if tenant is None:
            return super().history_view(request, object_id, extra_context)
        with tenant_scope(tenant):
            response: Any = super().history_view(request, object_id, extra_context)
            found: HttpResponse = response.render() if hasattr(response, "render") else response
            return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Ask for what can be changed here."""
        kwargs["fields"] = ("name",)
        if obj is None:
            return super().get_form(request, obj, change=change, form=NewTenantForm, **kwargs)
        ctx = context_of(request)
        info = tenant_info(obj.pk)
        fields: dict[str, Any] = {
            "default_locale": choice(
                "Default language",
                [(code, language_name(code)) for code in info.locale_codes],
                initial=info.default_locale,
                help_text="Read where a translation is missing.",
            ),
            "currencies": text(
                "Currencies",
                initial=" ".join(obj.currencies),
                help_text="ISO 4217 codes separated by blanks; the first is the default.",
            ),
        }
        if obj.pk == ctx.tenant_id:
            known = dict.fromkeys((*info.locale_codes, *_LANGUAGES))
            fields["locales"] = forms.MultipleChoiceField(
                label="Languages",
                choices=[(code, language_name(code)) for code in known],
                initial=list(info.locale_codes),
                required=False,
                help_text="Switched off, a language's texts stay stored.",
                widget=UnfoldAdminCheckboxSelectMultipleWidget,
            )
        if self._of_platform(request):
            fields["domains"] = long_text(
                "Domains",
                initial="\n".join(selectors.get_tenant(ctx, obj.pk).domains),
                help_text="Host names that lead to the tenant, one per line.",
            )
            if not obj.is_platform:
                fields["is_active"] = switch(
                    "Active", initial=obj.is_active, help_text="Switched off, nothing of the tenant answers."
                )
        form = type("TenantForm", (TenantForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Explain where a tenant's tables are, since that is chosen once."""
        if obj is None:
            return (
                (
                    None,
                    {
                        "fields": ["name", "slug", "domains", "locales", "currencies"],
                        "description": "The new tenant shares the pool's tables, kept apart by row-level security. A"
                        " tenant with a schema of its own needs the owner's rights on the database:"
                        " <code>manage.py tenant_create NAME --isolation silo</code>.",
                    },
                ),
                ("First administrator", {"fields": ["admin_email", "admin_password"]}),
            )
        own = obj.pk == context_of(request).tenant_id
        fields = ["name", "slug", "default_locale", *(["locales"] if own else []), "currencies"]
        if not self._of_platform(request):
            return ((None, {"fields": fields}),)
        hosting = ["isolation_chip", "domains", *([] if obj.is_platform else ["is_active"])]
        return ((None, {"fields": fields}), ("Hosting", {"fields": hosting}))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The short name and the place of the tables are chosen once."""
        return ("slug", "isolation_chip") if obj else ()

    @staticmethod
    def _of_platform(request: HttpRequest) -> bool:
        return context_of(request).tenant_id == PLATFORM_TENANT_ID

    # --- Columns ----------------------------------------------------------------------------------------------------

    @display(description="Tenant", header=True, ordering="name")
    def title(self, tenant: models.Tenant) -> Any:
        """Show name and short name."""
        return (tenant.name, tenant.slug, tenant.name[:2])

    @display(description="Tables")
    def isolation_chip(self, tenant: models.Tenant) -> SafeString:
        """Show whether the tenant shares tables."""
        return chip(
            tenant.isolation, Tone.INFO if tenant.isolation == "silo" else Tone.NEUTRAL, tenant.cell.schema_name
        )

    @display(description="Languages")
    def languages(self, tenant: models.Tenant) -> SafeString:
        """Show the languages, the default one first."""
        info = tenant_info(tenant.pk)
        return chips(
            Chip(code, Tone.INFO if code == info.default_locale else Tone.NEUTRAL) for code in info.locale_codes
        )

    @display(description="Status", ordering="is_active")
    def state(self, tenant: models.Tenant) -> SafeString:
        """Show whether the tenant answers."""
        return chip("active", Tone.GOOD) if tenant.is_active else chip("off", Tone.BAD)

    # --- Writing ----------------------------------------------------------------------------------------------------

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a tenant in the pool."""
        data = form.cleaned_data
        request: dict[str, Any] = {
            "name": data["name"],
            "slug": data["slug"],
            **{name: data[name].split() for name in ("domains", "locales", "currencies") if data[name].strip()},
        }
        if data["admin_email"]:
            request["admin"] = {"email": data["admin_email"], "password": data["admin_password"]}
        return tenants.create_tenant(ctx, parse(CreateTenantRequest, request)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change the settings, then languages and domains, all or none."""
        changes = form.changed()
        locales, domains = changes.pop("locales", None), changes.pop("domains", None)
        if "currencies" in changes:
            changes["currencies"] = changes["currencies"].upper().split()
            if not changes["currencies"]:
                raise InvalidInput.field("currencies", code="too_short", message="One currency is needed.")
        # New languages first: one of them may be the new default.
        default = changes.get("default_locale", tenant_info(obj.pk).default_locale)
        update = parse(UpdateTenantRequest, {**changes, **form.given_version()})
        tenants.update_tenant(ctx, obj.pk, update)
        if locales is not None:
            present = set(tenant_info(obj.pk).locale_codes)
            for locale in (code for code in locales if code not in present):
                tenants.enable_locale(ctx, locale, fallback=default)
            for locale in sorted(present - set(locales)):
                tenants.disable_locale(ctx, locale)
        if domains is not None:
            wanted = domains.lower().split()
            present = set(selectors.get_tenant(ctx, obj.pk).domains)
            for domain in (name for name in wanted if name not in present):
                # Checked as a new tenant's are.
                parse(CreateTenantRequest, {"slug": obj.slug, "name": obj.name, "domains": [domain]})
                tenants.add_domain(ctx, obj.pk, domain)
            for domain in sorted(present - set(wanted)):
                tenants.remove_domain(ctx, obj.pk, domain)
