"""Plain-dataclass DTOs and their one validator. No Django, no DRF, no graphene here.

REST and GraphQL both call :func:`parse`, so a limit written on a field holds in both.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final, Generic, TypeVar, cast, get_args, get_type_hints
from uuid import UUID

import orjson
from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, core_schema

from rustok.errors import FieldError, InvalidInput
from rustok.ids import InvalidId, parse_id

D = TypeVar("D")
T = TypeVar("T")

MAX_AMOUNT: Final = 10**15
"""Largest amount of money in minor units: far above any order, far below 2**63, so that sums cannot overflow."""
MAX_DEPTH: Final = 32


class Unset:
    """Type of UNSET: the client did not send this field."""

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        # A class, not an Enum member: pydantic would turn the text "unset" into the member.
        return core_schema.is_instance_schema(cls)


UNSET: Final = Unset()


def _read_id(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return str(parse_id(value))
        except InvalidId as exc:
            raise PydanticCustomError("invalid_id", "An id is a ULID or a UUID.") from exc
    return value


Id = Annotated[
    UUID,
    BeforeValidator(_read_id),
    WithJsonSchema({"type": "string", "minLength": 26, "maxLength": 36}),
    doc("ULID, 26 characters; a UUID is accepted as well."),
]


def _known_moment(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise PydanticCustomError("timezone_aware", "A time needs its offset from UTC, such as Z.")
    # Far from the ends of the calendar, where a change of zone has no result.
    if not 1900 <= value.year <= 9000:
        raise PydanticCustomError("out_of_range", "A time is in the years 1900 to 9000.")
    return value.astimezone(dt.UTC)


Moment = Annotated[dt.datetime, AfterValidator(_known_moment), doc("RFC 3339, with its offset from UTC.")]
Title = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(255)]
Text = Annotated[str, MaxLen(200_000)]
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$"),
    MaxLen(200),
    doc("Lower-case letters, digits and single hyphens."),
]
LocaleCode = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$"),
    doc("Language tag such as en, de or pt-BR."),
]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), doc("ISO 4217 code.")]
Amount = Annotated[int, Ge(0), Le(MAX_AMOUNT), doc("Minor units of the currency, cents for USD.")]
Version = Annotated[int, Ge(1), Le(2**31 - 1), doc("The version the change was made from; stale is refused with 409.")]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list. ``next`` is an opaque keyset cursor; None where the list ends."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = None

    @property
    def has_next(self) -> bool:
        return self.next is not None


def _refuse_unknown_fields(tp: Any) -> None:
    """Let pydantic refuse unknown keys in a dataclass and in all that it contains: by default it drops them."""
    if dataclasses.is_dataclass(tp) and isinstance(tp, type):
        if "__pydantic_config__" in vars(tp):
            return
        tp.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
        for hint in get_type_hints(tp, include_extras=True).values():
            _refuse_unknown_fields(hint)
    for argument in get_args(tp):
        _refuse_unknown_fields(argument)


@lru_cache(maxsize=None)
def adapter(dto: Any) -> TypeAdapter[Any]:
    """Return the validator behind :func:`parse`; the OpenAPI schema is made from it, so that both agree."""
    _refuse_unknown_fields(dto)
    return TypeAdapter(dto)


def unreadable(value: Any, path: tuple[str | int, ...], found: list[FieldError]) -> None:
    """Find what PostgreSQL or JSON cannot hold: NUL, lone surrogates, integers past 64 bits, endless nesting."""
    if len(path) > MAX_DEPTH:
        found.append(FieldError(path, "too_deep", f"Nested deeper than {MAX_DEPTH} levels."))
    elif isinstance(value, str):
        if "\x00" in value:
            found.append(FieldError(path, "nul_character", "Text may not contain the NUL character."))
        elif not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            found.append(FieldError(path, "invalid_unicode", "Text may not contain lone surrogates."))
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        found.append(FieldError(path, "out_of_range", "Integers have 64 bits."))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                found.append(FieldError(path, "string_type", "Keys are text."))
                continue
            unreadable(key, (*path, key), found)
            unreadable(item, (*path, key), found)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            unreadable(item, (*path, index), found)


def parse(dto: type[D], data: Any) -> D:
    """Build a DTO from untrusted data.

    Strict as JSON is: ``"1"`` is no integer; ids, times and enums are text. Unknown fields are refused.

    :raises InvalidInput: with one :class:`FieldError` per bad field.
    """
    if not isinstance(data, Mapping):
        raise InvalidInput.field(code="object_type", message="An object is needed.")
    found: list[FieldError] = []
    unreadable(data, (), found)
    if found:
        raise InvalidInput(found)
    try:
        parsed: D = adapter(cast(Any, dto)).validate_json(orjson.dumps(dict(data)), strict=True)
    except ValidationError as exc:
        raise InvalidInput(_field_errors(exc)) from exc
    return parsed


def _field_errors(exc: ValidationError) -> list[FieldError]:
    found = []
    for error in exc.errors(include_url=False, include_input=False):
        if "is-instance[Unset]" in error["loc"]:
            continue
        code, message = error["type"], error["msg"]
        if code == "unexpected_keyword_argument":
            code, message = "unknown_field", "No such field."
        found.append(FieldError(_path(error["loc"]), code, message))
    return found


def _path(location: tuple[int | str, ...]) -> tuple[str | int, ...]:
    """Strip the tags that pydantic puts into the path for the members of a union."""
    return tuple(part for part in location if isinstance(part, int) or (part.isidentifier() and not part[0].isupper()))


def given(patch: Any) -> dict[str, Any]:
    """Return the fields the client sent: an Update* DTO without its UNSET values."""
    return {f.name: value for f in dataclasses.fields(patch) if (value := getattr(patch, f.name)) is not UNSET}
