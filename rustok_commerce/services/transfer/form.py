"""A request as a file fills it in, and which cell filled in what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from rustok.errors import InvalidInput, RustokError
from rustok_commerce.services.jobs import RowError

Path = tuple[str | int, ...]

_COLUMNS: Final = {
    "commerce.product.duplicate_handle": "handle",
    "commerce.variant.duplicate_sku": "sku",
    "commerce.variant.duplicate_combination": "option",
    "commerce.variant.invalid_options": "option",
    "commerce.option.duplicate_key": "option",
    "commerce.product.not_publishable": "status",
    "commerce.product_type.not_found": "type",
    "commerce.tax_class.not_found": "tax_class",
    "commerce.product.attributes_do_not_fit": "type",
    "commerce.price.compare_at_too_low": "compare_at",
    "commerce.channel.currency_not_sold": "price",
    "commerce.stock.reserved": "stock",
    "commerce.stock.overflow": "stock",
    "commerce.collection.full": "collections",
}
"""Columns at fault where the error does not say which field was."""


class Form:
    """Data for a request, with the row and column that each part of it came from."""

    def __init__(self, line: int) -> None:
        self.data: dict[str, Any] = {}
        self.line = line
        self._origins: dict[Path, tuple[int, str | None]] = {}

    def came_from(self, path: Path, line: int, column: str | None) -> None:
        """Remember where a part of the request came from."""
        self._origins[path] = (line, column)

    def errors_of(self, refusal: RustokError, lines: Sequence[tuple[int, str | None]] = ()) -> list[RowError]:
        """Return a refusal as errors of rows; ``lines`` are the rows with their SKUs."""
        if isinstance(refusal, InvalidInput):
            found = []
            for error in refusal.errors:
                line, column = self._origin(error.path)
                found.append(RowError(line=line, column=column, code=f"input.{error.code}", message=error.message))
            return found
        sku = refusal.params.get("sku")
        line = next((number for number, other in lines if sku is not None and other == sku), self.line)
        column = _COLUMNS.get(refusal.code)
        return [RowError(line=line, column=column, code=refusal.code, message=str(refusal))]

    def _origin(self, path: Path) -> tuple[int, str | None]:
        for length in range(len(path), 0, -1):
            if path[:length] in self._origins:
                return self._origins[path[:length]]
        return self.line, None
