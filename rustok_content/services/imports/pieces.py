"""Pieces: what a file consists of, whatever its format. They are kept on disk between reading and taking in.

All of a file is read before anything is taken in: a broken file changes nothing, what others refer to comes first,
and the memory needed does not grow with the file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any, Final

import orjson

from rustok.ids import generate_id


class PieceKind(StrEnum):
    """What a piece becomes, in the order in which they are taken in."""

    ASSET = "asset"
    CATEGORY = "category"
    TAG = "tag"
    PAGE = "page"
    POST = "post"
    COMMENT = "comment"
    MENU = "menu"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thing of a file. ``key`` is what its source knows it by, ``name`` what people do; ``above`` another's key."""

    kind: PieceKind
    key: str
    name: str
    data: Mapping[str, Any]
    above: str | None = None


MAX_REPORT: Final = 2000
"""Different things that are reported by name; what is over is only counted."""


@dataclass(slots=True)
class Report:
    """What was not taken, or not as it was: by name and reason, each once, with how often.

    ``stage`` is when it was found: while a file was read, or while its pieces were taken in.
    """

    stage: str = "read"
    entries: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    more: int = 0

    def note(self, kind: str, name: str, code: str, reason: str) -> None:
        """Tell of something."""
        key = (kind, name[:200], code)
        if key in self.entries:
            self.entries[key]["count"] += 1
        elif len(self.entries) >= MAX_REPORT:
            self.more += 1
        else:
            self.entries[key] = {
                "kind": kind,
                "name": name[:200],
                "code": code,
                "reason": reason[:500],
                "count": 1,
                "stage": self.stage,
            }

    def rows(self) -> list[dict[str, Any]]:
        """Return all that was told, as it is stored."""
        rows = list(self.entries.values())
        if self.more:
            reason = "More was reported than is kept by name."
            rows.append({"kind": "report", "name": "", "code": "more", "reason": reason})
            rows[-1] |= {"count": self.more, "stage": self.stage}
        return rows

    @classmethod
    def stored(cls, rows: Iterable[Mapping[str, Any]], stage: str) -> Report:
        """Return what was told at a stage of an import that goes on now."""
        report = cls(stage)
        for row in rows:
            if row["stage"] != stage:
                continue
            if row["kind"] == "report":
                report.more = row["count"]
            else:
                report.entries[row["kind"], row["name"], row["code"]] = dict(row)
        return report


class Spool:
    """Pieces on disk, one file for each kind; read in the order in which they can be taken in."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rustok-import-")
        self._files: dict[PieceKind, IO[bytes]] = {}
        # Where a piece begins that others may be below, by its key; bounded by the number of pages and categories.
        self._places: dict[PieceKind, dict[str, tuple[int, str | None]]] = {}
        self._seen: dict[PieceKind, set[str]] = {}
        self._waiting: IO[bytes] | None = None
        self._waits: dict[str, list[int]] = {}
        self.total = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        for file in (*self._files.values(), *filter(None, [self._waiting])):
            file.close()
        self._folder.cleanup()

    def has(self, kind: PieceKind, key: str) -> bool:
        """Tell whether there is a piece of this key."""
        return key in self._seen.get(kind, ())

    def add(self, piece: Piece) -> bool:
        """Keep a piece; one whose key is there already is refused."""
        seen = self._seen.setdefault(piece.kind, set())
        if piece.key in seen:
            return False
        seen.add(piece.key)
        if piece.kind not in self._files:
            name = f"{self._folder.name}/{piece.kind}-{generate_id().hex}"
            self._files[piece.kind] = open(name, "w+b")  # noqa: SIM115  # closed with the spool
        file = self._files[piece.kind]
        place = file.tell()
        row = {"key": piece.key, "name": piece.name, "data": piece.data, "above": piece.above}
        file.write(orjson.dumps(row) + b"\n")
        self._places.setdefault(piece.kind, {})[piece.key] = (place, piece.above)
        self.total += 1
        return True

    def park(self, group: str, row: Mapping[str, Any]) -> None:
        """Keep what becomes a piece together with others of its group."""
        if self._waiting is None:
            self._waiting = open(f"{self._folder.name}/parked", "w+b")  # noqa: SIM115  # closed with the spool
        self._waits.setdefault(group, []).append(self._waiting.seek(0, 2))
        self._waiting.write(orjson.dumps(row) + b"\n")

    def parked(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Return what was kept, group by group."""
        for group, places in self._waits.items():
            rows = []
            for place in places:
                assert self._waiting is not None
                self._waiting.seek(place)
                rows.append(orjson.loads(self._waiting.readline()))
            yield group, rows

    def pieces(self, report: Report) -> Iterator[Piece]:
        """Return all pieces: kind by kind, each after what it is below."""
        for kind in PieceKind:
            for key, is_cut in self._order(kind):
                file = self._files[kind]
                file.seek(self._places[kind][key][0])
                row = orjson.loads(file.readline())
                if is_cut:
                    report.note(kind, row["name"], "circle", "It is below itself, and was put at the top.")
                above = None if is_cut else row["above"]
                yield Piece(kind=kind, key=row["key"], name=row["name"], data=row["data"], above=above)

    def _order(self, kind: PieceKind) -> Iterator[tuple[str, bool]]:
        """Name the pieces of a kind, the ones above first; a circle is cut, and it is told where."""
        places = self._places.get(kind, {})
        told: set[str] = set()
        for key in places:
            line: dict[str, None] = {}
            current: str | None = key
            cut: str | None = None
            while current is not None and current not in told and current in places:
                if current in line:
                    cut = next(reversed(line))
                    break
                line[current] = None
                current = places[current][1]
            for name in reversed(line):
                told.add(name)
                yield name, name == cut
