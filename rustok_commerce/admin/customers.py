"""Who buys: customers with what they have bought, and their groups."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from rustok.api import jsontext
from rustok.api.admin.chips import TABLE, Tone, chip
from rustok.api.admin.forms import VersionedForm, choice, language_name, long_text, switch, text
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.api.admin.navigation import COMMERCE
from rustok.api.rendering import plain
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin.customer_addresses import add_link, edit_link
from rustok_commerce.dto.customers import (
    CreateCustomerGroupRequest,
    CreateCustomerRequest,
    MergeCustomersRequest,
    UpdateCustomerGroupRequest,
    UpdateCustomerRequest,
)
from rustok_commerce.selectors.customer_addresses import present_addresses
from rustok_commerce.selectors.customers import Bought, bought_by
from rustok_commerce.services import customer_groups, customer_merging, customer_privacy, customers
from rustok_commerce.services.money import format_amount

_PERSON: Final = ("email", "first_name", "last_name", "phone", "company", "locale")
_TERMS: Final = ("group_id", "vat_id", "tax_exempt", "accepts_marketing")
_FIELDS: Final = (*_PERSON, *_TERMS, "note")
_SHOWN: Final = 20


class CustomerForm(VersionedForm):
    """A customer; the fields are made for the shop."""

    class Meta:
        model = models.Customer
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.Customer)
class CustomerAdmin(RustokModelAdmin):
    """Customers."""

    module = "commerce"
    resource = "commerce.customer"
    aggregate_type = "commerce.customer"
    menu_section = COMMERCE
    menu_icon = "person"
    menu_order = 25
    list_display = ("who", "state", "group", "orders", "spent", "created_at")
    list_filter = ("group", "accepts_marketing", ("user_id", admin.EmptyFieldListFilter))
    list_select_related = ("group",)
    search_fields = ("email", "first_name", "last_name", "company", "phone")
    ordering = ("-id",)
    actions = ("merge",)
    actions_submit_line = ("forget",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave out those who were merged into others."""
        return super().get_queryset(request).filter(merged_into_id=None)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Work out what the customers of the page have bought, in one statement."""
        found = super().get_changelist_instance(request)
        bought = bought_by(row.pk for row in found.result_list)
        for row in found.result_list:
            row.bought = bought.get(row.pk, Bought())
        return found

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the shop's languages and groups."""
        tenant = current_tenant()
        locales = dict.fromkeys((*tenant.locale_codes, *((obj.locale,) if obj else ())))
        groups = [("", "—"), *((str(row.pk), row.name) for row in models.CustomerGroup.objects.order_by("code"))]
        fields: dict[str, Any] = {
            name: text(label, initial=getattr(obj, name) or "" if obj else "", max_length=length)
            for name, label, length in (
                ("email", "E-mail address", 254),
                ("first_name", "First name", 150),
                ("last_name", "Last name", 150),
                ("phone", "Telephone", 32),
                ("company", "Company", 255),
                ("vat_id", "VAT id", 32),
            )
        }
        fields["locale"] = choice(
            "Language",
            [(code, language_name(code)) for code in locales],
            initial=obj.locale if obj else tenant.default_locale,
        )
        fields["group_id"] = choice(
            "Group", groups, initial=str(obj.group_id) if obj and obj.group_id else "", required=False
        )
        fields["tax_exempt"] = switch("Owes no tax", initial=obj.tax_exempt if obj else False)
        fields["accepts_marketing"] = switch("Wants news by mail", initial=obj.accepts_marketing if obj else False)
        fields["note"] = long_text("Note", initial=obj.note if obj else "", help_text="For staff.")
        if obj is not None and obj.user_id is not None:
            fields["email"].help_text = "The login's: it changes there."
        form = type("CustomerForm", (CustomerForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what belongs to a customer that there is."""
        return ("addresses", "last_orders", "credit", "data") if obj is not None else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the person, the terms, and what belongs to them."""
        if obj is None:
            return ((None, {"fields": [*_PERSON]}), ("Terms", {"fields": [*_TERMS]}), ("Note", {"fields": ["note"]}))
        parts = (
            ("Orders", {"fields": ["last_orders"]}),
            ("Addresses", {"fields": ["addresses"]}),
            ("Credit", {"fields": ["credit"]}),
            ("Privacy", {"fields": ["data"]}),
        )
        if obj.erased_at is not None or not self.has_change_permission(request, obj):
            return ((None, {"fields": ["who", "state", "group"]}), *parts)
        return (
            (None, {"fields": [*_PERSON]}),
            ("Terms", {"fields": [*_TERMS]}),
            ("Note", {"fields": ["note"]}),
            *parts,
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Leave alone who was forgotten."""
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    def object_label(self, obj: Any) -> str:
        """Name a customer."""
        return "Forgotten customer" if obj.erased_at is not None else str(obj)

    @display(description="Customer", header=True, ordering="email")
    def who(self, row: models.Customer) -> Any:
        """Show address and name."""
        if row.erased_at is not None:
            return ("—", "forgotten", "—")
        name = f"{row.first_name} {row.last_name}".strip() or row.company
        return (row.email, name, f"{row.first_name[:1]}{row.last_name[:1]}" or (row.email or "")[:2])

    @display(description="State")
    def state(self, row: models.Customer) -> SafeString:
        """Tell whether they sign in, and whether they ask to be forgotten."""
        if row.erased_at is not None:
            return chip("forgotten")
        if row.erasure_requested_at is not None:
            return chip("asks to be forgotten", Tone.BAD)
        return chip("signs in", Tone.GOOD) if row.user_id is not None else chip("no login")

    @display(description="Orders")
    def orders(self, row: Any) -> int:
        """Show how many orders they placed."""
        return int(row.bought.orders)

    @display(description="Spent")
    def spent(self, row: Any) -> str:
        """Show what they bought, in each currency."""
        return ", ".join(format_amount(part.total, part.currency, "en") for part in row.bought.spending) or "—"

    @display(description="Addresses")
    def addresses(self, row: models.Customer) -> SafeString:
        """Show the book, with the ways to change it."""
        rows: list[list[str]] = [
            [
                ", ".join(address.lines),
                address.phone or "—",
                ", ".join(
                    word
                    for word, marked in (
                        ("delivery", address.is_default_shipping),
                        ("invoice", address.is_default_billing),
                    )
                    if marked
                )
                or "—",
                edit_link(address.id) if row.erased_at is None else "",
            ]
            for address in present_addresses(row.pk)
        ]
        book = _table(["Address", "Telephone", "Default for", ""], rows)
        return SafeString(book + add_link(row.pk)) if row.erased_at is None else book

    @display(description="Last orders")
    def last_orders(self, row: models.Customer) -> SafeString:
        """Show the orders, the newest first."""
        found = models.Order.objects.filter(customer_id=row.pk).order_by("-created_at")[:_SHOWN]
        rows = [
            [
                order.number,
                date_format(timezone.localtime(order.created_at), "DATETIME_FORMAT"),
                format_amount(order.total, order.currency, "en"),
                order.status,
                order.payment_status.replace("_", " "),
                order.fulfilment_status.replace("_", " "),
            ]
            for order in found
        ]
        return _table(["Number", "Placed", "Total", "State", "Payment", "Delivery"], rows)

    @display(description="Store credit and gift cards")
    def credit(self, row: models.Customer) -> SafeString:
        """Show what they may still spend."""
        rows = [
            [str(account), format_amount(account.balance, account.currency, "en"), "yes" if account.is_active else "no"]
            for account in models.CreditAccount.objects.filter(customer=row).order_by("currency", "id")
        ]
        return _table(["Account", "Balance", "Usable"], rows)

    @display(description="Their data")
    def data(self, row: models.Customer) -> SafeString:
        """Lead to all that is held of the person."""
        return SafeString('<a class="text-primary-600 dark:text-primary-500" href="../export/">Fetch as JSON</a>')

    def get_urls(self) -> Any:
        """Add the file of all that is held."""
        view = self.admin_site.admin_view(self.export_view)
        return [path("<path:object_id>/export/", view, name="rustok_commerce_customer_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Give all that is held of a customer, as a file."""
        if not self._may(request, "export"):
            raise PermissionDenied
        try:
            customer_id = parse_id(object_id)
        except InvalidId as exc:
            raise PermissionDenied from exc
        found = customer_privacy.export_customer(context_of(request), customer_id)
        answer = HttpResponse(jsontext.dumps(plain(found)), content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="customer-{to_ulid(customer_id)}.json"'
        return answer

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Enter a customer."""
        data = {name: form.cleaned_data[name] for name in _FIELDS}
        request = parse(CreateCustomerRequest, {**data, "group_id": data["group_id"] or None})
        return customers.create_customer(ctx, request).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = form.changed()
        if "group_id" in changes:
            changes["group_id"] = changes["group_id"] or None
        customers.update_customer(ctx, obj.pk, parse(UpdateCustomerRequest, {**changes, **form.given_version()}))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a customer who bought nothing."""
        customers.delete_customer(ctx, obj.pk)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Tell whether two customers may be made one."""
        return self._may(request, "update")

    @action(description="Make the two chosen one", permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: Any) -> None:
        """Merge two customers: the one who signs in stays, else the older one."""
        chosen = sorted(queryset, key=lambda row: (row.user_id is None, row.pk))
        if len(chosen) != 2:
            messages.error(request, "Choose exactly two customers.")
            return
        kept, other = chosen
        merged = customer_merging.merge_customers(
            context_of(request), kept.pk, MergeCustomersRequest(customer_id=other.pk)
        )
        messages.success(request, f"{merged.email} has everything now.")

    def has_erase_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Tell whether people may be forgotten."""
        return self._may(request, "erase")

    @action(description="Save and forget for good", permissions=["erase"])
    def forget(self, request: HttpRequest, row: models.Customer) -> None:
        """Forget the customer everywhere, and tell what was done."""
        report = customer_privacy.erase_customer(context_of(request), row.pk)
        kept = "; ".join(part.reason for part in report.parts if part.kept)
        messages.success(request, f"{report.erased} things were cleared of the person. {kept}".strip())


class CustomerGroupForm(VersionedForm):
    """A group of customers."""

    class Meta:
        model = models.CustomerGroup
        fields: tuple[str, ...] = ()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.CustomerGroup)
class CustomerGroupAdmin(RustokModelAdmin):
    """Groups of customers."""

    module = "commerce"
    resource = "commerce.customer_group"
    aggregate_type = "commerce.customer_group"
    menu_section = COMMERCE
    menu_icon = "groups"
    menu_order = 26
    list_display = ("name", "code", "tax_exempt")
    search_fields = ("code", "name")
    ordering = ("code",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make the fields."""
        fields: dict[str, Any] = {
            "code": text("Code", initial=obj.code if obj else "", max_length=63),
            "name": text("Name", initial=obj.name if obj else "", max_length=255),
            "tax_exempt": switch("Owes no tax", initial=obj.tax_exempt if obj else False),
        }
        form = type("CustomerGroupForm", (CustomerGroupForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the fields in their order."""
        return [(None, {"fields": ["name", "code", "tax_exempt"]})]

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Make a group."""
        data = {name: form.cleaned_data[name] for name in ("code", "name", "tax_exempt")}
        return customer_groups.create_customer_group(ctx, parse(CreateCustomerGroupRequest, data)).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change a group."""
        changes = {**form.changed(), **form.given_version()}
        customer_groups.update_customer_group(ctx, obj.pk, parse(UpdateCustomerGroupRequest, changes))

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Delete a group that nobody is in."""
        customer_groups.delete_customer_group(ctx, obj.pk)


def _table(headers: list[str], rows: list[list[str]]) -> SafeString:
    return SafeString(render_to_string(TABLE, {"table": {"headers": headers, "rows": rows}}))
