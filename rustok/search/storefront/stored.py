"""How the objects of the storefront are stored and sent."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from rustok.ids import to_ulid


def as_json(value: Any) -> Any:
    """Return an object of the storefront as JSON-ready data: ids as ULID text, times as RFC 3339 in UTC with ``Z``.

    :raises TypeError: a value that has no place in a document.
    """
    kind = type(value)
    write = _writers.get(kind)
    if write is None:
        write = _writers[kind] = _writer(kind)
    return write(value)


class Ready(dict[str, Any]):
    """A mapping that is JSON-ready already: what a document says in every language is made once and kept as it is."""


_PLAIN: Final = frozenset({type(None), bool, int, float, str})

_Writer = Callable[[Any], Any]


def _writer(kind: type) -> _Writer:
    """Find how values of a type are written: once per type, since a rebuild writes hundreds of values a document."""
    if issubclass(kind, bool | int | float | str | type(None)):
        return lambda value: value
    if issubclass(kind, UUID):
        return to_ulid
    if issubclass(kind, dt.datetime):
        return lambda value: value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if issubclass(kind, Mapping):
        return lambda value: {str(key): as_json(item) for key, item in value.items()}
    if issubclass(kind, Sequence):
        return lambda value: [as_json(item) for item in value]
    if dataclasses.is_dataclass(kind):
        names = tuple(field.name for field in dataclasses.fields(kind))
        return lambda value: {
            name: item if type(item := getattr(value, name)) in _PLAIN else as_json(item) for name in names
        }
    raise TypeError(f"{kind.__name__} has no place in a document")


_writers: dict[type, _Writer] = {Ready: lambda value: value}
