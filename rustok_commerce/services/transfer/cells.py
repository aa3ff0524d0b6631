"""Cells to values and back. A value is written so that reading it gives the same again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from rustok_commerce.services.money import from_decimal, to_decimal
from rustok_commerce.services.transfer.columns import Column, Part

CLEAR: Final = "[empty]"
"""Takes away what is there; a cell that is blank leaves it."""
SEPARATOR: Final = "|"
BELOW: Final = ">"
"""Between a category's name and that of one below it."""

_TRUE: Final = frozenset({"true", "yes", "y", "1"})
_FALSE: Final = frozenset({"false", "no", "n", "0"})
_WHOLE: Final = re.compile(r"^[0-9]{1,15}$")
_NUMBER: Final = re.compile(r"^-?[0-9]{1,18}(?:[.,][0-9]{1,9})?$")
_GROUPED: Final = re.compile(r"^-?[0-9]{1,3}(?:,[0-9]{3})+$")


class CellFault(Exception):
    """A cell that does not say what its column needs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def read_list(cell: str) -> list[str]:
    """Read values that are separated by ``|``."""
    return [part for part in (part.strip() for part in cell.split(SEPARATOR)) if part]


def write_list(values: Iterable[str]) -> str:
    """Write values."""
    return SEPARATOR.join(values)


def read_flag(cell: str) -> bool:
    """Read true or false.

    :raises CellFault: it is neither.
    """
    word = cell.lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise CellFault("bool_parsing", f"{cell[:50]!r} is neither true nor false.")


def write_flag(value: bool) -> str:
    """Write true or false."""
    return "true" if value else "false"


def read_whole(cell: str) -> int:
    """Read a whole number.

    :raises CellFault: it is none, or is negative.
    """
    if not _WHOLE.match(cell):
        raise CellFault("int_parsing", f"{cell[:50]!r} is no whole number from 0 on.")
    return int(cell)


def read_amount(cell: str, currency: str) -> int:
    """Read an amount of money as people write it, with a point or a comma before the decimals.

    :raises CellFault: it is no such amount, or could mean two.
    """
    if _GROUPED.match(cell):
        raise CellFault("ambiguous_number", f"{cell[:50]!r} may mean thousands or decimals: write no separator.")
    if not _NUMBER.match(cell):
        raise CellFault("decimal_parsing", f"{cell[:50]!r} is no amount of money.")
    try:
        amount = from_decimal(Decimal(cell.replace(",", ".")), currency)
    except (InvalidOperation, ValueError) as exc:
        raise CellFault("decimal_places", f"{cell[:50]!r} has more decimals than {currency}.") from exc
    if amount < 0:
        raise CellFault("greater_than_equal", "An amount of money is not negative here.")
    return amount


def canonical(column: Column, cell: str) -> str:
    """Write a cell the one way that we do, so that what means the same is the same; one without a meaning stays.

    Spaces around a text and kinds of line ends do not come through every file.
    """
    try:
        if cell and column.part in (Part.PRICE, Part.COMPARE_AT):
            return write_amount(read_amount(cell, column.field), column.field)
        if cell and column.part is Part.STOCK:
            return str(read_whole(cell))
        if cell and column.field in ("discountable", "manage_inventory", "allow_backorder"):
            return write_flag(read_flag(cell))
    except CellFault:
        return cell
    if column.part is Part.PRODUCT and column.field in ("tags", "collections"):
        return write_list(sorted({part.lower() for part in read_list(cell)}))
    return cell.replace("\r\n", "\n").strip()


def write_amount(amount: int, currency: str) -> str:
    """Write an amount of money."""
    return format(to_decimal(amount, currency), "f")
