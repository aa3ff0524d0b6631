"""Sending and taking back: parcels and returns of an order."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Generic, TypeVar
from uuid import UUID

from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce.admin.order_actions import (
    ActionForm,
    Desk,
    OrderAction,
    choice_field,
    nothing_chosen,
    pieces_field,
    text_field,
    tick_field,
    word_field,
)
from rustok_commerce.admin.order_words import said_pieces
from rustok_commerce.dto.fulfilments import (
    OPEN_RETURNS,
    DecideReturnRequest,
    FulfilmentResponse,
    FulfilOrderRequest,
    ReceiveReturnRequest,
    RequestReturnRequest,
    ReturnResponse,
    ReturnStatus,
    ShipFulfilmentRequest,
    ShipmentStatus,
    UpdateFulfilmentRequest,
)
from rustok_commerce.dto.orders import OrderStatus, PaymentStatus
from rustok_commerce.services.orders import fulfilment, returns

_SENDABLE = frozenset(
    {PaymentStatus.AUTHORISED, PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.PARTIALLY_PAID}
)


_Part = TypeVar("_Part", FulfilmentResponse, ReturnResponse)


def add_location(form: ActionForm, label: str, empty: str) -> None:
    """Let a place of the stock be chosen, where there are several."""
    if len(form.desk.locations) > 1:
        form.fields["location_id"] = choice_field(label, [("", empty), *form.desk.locations])


class TrackingForm(ActionForm):
    """Who carries a parcel, and where it can be followed."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.add_tracking()

    def add_tracking(self) -> None:
        """Add the fields."""
        self.fields["carrier"] = word_field("Carrier", most=63, placeholder="DHL")
        self.fields["tracking_number"] = word_field("Tracking number", most=127)
        self.fields["tracking_url"] = word_field("Tracking link", most=500, placeholder="https://")

    def tracking(self) -> dict[str, str]:
        """Return what was typed."""
        return {name: self.cleaned_data[name] for name in ("carrier", "tracking_number", "tracking_url")}


class SendForm(TrackingForm):
    """Which pieces, from where, and how."""

    columns = ("Send",)

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        for line in desk.order.lines:
            if line.open:
                self.add_row(line, {"quantity": pieces_field(line.open, line.open)}, f"of {line.open} open")
        add_location(self, "Leaves from", "Where the pieces are promised")
        self.fields["shipped"] = tick_field("It is on its way", help_text="Otherwise it is packed only.")
        self.fields["notify"] = tick_field("Tell the buyer by mail")


class Send(OrderAction):
    """Pack pieces into a parcel and send it."""

    name = "send"
    title = "Send"
    icon = "local_shipping"
    right = "commerce.order:fulfil"
    button = "Make the parcel"
    intro = "The pieces leave the stock. What is left can follow in another parcel."
    form_class = SendForm

    def obstacle(self) -> str:
        """Ask for something that is open, of an order that is."""
        order = self.desk.order
        if order.status is not OrderStatus.PLACED:
            return f"The order is {order.status.value}."
        return "" if any(line.open for line in order.lines) else "Everything was sent or given up."

    def told(self) -> str:
        """Warn where nothing was paid."""
        if self.desk.order.payment_status not in _SENDABLE and self.desk.order.total:
            return f"Not paid yet: {self.desk.amount(self.desk.order.due)} are due. {self.intro}"
        return self.intro

    def is_next(self) -> bool:
        """It waits for this once the money is safe."""
        return self.desk.order.payment_status in _SENDABLE or not self.desk.order.total

    def run(self, form: SendForm) -> str:
        """Make the parcel."""
        chosen = {line_id: quantity for line_id, quantity in form.of_lines("quantity").items() if quantity}
        if not chosen:
            raise nothing_chosen(form)
        data = {
            "lines": [{"line_id": to_ulid(line_id), "quantity": quantity} for line_id, quantity in chosen.items()],
            "location_id": form.cleaned_data.get("location_id") or None,
            "shipped": form.cleaned_data["shipped"],
            "notify": form.cleaned_data["notify"],
            **form.tracking(),
        }
        fulfilment.fulfil_order(self.desk.ctx, self.desk.order.id, parse(FulfilOrderRequest, data))
        return f"A parcel with {said_pieces(sum(chosen.values()))} was made."


class _PartAction(OrderAction, Generic[_Part]):
    right = "commerce.order:fulfil"
    expected: frozenset[str]
    refusal: str

    @abstractmethod
    def parts(self) -> tuple[_Part, ...]:
        """Return the parcels, or the returns, of the order."""

    @property
    def parcel(self) -> _Part | None:
        """The parcel or return that it is about."""
        return next((row for row in self.parts() if row.id == self.subject), None)

    def obstacle(self) -> str:
        """Ask for one in the right state."""
        parcel = self.parcel
        return "" if parcel is not None and parcel.status in self.expected else self.refusal


