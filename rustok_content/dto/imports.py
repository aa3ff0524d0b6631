"""What is said of imports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import Id, LocaleCode

SourceName = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    MinLen(1),
    MaxLen(255),
    doc("The site that the file is of: what was imported of it before is changed, and not made twice."),
]


class ImportFormat(StrEnum):
    """What a file is."""

    WXR = "wxr"
    MARKDOWN = "markdown"
    CSV = "csv"
    REDIRECTS = "redirects"


class ImportState(StrEnum):
    """Where an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartContentImportRequest:
    """How a file is to be taken in. ``source`` is the file's own site, or its name, if not said.

    With ``fetch_media`` the pictures that an export of WordPress names are fetched from where they are.
    """

    format: ImportFormat
    source: SourceName | None = None
    locale: LocaleCode | None = None
    dry_run: bool = False
    fetch_media: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """What was not taken, or not as it was, and why; ``count`` is how often."""

    kind: str
    name: str
    code: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentImportResponse:
    """An import and how far it is. The counts are of pieces: posts, comments, categories and so on."""

    id: Id
    format: ImportFormat
    state: ImportState
    source: str
    file_name: str
    is_dry_run: bool
    done: int
    total: int
    made: int
    changed: int
    unchanged: int
    left_out: int
    refused: int
    fault: str
    created_by_id: Id | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
