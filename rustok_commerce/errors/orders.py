"""What is refused about orders."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    """No such order for this tenant, or for whoever asks."""

    code = "commerce.order.not_found"
    message = "There is no order {order!r}."


class OrderStateRefused(Conflict):
    """The order's state does not allow it."""

    code = "commerce.order.state_refused"
    message = "The {machine} state of the order does not go from {before!r} to {after!r} now."


class TaxedOtherwise(Conflict):
    """Other taxes are due at a new address than the order was placed with."""

    code = "commerce.order.taxed_otherwise"
    message = "Other taxes are due at the new address in {country}. The order's own can be kept by saying so."


class OrderLineNotFound(NotFound):
    """The order has no such line."""

    code = "commerce.order_line.not_found"
    message = "The order has no line {line!r}."


class DuplicateOrderLine(Invalid):
    """One request names a line twice."""

    code = "commerce.order_line.duplicate"
    message = "The line {line!r} is named twice."


class TooManyPieces(Conflict):
    """More pieces than can be sent, returned or taken off."""

    code = "commerce.order_line.too_many_pieces"
    message = "Of the line {line!r} only {available} pieces are left for this."


class NothingToFulfil(Conflict):
    """Every piece was sent or given up."""

    code = "commerce.order.nothing_to_fulfil"
    message = "The order has nothing left to send."


class FulfilmentNotFound(NotFound):
    """The order has no such parcel."""

    code = "commerce.fulfilment.not_found"
    message = "There is no parcel {fulfilment!r}."


class FulfilmentStateRefused(Conflict):
    """The parcel's state does not allow it."""

    code = "commerce.fulfilment.state_refused"
    message = "A parcel that is {status} cannot become {after}."


class ReturnNotFound(NotFound):
    """The order has no such return."""

    code = "commerce.return.not_found"
    message = "There is no return {return_!r}."


class ReturnStateRefused(Conflict):
    """The return's state does not allow it."""

    code = "commerce.return.state_refused"
    message = "A return that is {status} cannot become {after}."


class OrderHasParcels(Conflict):
    """What was sent cannot be given up."""

    code = "commerce.order.has_parcels"
    message = "Something of the order was sent: cancel the parcels first, or take it back as a return."


class OrderNotOpen(Conflict):
    """Only an order that is neither completed nor cancelled can be changed so."""

    code = "commerce.order.not_open"
    message = "The order is {status}."


class OrderEmpty(Invalid):
    """An order without lines is cancelled, not edited."""

    code = "commerce.order.empty"
    message = "Nothing would be left of the order: cancel it instead."


class LineRefunded(Conflict):
    """More was given back for a line than it would cost."""

    code = "commerce.order_line.refunded"
    message = "More was refunded for the line {line!r} than would be left of it."


class NothingToMail(Conflict):
    """There is nothing of the order that the mail could tell of."""

    code = "commerce.order.nothing_to_mail"
    message = "There is nothing that the mail {mail!r} could tell of, or nobody to send it to."


class InvoiceNotFound(NotFound):
    """No such document for this tenant, or for whoever asks."""

    code = "commerce.invoice.not_found"
    message = "There is no invoice {invoice!r}."


class NothingToInvoice(Conflict):
    """The documents of the order say all that there is to say."""

    code = "commerce.invoice.nothing_to_invoice"
    message = "Everything about the order has been invoiced."


class ReportRangeTooLong(Invalid):
    """More days or months than a report has lines for."""

    code = "commerce.report.range_too_long"
    message = "A report by {by} covers at most {limit} of them."