class _ParcelAction(_PartAction[FulfilmentResponse]):
    def parts(self) -> tuple[FulfilmentResponse, ...]:
        """Return the parcels."""
        return self.desk.order.fulfilments


class ShipForm(TrackingForm):
    """How a packed parcel goes."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["notify"] = tick_field("Tell the buyer by mail")


class _WithTracking(_ParcelAction):
    def make_form(self, data: Any) -> ActionForm:
        """Show what is known of the way."""
        form = super().make_form(data)
        if (parcel := self.parcel) is not None:
            for name in ("carrier", "tracking_number", "tracking_url"):
                form.initial[name] = getattr(parcel, name)
        return form


class Ship(_WithTracking):
    """Send a packed parcel on its way."""

    name = "ship"
    title = "Hand over"
    icon = "outbox"
    intro = "The parcel goes on its way."
    expected = frozenset({ShipmentStatus.PACKED})
    refusal = "The parcel is not packed and waiting."
    form_class = ShipForm

    def run(self, form: ShipForm) -> str:
        """Send it."""
        data = {**form.tracking(), "notify": form.cleaned_data["notify"]}
        fulfilment.ship_fulfilment(
            self.desk.ctx, self.desk.order.id, self.subject_id, parse(ShipFulfilmentRequest, data)
        )
        return "The parcel is on its way."


class Track(_WithTracking):
    """Say what else is known of a parcel's way."""

    name = "track"
    title = "Tracking"
    icon = "edit_location_alt"
    button = "Save"
    expected = frozenset({ShipmentStatus.PACKED, ShipmentStatus.SHIPPED, ShipmentStatus.DELIVERED})
    refusal = "The parcel was cancelled."
    form_class = TrackingForm

    def run(self, form: TrackingForm) -> str:
        """Write it down."""
        request = parse(UpdateFulfilmentRequest, form.tracking())
        fulfilment.update_fulfilment(self.desk.ctx, self.desk.order.id, self.subject_id, request)
        return "The parcel's way was saved."


class Deliver(_ParcelAction):
    """Say that a parcel arrived."""

    name = "deliver"
    title = "Delivered"
    icon = "where_to_vote"
    button = "It has arrived"
    intro = "The buyer gets a mail, where the shop sends such."
    expected = frozenset({ShipmentStatus.SHIPPED})
    refusal = "The parcel is not on its way."

    def run(self, form: ActionForm) -> str:
        """Write it down."""
        fulfilment.deliver_fulfilment(self.desk.ctx, self.desk.order.id, self.subject_id)
        return "The parcel was delivered."


class CancelParcel(_ParcelAction):
    """Take a parcel back before it arrives."""

    name = "cancel-parcel"
    title = "Take back"
    icon = "undo"
    button = "Take the parcel back"
    intro = "Its pieces go into stock again and are promised to the order: they can be sent anew."
    danger = True
    expected = frozenset({ShipmentStatus.PACKED, ShipmentStatus.SHIPPED})
    refusal = "The parcel has arrived or was cancelled."

    def run(self, form: ActionForm) -> str:
        """Take it back."""
        fulfilment.cancel_fulfilment(self.desk.ctx, self.desk.order.id, self.subject_id)
        return "The parcel was taken back; its pieces are in stock again."


# --- Returns --------------------------------------------------------------------------------------------------------


class ReturnForm(ActionForm):
    """What is to come back, and why."""

    columns = ("Pieces", "Why")

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        for line in desk.order.lines:
            most = returnable(desk, line.id)
            if most:
                fields = {"quantity": pieces_field(0, most), "reason": word_field("", most=255)}
                self.add_row(line, fields, f"of {most} sent")
        self.fields["note"] = text_field("Note for the buyer", most=1000)
        self.fields["tracking_number"] = word_field("Tracking number", most=127)


def returnable(desk: Desk, line_id: UUID) -> int:
    """Return how many pieces of a line were sent, did not come back and are not announced."""
    line = desk.lines[line_id]
    announced = sum(
        part.quantity
        for row in desk.order.returns
        if row.status in OPEN_RETURNS
        for part in row.lines
        if part.line_id == line_id
    )
    return max(line.fulfilled - line.returned - announced, 0)


