"""Reads the type hints of a DTO once, for everything that mirrors DTOs."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any, Final

import annotated_types as at

from rustok.dto import Unset

INT32_MAX: Final = 2**31 - 1
_NONE: Final = type(None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FieldHint:
    """What a field's hint says, taken apart.

    ``type`` is free of ``Annotated``, ``Unset`` and None; ``nullable`` and ``optional`` (may be left out) keep what was
    taken off. ``maximum`` is the largest number allowed, where the hint names one.
    """

    name: str
    type: Any
    nullable: bool
    optional: bool
    doc: str | None = None
    maximum: int | None = None

    @property
    def is_wide(self) -> bool:
        """Tell whether an integer may need more than 32 bits."""
        return self.type is int and (self.maximum is None or self.maximum > INT32_MAX)


@dataclasses.dataclass(slots=True)
class _Notes:
    doc: str | None = None
    maximum: int | None = None
    nullable: bool = False
    unset: bool = False


def bare(hint: Any) -> tuple[Any, bool]:
    """Strip a hint of ``Annotated``, ``Unset`` and None; tell whether None was allowed."""
    notes = _Notes()
    return _strip(hint, notes), notes.nullable


def read(name: str, hint: Any, *, optional: bool = False) -> FieldHint:
    """Take one hint apart."""
    notes = _Notes()
    stripped = _strip(hint, notes)
    return FieldHint(
        name=name,
        type=stripped,
        nullable=notes.nullable,
        optional=optional or notes.unset,
        doc=notes.doc,
        maximum=notes.maximum,
    )


@lru_cache(maxsize=None)
def fields_of(dto: Any) -> Mapping[str, FieldHint]:
    """Return the hints of a dataclass by field, in order.

    :raises TypeError: not a dataclass.
    """
    hints = typing.get_type_hints(dto, include_extras=True)
    return types.MappingProxyType(
        {
            field.name: read(
                field.name,
                hints[field.name],
                optional=field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING,
            )
            for field in dataclasses.fields(dto)
        }
    )


def is_sequence(tp: Any) -> bool:
    """Tell whether a stripped type is a list, tuple or other sequence of one type."""
    origin = typing.get_origin(tp)
    return isinstance(origin, type) and issubclass(origin, (list, tuple, set, frozenset, Sequence))


def is_mapping(tp: Any) -> bool:
    """Tell whether a stripped type is a mapping."""
    origin = typing.get_origin(tp) or tp
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _strip(hint: Any, notes: _Notes) -> Any:
    if typing.get_origin(hint) is Annotated:
        inner, *metadata = typing.get_args(hint)
        for note in metadata:
            if isinstance(note, at.DocInfo) and notes.doc is None:
                notes.doc = note.documentation
            elif isinstance(note, at.Le) and notes.maximum is None:
                notes.maximum = int(note.le)  # type: ignore[call-overload]
            elif isinstance(note, at.Lt) and notes.maximum is None:
                notes.maximum = int(note.lt) - 1  # type: ignore[call-overload]
        return _strip(inner, notes)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        members = []
        for member in typing.get_args(hint):
            if member is Unset:
                notes.unset = True
            elif member is _NONE:
                notes.nullable = True
            else:
                members.append(_strip(member, notes))
        return members[0] if len(members) == 1 else typing.Union[tuple(members)]  # noqa: UP007
    return hint
