"""What can be done with an order: each action knows whether the order's state allows it, asks in a dialog, and calls
the command that the APIs call too.

A dialog remembers the version of the order that it was shown for: sent twice, or after somebody else was faster, it is
refused and nothing is written.
"""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.db import transaction

from rustok.api.admin.forms import refuse
from rustok.context import RequestContext
from rustok.dto import MAX_AMOUNT
from rustok.errors import FieldError, InvalidInput, RustokError, StaleVersion
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.rbac.policies import allowed
from rustok_commerce import models
from rustok_commerce.admin.order_words import amount_in
from rustok_commerce.dto.orders import OrderLineResponse, OrderResponse
from rustok_commerce.dto.payments import PaymentResponse
from rustok_commerce.services import money
from rustok_commerce.services.orders import invoicing, states

_INPUT: Final = {"class": "rustok-input"}
_WIDE: Final = {"class": "rustok-input is-wide"}
_NUMBER: Final = {"class": "rustok-input is-number"}


class Desk:
    """An order with what its actions ask about it."""

    def __init__(self, ctx: RequestContext, order: OrderResponse, payments: tuple[PaymentResponse, ...]) -> None:
        self.ctx = ctx
        self.order = order
        self.payments = payments
        self.lines = {line.id: line for line in order.lines}

    @cached_property
    def locations(self) -> tuple[tuple[str, str], ...]:
        """The places of the stock that are in use, the usual one first: several dialogs of a page ask for them."""
        rows = models.StockLocation.objects.filter(is_active=True).order_by("-is_default", "name")
        return tuple((to_ulid(key), name) for key, name in rows.values_list("id", "name"))

    @cached_property
    def lacks_documents(self) -> bool:
        """Whether there is something that no document of the order says yet."""
        return invoicing.lacks_documents(self.order.id)

    def may(self, right: str) -> bool:
        """Tell whether the operator has a right."""
        return allowed(self.ctx, right)

    def amount(self, amount: int) -> str:
        """Write an amount of the order's currency."""
        return amount_in(self.order.currency, amount)


class ActionForm(forms.Form):
    """A dialog. ``rows`` are fields that stand in a table of the order's lines, under ``columns``."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(max_length=64, widget=forms.HiddenInput)
    columns: tuple[str, ...] = ()

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id)
        self.desk = desk
        self._rows: list[tuple[OrderLineResponse, tuple[str, ...], str]] = []
        self.initial["version"] = desk.order.version
        # What a second click of the same button sends along again.
        self.initial["once"] = secrets.token_urlsafe(18)

    def add_row(self, line: OrderLineResponse, fields: Mapping[str, forms.Field], note: str = "") -> None:
        """Add a line of the order with its fields; each is named ``name-<line>``."""
        names = []
        for name, field in fields.items():
            names.append(line_field(name, line.id))
            field.label = f"{name.replace('_', ' ').capitalize()}: {line.title}"
            self.fields[names[-1]] = field
        self._rows.append((line, tuple(names), note))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table's rows, for the template."""
        return [
            {"line": line, "note": note, "fields": [self[name] for name in names]} for line, names, note in self._rows
        ]

    @property
    def plain(self) -> list[Any]:
        """The fields below the table."""
        inside = {name for _, names, _ in self._rows for name in names}
        return [field for field in self.visible_fields() if field.name not in inside]

    def of_lines(self, name: str) -> dict[UUID, Any]:
        """Return what was typed for each line."""
        return {line.id: self.cleaned_data.get(line_field(name, line.id)) for line, _, _ in self._rows}


