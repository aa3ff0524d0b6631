"""Tables in files: CSV in whatever encoding and dialect it comes, and XLSX.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and read without.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from python_calamine import CalamineError, CalamineWorkbook

from rustok_commerce import errors
from rustok_commerce.dto.jobs import TableFormat

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_UNPACKED: Final = 512 * 1024 * 1024
"""Bytes of everything within an XLSX file, which is a ZIP archive."""
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 500
MAX_CELL: Final = 250_000

Row = tuple[int, list[str]]
"""The number of a row, the first of the file being 1, and its cells."""

_FORMULA: Final = re.compile(r"^'*[=+\-@\t\r]")
_LONGEST_IN_XLSX: Final = 32_767
_DELIMITERS: Final = ",;\t"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Writer(Protocol):
    """Writes a table row by row."""

    def row(self, cells: Sequence[str]) -> None: ...
    def finish(self) -> bytes: ...


def format_of(content: bytes) -> TableFormat:
    """Tell what a file is by its beginning, whatever its name says."""
    return TableFormat.XLSX if content.startswith(b"PK\x03\x04") else TableFormat.CSV


def read_table(content: bytes) -> Iterator[Row]:
    """Iterate over the rows of a file that say something.

    :raises TableTooLarge: more bytes, rows or columns than are taken.
    :raises UnreadableTable: neither a text nor an XLSX workbook.
    """
    if len(content) > MAX_BYTES:
        raise errors.TableTooLarge(limit=f"{MAX_BYTES // 1024 // 1024} MB")
    rows = _xlsx_rows(content) if format_of(content) is TableFormat.XLSX else _csv_rows(content)
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise errors.TableTooLarge(limit=f"{MAX_ROWS} rows")
        if len(cells) > MAX_COLUMNS:
            raise errors.TableTooLarge(limit=f"{MAX_COLUMNS} columns")
        if any(cells):
            yield number, cells


def guarded(cell: str) -> str:
    """Write a cell so that no spreadsheet runs it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Read a cell that :func:`guarded` wrote."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def table_writer(kind: TableFormat) -> Writer:
    """Return a writer of a format."""
    return _XlsxWriter() if kind is TableFormat.XLSX else _CsvWriter()


class _CsvWriter:
    """CSV as RFC 4180 has it, in UTF-8 with the mark by which spreadsheets know it."""

    def __init__(self) -> None:
        self._text = io.StringIO()
        self._text.write("\ufeff")
        self._writer = csv.writer(self._text)

    def row(self, cells: Sequence[str]) -> None:
        """Write a row."""
        self._writer.writerow([guarded(cell) for cell in cells])

    def finish(self) -> bytes:
        """Return the file."""
        return self._text.getvalue().encode()


class _XlsxWriter:
    """One sheet of texts."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Products")

    def row(self, cells: Sequence[str]) -> None:
        """Write a row; a text that does not fit into a cell is left out whole, as are characters unknown to XML."""
        texts = (ILLEGAL_CHARACTERS_RE.sub("", guarded(cell)) for cell in cells)
        self._sheet.append([text if len(text) <= _LONGEST_IN_XLSX else "" for text in texts])

    def finish(self) -> bytes:
        """Return the file."""
        target = io.BytesIO()
        self._book.save(target)
        return target.getvalue()


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    # The limit is that of the process: whoever reads other tables sets their own.
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            raise errors.UnreadableTable(reason=f"line {reader.line_num}: {exc}") from exc
        yield [unguarded(cell.strip()) for cell in cells]


def _decoded(content: bytes) -> str:
    """Decode a text by its mark, else as UTF-8, else as the Windows code page whose letters it makes."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _as(content, encoding)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _by_letters(content)


def _by_letters(content: bytes) -> str:
    cyrillic = _as(content, "cp1251", "replace")
    # Western texts read so have single odd letters within Latin words; Russian ones have whole words.
    words = [word for word in re.findall(r"[^\W\d_]{2,}", cyrillic) if not word.isascii()]
    russian = sum(all("\u0400" <= char <= "\u04ff" for char in word) for word in words)
    return cyrillic if russian and russian * 2 >= len(words) else _as(content, "cp1252", "replace")


def _as(content: bytes, encoding: str, faults: str = "strict") -> str:
    try:
        return content.decode(encoding, faults)
    except (UnicodeDecodeError, UnicodeError) as exc:
        raise errors.UnreadableTable(reason=f"it is not {encoding}") from exc


def _delimiter(text: str) -> str:
    """Return what separates the columns in the first line that says something."""
    head = next((line for line in io.StringIO(text) if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", head)
    return max(_DELIMITERS, key=bare.count)


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise errors.TableTooLarge(limit=f"{MAX_UNPACKED // 1024 // 1024} MB unpacked")
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if not workbook.sheet_names:
            raise errors.UnreadableTable(reason="it has no sheet")
        sheet = workbook.get_sheet_by_index(0)
        if sheet.total_height > MAX_ROWS:
            raise errors.TableTooLarge(limit=f"{MAX_ROWS} rows")
        if sheet.total_width > MAX_COLUMNS:
            raise errors.TableTooLarge(limit=f"{MAX_COLUMNS} columns")
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as exc:
        raise errors.UnreadableTable(reason="it is not an XLSX workbook") from exc
    for row in rows:
        yield [unguarded(_text(cell).strip()) for cell in row]


def _text(cell: Any) -> str:
    """Write what a spreadsheet holds as the text that a person would type."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return cell.isoformat()
    return str(cell)
