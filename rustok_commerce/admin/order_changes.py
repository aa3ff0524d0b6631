"""Changes of an order as a whole: what was ordered, where it goes, notes, mails, documents, its end."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, Final
from uuid import UUID

from django import forms

from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import to_ulid
from rustok_commerce import models
from rustok_commerce.admin.order_actions import (
    ActionForm,
    Desk,
    OrderAction,
    minor,
    money_field,
    pieces_field,
    text_field,
    tick_field,
    word_field,
)
from rustok_commerce.admin.order_words import words
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.orders import (
    AddNoteRequest,
    CancelOrderRequest,
    EditOrderRequest,
    OrderMail,
    OrderStatus,
    ResendMailRequest,
    UpdateOrderRequest,
)
from rustok_commerce.services import addresses
from rustok_commerce.services.orders import cancelling, editing, invoicing, states, updating

_ADDRESSES: Final = ("shipping_address", "billing_address")
_LABELS: Final = {
    "country": "Country (two letters)",
    "first_name": "First name",
    "last_name": "Last name",
    "line1": "Street",
    "line2": "Second line",
    "region": "State or region",
}


class NoteForm(ActionForm):
    """What to write, and for whom."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["text"] = text_field("Note", most=5000, required=True)
        self.fields["for_customer"] = tick_field("The customer may read it", initial=False)


class Note(OrderAction):
    """Write something beside the order."""

    name = "note"
    title = "Add a note"
    icon = "sticky_note_2"
    right = "commerce.order:note"
    form_class = NoteForm

    def run(self, form: ActionForm) -> str:
        """Write it."""
        data = {"text": form.cleaned_data["text"], "for_customer": form.cleaned_data["for_customer"]}
        updating.add_note(self.desk.ctx, self.desk.order.id, parse(AddNoteRequest, data))
        return "The note was added."


class Complete(OrderAction):
    """Say that nothing is left to do."""

    name = "complete"
    title = "Complete"
    icon = "task_alt"
    right = "commerce.order:update"
    button = "Complete the order"
    intro = "Everything is paid and sent: the order is put away as done."

    def obstacle(self) -> str:
        """Ask for an order of which nothing is left to be paid or sent."""
        order = self.desk.order
        if order.status is not OrderStatus.PLACED:
            return f"The order is {order.status.value}."
        lacking = []
        if order.payment_status not in states.PAID:
            lacking.append(f"it is {words('payment', order.payment_status)}")
        if order.fulfilment_status not in states.SENT:
            lacking.append("something is left to send")
        return f"Not yet: {' and '.join(lacking)}." if lacking else ""

    def is_next(self) -> bool:
        """It waits for this."""
        return True

    def run(self, form: ActionForm) -> str:
        """Complete it."""
        updating.complete_order(self.desk.ctx, self.desk.order.id)
        return "The order is completed."