class OrderAction(ABC):
    """Something that can be done with an order, or with one payment, parcel or return of it (the ``subject``)."""

    name: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    right: ClassVar[str]
    button: ClassVar[str] = ""
    intro: ClassVar[str] = ""
    danger: ClassVar[bool] = False
    calls_out: ClassVar[bool] = False
    """Whether a provider may be called: that happens outside of transactions."""
    form_class: ClassVar[type[ActionForm]] = ActionForm
    line_fields: ClassVar[str] = "quantity"
    """Which field of a line a refusal that names a line is told at."""

    def __init__(self, desk: Desk, subject: UUID | None = None) -> None:
        self.desk = desk
        self.subject = subject
        self.bound: ActionForm | None = None

    # --- What a subclass says ---------------------------------------------------------------------------------------

    def obstacle(self) -> str:
        """Say why it cannot be done now; nothing if it can."""
        return ""

    @abstractmethod
    def run(self, form: Any) -> str:
        """Call the command; return what to tell."""

    def told(self) -> str:
        """Say what will happen, above the fields."""
        return self.intro

    def is_next(self) -> bool:
        """Tell whether this is what the order waits for."""
        return False

    # --- What a page asks -------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The name of the dialog among those of the page."""
        return self.name if self.subject is None else f"{self.name}-{self.subject.hex}"

    @property
    def subject_id(self) -> UUID:
        """The id of the payment, parcel or return that it is about."""
        if self.subject is None:
            raise ValueError(f"{self.name} is about a part of an order")
        return self.subject

    @property
    def is_allowed(self) -> bool:
        """Whether the operator's role lets them do it."""
        return self.desk.may(self.right)

    @property
    def submit(self) -> str:
        """What the button in the dialog says."""
        return self.button or self.title

    @property
    def form(self) -> ActionForm:
        """The dialog's form: as it was sent, or a fresh one."""
        if self.bound is None:
            self.bound = self.make_form(None)
        return self.bound

    def make_form(self, data: Any) -> ActionForm:
        """Make the form."""
        return self.form_class(data, desk=self.desk, auto_id=f"{self.key}-%s")

    def answer(self, data: Any) -> str | None:
        """Do it; None if something is refused, which the form then says."""
        form = self.bound = self.make_form(data)
        if not form.is_valid():
            return None
        obstacle = self.obstacle()
        try:
            if self.calls_out:
                self._check_version(form.cleaned_data["version"])
                if obstacle:
                    form.add_error(None, obstacle)
                    return None
                return self.run(form)
            with transaction.atomic():
                order = states.lock_order(self.desk.order.id)
                states.check_version(order, form.cleaned_data["version"])
                if obstacle:
                    form.add_error(None, obstacle)
                    return None
                return self.run(form)
        except RustokError as exc:
            self._refused(form, exc)
            return None

    def _check_version(self, version: int) -> None:
        current = models.Order.objects.filter(id=self.desk.order.id).values_list("version", flat=True).get()
        if current != version:
            raise StaleVersion(current=current, given=version)

    def _refused(self, form: ActionForm, exc: RustokError) -> None:
        """Show a refusal at the line that it names, else where it belongs."""
        name = _named_field(form, self.line_fields, exc.params.get("line"))
        if name is not None:
            form.add_error(name, self.sentence(exc))
            return
        rest: list[FieldError] = []
        for error in exc.errors:
            found = next((field for field in map(str, reversed(error.path)) if field in form.fields), None)
            if found is None:
                rest.append(error)
            else:
                form.add_error(found, error.message)
        if exc.errors and not rest:
            return
        if exc.errors:
            refuse(form, InvalidInput(rest) if isinstance(exc, InvalidInput) else exc)
        elif isinstance(exc, StaleVersion):
            refuse(form, exc)
        else:
            field = self.field_of(exc)
            form.add_error(field if field in form.fields else None, self.sentence(exc))

    def field_of(self, exc: RustokError) -> str | None:
        """Name the field that a refusal without one is about."""
        return None

    def sentence(self, exc: RustokError) -> str:
        """Say a refusal in the words of the desk: amounts as people read them, no ids."""
        available = exc.params.get("available")
        if exc.code == "commerce.order_line.too_many_pieces":
            return f"Only {available} left for this."
        if exc.code in ("commerce.refund.too_high", "commerce.payment.capture_too_high") and available is not None:
            return f"At most {self.desk.amount(int(available))}."
        return str(exc)


def line_field(name: str, line_id: UUID) -> str:
    """Name a field of a line."""
    return f"{name}-{line_id.hex}"


def _named_field(form: ActionForm, names: str, line: Any) -> str | None:
    try:
        line_id = parse_id(str(line)) if line is not None else None
    except InvalidId:
        return None
    if line_id is None:
        return None
    return next((field for name in names.split() if (field := line_field(name, line_id)) in form.fields), None)


def nothing_chosen(form: ActionForm, field: str = "quantity", message: str = "") -> InvalidInput:
    """Return the refusal of a dialog in which no piece was chosen, at its first line."""
    name = next((name for name in form.fields if name.startswith(f"{field}-")), field)
    return InvalidInput.field(name, code="missing", message=message or "Choose at least one piece.")


# --- Fields ---------------------------------------------------------------------------------------------------------


def pieces_field(initial: int, most: int) -> forms.IntegerField:
    """Make a number of pieces."""
    return forms.IntegerField(
        required=False,
        min_value=0,
        max_value=most,
        initial=initial,
        widget=forms.NumberInput(attrs={**_NUMBER, "data-most": most}),
    )


def money_field(currency: str, initial: int | None, label: str = "", help_text: str = "", **attrs: Any) -> Any:
    """Make an amount, typed as people write it."""
    decimals = money.exponent(currency)
    said = {name.replace("_", "-"): value for name, value in attrs.items()}
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_value=money.to_decimal(MAX_AMOUNT, currency),
        decimal_places=decimals,
        initial=money.to_decimal(initial, currency) if initial is not None else None,
        help_text=help_text,
        widget=forms.NumberInput(attrs={**_NUMBER, "step": str(Decimal(1).scaleb(-decimals)), **said}),
    )


def minor(value: Decimal | None, currency: str) -> int | None:
    """Return a typed amount in minor units."""
    return money.from_decimal(value, currency) if value is not None else None


def word_field(label: str, *, most: int, help_text: str = "", placeholder: str = "") -> forms.CharField:
    """Make a line of text."""
    widget = forms.TextInput(attrs={**_WIDE, "placeholder": placeholder})
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text, widget=widget)


def text_field(label: str, *, most: int, required: bool = False, rows: int = 3) -> forms.CharField:
    """Make several lines of text."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={**_WIDE, "rows": rows})
    )


def tick_field(label: str, *, initial: bool = True, help_text: str = "") -> forms.BooleanField:
    """Make a box to tick."""
    return forms.BooleanField(label=label, required=False, initial=initial, help_text=help_text)


def choice_field(label: str, choices: Iterable[tuple[str, str]], *, initial: str = "") -> forms.ChoiceField:
    """Make a list to choose from; nothing chosen is allowed where there is an empty choice."""
    found = list(choices)
    return forms.ChoiceField(
        label=label,
        choices=found,
        initial=initial,
        required=all(key for key, _ in found),
        widget=forms.Select(attrs=_INPUT),
    )
