"""Rows to drafts: what a file says of one product, in the rows of its variants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rustok_commerce.services.jobs import RowError
from rustok_commerce.services.transfer.columns import Column, Part
from rustok_commerce.services.transfer.tables import Row


@dataclass(slots=True, kw_only=True)
class Line:
    """A row of the file: its number and the cells that say something."""

    number: int
    cells: dict[Column, str]

    def of(self, name: str) -> str | None:
        """Return the cell of a column that needs nothing but its name."""
        return next((cell for column, cell in self.cells.items() if column.field == name and _is_plain(column)), None)


@dataclass(slots=True, kw_only=True)
class Draft:
    """A product as a file describes it. ``faults`` were found before anything was looked up."""

    handle: str | None
    lines: list[Line] = field(default_factory=list)
    faults: list[RowError] = field(default_factory=list)

    @property
    def skus(self) -> list[str]:
        """The SKUs that the file names."""
        return [sku for line in self.lines if (sku := line.of("sku")) is not None]

    @property
    def last(self) -> int:
        """The number of its last row."""
        return self.lines[-1].number

    def product_cells(self) -> Mapping[Column, tuple[int, str]]:
        """Return what is said of the product itself, each with the number of the row that says so first."""
        said: dict[Column, tuple[int, str]] = {}
        for line in self.lines:
            for column, cell in line.cells.items():
                if column.is_of_product:
                    said.setdefault(column, (line.number, cell))
        return said


def drafts(rows: Iterable[Row], columns: Sequence[Column | None]) -> Iterator[Draft]:
    """Put rows together that are about one product: those of one handle, and those below it that name no product.

    Without a column of handles each row is about the product of its SKU.
    """
    by_handle = any(column is not None and column.field == "handle" for column in columns)
    handles: set[str] = set()
    skus: dict[str, int] = {}
    present: Draft | None = None
    for number, cells in rows:
        line, faults = _line(number, cells, columns)
        handle = line.of("handle")
        continues = (
            present is not None
            and by_handle
            and (handle == present.handle if handle is not None else not any(each.is_of_product for each in line.cells))
        )
        if not continues:
            if present is not None:
                yield present
            present = Draft(handle=handle)
            if handle is not None and handle in handles:
                faults.append(_fault(number, "handle", "scattered", f"Rows of {handle!r} stand further up already."))
            if handle is not None:
                handles.add(handle)
        assert present is not None
        faults += _contradictions(present, line)
        sku = line.of("sku")
        if sku is not None and sku in skus:
            faults.append(_fault(number, "sku", "duplicate_sku", f"The SKU {sku!r} is in row {skus[sku]} already."))
        elif sku is not None:
            skus[sku] = number
        if handle is None and sku is None and not continues:
            # Nothing would tell the next time that the product is there already.
            name, text = ("handle", "A handle or a SKU is needed.") if by_handle else ("sku", "A SKU is needed.")
            faults.append(_fault(number, name, "missing", text))
        present.lines.append(line)
        present.faults += faults
    if present is not None:
        yield present


def _line(number: int, cells: Sequence[str], columns: Sequence[Column | None]) -> tuple[Line, list[RowError]]:
    line = Line(number=number, cells={})
    faults: list[RowError] = []
    for place, cell in enumerate(cells):
        if not cell:
            continue
        column = columns[place] if place < len(columns) else None
        title = column.title if column is not None else None
        if "\x00" in cell:
            faults.append(_fault(number, title, "nul_character", "Text may not contain the NUL character."))
        elif column is not None:
            line.cells[column] = cell
        elif place >= len(columns):
            faults.append(_fault(number, None, "extra_cell", f"The cell {cell[:50]!r} is in no column."))
    return line, faults


def _contradictions(draft: Draft, line: Line) -> Iterator[RowError]:
    said = draft.product_cells()
    for column, cell in line.cells.items():
        if column.is_of_product and column in said and said[column][1] != cell:
            text = f"Row {said[column][0]} says something else of the same product."
            yield _fault(line.number, column.title, "contradiction", text)


def _fault(line: int, column: str | None, code: str, message: str) -> RowError:
    return RowError(line=line, column=column, code=f"commerce.import.{code}", message=message)


def _is_plain(column: Column) -> bool:
    return column.part in (Part.PRODUCT, Part.VARIANT)
