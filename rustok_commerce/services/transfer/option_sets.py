"""Options that the rows of a draft use: those of a new product, or what a product does not have yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rustok_commerce.mappers import ProductAggregate
from rustok_commerce.services.transfer.columns import Part
from rustok_commerce.services.transfer.drafts import Line
from rustok_commerce.services.transfer.reading import Reader

Known = Mapping[str, Mapping[str, str]]
"""The keys of a product's values by option, and by key or name; see :func:`matching.value_keys`."""


def used_options(lines: Iterable[Line], reader: Reader, known: Known, locale: str) -> list[dict[str, Any]]:
    """Return the options that rows use, with their values in order; what is new is named in ``locale``."""
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        written = {column.field: cell for column, cell in line.cells.items() if column.part is Part.OPTION}
        for choice in reader.choices(line, known):
            cell = written[choice["option"]]
            found.setdefault(choice["option"], {}).setdefault(choice["value"], cell)
    return [
        {
            "key": option,
            "values": [
                # A name that is the key says nothing more.
                {"key": key, **({"names": [{"locale": locale, "value": name}]} if name != key else {})}
                for key, name in values.items()
            ],
        }
        for option, values in found.items()
    ]


def new_options(used: Iterable[dict[str, Any]], known: Known) -> list[dict[str, Any]]:
    """Return those of the options that a product lacks, or lacks values of."""
    return [
        entry
        for entry in used
        if entry["key"] not in known
        or any(value["key"] not in known[entry["key"]].values() for value in entry["values"])
    ]


def merged_options(product: ProductAggregate, new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a product's options with what is new behind what there is."""
    merged: dict[str, dict[str, Any]] = {
        option.key: {
            "key": option.key,
            "names": _names(option),
            "values": [{"key": v.key, "names": _names(v)} for v in product.values.get(option.id, ())],
        }
        for option in product.options
    }
    for entry in new:
        present = merged.setdefault(entry["key"], {"key": entry["key"], "values": []})
        keys = {value["key"] for value in present["values"]}
        present["values"] += [value for value in entry["values"] if value["key"] not in keys]
    return list(merged.values())


def _names(row: Any) -> list[dict[str, str]]:
    return [{"locale": locale, "value": value} for locale, value in row.names.items()]
