"""What is asked of threads by those who moderate them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, Moment, Title, Unset, Version

SlowSeconds = Annotated[int, Ge(0), Le(7 * 24 * 3600)]
Why = Annotated[str, MaxLen(2000), doc("Kept in the log of moderation.")]
Ids = Annotated[tuple[Id, ...], MinLen(1), MaxLen(200)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeThreadRequest:
    """What is to hold for a thread; a field left out stays as it is.

    A moment ahead in ``closed_at`` closes it then; null opens it again. ``pinned_until`` null takes the pin out.
    """

    is_locked: bool | Unset = UNSET
    closed_at: Moment | Unset | None = UNSET
    is_archived: bool | Unset = UNSET
    is_hidden: bool | Unset = UNSET
    pinned_until: Moment | Unset | None = UNSET
    is_pinned_everywhere: bool | Unset = UNSET
    is_wiki: bool | Unset = UNSET
    slow_mode_seconds: SlowSeconds | Unset = UNSET
    reason: Why = ""
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveThreadRequest:
    """Whereto a topic goes."""

    category_id: Id
    reason: Why = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitThreadRequest:
    """Which answers, with all below them, become a topic of their own; the earliest is its text."""

    answer_ids: Ids
    title: Title
    category_id: Id | None = None
    reason: Why = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeThreadRequest:
    """Which topic takes this one in."""

    into_id: Id
    reason: Why = ""


class BulkThreadAction(StrEnum):
    """What is done to several topics at once."""

    MOVE = "move"
    LOCK = "lock"
    UNLOCK = "unlock"
    CLOSE = "close"
    OPEN = "open"
    ARCHIVE = "archive"
    HIDE = "hide"
    SHOW = "show"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkThreadsRequest:
    """What to do to these topics; ``category_id`` is for moves."""

    ids: Ids
    action: BulkThreadAction
    category_id: Id | None = None
    reason: Why = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkThreadsResponse:
    """Which topics were changed; those that were so already are not among them."""

    changed: tuple[Id, ...]
