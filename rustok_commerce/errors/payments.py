"""What is refused about payments and refunds."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound, Unavailable


class PaymentNotFound(NotFound):
    """No such payment for this tenant."""

    code = "commerce.payment.not_found"
    message = "There is no payment {payment!r}."


class PaymentMethodNotFound(NotFound):
    """No such way to pay for this tenant."""

    code = "commerce.payment_method.not_found"
    message = "There is no payment method {method!r}."


class PaymentMethodUnavailable(Invalid):
    """The shop does not offer it, here or in this currency."""

    code = "commerce.payment_method.unavailable"
    message = "The payment method {method!r} is not available."


class DuplicatePaymentMethod(Conflict):
    """Another payment method has this code."""

    code = "commerce.payment_method.duplicate_code"
    message = "Payment method code {method!r} is already taken."


class UnknownProvider(Invalid):
    """The installation has no such provider."""

    code = "commerce.payment_method.unknown_provider"
    message = "There is no payment provider {provider!r}."


class ProviderNotConfigured(Invalid):
    """The provider lacks what it needs to work for this shop, as keys to its API."""

    code = "commerce.payment_method.not_configured"
    message = "The payment provider {provider!r} is not set up for this shop."


class AmountTooLow(Invalid):
    """There is nothing to pay."""

    code = "commerce.payment.amount_too_low"
    message = "A payment is of more than nothing."


class PaymentDeclined(Conflict):
    """The provider said no. ``reason`` is its code, or ours for it."""

    code = "commerce.payment.declined"
    message = "The payment was declined: {reason}."


class PaymentActionRequired(Conflict):
    """The buyer has something to do first, as to confirm the payment with their bank."""

    code = "commerce.payment.action_required"
    message = "The buyer has to confirm the payment first."


class PaymentOutcomeUnknown(Unavailable):
    """The provider gave no answer. It is being asked; the same request may be sent again and charges nothing twice."""

    code = "commerce.payment.outcome_unknown"
    message = "The payment provider has not answered yet; try again in a moment."

    def __init__(self, *, payment: str) -> None:
        super().__init__(payment=payment, retry_after=2)


class PaymentInProgress(Conflict):
    """The provider is being asked for the same thing with other values."""

    code = "commerce.payment.in_progress"
    message = "Another {kind} of the payment is not answered yet."


class PaymentStateConflict(Conflict):
    """The payment is not in a state that allows it."""

    code = "commerce.payment.wrong_state"
    message = "A payment that is {state} cannot be {action}."


class PaymentChanged(Conflict):
    """The payment is not of the amount, currency or cart that it shall be taken for."""

    code = "commerce.payment.changed"
    message = "The payment is of another amount than the order; begin a new one."


class CaptureTooHigh(Invalid):
    """More is to be taken than was authorised."""

    code = "commerce.payment.capture_too_high"
    message = "At most {available} can be captured."


class BadWebhook(Invalid):
    """The message is not signed by the provider, or cannot be read."""

    code = "commerce.payment.bad_webhook"
    message = "The message is not valid: {reason}."


class RefundTooHigh(Conflict):
    """More is to be given back than was taken, or than a part of the order has cost."""

    code = "commerce.refund.too_high"
    message = "At most {available} can be refunded."


class RefundEmpty(Invalid):
    """Nothing is to be given back, or less than its parts come to."""

    code = "commerce.refund.empty"
    message = "A refund is of more than nothing, and of no less than its lines and shipping come to."


class RefundDeclined(Conflict):
    """The provider did not give the money back."""

    code = "commerce.refund.declined"
    message = "The refund was declined: {reason}."


class RefundWithoutCustomer(Invalid):
    """Store credit belongs to a customer."""

    code = "commerce.refund.without_customer"
    message = "The order is a guest's: store credit needs a customer."


class RefundLineUnknown(Invalid):
    """A refund is by lines of its order."""

    code = "commerce.refund.unknown_line"
    message = "The order has no line {line!r}."


class DuplicateRefundLine(Invalid):
    """A line is in a refund once."""

    code = "commerce.refund.duplicate_line"
    message = "The line {line!r} is given twice."