class CreateReturn(OrderAction):
    """Enter a return that was agreed on."""

    name = "return"
    title = "Return"
    icon = "assignment_return"
    right = "commerce.order:fulfil"
    button = "Enter the return"
    intro = "The buyer may send these pieces back. Money is given back by a refund, once they are here."
    form_class = ReturnForm

    def obstacle(self) -> str:
        """Ask for something that was sent."""
        lines = self.desk.order.lines
        return "" if any(returnable(self.desk, line.id) for line in lines) else "Nothing that was sent can come back."

    def run(self, form: ReturnForm) -> str:
        """Enter it."""
        reasons = form.of_lines("reason")
        chosen = {line_id: quantity for line_id, quantity in form.of_lines("quantity").items() if quantity}
        if not chosen:
            raise nothing_chosen(form)
        data = {
            "lines": [
                {"line_id": to_ulid(line_id), "quantity": quantity, "reason": reasons.get(line_id) or ""}
                for line_id, quantity in chosen.items()
            ],
            "note": form.cleaned_data["note"],
            "tracking_number": form.cleaned_data["tracking_number"],
        }
        returns.create_return(self.desk.ctx, self.desk.order.id, parse(RequestReturnRequest, data))
        return f"A return of {said_pieces(sum(chosen.values()))} was entered."


class _ReturnAction(_PartAction[ReturnResponse]):
    def parts(self) -> tuple[ReturnResponse, ...]:
        """Return the returns."""
        return self.desk.order.returns


class ApproveReturn(_ReturnAction):
    """Let the buyer send it back."""

    name = "approve-return"
    title = "Approve"
    icon = "thumb_up"
    intro = "The buyer may send it back."
    expected = frozenset({ReturnStatus.REQUESTED})
    refusal = "Nobody asks for this return any more."

    def run(self, form: ActionForm) -> str:
        """Approve it."""
        returns.approve_return(self.desk.ctx, self.desk.order.id, self.subject_id)
        return "The return was approved."


class DecisionForm(ActionForm):
    """Why."""

    def __init__(self, data: Any, *, desk: Desk, auto_id: str) -> None:
        super().__init__(data, desk=desk, auto_id=auto_id)
        self.fields["note"] = text_field("Why; the buyer reads it", most=1000)


class RejectReturn(_ReturnAction):
    """Refuse to take it back."""

    name = "reject-return"
    title = "Reject"
    icon = "thumb_down"
    danger = True
    expected = frozenset({ReturnStatus.REQUESTED})
    refusal = "Nobody asks for this return any more."
    form_class = DecisionForm

    def run(self, form: ActionForm) -> str:
        """Reject it."""
        request = parse(DecideReturnRequest, {"note": form.cleaned_data["note"]})
        returns.reject_return(self.desk.ctx, self.desk.order.id, self.subject_id, request)
        return "The return was rejected."


class CancelReturn(_ReturnAction):
    """Say that nothing will come back after all."""

    name = "cancel-return"
    title = "Call off"
    icon = "event_busy"
    button = "Call the return off"
    danger = True
    expected = OPEN_RETURNS
    refusal = "The return is over."
    form_class = DecisionForm

    def run(self, form: ActionForm) -> str:
        """Cancel it."""
        request = parse(DecideReturnRequest, {"note": form.cleaned_data["note"]})
        returns.cancel_return(self.desk.ctx, self.desk.order.id, self.subject_id, request)
        return "The return was called off."


class ReceiveForm(ActionForm):
    """What came, and what of it is still good."""

    columns = ("Came back", "Into stock")


class ReceiveReturn(_ReturnAction):
    """Write down what came back."""

    name = "receive-return"
    title = "Receive"
    icon = "inventory"
    button = "It is here"
    intro = "What is still good goes into stock again. Then refund it."
    expected = frozenset({ReturnStatus.APPROVED})
    refusal = "The return was not approved, or is here already."
    form_class = ReceiveForm
    line_fields = "restocked received"

    def make_form(self, data: Any) -> ActionForm:
        """Ask for each line that was announced."""
        form = super().make_form(data)
        parcel = self.parcel
        for part in parcel.lines if parcel is not None else ():
            most = part.quantity
            fields = {"received": pieces_field(most, most), "restocked": pieces_field(most, most)}
            form.add_row(self.desk.lines[part.line_id], fields, f"of {most} announced")
        add_location(form, "Comes to", "The usual place")
        form.fields["notify"] = tick_field("Tell the buyer by mail")
        return form

    def run(self, form: ActionForm) -> str:
        """Write it down."""
        received, restocked = form.of_lines("received"), form.of_lines("restocked")
        data = {
            "lines": [
                {"line_id": to_ulid(line_id), "received": pieces or 0, "restocked": restocked.get(line_id) or 0}
                for line_id, pieces in received.items()
            ],
            "location_id": form.cleaned_data.get("location_id") or None,
            "notify": form.cleaned_data["notify"],
        }
        returns.receive_return(self.desk.ctx, self.desk.order.id, self.subject_id, parse(ReceiveReturnRequest, data))
        return f"{said_pieces(sum(pieces or 0 for pieces in received.values()))} came back."
