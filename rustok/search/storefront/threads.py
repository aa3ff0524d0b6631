"""What goes on below a topic or a post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rustok.dto import Id
from rustok.search.storefront.pictures import StoreImage


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreThread:
    """What goes on below a topic or a post. A moment in ``closed_at`` that lies ahead closes it then."""

    participant_count: int
    last_reply_id: Id | None
    last_reply_at: dt.datetime | None
    last_reply_author: str | None
    solution_id: Id | None
    is_pinned: bool
    is_pinned_everywhere: bool
    pinned_until: dt.datetime | None
    is_locked: bool
    closed_at: dt.datetime | None
    archived_at: dt.datetime | None
    is_wiki: bool
    slow_mode_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreReply:
    """An answer in a thread: a reply to a topic, a comment on a post.

    ``number`` is its place as it was written, from 1; ``depth`` 1 answers the topic or post itself. What was deleted
    keeps its place, without text and author.
    """

    id: Id
    number: int | None
    root_id: Id
    parent_id: Id | None
    depth: int
    body: str | None
    author: str | None
    author_id: Id | None
    author_avatar: StoreImage | None
    is_guest: bool
    is_deleted: bool
    reply_count: int
    reaction_count: int
    reactions: Mapping[str, Any]
    vote_score: int
    created_at: dt.datetime
    edited_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreMatch:
    """The answer by which a search found a topic or a post. ``excerpt`` is plain text around the words looked for."""

    id: Id
    kind: str
    number: int | None
    author: str | None
    created_at: dt.datetime
    excerpt: str
