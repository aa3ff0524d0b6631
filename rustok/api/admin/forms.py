"""What our forms share: the version they were made from, and fields in every language of the tenant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django import forms
from django.core.validators import RegexValidator
from django.utils import translation
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from rustok.errors import FieldError, InvalidInput, RustokError, StaleVersion
from rustok.tenancy.info import TenantInfo, current_tenant

_SHORT: Final = frozenset({"string_too_short", "too_short"})
_PATTERNS: Final = (
    ("'^[A-Z]{2}$'", "Two capital letters for each country, such as DE."),
    ("'^[A-Z]{3}$'", "Three capital letters for each currency, such as EUR."),
    ("'^[a-z0-9]+(?:[-_]", "Only small letters (a to z) and digits, with single hyphens or underscores between them."),
    ("'^[a-z0-9]+(?:-", "Only small letters (a to z) and digits, with single hyphens between them."),
    ("'^#[0-9a-f]{6}$'", "A colour as # and six digits from 0 to f, such as #1e90ff."),
)
_SUBJECT: Final = re.compile(r"^(?:String|Input|Value|List|Tuple|Set) should ")


class VersionedForm(forms.ModelForm):
    """A form that remembers the version it shows: a service refuses it once somebody else has saved in between."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields.pop("version", None)
        else:
            self.initial["version"] = self.instance.version

    def given_version(self) -> dict[str, int]:
        """Return the version that the form was shown with, as requests take it; nothing where a client left it out."""
        version = self.cleaned_data.get("version")
        return {} if version is None else {"version": version}

    def changed(self) -> dict[str, Any]:
        """Return the cleaned values that differ from those the form was shown with; those only shown never do."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in self.cleaned_data and name != "version" and not self.fields[name].disabled
        }


class LinesField(forms.CharField):
    """Several lines of text, kept exactly as they are typed but for their ends.

    Browsers send CRLF whatever they were given: left alone, a text that nobody touched would look changed, and a
    translation out of date would count as fresh.
    """

    def __init__(self, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", None) or ""
        super().__init__(strip=False, initial=_unix(initial), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text with LF."""
        return _unix(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare texts, not the ends of their lines."""
        return super().has_changed(_unix(initial or ""), data)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def in_locale(name: str, locale: str) -> str:
    """Name the form field that holds ``name`` in a language."""
    return f"{name}__{locale}"


@contextmanager
def errors_at(locale: str) -> Iterator[None]:
    """Point the refusals of one language's values to that language's form fields."""
    try:
        yield
    except InvalidInput as exc:
        raise InvalidInput(
            [
                FieldError((in_locale(str(error.path[0]), locale),) if error.path else (), error.code, error.message)
                for error in exc.errors
            ]
        ) from exc


def all_valid(found: Iterable[forms.BaseForm]) -> bool:
    """Validate every form, those behind a wrong one too: all faults are shown at once."""
    return False not in {form.is_valid() for form in found}


def shown(form: Any, name: str) -> Any:
    """Return the value that a field with ``show_hidden_initial`` was shown with; what cannot be one equals nothing."""
    try:
        return form.fields[name].clean(form.data.get(form[name].html_initial_name, ""))
    except forms.ValidationError:
        return object()


def refuse(form: Any, refused: RustokError) -> None:
    """Show a service's refusal in a form that was fine: at the fields it names, else above them."""
    if isinstance(refused, StaleVersion):
        form.add_error(
            None,
            f"Somebody else has saved this meanwhile: it is at version {refused.params['current']}, yours began from"
            f" {refused.params['given']}.{_changed(refused)} Nothing was written. Open the page in another tab to"
            " compare, then make your change there.",
        )
        return
    elsewhere: list[FieldError] = []
    for error in refused.errors:
        name = _field_of(form, error)
        if name is None:
            elsewhere.append(error)
        else:
            form.add_error(name, sentence(error))
    if elsewhere or not refused.errors:
        form.add_error(None, reason(InvalidInput(elsewhere) if isinstance(refused, InvalidInput) else refused))


def _changed(refused: StaleVersion) -> str:
    """Say what somebody else changed: ``translations.de.title`` is the title in German."""
    parts = [str(name).split(".") for name in refused.params["changed"]]
    names = [f"{part[-1]} ({part[1]})" if len(part) > 2 else part[-1] for part in parts]
    return f" Changed meanwhile: {', '.join(names).replace('_', ' ')}." if names else ""


def _field_of(form: Any, error: FieldError) -> str | None:
    """Find the field that a fault is told at; of a text the one that was touched, else that in the shop's language."""
    if not error.path:
        return None
    name = str(error.path[0])
    if name in form.fields:
        return name
    if name == "names":
        name = "name"
    elif name == "translations" and len(error.path) > 1:
        name = str(error.path[-1])
    tenant = current_tenant()
    codes = sorted(tenant.locale_codes, key=lambda code: code != tenant.default_locale)
    found = [field for field in (in_locale(name, code) for code in codes) if field in form.fields]
    # What nobody touched is not what was refused.
    return next((field for field in found if field in form.changed_data), found[0] if found else None)


def sentence(error: FieldError) -> str:
    """Say what is wrong with a value as forms say it, not as programs do."""
    if error.code == "missing" or (error.code in _SHORT and "at least 1 " in error.message):
        return str(forms.Field.default_error_messages["required"])
    if error.code == "string_pattern_mismatch":
        return next((said for pattern, said in _PATTERNS if pattern in error.message), str(RegexValidator.message))
    return _SUBJECT.sub("This should ", error.message)


def reason(refused: RustokError) -> str:
    """Write a refusal with all its reasons in one line."""
    reasons = "; ".join(f"{'.'.join(map(str, error.path))}: {sentence(error)}" for error in refused.errors)
    return f"{refused} {reasons}".strip()


def operator_locales(tenant: TenantInfo) -> tuple[str, ...]:
    """Return the tenant's languages in the order in which to look for a text to show to the operator."""
    wanted = tenant.choose_locale(translation.get_language() or "") or tenant.default_locale
    chain = tenant.fallback_chain(wanted)
    return (*chain, *(code for code in tenant.locale_codes if code not in chain))


def language_name(locale: str) -> str:
    """Return a language's own name: ``Deutsch``."""
    try:
        found = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return locale
    name = found.get_display_name() or locale
    return name[:1].upper() + name[1:]


def text(label: str, *, initial: Any = "", max_length: int | None = None, help_text: str = "") -> forms.CharField:
    """Make a line of text."""
    return forms.CharField(
        label=label,
        initial=initial or "",
        max_length=max_length,
        required=False,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget,
    )


def long_text(
    label: str, *, initial: Any = "", rows: int = 4, max_length: int | None = None, help_text: str = ""
) -> LinesField:
    """Make several lines of text."""
    return LinesField(
        label=label,
        initial=initial,
        max_length=max_length,
        required=False,
        help_text=help_text,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": rows}),
    )


def choice(
    label: str, choices: Any, *, initial: Any = "", required: bool = False, help_text: str = ""
) -> forms.ChoiceField:
    """Make a list to choose from."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        required=required,
        help_text=help_text,
        widget=UnfoldAdminSelectWidget,
    )


def switch(label: str, *, initial: bool = False, help_text: str = "") -> forms.BooleanField:
    """Make a switch."""
    return forms.BooleanField(
        label=label, initial=initial, required=False, help_text=help_text, widget=UnfoldBooleanSwitchWidget
    )


def number(
    label: str, *, initial: int | None = None, minimum: int = 0, maximum: int = 1_000_000, help_text: str = ""
) -> forms.IntegerField:
    """Make a whole number."""
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=minimum,
        max_value=maximum,
        required=False,
        help_text=help_text,
        widget=UnfoldAdminIntegerFieldWidget,
    )
