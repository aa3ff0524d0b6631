"""What pieces of a source became: the memory by which a second import makes nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson

from rustok.context import RequestContext
from rustok_content import models
from rustok_content.services.imports.pieces import Piece, Report

_FORM: Final = 1
"""What of pieces is compared: a change of how they are taken in changes the number, and all is looked at anew."""


class Outcome(StrEnum):
    """What came of a piece."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"
    REFUSED = "refused"


class NotNeeded(Exception):
    """Nothing has to be done for a piece: all is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a file was not to be had."""

    code: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Taking:
    """An import at work: who takes in, what of, into which language."""

    ctx: RequestContext
    source: str
    locale: str
    report: Report
    media: Path | None = None
    # Files of a bundle by their name in it, for what brings its pictures along.
    open_file: Callable[[str], bytes | None] | None = None
    attachments: Mapping[str, str] = field(default_factory=dict)
    # Names of the servers that the attachments are on.
    hosts: frozenset[str] = frozenset()
    is_fetching: bool = False
    # What was fetched for the batch at hand, by the key of its piece.
    fetched: dict[str, Path | Fault] = field(default_factory=dict)
    is_dry_run: bool = False

    def target(self, kind: str, key: str | None) -> UUID | None:
        """Return what a piece became; None where it was not taken."""
        if not key:
            return None
        rows = models.ImportRecord.objects.filter(source=self.source, kind=kind, external_id=key[:500])
        found: UUID | None = rows.values_list("target_id", flat=True).first()
        return found

    def note(self, piece: Piece, code: str, reason: str) -> None:
        """Tell of something that was not taken as it was."""
        self.report.note(piece.kind, piece.name, code, reason)


def remembered(taking: Taking, piece: Piece) -> Any:
    """Return what is remembered of a piece."""
    rows = models.ImportRecord.objects.filter(source=taking.source, kind=piece.kind, external_id=piece.key[:500])
    return rows.first()


def remember(taking: Taking, piece: Piece, record: Any, target_id: UUID, checksum: str) -> None:
    """Write down what a piece became."""
    if record is None:
        models.ImportRecord.objects.create(
            source=taking.source,
            kind=piece.kind,
            external_id=piece.key[:500],
            target_id=target_id,
            checksum=checksum,
        )
    else:
        record.target_id, record.checksum = target_id, checksum
        record.save()


def checksum_of(wanted: Mapping[str, Any]) -> str:
    """Return a number that says whether anything of a piece, or of what it refers to, is different now."""
    told = orjson.dumps([_FORM, wanted], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(told).hexdigest()
