"""What services of answers and topics take and give."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, LocaleCode, Title, Unset, Version
from rustok_content.dto.nodes import BodyFormat, Kind, Tags
from rustok_content.dto.threads import Moderation

Said = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(32_000)]
GuestName = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(100)]
GuestEmail = Annotated[
    str, MaxLen(254), StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), doc("Never shown to anybody but staff.")
]
Website = Annotated[str, MaxLen(500), StringConstraints(pattern=r"^https?://[^\s<>\"']+$")]
Trap = Annotated[str, MaxLen(500), doc("People do not see this field and leave it empty.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestInput:
    """Who writes without an account."""

    name: GuestName
    email: GuestEmail | None = None
    website: Website | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """An answer to a topic or a post, ``root_id``, or to another answer there, ``parent_id``."""

    kind: Kind
    root_id: Id
    body: Said
    format: BodyFormat = BodyFormat.MARKDOWN
    parent_id: Id | None = None
    guest: GuestInput | None = None
    trap: Trap = ""
    ip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginThreadRequest:
    """A node that its author writes to be answered, and that readers see at once: a topic."""

    kind: Kind
    title: Title
    body: Said
    format: BodyFormat = BodyFormat.MARKDOWN
    category_id: Id | None = None
    tags: Tags = ()
    locale: LocaleCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTextRequest:
    """What a topic or an answer is to say; a field left out stays as it is."""

    title: Title | Unset = UNSET
    body: Said | Unset = UNSET
    format: BodyFormat | Unset = UNSET
    tags: Tags | Unset = UNSET
    reason: Annotated[str, MaxLen(500)] = ""
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerResponse:
    """An answer as whoever wrote it, or a moderator, sees it.

    ``token`` lets a guest change what they wrote; it is told once, when it is made.
    """

    id: Id
    kind: str
    root_id: Id
    parent_id: Id
    number: int
    depth: int
    author_id: Id | None
    guest_name: str | None
    body: str
    format: BodyFormat
    html: str
    removed: tuple[str, ...]
    moderation: Moderation
    reply_count: int
    reaction_count: int
    vote_score: int
    version: int
    created_at: dt.datetime
    edited_at: dt.datetime | None
    deleted_at: dt.datetime | None
    token: str | None = None
