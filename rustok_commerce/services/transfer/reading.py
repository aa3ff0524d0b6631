"""Cells of a draft to the fields of requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from rustok_commerce.dto.attributes import AttributeType
from rustok_commerce.services import handles
from rustok_commerce.services.jobs import RowError
from rustok_commerce.services.transfer import cells
from rustok_commerce.services.transfer.cells import CellFault
from rustok_commerce.services.transfer.columns import Column, Part
from rustok_commerce.services.transfer.drafts import Line
from rustok_commerce.services.transfer.form import Form
from rustok_commerce.services.transfer.lookups import Found
from rustok_commerce.services.transfer.present import Shop

Said = Mapping[Column, tuple[int, str]]


class Reader:
    """Reads cells; what it cannot read it remembers as an error of the row."""

    def __init__(self, shop: Shop, found: Found) -> None:
        self.shop = shop
        self.found = found
        self.errors: list[RowError] = []

    def refuse(self, line: int, column: str | None, code: str, message: str) -> None:
        """Remember what is wrong with a cell."""
        self.errors.append(RowError(line=line, column=column, code=f"commerce.import.{code}", message=message))

    def read(self, line: int, column: Column, cell: str, how: Callable[[str], Any]) -> Any:
        """Read a cell; None where it is to be cleared, or cannot be read."""
        if cell == cells.CLEAR:
            return None
        try:
            return how(cell)
        except CellFault as fault:
            self.refuse(line, column.title, fault.code, fault.message)
            return None

    def product_fields(self, said: Said, form: Form) -> None:
        """Fill in what is of the product itself, its texts in other languages than its own left out."""
        for column, (line, cell) in said.items():
            if column.part is Part.TEXT and column.locale is None:
                self._put(form, column.field, line, column, None if cell == cells.CLEAR else cell)
            elif column.part is Part.PRODUCT and column.field not in ("handle", "status", "collections"):
                self._product_field(form, column, line, cell)
        inputs = self.attributes(form, ("attributes",), said, Part.ATTRIBUTE)
        if inputs:
            form.data["attributes"] = inputs

    def texts(self, said: Said) -> dict[str, dict[Column, tuple[int, str]]]:
        """Return what is said in each language that columns name."""
        found: dict[str, dict[Column, tuple[int, str]]] = {}
        for column, place in said.items():
            if column.part is Part.TEXT and column.locale is not None:
                found.setdefault(column.locale, {})[column] = place
        return found

    def variant_fields(self, form: Form, path: tuple[str | int, ...], line: Line) -> dict[str, Any]:
        """Return what is of a variant alone: no prices, stock or options."""
        data: dict[str, Any] = {}
        form.came_from(path, line.number, None)
        for column, cell in line.cells.items():
            if column.part is not Part.VARIANT:
                continue
            name = "title" if column.field == "variant_title" else column.field
            how: Callable[[str], Any] = str
            if name in ("manage_inventory", "allow_backorder"):
                how = cells.read_flag
            elif name in ("weight", "length", "width", "height", "low_stock_threshold"):
                how = cells.read_whole
            data[name] = self.read(line.number, column, cell, how)
            form.came_from((*path, name), line.number, column.title)
        said = {column: (line.number, cell) for column, cell in line.cells.items()}
        inputs = self.attributes(form, (*path, "attributes"), said, Part.VARIANT_ATTRIBUTE)
        if inputs:
            data["attributes"] = inputs
        return data

    def attributes(self, form: Form, path: tuple[str | int, ...], said: Said, part: Part) -> list[dict[str, Any]]:
        """Return what is said of attributes, one entry each."""
        entries: dict[str, dict[str, Any]] = {}
        for column, (line, cell) in said.items():
            if column.part is not part:
                continue
            entry = entries.setdefault(column.field, {"attribute": column.field})
            form.came_from((*path, list(entries).index(column.field)), line, column.title)
            kind = AttributeType(self.shop.attributes[column.field].type)
            value = None if cell == cells.CLEAR else cell
            if column.locale is not None:
                if value is not None:
                    entry.setdefault("texts", []).append({"locale": column.locale, "text": value})
            elif value is None:
                continue
            elif kind in (AttributeType.SELECT, AttributeType.MULTI_SELECT):
                entry["values"] = cells.read_list(cell)
            elif kind is AttributeType.BOOLEAN:
                entry["boolean"] = self.read(line, column, cell, cells.read_flag)
            else:
                fields = {
                    AttributeType.NUMBER: "number",
                    AttributeType.DATE: "date",
                    AttributeType.REFERENCE: "reference_id",
                }
                entry[fields.get(kind, "text")] = value
        return list(entries.values())

    def choices(self, line: Line, known: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
        """Return a variant's values of options by key; ``known`` has the keys of a product's values by name."""
        chosen = []
        for column, cell in line.cells.items():
            if column.part is Part.OPTION:
                values = known.get(column.field, {})
                key = values.get(cell.casefold()) or handles.handle_from(cell)[:63].strip("-")
                chosen.append({"option": column.field, "value": key})
        return chosen

    def prices(self, line: Line) -> dict[tuple[str, str | None], dict[str, tuple[Column, str]]]:
        """Return the cells about prices by currency and channel."""
        found: dict[tuple[str, str | None], dict[str, tuple[Column, str]]] = {}
        for column, cell in line.cells.items():
            if column.part in (Part.PRICE, Part.COMPARE_AT):
                found.setdefault((column.field, column.channel), {})[column.part.value] = column, cell
        return found

    def category_ids(self, line: int, column: Column, cell: str) -> list[str]:
        """Find categories."""
        found: list[str] = []
        for name in cells.read_list(cell):
            category_id = self.shop.category_id(name)
            if category_id is None:
                self.refuse(line, column.title, "unknown_category", f"There is no category {name[:100]!r}.")
            else:
                found.append(str(category_id))
        return found

    def collection_ids(self, line: int, column: Column, cell: str) -> list[UUID]:
        """Find collections that are filled by hand."""
        by_slug = {slug: collection_id for collection_id, slug in self.shop.collections.items()}
        found = []
        for slug in cells.read_list(cell if cell != cells.CLEAR else ""):
            if slug in by_slug:
                found.append(by_slug[slug])
            else:
                text = f"There is no collection {slug[:100]!r} that is filled by hand."
                self.refuse(line, column.title, "unknown_collection", text)
        return found

    def asset_ids(self, line: int, column: Column, cell: str) -> list[UUID]:
        """Find pictures of the media library."""
        found = []
        for name in cells.read_list(cell):
            assets = self.found.pictures.get(name, [])
            if len(assets) == 1:
                found.append(assets[0])
            elif assets:
                text = f"{len(assets)} pictures are called {name[:100]!r}: name one by its SHA-256."
                self.refuse(line, column.title, "ambiguous_picture", text)
            else:
                text = f"There is no picture {name[:100]!r} in the media library."
                self.refuse(line, column.title, "unknown_picture", text)
        return found

    def _product_field(self, form: Form, column: Column, line: int, cell: str) -> None:
        cleared = cell == cells.CLEAR
        match column.field:
            case "tags":
                self._put(form, "tags", line, column, [] if cleared else cells.read_list(cell))
            case "categories":
                found = [] if cleared else self.category_ids(line, column, cell)
                self._put(form, "category_ids", line, column, found)
            case "media":
                assets: Sequence[UUID] = [] if cleared else self.asset_ids(line, column, cell)
                self._put(form, "media", line, column, [{"asset_id": str(asset_id)} for asset_id in assets])
            case "type":
                self._put(form, "product_type", line, column, None if cleared else cell)
            case "tax_class":
                self._put(form, "tax_class", line, column, None if cleared else cell)
            case "discountable":
                value = self.read(line, column, cell, cells.read_flag)
                self._put(form, "discountable", line, column, True if value is None else value)

    def _put(self, form: Form, name: str, line: int, column: Column, value: Any) -> None:
        form.data[name] = value
        form.came_from((name,), line, column.title)
