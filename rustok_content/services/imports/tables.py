"""Posts and pages as a table of text: read from CSV, and written so that reading it gives the same again.

The columns are ``COLUMNS``; ``title`` is needed, all others may be missing. Rows of one ``kind`` and ``key`` that
follow each other are one node in several languages.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

from slugify import slugify

from rustok_content import errors
from rustok_content.services.imports.pieces import Piece, PieceKind, Report, Spool

COLUMNS: Final = (
    "kind",
    "key",
    "locale",
    "title",
    "slug",
    "body",
    "format",
    "excerpt",
    "status",
    "date",
    "category",
    "tags",
    "parent",
    "position",
    "author",
    "featured",
    "meta_title",
    "meta_description",
)
_MAX_CELL: Final = 1_000_000
_FORMULA: Final = re.compile(r"^[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"^'+[=+\-@\t\r]")
_TRUE: Final = frozenset({"true", "yes", "1"})
_STATUSES: Final = frozenset({"publish", "draft", "future"})


def read_csv(file: IO[bytes], spool: Spool, report: Report, *, locale: str) -> None:
    """Read a table into the spool.

    :raises UnreadableImport: it has no column ``title``, an unknown one, or is no table.
    """
    csv.field_size_limit(_MAX_CELL)
    text = io.TextIOWrapper(file, encoding=_encoding(file), errors="replace", newline="")
    try:
        rows = csv.DictReader(text)
        names = [name.strip().lower() for name in rows.fieldnames or ()]
        unknown = sorted(set(names) - set(COLUMNS))
        if "title" not in names or unknown:
            told = f"unknown are {', '.join(unknown)}" if unknown else "title is missing"
            raise errors.UnreadableImport(reason=f"its columns are not those of posts and pages: {told}")
        rows.fieldnames = names
        _read_rows(rows, spool, report, locale)
    except csv.Error as exc:
        raise errors.UnreadableImport(reason=f"it is no table: {exc}") from exc
    finally:
        text.detach()


def _read_rows(rows: csv.DictReader[str], spool: Spool, report: Report, locale: str) -> None:
    open_: Piece | None = None
    for row in rows:
        cells = {name: unguarded((row.get(name) or "").replace("\x00", "")) for name in COLUMNS}
        if not any(cell.strip() for cell in cells.values()):
            continue
        piece = _piece(cells, rows.line_num, locale, spool, report)
        if piece is None:
            continue
        if open_ is not None and (open_.kind, open_.key) == (piece.kind, piece.key):
            open_.data["texts"].update(piece.data["texts"])
            continue
        _close(open_, spool, report)
        open_ = piece
    _close(open_, spool, report)


def _close(piece: Piece | None, spool: Spool, report: Report) -> None:
    if piece is not None and not spool.add(piece):
        report.note(piece.kind, piece.name, "duplicate", "Rows of one key follow each other; these came later.")


def _piece(cells: Mapping[str, str], line: int, locale: str, spool: Spool, report: Report) -> Piece | None:
    title = " ".join(cells["title"].split())[:255]
    kind = cells["kind"].strip().lower() or "post"
    status = cells["status"].strip().lower() or "draft"
    if not title or kind not in ("post", "page") or status not in _STATUSES:
        report.note("row", f"line {line}", "row", "It needs a title, a kind of post or page, and a known status.")
        return None
    key = cells["key"].strip() or cells["slug"].strip() or slugify(title)
    category = cells["category"].strip()
    if category:
        data = {"slug": category, "name": category, "description": ""}
        spool.add(Piece(kind=PieceKind.CATEGORY, key=slugify(category), name=category, data=data))
    text = {
        "title": title,
        "slug": cells["slug"].strip(),
        "body": cells["body"],
        "format": cells["format"].strip().lower() or "markdown",
        **{name: cells[name].strip() or None for name in ("excerpt", "meta_title", "meta_description")},
    }
    return Piece(
        kind=PieceKind(kind),
        key=key,
        name=title,
        above=cells["parent"].strip() or None if kind == "page" else None,
        data={
            "texts": {cells["locale"].strip() or locale: text},
            "format": text["format"],
            "status": status,
            "published_at": _moment(cells["date"].strip(), title, report),
            "author": {"email": cells["author"].strip().lower(), "name": cells["author"].strip()},
            "category": slugify(category) if category else None,
            "tags": [tag.strip()[:64] for tag in cells["tags"].split("|") if tag.strip()][:50],
            "featured": cells["featured"].strip().lower() in _TRUE,
            "cover": None,
            "position": int(cells["position"]) if re.fullmatch(r"[0-9]{1,6}", cells["position"].strip()) else 0,
        },
    )


def _moment(said: str, title: str, report: Report) -> str | None:
    if not said:
        return None
    try:
        moment = dt.datetime.fromisoformat(said)
    except ValueError:
        report.note("row", title, "date", f"Its date {said[:50]!r} is none.")
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()


def write_csv(rows: Iterable[Mapping[str, Any]], file: IO[str]) -> int:
    """Write rows; return how many. No cell is a formula to a spreadsheet."""
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: guarded(str(row.get(name) if row.get(name) is not None else "")) for name in COLUMNS})
        count += 1
    return count


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text."""
    return f"'{cell}" if _FORMULA.match(cell) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _encoding(file: IO[bytes]) -> str:
    head = file.read(1 << 16)
    file.seek(0)
    try:
        # The end of the piece may be in the middle of a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
