"""Members, what they follow and have read: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.threads import FollowedKind, Following

MemberName = Annotated[
    str,
    StringConstraints(pattern=r"^\w(?:[\w.-]{0,58}\w)?$"),
    MinLen(2),
    MaxLen(60),
    doc("Letters and digits of any script; dots, hyphens and underscores within."),
]
TrustLevel = Annotated[int, Ge(0), Le(4)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileResponse:
    """A member, as everybody sees them. Of one who ``is_private`` others learn the name, the picture and the day.

    ``post_count`` are the posts of theirs that readers see.
    """

    user_id: Id
    name: str
    bio: str
    avatar_id: Id | None
    avatar_url: str | None
    is_private: bool
    post_count: int
    trust_level: int
    topic_count: int
    reply_count: int
    solution_count: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMemberResponse:
    """Oneself as a member. While ``silenced_until`` lies ahead nothing can be written."""

    user_id: Id
    name: str
    bio: str
    is_private: bool
    avatar_id: Id | None
    trust_level: int
    topic_count: int
    reply_count: int
    given_count: int
    received_count: int
    solution_count: int
    days_visited: int
    silenced_until: dt.datetime | None
    version: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOwnMemberRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    name: MemberName | Unset = UNSET
    bio: Annotated[str, MaxLen(2000)] | Unset = UNSET
    is_private: bool | Unset = UNSET
    avatar_id: Id | Unset | None = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberResponse:
    """A member, as moderators see them."""

    user_id: Id
    name: str
    bio: str
    avatar_id: Id | None
    trust_level: int
    trust_floor: int
    is_trust_locked: bool
    topic_count: int
    reply_count: int
    given_count: int
    received_count: int
    solution_count: int
    days_visited: int
    topics_read: int
    posts_read: int
    flags_agreed: int
    flags_rejected: int
    warning_count: int
    last_seen_on: dt.date | None
    last_wrote_at: dt.datetime | None
    silenced_until: dt.datetime | None
    suspended_until: dt.datetime | None
    version: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTrustRequest:
    """How far a member is trusted from now on: they do not fall below ``level``; ``locked`` keeps them right there."""

    level: TrustLevel
    locked: bool = False
    reason: Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(2000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRequest:
    """How closely to follow a topic, a category or a tag."""

    kind: FollowedKind
    id: Id
    level: Following


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionResponse:
    """What a member follows, and how closely; ``explicit`` where they said so, not a rule."""

    kind: FollowedKind
    id: Id
    level: Following
    explicit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveBookmarkRequest:
    """A text to find again, and why."""

    node_id: Id
    note: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(500)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookmarkResponse:
    """A text that a member wants to find again: ``title`` and ``path`` are those of its topic or post.

    ``number`` is an answer's place there.
    """

    node_id: Id
    kind: str
    root_id: Id
    number: int | None
    title: str
    path: str | None
    note: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkReadRequest:
    """How far a thread was read: up to the answer with this number. Less than before changes nothing."""

    node_id: Id
    number: Annotated[int, Ge(0), Le(2**31 - 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStateResponse:
    """How far a thread was read. ``unread`` are answers of others after that, a hundred at most; null: never opened.

    ``first_unread`` is the number of the first of them: where to go on reading.
    """

    node_id: Id
    last_number: int
    unread: int | None
    first_unread: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatesQuery:
    """Which threads."""

    ids: Annotated[tuple[Id, ...], MaxLen(100), doc("Topics or posts, a hundred at most.")] = ()


class MyThreadState(StrEnum):
    """Which threads: with answers not read yet, of the last days and not opened yet, or by how they are followed."""

    UNREAD = "unread"
    NEW = "new"
    TRACKED = "tracked"
    WATCHED = "watched"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyThreadResponse:
    """A topic as the member stands to it. ``activity_at`` is when it was answered, or begun.

    ``level`` is how closely they follow the topic itself; ``unread`` and ``first_unread`` are null where it was never
    opened.
    """

    node_id: Id
    title: str
    path: str | None
    category_id: Id | None
    level: Following | None
    reply_count: int
    activity_at: dt.datetime
    last_number: int
    unread: int | None
    first_unread: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkAllReadRequest:
    """Which topics were looked through: those of a category and all below it, of a tag, or all."""

    category_id: Id | None = None
    tag_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedReadResponse:
    """How many topics count as read now that did not."""

    count: int


class MemberTextKind(StrEnum):
    """What members write."""

    TOPIC = "topic"
    REPLY = "reply"
    POST = "post"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTextResponse:
    """Something that a member wrote. ``title`` and ``path`` are those of its topic or post, ``number`` its place."""

    node_id: Id
    kind: str
    root_id: Id
    number: int | None
    title: str
    path: str | None
    excerpt: str
    created_at: dt.datetime
