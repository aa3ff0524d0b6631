"""Work in the background: what is asked and answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen

from rustok.dto import Id
from rustok_commerce.dto.products import MAX_CHOSEN, ProductStatus, Tag


class JobKind(StrEnum):
    """What a job does."""

    IMPORT = "import"
    EXPORT = "export"
    BULK = "bulk"


class JobStatus(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TableFormat(StrEnum):
    """How a table is written to a file."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartImportRequest:
    """How a file is to be taken in. A dry run tells what would happen and changes nothing."""

    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartExportRequest:
    """Which products are to be written to a file: those named, else those of the filter, else all."""

    format: TableFormat = TableFormat.CSV
    product_ids: Annotated[tuple[Id, ...], MaxLen(MAX_CHOSEN)] | None = None
    status: ProductStatus | None = None
    category_id: Id | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListJobsRequest:
    """Which jobs, newest first."""

    kind: JobKind | None = None
    status: JobStatus | None = None
    limit: Annotated[int, Ge(1), Le(100)] = 24
    after: Annotated[str, MaxLen(512)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobErrorResponse:
    """A row that was refused: its number in the file (the header is 1), the column, and why.

    A bulk change has no file: ``product_id`` says which product it was.
    """

    line: int | None
    column: str | None
    product_id: Id | None
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobResponse:
    """A job and how far it is. ``done`` of ``total`` rows or products are through: so many created, updated …

    ``error`` says why the whole of it failed. ``has_result`` is where there is a file to fetch: the export, or the
    rows of an import that were refused.
    """

    id: Id
    kind: JobKind
    status: JobStatus
    is_dry_run: bool
    action: str | None
    filename: str | None
    total: int
    done: int
    created: int
    updated: int
    unchanged: int
    failed: int
    error: str | None
    has_result: bool
    actor_id: Id | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    heartbeat_at: dt.datetime | None
    finished_at: dt.datetime | None
