"""Parcels and returns: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Unset

_Text = StringConstraints(strip_whitespace=True)
Pieces = Annotated[int, Ge(1), Le(10**9), doc("Pieces.")]
MAX_PARTS = 500
Carrier = Annotated[str, _Text, MaxLen(63)]
TrackingNumber = Annotated[str, _Text, MaxLen(127)]
TrackingUrl = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^(?:https?://[^\s<>\"']+)?$"), MaxLen(500)
]
Reason = Annotated[str, _Text, MaxLen(255)]
Remark = Annotated[str, _Text, MaxLen(1000)]


class ShipmentStatus(StrEnum):
    """How far a parcel is."""

    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ReturnStatus(StrEnum):
    """How far a return is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


OPEN_RETURNS: Final = frozenset({ReturnStatus.REQUESTED, ReturnStatus.APPROVED})
"""Returns of which pieces may still come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilLine:
    """Pieces of an order's line."""

    line_id: Id
    quantity: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilOrderRequest:
    """A parcel. No lines: everything that is still open.

    Without a location it leaves from where the pieces are promised. ``shipped``: it is on its way already; else it is
    packed only. ``notify``: the buyer gets a mail when it is sent.
    """

    lines: Annotated[tuple[FulfilLine, ...], MaxLen(MAX_PARTS)] = ()
    location_id: Id | None = None
    carrier: Carrier = ""
    tracking_number: TrackingNumber = ""
    tracking_url: TrackingUrl = ""
    shipped: bool = True
    notify: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFulfilmentRequest:
    """What is known of a parcel's way; a field left out stays as it is."""

    carrier: Carrier | Unset = UNSET
    tracking_number: TrackingNumber | Unset = UNSET
    tracking_url: TrackingUrl | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipFulfilmentRequest:
    """A packed parcel goes on its way; a field left out stays as it is."""

    carrier: Carrier | Unset = UNSET
    tracking_number: TrackingNumber | Unset = UNSET
    tracking_url: TrackingUrl | Unset = UNSET
    notify: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """Pieces of an order's line that are to come back, and why."""

    line_id: Id
    quantity: Pieces
    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturnRequest:
    """What is to come back."""

    lines: Annotated[tuple[ReturnedLine, ...], MinLen(1), MaxLen(MAX_PARTS)]
    note: Remark = ""
    tracking_number: TrackingNumber = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReturnRequest:
    """Why a return is rejected or cancelled; the buyer reads it."""

    note: Remark = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """How many pieces of a line came back, and how many of them go into stock again."""

    line_id: Id
    received: Annotated[int, Ge(0), Le(10**9)]
    restocked: Annotated[int, Ge(0), Le(10**9)] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveReturnRequest:
    """What came back. No lines: everything that was announced, and all of it goes into stock again."""

    lines: Annotated[tuple[ReceivedLine, ...], MaxLen(MAX_PARTS)] = ()
    location_id: Id | None = None
    notify: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentLineResponse:
    """Pieces of an order's line in a parcel."""

    line_id: Id
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentResponse:
    """A parcel."""

    id: Id
    position: int
    status: ShipmentStatus
    location_id: Id | None
    carrier: str
    tracking_number: str
    tracking_url: str
    lines: tuple[FulfilmentLineResponse, ...]
    shipped_at: dt.datetime | None
    delivered_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnLineResponse:
    """Pieces that come back, how many did, and how many of those went into stock again."""

    line_id: Id
    quantity: int
    received: int
    restocked: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResponse:
    """Goods that a buyer sends back."""

    id: Id
    position: int
    status: ReturnStatus
    location_id: Id | None
    note: str
    tracking_number: str
    lines: tuple[ReturnLineResponse, ...]
    received_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
