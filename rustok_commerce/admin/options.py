"""The forms of a product's options: names and places of options and values, new ones, and which go."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from rustok.api.admin.forms import all_valid, in_locale
from rustok_commerce import models
from rustok_commerce.admin.languages import shop_locales
from rustok_commerce.admin.variant_rows import OptionNames
from rustok_commerce.services.handles import handle_from

_NAME_LENGTH: Final = 255
_KEY_LENGTH: Final = 63


class NamesForm(forms.Form):
    """Names in every language, a place, and whether it goes."""

    position = forms.IntegerField(
        min_value=1, max_value=1000, widget=forms.NumberInput(attrs={"class": "rustok-input is-place"})
    )
    remove = forms.BooleanField(required=False)

    def __init__(
        self, data: Any, *, row: models.ProductOption | models.ProductOptionValue, place: int, locales: tuple[str, ...]
    ) -> None:
        super().__init__(data, prefix=row.pk.hex)
        self.row = row
        self.initial["position"] = place
        self.locales = locales
        for locale in locales:
            self.fields[in_locale("name", locale)] = _name(locale)
            self.initial[in_locale("name", locale)] = row.names.get(locale, "")

    def name_fields(self) -> list[Any]:
        """Return the fields of the names."""
        return [self[in_locale("name", locale)] for locale in self.locales]

    def data_of(self) -> dict[str, Any]:
        """Return what a request says of it."""
        found = ((locale, self.cleaned_data[in_locale("name", locale)]) for locale in self.locales)
        return {
            "key": self.row.key,
            "names": [{"locale": locale, "value": value} for locale, value in found if value],
        }


class OptionForm(NamesForm):
    """An option, with values to add."""

    added = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "rustok-input", "placeholder": "New values, separated by commas"}),
    )


class NewOptionForm(forms.Form):
    """An option to add."""

    name = forms.CharField(
        required=False,
        max_length=_NAME_LENGTH,
        widget=forms.TextInput(attrs={"class": "rustok-input", "placeholder": "Name, such as Colour"}),
    )
    added = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"class": "rustok-input is-wide", "placeholder": "Values, separated by commas"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both or neither."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("name")) != bool(split(data.get("added", ""))):
            raise forms.ValidationError("A new option needs a name and at least one value.")
        return data


class OptionForms:
    """All forms of a product's options; :meth:`request` puts the request together."""

    def __init__(self, names: OptionNames, data: Any = None) -> None:
        locales = shop_locales()
        self.options = [
            OptionForm(data, row=row, place=place, locales=locales) for place, row in enumerate(names.options, start=1)
        ]
        self.values = {
            option.pk: [
                NamesForm(data, row=row, place=place, locales=locales) for place, row in enumerate(rows, start=1)
            ]
            for option in names.options
            for rows in (names.values[option.pk],)
        }
        self.new = NewOptionForm(data, prefix="new")

    def groups(self) -> list[dict[str, Any]]:
        """Return each option with its values, for the template."""
        return [{"form": form, "values": self.values[form.row.pk]} for form in self.options]

    def is_valid(self) -> bool:
        """Validate them all."""
        every = [*self.options, *(form for rows in self.values.values() for form in rows), self.new]
        return all_valid(every)

    def request(self, source: str) -> list[dict[str, Any]]:
        """Return the options as a request takes them; names of new ones are in the language ``source``."""
        wanted = []
        for form in _ordered(self.options):
            values = [entry.data_of() for entry in _ordered(self.values[form.row.pk])]
            taken = {entry["key"] for entry in values}
            values += _new_values(form.cleaned_data["added"], source, taken)
            wanted.append({**form.data_of(), "values": values})
        name = self.new.cleaned_data["name"]
        if name:
            key = _key(name, {entry["key"] for entry in wanted})
            names = [{"locale": source, "value": name}]
            wanted.append(
                {"key": key, "names": names, "values": _new_values(self.new.cleaned_data["added"], source, set())}
            )
        return wanted


def split(text: str) -> list[str]:
    """Return the words between commas, each once."""
    return list(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def _ordered(found: list[Any]) -> list[Any]:
    kept = [form for form in found if not form.cleaned_data["remove"]]
    return sorted(kept, key=lambda form: form.cleaned_data["position"])


def _new_values(text: str, source: str, taken: set[str]) -> list[dict[str, Any]]:
    made = []
    for name in split(text):
        key = _key(name, taken)
        taken.add(key)
        made.append({"key": key, "names": [{"locale": source, "value": name}]})
    return made


def _key(name: str, taken: set[str]) -> str:
    """Make a key of a name: one that is taken gets a number."""
    base = handle_from(name)[: _KEY_LENGTH - 4].strip("-")
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def _name(locale: str) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=_NAME_LENGTH,
        label=locale,
        widget=forms.TextInput(attrs={"class": "rustok-input", "lang": locale, "placeholder": locale}),
    )
