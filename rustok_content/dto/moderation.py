"""What is said of moderation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Moment, Unset, Version
from rustok_content.dto.threads import Moderation

_Text = StringConstraints(strip_whitespace=True)
Note = Annotated[str, _Text, MaxLen(2000)]
Reason = Annotated[str, _Text, MinLen(1), MaxLen(2000), doc("Why; moderators see it, and the member where told.")]
TargetKind = Annotated[str, MinLen(1), MaxLen(32), doc("What it is: topic, reply, comment …")]
WatchedText = Annotated[str, _Text, MinLen(1), MaxLen(100), doc("A word or several; `*` stands for any letters.")]


class FlagReason(StrEnum):
    """Why somebody asks moderators to look."""

    SPAM = "spam"
    OFFENSIVE = "offensive"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    OTHER = "other"


class ReviewReason(StrEnum):
    """Why something stands in the queue."""

    FLAGGED = "flagged"
    FIRST_POSTS = "first_posts"
    GUEST = "guest"
    WATCHED_WORD = "watched_word"
    TOO_MANY_LINKS = "too_many_links"
    DUPLICATE = "duplicate"
    TOO_FAST = "too_fast"
    CATEGORY = "category"
    HONEYPOT = "honeypot"


class ReviewState(StrEnum):
    """Where an entry of the queue is; ``ignored`` is settled without a judgement."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    IGNORED = "ignored"


class WatchedAction(StrEnum):
    """What happens to a text with a watched word."""

    BLOCK = "block"
    CENSOR = "censor"
    REVIEW = "review"
    FLAG = "flag"


class Decision(StrEnum):
    """What a moderator decides: it is fine, it goes, or nothing."""

    APPROVE = "approve"
    REJECT = "reject"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRequest:
    """Somebody asks moderators to look at something."""

    kind: TargetKind
    id: Id
    reason: FlagReason
    note: Annotated[str, _Text, MaxLen(1000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagReceipt:
    """What was flagged."""

    kind: str
    id: Id
    reason: FlagReason


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagResponse:
    """A flag, as moderators see it."""

    user_id: Id
    name: str
    reason: FlagReason
    note: str
    weight: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItemResponse:
    """An entry of the queue. ``excerpt`` is the beginning of the text as it is now, if it is still there."""

    id: Id
    target_kind: str
    target_id: Id
    author_id: Id | None
    author_name: str
    reason: ReviewReason
    state: ReviewState
    score: int
    title: str
    excerpt: str
    moderation: Moderation | None
    flags: tuple[FlagResponse, ...]
    claimed_by_id: Id | None
    decided_by_id: Id | None
    decided_at: dt.datetime | None
    decision_note: str
    version: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReviewRequest:
    """Take an entry, or give it back; ``take_over`` also takes somebody else's."""

    release: bool = False
    take_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReviewRequest:
    """What becomes of a text. ``spam`` marks what is rejected as such."""

    decision: Decision
    note: Note = ""
    spam: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReviewsRequest:
    """One decision about many entries; each is decided by itself."""

    ids: Annotated[tuple[Id, ...], MinLen(1), MaxLen(100)]
    decision: Decision
    note: Note = ""
    spam: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedReview:
    """What came of one of many: its state, or the code of what kept it from being decided."""

    id: Id
    state: ReviewState | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedReviewsResponse:
    """What came of each, in the order asked."""

    items: tuple[DecidedReview, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnMemberRequest:
    """A warning: the member is told why."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrainMemberRequest:
    """Until when a member may not write, or not come in."""

    until: Moment
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMemberRequest:
    """The end of a silence and a suspension."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteSpammerRequest:
    """All that the member wrote is spam, and they are kept out for good."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationActionResponse:
    """What a moderator did, and why."""

    id: Id
    actor_id: Id | None
    action: str
    target_kind: str
    target_id: Id
    member_id: Id | None
    reason: str
    details: Mapping[str, Any]
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWatchedWordRequest:
    """A word to watch."""

    word: WatchedText
    action: WatchedAction


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWatchedWordRequest:
    """What is done about a word."""

    action: WatchedAction


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedWordResponse:
    """A watched word."""

    id: Id
    word: str
    action: WatchedAction
    created_at: dt.datetime


class AnswerVerdict(StrEnum):
    """What moderators do with answers."""

    APPROVE = "approve"
    HIDE = "hide"
    SPAM = "spam"
    DELETE = "delete"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAnswersRequest:
    """The same for many answers, and why."""

    ids: Annotated[tuple[Id, ...], MinLen(1), MaxLen(100)]
    verdict: AnswerVerdict
    reason: Annotated[str, MaxLen(1000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnswer:
    """What became of one: ``error`` says why nothing did."""

    id: Id
    is_changed: bool
    error: str | None
