"""What services of topics take and give."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rustok.dto import Id
from rustok_content.dto.nodes import BodyFormat
from rustok_content.dto.threads import Moderation


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicResponse:
    """A topic as its author, or a moderator, sees it: the text as it was written, and what holds for its thread."""

    id: Id
    kind: str
    locale: str
    title: str
    slug: str
    body: str
    format: BodyFormat
    html: str
    removed: tuple[str, ...]
    category_id: Id | None
    author_id: Id | None
    tags: tuple[str, ...]
    moderation: Moderation
    is_locked: bool
    closed_at: dt.datetime | None
    archived_at: dt.datetime | None
    pinned_until: dt.datetime | None
    is_pinned_everywhere: bool
    is_wiki: bool
    slow_mode_seconds: int
    solution_id: Id | None
    reply_count: int
    participant_count: int
    reaction_count: int
    vote_score: int
    last_reply_at: dt.datetime | None
    version: int
    created_at: dt.datetime
    edited_at: dt.datetime | None
    deleted_at: dt.datetime | None
