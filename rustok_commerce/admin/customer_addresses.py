"""The addresses of a customer's book, each on a page of its own that the customer's page leads to."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rustok.api.admin.forms import switch, text
from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import InvalidId, parse_id
from rustok_commerce import errors, models
from rustok_commerce.dto.customers import CreateCustomerAddressRequest, UpdateCustomerAddressRequest
from rustok_commerce.services import customer_addresses

_PARTS: Final = (
    ("country", "Country", 2),
    ("first_name", "First name", 150),
    ("last_name", "Last name", 150),
    ("company", "Company", 255),
    ("line1", "Street and number", 255),
    ("line2", "More of the address", 255),
    ("postcode", "Postcode", 32),
    ("city", "City", 150),
    ("region", "State or region", 150),
    ("phone", "Telephone", 32),
)
_MARKS: Final = (("is_default_shipping", "Usual for deliveries"), ("is_default_billing", "Usual for invoices"))
_FIELDS: Final = (*(name for name, _, _ in _PARTS), *(name for name, _ in _MARKS))
_LINK: Final = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'


class AddressForm(forms.ModelForm):
    """An address; its country says what it needs, and the service looks."""

    class Meta:
        model = models.CustomerAddress
        fields: tuple[str, ...] = ()

    def clean_country(self) -> str:
        """Take small letters too."""
        return str(self.cleaned_data["country"]).upper()

    def _post_clean(self) -> None:
        """Leave validation to the service."""


@admin.register(models.CustomerAddress)
class CustomerAddressAdmin(RustokModelAdmin):
    """Addresses of customers."""

    module = "commerce"
    resource = "commerce.customer"
    called = ("customer address", "customer addresses")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Make a field for each part."""
        fields: dict[str, Any] = {
            name: text(label, initial=getattr(obj, name) if obj else "", max_length=length)
            for name, label, length in _PARTS
        }
        fields["country"].help_text = "By its two letters, such as DE."
        for name, label in _MARKS:
            fields[name] = switch(label, initial=getattr(obj, name) if obj else False)
        if obj is None:
            whose = request.GET.get("customer", "")
            fields["customer"] = forms.CharField(initial=whose, required=False, widget=forms.HiddenInput)
        form = type("AddressForm", (AddressForm,), fields)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the parts as they are written."""
        return [(None, {"fields": [*_FIELDS, *(["customer"] if obj is None else [])]})]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the book may be changed."""
        return self._may(request, "update")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Tell whether the book may be changed."""
        return self._may(request, "update")

    def create(self, ctx: RequestContext, form: Any) -> UUID:
        """Write an address into the book."""
        try:
            customer_id = parse_id(form.cleaned_data["customer"])
        except InvalidId as exc:
            raise errors.CustomerNotFound(customer=form.cleaned_data["customer"]) from exc
        request = parse(CreateCustomerAddressRequest, {name: form.cleaned_data[name] for name in _FIELDS})
        return customer_addresses.create_address(ctx, customer_id, request).id

    def update(self, ctx: RequestContext, obj: Any, form: Any) -> None:
        """Change what was changed."""
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        request = parse(UpdateCustomerAddressRequest, changes)
        customer_addresses.update_address(ctx, obj.customer_id, obj.pk, request)

    def destroy(self, ctx: RequestContext, obj: Any) -> None:
        """Take an address out of the book."""
        customer_addresses.delete_address(ctx, obj.customer_id, obj.pk)

    # --- Back to the customer ----------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the customers: addresses are listed there, each with its own."""
        return HttpResponseRedirect(reverse("admin:rustok_commerce_customer_changelist"))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remember whose it was."""
        setattr(request, _WHOSE, obj.customer_id)
        super().delete_model(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go back to the customer."""
        return _to_customer(obj.customer_id)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Go back to the customer."""
        return _to_customer(obj.customer_id)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Go back to the customer."""
        super().response_delete(request, obj_display, obj_id)
        return _to_customer(getattr(request, _WHOSE))


_WHOSE: Final = "_rustok_customer_of_address"


def edit_link(address_id: UUID) -> SafeString:
    """Lead to the page of an address."""
    return format_html(_LINK, reverse("admin:rustok_commerce_customeraddress_change", args=(address_id,)), "Change")


def add_link(customer_id: UUID) -> SafeString:
    """Lead to the page of a new address."""
    url = reverse("admin:rustok_commerce_customeraddress_add")
    return format_html(_LINK, f"{url}?customer={customer_id}", "Add an address")


def _to_customer(customer_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:rustok_commerce_customer_change", args=(customer_id,)))
