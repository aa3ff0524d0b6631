"""What is said of notifications."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen

from rustok.dto import UNSET, Id, Unset


class NotificationKind(StrEnum):
    """What somebody is told of."""

    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    WATCHED = "watched"
    REACTION = "reaction"
    NEW_TOPIC = "new_topic"
    SOLVED = "solved"
    MODERATION = "moderation"
    SUBMISSION = "submission"


class DigestPace(StrEnum):
    """How often what was missed is mailed."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationResponse:
    """Something a member is told of. ``count`` are alike, ``source_id`` is the last of them, by ``actor_name``."""

    id: Id
    kind: NotificationKind
    node_id: Id | None
    node_kind: str | None
    title: str
    source_id: Id | None
    actor_id: Id | None
    actor_name: str
    count: int
    note: str
    created_at: dt.datetime
    read_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadNotificationsResponse:
    """How many notifications nobody has looked at."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNotificationsRequest:
    """Which ones were looked at; none named: all of them."""

    ids: Annotated[tuple[Id, ...], MaxLen(200)] | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSettingsResponse:
    """How a member wants to be told by mail."""

    mails_replies: bool
    mails_mentions: bool
    mails_watched: bool
    digest: DigestPace


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNotificationSettingsRequest:
    """Fields to change; a field left out stays as it is."""

    mails_replies: bool | Unset = UNSET
    mails_mentions: bool | Unset = UNSET
    mails_watched: bool | Unset = UNSET
    digest: DigestPace | Unset = UNSET


class MailTopic(StrEnum):
    """What somebody can be mailed about, and can stop with one click."""

    REPLIES = "replies"
    MENTIONS = "mentions"
    WATCHED = "watched"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscriptionResponse:
    """What the link of a mail is about, and whether such mails are still sent."""

    topic: MailTopic
    subscribed: bool
    settings: NotificationSettingsResponse


DraftKey = Annotated[str, MinLen(1), MaxLen(100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveComposerDraftRequest:
    """What is typed so far. ``version`` is the one it was typed over; without it the draft must be new."""

    key: DraftKey
    data: dict[str, Any]
    version: Annotated[int, Ge(1), Le(2**31 - 1)] | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposerDraftResponse:
    """What a member has typed and not sent."""

    id: Id
    key: str
    data: dict[str, Any]
    version: int
    updated_at: dt.datetime
