"""What can be done with what a page shows: each deed asks in a dialog and calls the command that the APIs call too."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils import timezone

from rustok.api.admin.forms import refuse
from rustok.context import RequestContext
from rustok.errors import RustokError
from rustok.rbac.policies import allowed

_INPUT: Final = {"class": "rustok-input"}
_WIDE: Final = {"class": "rustok-input is-wide"}
_MOMENT: Final = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a page shows and who sits before it. ``url`` is the page's address; ``version`` what it was shown at."""

    ctx: RequestContext
    subject: Any
    url: str
    version: int | None = None
    origin: str = ""
    """What the operator's addresses begin with: ``https://shop.example``."""

    def address_of(self, url: str) -> str:
        """Return the whole of an address of ours, for whoever sits elsewhere."""
        return f"{self.origin}{url}" if url.startswith("/") else url


class DeedForm(forms.Form):
    """A dialog: it remembers the version that it was shown for, and what a second click of its button sends again."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, fields: Mapping[str, forms.Field], version: int | None, auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id)
        self.fields.update(fields)
        self.initial["version"] = version
        self.initial["once"] = secrets.token_urlsafe(18)

    @property
    def shown_at(self) -> int | None:
        """The version that the dialog was shown for."""
        found: int | None = self.cleaned_data.get("version")
        return found

    def given_version(self) -> dict[str, int]:
        """Return the version that the dialog was shown for, as requests take it."""
        return {} if self.shown_at is None else {"version": self.shown_at}


class Deed(ABC):
    """Something that can be done with the subject of a page, or with a ``part`` of it."""

    name: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    right: ClassVar[str]
    button: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    danger: ClassVar[bool] = False

    def __init__(self, desk: Desk, part: str = "") -> None:
        self.desk = desk
        self.part = part
        self.bound: DeedForm | None = None

    # --- What a subclass says ---------------------------------------------------------------------------------------

    def fields(self) -> dict[str, forms.Field]:
        """Return what the dialog asks."""
        return {}

    def obstacle(self) -> str:
        """Say why it cannot be done now; nothing if it can."""
        return ""

    def told(self) -> str:
        """Say what will happen, above the fields."""
        return self.intro

    def is_next(self) -> bool:
        """Tell whether this is what the subject waits for."""
        return False

    @abstractmethod
    def run(self, form: DeedForm) -> str:
        """Call the command; return what to tell."""

    def goes_to(self) -> str:
        """Return where it leads: to the page again, if nothing else is said."""
        return self.desk.url

    # --- What a page asks -------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The name of the dialog among those of the page."""
        return f"{self.name}-{self.part}" if self.part else self.name

    @property
    def label(self) -> str:
        """What the button on the page says."""
        return self.title

    @property
    def is_allowed(self) -> bool:
        """Whether the operator's role lets them do it."""
        return allowed(self.desk.ctx, self.right)

    @property
    def submit(self) -> str:
        """What the button in the dialog says."""
        return self.button or self.title

    @property
    def form(self) -> DeedForm:
        """The dialog's form: as it was sent, or a fresh one."""
        if self.bound is None:
            self.bound = self._make(None)
        return self.bound

    def answer(self, data: Any) -> str | None:
        """Do it; None if something is refused, which the form then says."""
        form = self.bound = self._make(data)
        if not form.is_valid():
            return None
        obstacle = self.obstacle()
        if obstacle:
            form.add_error(None, obstacle)
            return None
        try:
            with transaction.atomic():
                return self.run(form)
        except RustokError as exc:
            refuse(form, exc)
            return None

    def _make(self, data: Any) -> DeedForm:
        return DeedForm(data, fields=self.fields(), version=self.desk.version, auto_id=f"{self.key}-%s")


def choose(desk: Desk, kinds: Iterable[type[Deed]], part: str = "") -> list[Deed]:
    """Return those of the deeds that the operator's role lets them do."""
    return [deed for deed in (kind(desk, part) for kind in kinds) if deed.is_allowed]


def bar(deeds: Sequence[Deed], *, opened: str = "") -> dict[str, Any]:
    """Return what the template of a bar of buttons and its dialogs shows."""
    possible = [deed for deed in deeds if not deed.obstacle()]
    return {
        "next": [deed for deed in possible if deed.is_next()],
        "more": [deed for deed in possible if not deed.is_next()],
        "not_now": [(deed, deed.obstacle()) for deed in deeds if deed.obstacle()],
        "dialogs": [deed for deed in deeds if deed.key == opened or deed in possible],
        "opened": opened,
    }


def do(request: HttpRequest, deeds: Sequence[Deed], key: str) -> HttpResponse | None:
    """Do what was sent; None if it was refused: the page is then shown with these very deeds, the dialog open.

    :raises PermissionDenied: the operator may not do it, or the page has no such part.
    """
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    deed = next((deed for deed in deeds if deed.key == key), None)
    if deed is None:
        raise PermissionDenied
    told = deed.answer(request.POST)
    if told is None:
        return None
    messages.success(request, told)
    return HttpResponseRedirect(deed.goes_to())


# --- Fields ---------------------------------------------------------------------------------------------------------


def line(label: str, *, most: int, required: bool = False, initial: str = "", help_text: str = "") -> forms.CharField:
    """Make a line of text."""
    widget = forms.TextInput(attrs=_WIDE)
    return forms.CharField(
        label=label, required=required, max_length=most, initial=initial, help_text=help_text, widget=widget
    )


def lines(label: str, *, most: int, required: bool = False, help_text: str = "") -> forms.CharField:
    """Make several lines of text."""
    widget = forms.Textarea(attrs={**_WIDE, "rows": 3})
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text, widget=widget)


def tick(label: str, *, initial: bool = False, help_text: str = "") -> forms.BooleanField:
    """Make a box to tick."""
    return forms.BooleanField(label=label, required=False, initial=initial, help_text=help_text)


def pick(
    label: str, choices: Iterable[tuple[str, str]], *, initial: str = "", help_text: str = ""
) -> forms.ChoiceField:
    """Make a list to choose from; nothing chosen is allowed where there is an empty choice."""
    found = list(choices)
    return forms.ChoiceField(
        label=label,
        choices=found,
        initial=initial,
        required=all(key for key, _ in found),
        help_text=help_text,
        widget=forms.Select(attrs=_INPUT),
    )


def picks(label: str, choices: Iterable[tuple[str, str]], *, initial: Iterable[str] = ()) -> forms.MultipleChoiceField:
    """Make boxes to tick, of which at least one has to be."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        initial=list(initial),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "rustok-picks"}),
    )


def moment(label: str, *, initial: Any = None, required: bool = False, help_text: str = "") -> forms.DateTimeField:
    """Make a day and a time, in the time zone that pages are shown in."""
    zone = timezone.get_current_timezone_name()
    widget = forms.DateTimeInput(attrs={**_INPUT, "type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(
        label=f"{label} ({zone})",
        required=required,
        initial=timezone.localtime(initial) if initial else None,
        input_formats=[_MOMENT, "%Y-%m-%dT%H:%M:%S"],
        help_text=help_text,
        widget=widget,
    )
