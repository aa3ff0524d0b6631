"""What is said of former states of a node."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.lifecycle import Locales


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRevisionRequest:
    """What to bring back as a draft: texts in some languages, or all; with ``own_fields`` tags and metadata, too."""

    locales: Locales | None = None
    own_fields: bool = False
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRevisionResponse:
    """A save: the node's ``version`` after it, and the language that it was about; null is the node's own fields."""

    version: int
    locale: str | None
    author_id: Id | None
    note: str
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRevisionDetailResponse:
    """A save with all that it left: the own fields, ``texts`` by language, ``drafts`` that waited over them."""

    version: int
    locale: str | None
    author_id: Id | None
    note: str
    created_at: dt.datetime
    node: Mapping[str, Any]
    texts: Mapping[str, Any]
    drafts: Mapping[str, Any]


class ChangeKind(StrEnum):
    """What became of a piece between two revisions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that differs. ``lines`` show a long text line by line, each with ``+``, ``-`` or a space before it."""

    field: str
    locale: str | None
    before: Any
    after: Any
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockChange:
    """A block that differs, by its id."""

    locale: str
    block_id: str
    type: str
    change: ChangeKind
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDiffResponse:
    """What differs between two revisions; without ``to_version``, between one and the node as it is."""

    from_version: int
    to_version: int
    fields: tuple[FieldChange, ...]
    blocks: tuple[BlockChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEditResponse:
    """An edit of what a member wrote: by whom, when, and what of the title and the body it changed."""

    version: int
    editor_id: Id | None
    editor_name: str
    edited_at: dt.datetime
    changes: tuple[FieldChange, ...]
