"""Money of an order: captured, let go, written down, given back. Providers are called outside of transactions."""

from __future__ import annotations

from typing import Any

from rustok.dto import parse
from rustok.errors import InvalidInput, RustokError
from rustok.ids import to_ulid
from rustok_commerce.admin.order_actions import (
    ActionForm,
    Desk,
    OrderAction,
    choice_field,
    line_field,
    minor,
    money_field,
    nothing_chosen,
    pieces_field,
    tick_field,
    word_field,
)
from rustok_commerce.admin.order_words import words
from rustok_commerce.dto.payments import (
    CapturePaymentRequest,
    CreateRefundRequest,
    MarkPaidRequest,
    PaymentResponse,
    PaymentState,
    RefundStatus,
)
from rustok_commerce.services.payments import desk as payment_desk
from rustok_commerce.services.payments.registry import provider

_OVER = frozenset({PaymentState.VOIDED, PaymentState.FAILED})


class _PaymentAction(OrderAction):
    @property
    def payment(self) -> PaymentResponse | None:
        """The payment that it is about."""
        return next((row for row in self.desk.payments if row.id == self.subject), None)


class Capture(_PaymentAction):
    """Take money that is held ready."""

    name = "capture"
    title = "Capture"
    icon = "credit_score"
    right = "commerce.payment:capture"
    calls_out = True

    def obstacle(self) -> str:
        """Ask for money that is held ready."""
        payment = self.payment
        return "" if payment is not None and payment.capturable else "Nothing is held ready."

    def told(self) -> str:
        """Say how much there is."""
        return f"{self.desk.amount(self.payment.capturable if self.payment else 0)} are held ready."

    def make_form(self, data: Any) -> ActionForm:
        """Ask how much."""
        form = super().make_form(data)
        payment = self.payment
        capturable = payment.capturable if payment is not None else 0
        most = f"At most {self.desk.amount(capturable)}."
        form.fields["amount"] = money_field(self.desk.order.currency, capturable, "Amount", most)
        return form

    def field_of(self, exc: RustokError) -> str:
        """All is about the amount."""
        return "amount"

    def run(self, form: ActionForm) -> str:
        """Take it."""
        amount = minor(form.cleaned_data["amount"], self.desk.order.currency)
        request = parse(CapturePaymentRequest, {"amount": amount})
        payment_desk.capture_payment(self.desk.ctx, self.subject_id, request, key=form.cleaned_data["once"])
        return "The money was taken."


class Void(_PaymentAction):
    """Let go what is held ready."""

    name = "void"
    title = "Let go"
    icon = "credit_card_off"
    right = "commerce.payment:capture"
    button = "Let the money go"
    danger = True
    calls_out = True

    def obstacle(self) -> str:
        """Ask for money that is held ready."""
        payment = self.payment
        return "" if payment is not None and payment.capturable else "Nothing is held ready."

    def told(self) -> str:
        """Say how much there is."""
        amount = self.desk.amount(self.payment.capturable if self.payment else 0)
        return f"{amount} that are held ready go back to the buyer. They cannot be taken any more."

    def run(self, form: ActionForm) -> str:
        """Let it go."""
        payment_desk.void_payment(self.desk.ctx, self.subject_id)
        return "The money was let go."


class MarkPaid(_PaymentAction):
    """Write down that money came which no provider tells of."""

    name = "mark-paid"
    title = "Mark as paid"
    icon = "price_check"
    right = "commerce.payment:mark_paid"
    intro = "For a bank transfer or cash that has come in."

    def obstacle(self) -> str:
        """Ask for a payment that comes by itself, and is not here yet."""
        payment = self.payment
        if payment is None or not provider(payment.provider).deferred:
            return "The provider tells when it is paid."
        if payment.state in _OVER:
            return f"The payment is {words('money', payment.state)}."
        return "" if payment.captured < payment.amount else "It is paid already."

    def make_form(self, data: Any) -> ActionForm:
        """Ask how much came."""
        form = super().make_form(data)
        payment = self.payment
        left = payment.amount - payment.captured if payment is not None else 0
        most = f"At most {self.desk.amount(left)}."
        form.fields["amount"] = money_field(self.desk.order.currency, left, "Amount", most)
        form.fields["note"] = word_field("Note", most=127, placeholder="Bank statement 47")
        return form

    def field_of(self, exc: RustokError) -> str:
        """All is about the amount."""
        return "amount"

    def run(self, form: ActionForm) -> str:
        """Write it down."""
        amount = minor(form.cleaned_data["amount"], self.desk.order.currency)
        request = parse(MarkPaidRequest, {"amount": amount, "note": form.cleaned_data["note"]})
        payment_desk.mark_paid(self.desk.ctx, self.subject_id, request)
        return "The payment was written down."


