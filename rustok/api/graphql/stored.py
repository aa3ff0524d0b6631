"""Objects of lists whose JSON is stored: read only if somebody looks into them, shown in one way only once.

Shops show the same cards over and over. What a selection shows of a card goes by the card's text and nothing else,
unless a resolver or an argument has a say in it; so it is kept as the text that it became, by the card's tag.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final

import orjson

_MOST_BYTES: Final = 16 * 1024 * 1024
_COST: Final = 300
"""Bytes that an entry takes beside its text, about."""


class _Batch:
    """The objects of one list: all are read at once, since beginning to read costs more than a card."""

    __slots__ = ("_found", "_texts")

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._texts = texts
        self._found: list[dict[str, Any]] | None = None

    def at(self, place: int) -> dict[str, Any]:
        if self._found is None:
            self._found = orjson.loads(b"[%s]" % b",".join(self._texts))
        return self._found[place]


class StoredObject:
    """An object as JSON; its fields are its attributes. Its tag is another one whenever its text is."""

    __slots__ = ("_batch", "_place", "_tag")

    def __init__(self, batch: _Batch, place: int, tag: bytes) -> None:
        self._batch = batch
        self._place = place
        self._tag = tag

    def __getattr__(self, name: str) -> Any:
        try:
            return self._batch.at(self._place)[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Any:
        return self._batch.at(self._place)[name]


def stored_objects(texts: Sequence[bytes], tags: Sequence[bytes]) -> tuple[StoredObject, ...]:
    """Make the objects of a list of their texts in UTF-8 and their tags."""
    batch = _Batch(texts)
    return tuple([StoredObject(batch, place, tag) for place, tag in enumerate(tags)])


def content_of(stored: StoredObject) -> dict[str, Any]:
    """Return what the text says."""
    return stored._batch.at(stored._place)


class Kept:
    """What was shown of stored objects, by the selection and the object's tag; all of it is let go of when full."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept: dict[tuple[object, bytes], orjson.Fragment] = {}
        self._bytes = 0

    def get(self, selection: object, stored: StoredObject) -> orjson.Fragment | None:
        """Return what the selection showed of an object of this tag."""
        return self._kept.get((selection, stored._tag))

    def keep(self, selection: object, stored: StoredObject, value: Any) -> orjson.Fragment:
        """Keep what a selection shows of an object, which goes by the object's text alone."""
        text = orjson.dumps(value)
        fragment = orjson.Fragment(text)
        with self._lock:
            if self._bytes > self._most_bytes:
                self.clear()
            self._kept[selection, stored._tag] = fragment
            self._bytes += len(text) + _COST
        return fragment

    def clear(self) -> None:
        """Let go of everything."""
        self._kept = {}
        self._bytes = 0


kept: Final = Kept(_MOST_BYTES)
