"""One group of form fields per language of the shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from rustok.api.admin.forms import language_name, long_text, text
from rustok.tenancy.info import current_tenant

LONG_TEXTS = frozenset({"description", "meta_description"})


def shop_locales() -> tuple[str, ...]:
    """Return the languages of the shop, its own first."""
    tenant = current_tenant()
    return tuple(sorted(tenant.locale_codes, key=lambda code: code != tenant.default_locale))


def field_name(name: str, locale: str) -> str:
    """Name the field of a text in a language."""
    return f"{name}__{locale}"


def text_fields(names: Sequence[str], limits: dict[str, int]) -> dict[str, forms.Field]:
    """Make the fields of texts in every language."""
    return {
        field_name(name, locale): _text_field(name, limits.get(name)) for locale in shop_locales() for name in names
    }


def _text_field(name: str, max_length: int | None) -> forms.Field:
    label = name.replace("_", " ").replace("meta ", "search engine ").capitalize()
    if name in LONG_TEXTS:
        return long_text(label, rows=8 if name == "description" else 2, max_length=max_length)
    return text(label, max_length=max_length)


def language_fieldsets(
    names: Sequence[str], *, marks: Mapping[str, str] | None = None, extra: Mapping[str, Sequence[str]] | None = None
) -> list[tuple[str, dict[str, Any]]]:
    """Make one tab per language; ``marks`` say how complete each is, ``extra`` are fields behind the texts."""
    return [
        (
            f"{language_name(locale)} {(marks or {}).get(locale, '')}".strip(),
            {
                "classes": ["tab"],
                "fields": [*(field_name(name, locale) for name in names), *(extra or {}).get(locale, ())],
            },
        )
        for locale in shop_locales()
    ]


def show_originals(form: Any, names: Sequence[str], source: str, original: Mapping[str, Any]) -> None:
    """Put the original beside every field of a translation."""
    for locale in shop_locales():
        for name in names:
            field = form.fields.get(field_name(name, locale))
            if locale != source and field is not None and original.get(name):
                field.help_text = format_html(
                    '<span class="rustok-original" lang="{}"><b>{}</b>{}</span>',
                    source,
                    language_name(source),
                    original[name],
                )


def changed_texts(form: forms.ModelForm[Any], names: Sequence[str], locale: str) -> dict[str, str | None]:
    """Return the texts of a language that the operator changed; an emptied one is None."""
    return {
        name: form.cleaned_data[field] or None
        for name in names
        if (field := field_name(name, locale)) in form.changed_data
    }
