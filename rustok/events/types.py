"""What a domain event is, and how it is written to and read from JSON: ``{"type": ..., "data": {...}}``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from pydantic import TypeAdapter


class UnknownEvent(Exception):
    """No class is registered for the type, or the version is newer than this code."""


class DomainEvent:
    """Something that happened. Subclasses are frozen dataclasses of ids and facts: never text of people, no e-mail."""

    __slots__ = ()
    type: ClassVar[str]
    schema_version: ClassVar[int]
    aggregate_type: ClassVar[str]
    aggregate_key: ClassVar[str]

    @property
    def aggregate_id(self) -> UUID:
        """The id of the thing whose events stay in order."""
        value: UUID = getattr(self, self.aggregate_key)
        return value


E = TypeVar("E", bound=type[DomainEvent])
Upcast = Callable[[dict[str, Any]], dict[str, Any]]

_types: dict[str, type[DomainEvent]] = {}
_upcasts: dict[tuple[str, int], Upcast] = {}


def event(type_: str, *, aggregate: str, key: str, version: int = 1) -> Callable[[E], E]:
    """Register an event class.

    ``type_`` is dotted past tense (``product.created``); ``aggregate`` names what it happened to
    (``commerce.product``) and ``key`` the field that holds its id.

    :raises RuntimeError: the type is taken.
    """

    def register(cls: E) -> E:
        if type_ in _types:
            raise RuntimeError(f"event type {type_!r} is registered twice")
        cls.type, cls.schema_version, cls.aggregate_type, cls.aggregate_key = type_, version, aggregate, key
        _types[type_] = cls
        return cls

    return register


def upcast(type_: str, *, from_version: int) -> Callable[[Upcast], Upcast]:
    """Register how the data of an old schema version becomes the next version's."""

    def register(function: Upcast) -> Upcast:
        _upcasts[type_, from_version] = function
        return function

    return register


def catalogue() -> Mapping[str, type[DomainEvent]]:
    """Return every registered event class by type."""
    return dict(sorted(_types.items()))


_adapters: dict[type[DomainEvent], TypeAdapter[Any]] = {}


def _adapter(cls: type[DomainEvent]) -> TypeAdapter[Any]:
    if cls not in _adapters:
        _adapters[cls] = TypeAdapter(cls)
    return _adapters[cls]


def encode(value: DomainEvent) -> dict[str, Any]:
    """Write an event as JSON-ready data."""
    return {"type": value.type, "data": _adapter(type(value)).dump_python(value, mode="json")}


def decode(payload: Mapping[str, Any], *, schema_version: int = 1) -> DomainEvent:
    """Read an event, lifting old schema versions step by step.

    :raises UnknownEvent: unknown type, a version from the future, or a missing step between versions.
    :raises pydantic.ValidationError: the data does not fit its class.
    """
    cls = _types.get(str(payload.get("type")))
    if cls is None:
        raise UnknownEvent(f"no event class for {payload.get('type')!r}")
    data = dict(payload.get("data") or {})
    if schema_version > cls.schema_version:
        raise UnknownEvent(f"{cls.type} v{schema_version} is newer than v{cls.schema_version}")
    for version in range(schema_version, cls.schema_version):
        step = _upcasts.get((cls.type, version))
        if step is None:
            raise UnknownEvent(f"{cls.type} has no step from v{version}")
        data = step(data)
    decoded: DomainEvent = _adapter(cls).validate_python(data)
    return decoded


def fields(cls: type[DomainEvent]) -> tuple[str, ...]:
    """Name the fields of an event class."""
    return tuple(f.name for f in dataclasses.fields(cls))  # type: ignore[arg-type]
