"""Webhooks: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Moment, Unset, Version

MAX_REPLAYED: Final = 10_000
"""How many events one call sends again at most."""
SHOWN: Final = 100
"""How many of them an answer lists."""

WebhookUrl = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    MinLen(1),
    MaxLen(2000),
    doc("An https:// address on the open internet."),
]
EventPattern = Annotated[
    str,
    StringConstraints(pattern=r"^(?:\*|[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*(?:\.\*)?)$"),
    MaxLen(64),
    doc("A type of events such as order.placed, a group of them such as order.*, or * for all."),
]
EventPatterns = Annotated[tuple[EventPattern, ...], MinLen(1), MaxLen(50)]
WebhookDescription = Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(255)]
FeedPlace = Annotated[int, Ge(1), Le(2**62)]


class WebhookDisabledReason(StrEnum):
    """Why a webhook was switched off by itself: its tries failed for days, or it answered 410 Gone."""

    FAILING = "failing"
    GONE = "gone"


class WebhookDeliveryStatus(StrEnum):
    """How far a delivery is; a dead one was tried as often as allowed."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWebhookRequest:
    """A new webhook. It gets what happens from now on; what was before can be replayed."""

    url: WebhookUrl
    description: WebhookDescription = ""
    event_types: EventPatterns = ("*",)
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWebhookRequest:
    """Fields to change; a field left out stays as it is. Switched on again, a webhook begins with a clean record."""

    url: WebhookUrl | Unset = UNSET
    description: WebhookDescription | Unset = UNSET
    event_types: EventPatterns | Unset = UNSET
    is_active: bool | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class RotateWebhookSecretRequest:
    """For how long the secret before signs as well; 0 takes it out at once."""

    grace_hours: Annotated[int, Ge(0), Le(168)] = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayWebhookRequest:
    """Which events to send again, of those that the webhook asks for: all conditions given must hold.

    Sequences and times are inclusive. With ``dry_run`` nothing is sent: the answer tells what would be.
    """

    event_ids: Annotated[tuple[Id, ...], MaxLen(100)] = ()
    first_sequence: FeedPlace | None = None
    last_sequence: FeedPlace | None = None
    since: Moment | None = None
    until: Moment | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookResponse:
    """A webhook. ``pending`` messages are on their way, ``dead`` ones were given up and can be replayed.

    ``failing_since`` is when its tries began to fail; ``rotating_until`` is there while two secrets sign.
    """

    id: Id
    url: str
    description: str
    event_types: tuple[str, ...]
    is_active: bool
    disabled_reason: WebhookDisabledReason | None
    disabled_at: dt.datetime | None
    failing_since: dt.datetime | None
    last_success_at: dt.datetime | None
    rotating_until: dt.datetime | None
    pending: int
    dead: int
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecretResponse:
    """A webhook with its new secret: no other answer has it."""

    secret: str
    webhook: WebhookResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDeliveryResponse:
    """What a webhook is owed of an event. ``event_id`` is the ``webhook-id`` of the message."""

    id: Id
    event_id: Id
    event_type: str
    sequence: int
    is_replay: bool
    status: WebhookDeliveryStatus
    attempts: int
    next_attempt_at: dt.datetime | None
    last_status: int | None
    last_error: str | None
    created_at: dt.datetime
    done_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAttemptResponse:
    """One try: what the receiver answered, at most 1 KiB of it, or why there was no answer."""

    number: int
    status: int | None
    duration_ms: int
    answer: str
    error: str | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTestResponse:
    """What came of a test message."""

    message_id: Id
    is_success: bool
    status: int | None
    duration_ms: int
    answer: str
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedEventResponse:
    """An event that is sent again, or would be."""

    event_id: Id
    sequence: int
    type: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookReplayResponse:
    """How many events are sent again, or would be, and the first of them.

    Where there are more than one call takes, ``next_sequence`` is the first that was left out.
    """

    count: int
    events: tuple[ReplayedEventResponse, ...]
    next_sequence: int | None
