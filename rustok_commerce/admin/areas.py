"""Places of zones, as rows of a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminTextInputWidget

from rustok.api.admin.model_admin import RustokTabularInline

AREA_FIELDS = ["country", "region", "postcode_from", "postcode_to"]


class UncheckedForm(forms.ModelForm):
    """A part whose validation is the service's."""

    def _post_clean(self) -> None:
        """Leave it to the service."""


class AreaInline(RustokTabularInline):
    """The places of a zone."""

    module = "commerce"
    tab = False
    ordering = ("country", "region", "postcode_from")
    hide_title = True
    verbose_name = "place"
    verbose_name_plural = "places"
    fields = AREA_FIELDS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Take places from a zone whoever may change it."""
        return self._may(request, "update")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with a line that says what is written where."""

        def line(label: str, length: int, hint: str) -> forms.CharField:
            widget = UnfoldAdminTextInputWidget(attrs={"placeholder": hint})
            return forms.CharField(label=label, required=False, max_length=length, widget=widget)

        fields = {
            "country": line("Country", 2, "DE, or * for the rest of the world"),
            "region": line("Region", 150, "CA; empty: everywhere"),
            "postcode_from": line("Postcodes from", 32, "10"),
            "postcode_to": line("Postcodes to", 32, "13"),
        }
        form = type("AreaForm", (UncheckedForm,), fields)
        return super().get_formset(request, obj, **{**kwargs, "form": form})


def kept_forms(formset: Any) -> list[Any]:
    """Return the forms of the parts that are to be there, in order."""
    deleted = set(formset.deleted_forms)
    return [
        form
        for form in formset.forms
        if form not in deleted and (form.has_changed() or not form.instance._state.adding)
    ]


def areas_of(formset: Any) -> list[dict[str, str]]:
    """Return the places that were typed, as requests take them."""
    return [
        {
            "country": form.cleaned_data["country"].strip().upper(),
            "region": form.cleaned_data["region"],
            "postcode_from": form.cleaned_data["postcode_from"],
            "postcode_to": form.cleaned_data["postcode_to"],
        }
        for form in kept_forms(formset)
    ]
