"""Names in every language of the shop, as form fields."""

from __future__ import annotations

from typing import Any

from django import forms

from rustok.api.admin.forms import in_locale, language_name, text
from rustok_commerce.admin.languages import shop_locales

_LENGTH = 255


def names_fields(row: Any = None) -> dict[str, forms.Field]:
    """Make a field per language; ``row`` has the names that there are."""
    names = row.names if row is not None else {}
    return {
        in_locale("name", locale): text(
            f"Name, {language_name(locale)}", initial=names.get(locale, ""), max_length=_LENGTH
        )
        for locale in shop_locales()
    }


def names_fieldset() -> list[str]:
    """Return the names of the fields."""
    return [in_locale("name", locale) for locale in shop_locales()]


def names_of(form: Any) -> list[dict[str, str]]:
    """Return what was typed, as requests take it."""
    found = ((locale, form.cleaned_data.get(in_locale("name", locale))) for locale in shop_locales())
    return [{"locale": locale, "value": value} for locale, value in found if value]


def names_changed(form: Any) -> bool:
    """Tell whether any name was changed."""
    return any(name in form.changed_data for name in names_fieldset())
