"""``?fields=``: the parts of an answer that a client wants, ``title,variants.sku``."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, cast

from rustok.api.annotations import bare, fields_of, is_mapping, is_sequence
from rustok.errors import FieldError, InvalidInput

PARAMETER: Final = "fields"
_MAX_DEPTH: Final = 8


@dataclass(frozen=True, slots=True)
class Selection:
    """Fields by name, each with what is wanted of it; None is all of it. ``text`` is what the client wrote."""

    parts: Mapping[str, Selection | None]
    text: str = ""

    def of(self, value: Any) -> Any:
        """Return the wanted parts of JSON-ready data, in its own order; of a list those of each item."""
        if isinstance(value, list):
            return [self.of(item) for item in value]
        if not isinstance(value, dict):
            return value
        parts = self.parts
        return {
            name: item if (inner := parts[name]) is None else inner.of(item)
            for name, item in value.items()
            if name in parts
        }


@lru_cache(maxsize=1024)
def selection_of(shape: Any, text: str) -> Selection | None:
    """Read the parameter for answers of a shape (a dataclass, or anything else, of which every field is let pass).

    None is all of the answer.

    :raises InvalidInput: a field that the shape does not have.
    """
    tree: dict[str, Any] = {}
    unknown: list[str] = []
    for name in sorted({part for part in text.split(",") if part}):
        steps = name.split(".")
        if len(steps) > _MAX_DEPTH or "" in steps or not _exists(shape, steps):
            unknown.append(name)
            continue
        place = tree
        # Sorted: "media" comes before "media.url", and says more.
        for step in steps[:-1]:
            place = place.setdefault(step, {})
            if place is None:
                break
        else:
            place[steps[-1]] = None
    if unknown:
        raise InvalidInput([FieldError((PARAMETER,), "unknown_field", f"No field {name!r}.") for name in unknown])
    return _made(tree, text) if tree else None


def _made(tree: dict[str, Any], text: str = "") -> Selection:
    return Selection(
        MappingProxyType({name: None if inner is None else _made(inner) for name, inner in tree.items()}), text
    )


def _exists(tp: Any, steps: list[str]) -> bool:
    while is_sequence(tp):
        tp, _ = bare(typing.get_args(tp)[0])
    if not steps:
        return True
    if dataclasses.is_dataclass(tp) and isinstance(tp, type):
        hint = fields_of(cast(Any, tp)).get(steps[0])
        return hint is not None and _exists(hint.type, steps[1:])
    # What is free-form may have any field; a text or a number has none.
    return tp is Any or tp is None or is_mapping(tp)