class CancelForm(ActionForm):
    """Why, and what becomes of the money."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["reason"] = word_field("Reason", most=255)
        if desk.order.captured_total > desk.order.refunded_total:
            paid = desk.amount(desk.order.captured_total - desk.order.refunded_total)
            self.fields["refund"] = tick_field(f"Give back what was paid ({paid})")
        self.fields["notify"] = tick_field("Tell the buyer by mail")


class Cancel(OrderAction):
    """Give the order up."""

    name = "cancel"
    title = "Cancel"
    icon = "cancel"
    right = "commerce.order:cancel"
    button = "Cancel the order"
    intro = "Its stock is free again, its promotions do not count as used, and money that is held ready is let go."
    danger = True
    form_class = CancelForm

    def obstacle(self) -> str:
        """Ask for an order of which nothing was sent."""
        order = self.desk.order
        if order.status is not OrderStatus.PLACED:
            return f"The order is {order.status.value}."
        if any(line.fulfilled for line in order.lines):
            return "Something was sent: take the parcels back first, or take it back as a return."
        return ""

    def run(self, form: ActionForm) -> str:
        """Give it up."""
        data = {
            "reason": form.cleaned_data["reason"],
            "refund": form.cleaned_data.get("refund", False),
            "notify": form.cleaned_data["notify"],
            "version": form.cleaned_data["version"],
        }
        cancelling.cancel_order(self.desk.ctx, self.desk.order.id, parse(CancelOrderRequest, data))
        return "The order was cancelled; its stock is free again."


class EditForm(ActionForm):
    """How many pieces of each line there are to be, and a variant that comes to them."""

    columns = ("Pieces",)

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        for line in desk.order.lines:
            kept = line.quantity - line.cancelled
            field = pieces_field(kept, 1_000_000)
            field.widget.attrs.pop("data-most")
            self.add_row(line, {"quantity": field}, f"{line.fulfilled} sent" if line.fulfilled else "")
        self.fields["sku"] = word_field("Add a variant by its SKU", most=64)
        self.fields["pieces"] = pieces_field(1, 1_000_000)
        self.fields["pieces"].label = "Pieces of it"
        self.fields["unit_price"] = money_field(
            desk.order.currency, None, "Price of a piece", "Empty: what it costs now."
        )
        self.fields["reason"] = word_field("Reason", most=255)

    def clean_sku(self) -> str:
        """Find the variant."""
        sku = str(self.cleaned_data["sku"]).strip()
        if sku and variant_by_sku(sku) is None:
            raise forms.ValidationError("There is no variant with this SKU.")
        return sku


def variant_by_sku(sku: str) -> UUID | None:
    """Return the variant that has an SKU."""
    found: UUID | None = models.Variant.objects.filter(sku=sku).values_list("id", flat=True).first()
    return found


class Edit(OrderAction):
    """Change what was ordered."""

    name = "edit"
    title = "Edit lines"
    icon = "edit_note"
    right = "commerce.order:update"
    button = "Change the order"
    intro = "What stays keeps its price. What is then owed, or was paid too much, is shown on the order."
    form_class = EditForm

    def obstacle(self) -> str:
        """Ask for an open order."""
        order = self.desk.order
        return "" if order.status is OrderStatus.PLACED else f"The order is {order.status.value}."

    def field_of(self, exc: Any) -> str:
        """A variant that is not for sale, or not there, is the one that was added."""
        return "sku"

    def run(self, form: ActionForm) -> str:
        """Change it."""
        changed = {
            line_id: quantity or 0
            for line_id, quantity in form.of_lines("quantity").items()
            if (quantity or 0) != self.desk.lines[line_id].quantity - self.desk.lines[line_id].cancelled
        }
        added: list[dict[str, Any]] = []
        if sku := form.cleaned_data["sku"]:
            price = minor(form.cleaned_data["unit_price"], self.desk.order.currency)
            variant_id = variant_by_sku(sku)
            added.append({
                "variant_id": to_ulid(variant_id) if variant_id is not None else "",
                "quantity": form.cleaned_data["pieces"] or 1,
                "unit_price": price,
            })  # fmt: skip
        if not changed and not added:
            raise InvalidInput.field("sku", code="missing", message="Change a number of pieces, or add a variant.")
        data = {
            "change": [{"line_id": to_ulid(line_id), "quantity": number} for line_id, number in changed.items()],
            "add": added,
            "reason": form.cleaned_data["reason"],
            "version": form.cleaned_data["version"],
        }
        done = editing.edit_order(self.desk.ctx, self.desk.order.id, parse(EditOrderRequest, data))
        if done.due:
            return f"The order was changed; {self.desk.amount(done.due)} are due."
        if done.to_refund:
            return f"The order was changed; {self.desk.amount(done.to_refund)} were paid too much: refund them."
        return "The order was changed."


class AddressForm(ActionForm):
    """E-mail address, and an address with a field for each part."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        for part in fields(Address):
            label = _LABELS.get(part.name, part.name.capitalize())
            self.fields[part.name] = word_field(label, most=255)


class _ChangeAddress(OrderAction):
    right = "commerce.order:update"
    button = "Save"
    icon = "edit_location_alt"
    intro = "Neither prices nor taxes change with it."
    form_class = AddressForm
    which: str

    def make_form(self, data: Any) -> ActionForm:
        """Show the present one."""
        form = super().make_form(data)
        present = getattr(self.desk.order, self.which)
        if present is not None:
            form.initial.update(asdict(present))
        return form

    def said(self, form: ActionForm) -> dict[str, Any]:
        """Return what else the request says."""
        return {}

    def run(self, form: ActionForm) -> str:
        """Save it, as its country writes it."""
        typed = {part.name: form.cleaned_data[part.name] for part in fields(Address)}
        typed["country"] = typed["country"].upper()
        address = addresses.normalise(parse(Address, typed))
        data = {self.which: asdict(address), "version": form.cleaned_data["version"], **self.said(form)}
        updating.update_order(self.desk.ctx, self.desk.order.id, parse(UpdateOrderRequest, data))
        return "The address was changed."


