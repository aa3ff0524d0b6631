"""GraphQL types made from DTOs, so that REST and GraphQL cannot drift apart.

A name means one type: asking twice for the same gives the same class, asking for another dataclass under a name that is
taken is an error when the schema is built.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import typing
import uuid
from typing import Any, Final

import graphene

from rustok.api.annotations import FieldHint, fields_of, is_mapping, is_sequence, read
from rustok.api.graphql.scalars import ID, JSON, DateTime, Long

_SCALARS: Final[dict[Any, Any]] = {
    str: graphene.String,
    bool: graphene.Boolean,
    float: graphene.Float,
    uuid.UUID: ID,
    dt.datetime: DateTime,
    dt.date: graphene.Date,
    decimal.Decimal: graphene.String,
    Any: JSON,
    dict: JSON,
}

_made: dict[str, tuple[Any, Any]] = {}


class NameTaken(TypeError):
    """Two dataclasses or enums want the same GraphQL name: give one of them another."""


def object_type(dto: type, name: str | None = None, **fields: Any) -> type[graphene.ObjectType]:
    """Return the object type of a dataclass. ``ProductResponse`` becomes ``Product`` unless ``name`` says otherwise.

    ``fields`` adds graphene fields or takes the place of the dataclass's own; ``resolve_<field>`` functions go along.

    :raises NameTaken: another type has the name.
    :raises TypeError: a field's type has no GraphQL form.
    """
    name = name or dto.__name__.removesuffix("Response")

    if fields and name in _made:
        raise NameTaken(f"GraphQL type {name!r} was made before, without the fields added here")

    def make() -> Any:
        own = {hint.name: _field(hint) for hint in fields_of(dto).values()}
        return type(name, (graphene.ObjectType,), {**own, **fields, "__doc__": _doc(dto)})

    return _once(name, dto, make)  # type: ignore[no-any-return]


def input_type(dto: type, name: str | None = None) -> type[graphene.InputObjectType]:
    """Return the input type of a dataclass. ``CreateProductRequest`` becomes ``CreateProductInput``.

    Resolvers get a mapping for :func:`rustok.dto.parse`, in which fields the client left out are missing.

    :raises NameTaken: another type has the name.
    :raises TypeError: a field's type has no GraphQL form.
    """
    name = name or f"{dto.__name__.removesuffix('Request').removesuffix('Input')}Input"

    def make() -> Any:
        own = {hint.name: _input_field(hint) for hint in fields_of(dto).values()}
        return type(name, (graphene.InputObjectType,), {**own, "__doc__": _doc(dto)})

    return _once(name, dto, make)  # type: ignore[no-any-return]


def enum_type(tp: type[enum.Enum], name: str | None = None) -> type[graphene.Enum]:
    """Return the enum type of a Python enum.

    :raises NameTaken: another type has the name.
    """
    name = name or tp.__name__

    def make() -> Any:
        return graphene.Enum.from_enum(tp, name=name, description=_no_description)

    return _once(name, tp, make)  # type: ignore[no-any-return]


def graphql_type(hint: Any, *, as_input: bool = False) -> Any:
    """Return the GraphQL type of any hint, for arguments and fields written by hand; required unless nullable."""
    found = read("", hint)
    tp = _type(found, as_input=as_input)
    return tp if found.nullable or (as_input and found.optional) else graphene.NonNull(tp)


def _field(hint: FieldHint) -> graphene.Field:
    # Any value may be null too.
    required = not hint.nullable and hint.type is not Any
    return graphene.Field(lambda: _type(hint, as_input=False), required=required, description=hint.doc)


def _input_field(hint: FieldHint) -> graphene.InputField:
    return graphene.InputField(
        _type(hint, as_input=True), required=not (hint.nullable or hint.optional), description=hint.doc
    )


def _type(hint: FieldHint, *, as_input: bool) -> Any:
    tp = hint.type
    if tp is int:
        return Long if hint.is_wide else graphene.Int
    if is_sequence(tp):
        inner = read(hint.name, typing.get_args(tp)[0])
        item = _type(inner, as_input=as_input)
        return graphene.List(item if inner.nullable else graphene.NonNull(item))
    if is_mapping(tp):
        return JSON
    if typing.get_origin(tp) is typing.Literal:
        return graphene.String
    if isinstance(tp, type) and issubclass(tp, enum.Enum):
        return enum_type(tp)
    if dataclasses.is_dataclass(tp) and isinstance(tp, type):
        return input_type(tp) if as_input else object_type(tp)
    if tp in _SCALARS:
        return _SCALARS[tp]
    raise TypeError(f"field {hint.name!r}: {tp!r} has no GraphQL form")


def _once(name: str, source: Any, make: Any) -> Any:
    known = _made.get(name)
    if known is not None:
        if known[0] is not source:
            raise NameTaken(f"GraphQL type {name!r} is made from {known[0]!r} and from {source!r}")
        return known[1]
    made = make()
    _made[name] = (source, made)
    return made


def _doc(dto: type) -> str | None:
    # dataclass() writes the signature where there is no docstring.
    doc = dto.__doc__
    return None if doc is None or doc.startswith(f"{dto.__name__}(") else doc


def _no_description(_value: Any) -> None:
    return None
