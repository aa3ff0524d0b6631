"""What is said of imports."""

from __future__ import annotations

from enum import StrEnum


class ImportFormat(StrEnum):
    """What a file is."""

    WXR = "wxr"
    MARKDOWN = "markdown"
    CSV = "csv"


class ImportState(StrEnum):
    """Where an import is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