class ShippingAddressForm(AddressForm):
    """The same, and what is to become of the taxes."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["keep_taxes"] = tick_field(
            "Keep the order's taxes, where others are due at the new place", initial=False
        )


class ChangeShippingAddress(_ChangeAddress):
    """Send it elsewhere."""

    form_class = ShippingAddressForm

    name = "shipping-address"
    title = "Change the delivery address"
    which = "shipping_address"

    def said(self, form: ActionForm) -> dict[str, Any]:
        """Whether the taxes stay, were others due."""
        return {"keep_taxes": form.cleaned_data["keep_taxes"]}

    def obstacle(self) -> str:
        """Ask for something that is still to go there."""
        return "" if any(line.open for line in self.desk.order.lines) else "Nothing is left to send."


class ChangeBillingAddress(_ChangeAddress):
    """Bill somebody else."""

    name = "billing-address"
    title = "Change the billing address"
    which = "billing_address"

    def obstacle(self) -> str:
        """Ask for an order that is not over."""
        return "" if self.desk.order.status is not OrderStatus.CANCELLED else "The order is cancelled."


class EmailForm(ActionForm):
    """The address for mails."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["email"] = forms.EmailField(
            label="E-mail address",
            max_length=254,
            initial=desk.order.email,
            widget=forms.EmailInput(attrs={"class": "rustok-input is-wide"}),
        )


class ChangeEmail(OrderAction):
    """Write to another address from now on."""

    name = "email"
    title = "Change the e-mail address"
    icon = "alternate_email"
    right = "commerce.order:update"
    button = "Save"
    form_class = EmailForm

    def run(self, form: ActionForm) -> str:
        """Save it."""
        data = {"email": form.cleaned_data["email"], "version": form.cleaned_data["version"]}
        updating.update_order(self.desk.ctx, self.desk.order.id, parse(UpdateOrderRequest, data))
        return "The e-mail address was changed."


class MailForm(ActionForm):
    """Which mail."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["mail"] = forms.ChoiceField(
            label="Which mail",
            choices=[(mail.value, mail.value.replace("_", " ").capitalize()) for mail in OrderMail],
            widget=forms.Select(attrs={"class": "rustok-input"}),
        )


class ResendMail(OrderAction):
    """Send a mail once more."""

    name = "mail"
    title = "Send a mail again"
    icon = "forward_to_inbox"
    right = "commerce.order:update"
    button = "Send it"
    form_class = MailForm

    def obstacle(self) -> str:
        """Ask for somebody to write to."""
        return "" if self.desk.order.email else "The order has no e-mail address."

    def told(self) -> str:
        """Say to whom."""
        return f"It goes to {self.desk.order.email}."

    def field_of(self, exc: Any) -> str:
        """All is about the mail."""
        return "mail"

    def run(self, form: ActionForm) -> str:
        """Have it sent."""
        request = parse(ResendMailRequest, {"mail": form.cleaned_data["mail"]})
        updating.resend_mail(self.desk.ctx, self.desk.order.id, request)
        return "The mail is on its way."


class Invoice(OrderAction):
    """Issue the documents that the order lacks."""

    name = "invoice"
    title = "Issue the invoice"
    icon = "request_quote"
    right = "commerce.invoice:issue"
    button = "Issue"
    intro = "An invoice for what is ordered; what an edit changed and what was given back gets a document of its own."

    def obstacle(self) -> str:
        """Only where its documents do not say all yet."""
        return "" if self.desk.lacks_documents else "Everything about the order has been invoiced."

    def run(self, form: ActionForm) -> str:
        """Issue them."""
        before = {row.id for row in self.desk.order.invoices}
        after = invoicing.issue_invoice(self.desk.ctx, self.desk.order.id)
        numbers = [row.number for row in after.invoices if row.id not in before]
        return f"Issued: {', '.join(numbers)}."
