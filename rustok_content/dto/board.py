"""What the board of translations says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from rustok.dto import Id


class TextState(StrEnum):
    """Where a node's text in one language is."""

    MISSING = "missing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    STALE = "stale"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """A node's text in one language. ``state`` is what an editor has to know first; the marks say the rest."""

    locale: str
    state: TextState
    is_published: bool
    is_stale: bool
    is_submitted: bool
    has_draft: bool
    publish_at: dt.datetime | None
    unpublish_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRowResponse:
    """A node and its text in each of the tenant's languages."""

    id: Id
    kind: str
    title: str
    source_locale: str
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCountsResponse:
    """How many nodes of a kind are where in one language; a text may count in several."""

    kind: str
    locale: str
    missing: int
    draft: int
    stale: int
    submitted: int
    scheduled: int
    published: int