class RefundForm(ActionForm):
    """Of which lines, how much, to where. Amounts are suggested by pieces; what is typed counts."""

    columns = ("Pieces", "Amount")

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        order = desk.order
        for line in order.lines:
            left = line.gross - line.refunded
            if left > 0:
                kept = line.quantity
                fields = {
                    "quantity": pieces_field(0, kept),
                    "amount": money_field(order.currency, None, data_left=left, data_gross=line.gross),
                }
                fields["quantity"].widget.attrs |= {"data-gross": line.gross, "data-pieces": line.quantity}
                fields["quantity"].widget.attrs |= {"data-left": left}
                self.add_row(line, fields, f"up to {desk.amount(left)}")
        shipping = order.shipping.gross - order.shipping.refunded if order.shipping is not None else 0
        if shipping > 0:
            most = f"At most {desk.amount(shipping)}."
            self.fields["shipping_amount"] = money_field(order.currency, None, "Delivery", most, data_part="")
        most = f"All in all at most {desk.amount(refundable(desk))}. Empty: what is typed above comes to."
        self.fields["amount"] = money_field(order.currency, None, "Amount in all", most)
        payments = [payment for payment in desk.payments if payment.refundable > 0]
        if len(payments) > 1:
            self.fields["payment_id"] = choice_field("Of the payment", [("", "The last with enough left"), *(
                (to_ulid(payment.id), f"{payment.method_label or payment.provider}: {desk.amount(payment.refundable)}")
                for payment in payments
            )])  # fmt: skip
        self.fields["reason"] = word_field("Reason", most=255)
        if order.customer_id is not None:
            self.fields["to_store_credit"] = tick_field(
                "As store credit", initial=False, help_text="The customer gets credit in place of the money."
            )


def refundable(desk: Desk) -> int:
    """Return how much can be given back."""
    return sum(payment.refundable for payment in desk.payments)


class Refund(OrderAction):
    """Give money back: by lines, by amount, of the delivery."""

    name = "refund"
    title = "Refund"
    icon = "currency_exchange"
    right = "commerce.payment:refund"
    button = "Give the money back"
    calls_out = True
    form_class = RefundForm
    line_fields = "amount quantity"

    def obstacle(self) -> str:
        """Ask for money that was taken."""
        if refundable(self.desk):
            return ""
        if any(row.status is RefundStatus.PENDING for row in self.desk.order.refunds):
            return "All that was taken is being given back."
        return "No money was taken, or all of it was given back."

    def told(self) -> str:
        """Say how much there is to give back."""
        told = f"{self.desk.amount(refundable(self.desk))} can be given back."
        owed = self.desk.order.to_refund
        return f"{told} {self.desk.amount(owed)} were taken beyond what is owed." if owed else told

    def is_next(self) -> bool:
        """It waits for this where more was taken than is owed."""
        return self.desk.order.to_refund > 0

    def field_of(self, exc: RustokError) -> str:
        """Where no line is named, it is about the sum or the delivery."""
        if exc.params.get("part") == "shipping":
            return "shipping_amount"
        return "to_store_credit" if exc.code == "commerce.refund.without_customer" else "amount"

    def run(self, form: RefundForm) -> str:
        """Give it back."""
        currency = self.desk.order.currency
        pieces, amounts = form.of_lines("quantity"), form.of_lines("amount")
        parts: list[dict[str, Any]] = []
        for line_id, line in self.desk.lines.items():
            quantity, amount = pieces.get(line_id) or 0, minor(amounts.get(line_id), currency)
            if not quantity and not amount:
                continue
            left = line.gross - line.refunded
            if amount is not None and amount > left:
                name = line_field("amount", line_id)
                raise InvalidInput.field(name, code="too_high", message=f"At most {self.desk.amount(left)}.")
            parts.append({"order_line_id": to_ulid(line_id), "quantity": quantity, "amount": amount})
        whole = minor(form.cleaned_data["amount"], currency)
        shipping = minor(form.cleaned_data.get("shipping_amount"), currency) or 0
        if not parts and not shipping and not whole:
            raise nothing_chosen(form, "amount", "Say how much, or of what.")
        data = {
            "lines": parts,
            "shipping_amount": shipping,
            "amount": whole,
            "payment_id": form.cleaned_data.get("payment_id") or None,
            "reason": form.cleaned_data["reason"],
            "to_store_credit": form.cleaned_data.get("to_store_credit", False),
        }
        made = payment_desk.create_refund(
            self.desk.ctx, self.desk.order.id, parse(CreateRefundRequest, data), key=form.cleaned_data["once"]
        )
        told = self.desk.amount(made.amount)
        if made.status is RefundStatus.PENDING:
            return f"{told} are being given back; the provider has not answered yet."
        return f"{told} were given back{' as store credit' if made.to_store_credit else ''}."
