"""DTOs as components of the OpenAPI 3.1 schema, made from the validator that reads them.

JSON Schema 2020-12 is what OpenAPI 3.1 speaks, and pydantic writes it: lengths, patterns, bounds, enums and "no other
fields" cannot differ from what :func:`rustok.dto.parse` accepts.
"""

from __future__ import annotations

import dataclasses
import typing
from functools import lru_cache
from typing import Any, Final, Literal, cast

from pydantic import PydanticUserError, TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import PydanticOmit, core_schema

from rustok.api.annotations import fields_of
from rustok.dto import UNSET, adapter

Direction = Literal["request", "response"]

ID_SCHEMA: Final = {
    "type": "string",
    "minLength": 26,
    "maxLength": 36,
    "description": "ULID, 26 characters; a UUID is accepted as well.",
}
_REF: Final = "#/components/schemas/{model}"


class _Schemas(GenerateJsonSchema):
    """Leaves out UNSET and shows ids as the text they are."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> dict[str, Any]:
        raise PydanticOmit

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        if schema.get("default") is UNSET or "default_factory" in schema:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def uuid_schema(self, schema: core_schema.UuidSchema) -> dict[str, Any]:
        return dict(ID_SCHEMA)

    def emit_warning(self, kind: Any, detail: str) -> None:
        raise PydanticInvalidForJsonSchema(detail)


class UndescribableDto(TypeError):
    """A DTO has a field that JSON Schema cannot describe."""


@lru_cache(maxsize=None)
def components_of(tp: Any, direction: Direction) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return the schema of a type (a reference for a dataclass) and the components it needs, by name.

    A dataclass that is nested in requests is called ``<Name>Input``, since there fields may be left out that answers
    always have.

    :raises UndescribableDto: JSON Schema has no words for it.
    """
    types = adapter(tp) if direction == "request" else TypeAdapter(tp)
    mode: Literal["validation", "serialization"] = "validation" if direction == "request" else "serialization"
    try:
        schema = types.json_schema(mode=mode, ref_template=_REF, schema_generator=_Schemas)
    except (PydanticInvalidForJsonSchema, PydanticUserError) as exc:
        raise UndescribableDto(f"{tp!r}: {exc}") from exc
    found = dict(schema.pop("$defs", {}))
    if "$ref" not in schema and schema.get("type") == "object" and "title" in schema and "properties" in schema:
        found[tp.__name__] = schema
        schema = {"$ref": _REF.format(model=tp.__name__)}
    renamed = {name: _input_name(name, definition, direction) for name, definition in found.items()}
    components = {
        renamed[name]: _finished(_rename(definition, renamed), direction) for name, definition in found.items()
    }
    for part in dataclasses_in(tp):
        named = components.get(renamed.get(part.__name__, ""))
        if named is not None:
            _describe(part, named)
    return _tidy(_rename(schema, renamed)), components


def dataclasses_in(tp: Any, found: set[Any] | None = None) -> set[Any]:
    """Return the dataclasses that a type is made of, itself included."""
    found = set() if found is None else found
    if dataclasses.is_dataclass(tp) and isinstance(tp, type) and tp not in found:
        found.add(tp)
        for hint in fields_of(cast(Any, tp)).values():
            dataclasses_in(hint.type, found)
    for argument in typing.get_args(tp):
        dataclasses_in(argument, found)
    return found


def _describe(dto: Any, schema: dict[str, Any]) -> None:
    """Give the properties the words of their hints' ``doc()``; a reference stays as it is."""
    for name, hint in fields_of(dto).items():
        part = schema.get("properties", {}).get(name)
        if hint.doc and part is not None and "$ref" not in part:
            part.setdefault("description", hint.doc)


def _input_name(name: str, definition: dict[str, Any], direction: Direction) -> str:
    is_object = definition.get("type") == "object"
    if direction == "request" and is_object and not name.endswith(("Request", "Input", "Query")):
        return f"{name}Input"
    return name


def _rename(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: (
                _REF.format(model=names[item.rpartition("/")[2]])
                if key == "$ref" and isinstance(item, str)
                else _rename(item, names)
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_rename(item, names) for item in value]
    return value


def _finished(schema: dict[str, Any], direction: Direction) -> dict[str, Any]:
    schema = _tidy(schema)
    if direction == "response" and "properties" in schema:
        # We always send every field.
        schema["required"] = list(schema["properties"])
        schema.pop("additionalProperties", None)
    return schema


def _tidy(value: Any, *, properties: bool = False) -> Any:
    """Drop the titles that only repeat a field's name."""
    if isinstance(value, dict):
        return {
            key: _tidy(item, properties=key == "properties" and not properties)
            for key, item in value.items()
            if properties or key != "title"
        }
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return value
