"""The operations of the OpenAPI document, and where they take ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from rustok.api.export import openapi_document
from tests.security.kinds import kind_of, path_kind

METHODS: Final = ("get", "post", "put", "patch", "delete")

Place = tuple[str, ...]
"""Where an id stands: ``("path", "id")``, ``("query", "parent_id")``, ``("body", "media", "[]", "asset_id")``."""

Choose = Callable[[Place, str], str]
"""Gives the id for a place; gets the place and the kind that is wanted there."""


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return openapi_document()


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow references."""
    while "$ref" in part:
        found: Any = document()
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def is_id(schema: dict[str, Any]) -> bool:
    """Tell whether a schema is that of an id."""
    return (schema.get("minLength"), schema.get("maxLength")) == (26, 36)


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    said: Any

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def __hash__(self) -> int:
        return hash((self.method, self.path))

    @cached_property
    def parameters(self) -> list[dict[str, Any]]:
        """Parameters of the path and the query."""
        return [part for part in map(resolved, self.said.get("parameters", ())) if part["in"] in ("path", "query")]

    @cached_property
    def body(self) -> dict[str, Any] | None:
        """The schema of the JSON body."""
        content = self.said.get("requestBody", {}).get("content", {})
        return next((part["schema"] for kind, part in content.items() if kind == "application/json"), None)

    @property
    def is_upload(self) -> bool:
        """Whether the body is multipart."""
        return "multipart/form-data" in self.said.get("requestBody", {}).get("content", {})

    @property
    def needs_token(self) -> bool:
        """Whether a visitor is refused."""
        return {} not in self.said.get("security", [])

    @cached_property
    def places(self) -> list[Place]:
        """Where ids stand."""
        found: list[Place] = []
        for part in self.parameters:
            schema = resolved(part["schema"])
            if is_id(schema) or is_id(resolved(schema.get("items", {}))):
                found.append((part["in"], part["name"]))
        if self.body is not None:
            found += [("body", *rest) for rest in _places(self.body)]
        return found

    def kind(self, place: Place) -> str:
        """Say what an id is of.

        :raises UnknownKind: nothing says it.
        """
        name = next(part for part in reversed(place) if part != "[]")
        if place[0] == "path":
            before = self.path.split("/" + "{" + name + "}")[0].rpartition("/")[2]
            return path_kind(before if name == "id" else name, self.path)
        if place[0] == "body":
            return kind_of(_component(self.body or {}, place[1:]), name, self)
        return kind_of(self.path, name, self)


def operations() -> list[Operation]:
    """Return every operation, by path."""
    return [
        Operation(method, path, said)
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]


def _places(schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[Place]:
    """Find the ids in a schema."""
    if "$ref" in schema:
        if schema["$ref"] in seen:
            return
        seen = (*seen, schema["$ref"])
        schema = resolved(schema)
    if is_id(schema):
        yield ()
    for member in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _places(member, seen)
    if isinstance(schema.get("items"), dict):
        for place in _places(schema["items"], seen):
            yield ("[]", *place)
    for name, part in schema.get("properties", {}).items():
        for place in _places(part, seen):
            yield (name, *place)


def _component(schema: dict[str, Any], place: Place) -> str:
    """Name the component that has the last named property of a place."""
    owner = _ref(schema)
    for step in place[:-1] if place[-1] != "[]" else place[:-2]:
        schema = said_object(schema)
        schema = schema["items"] if step == "[]" else schema["properties"][step]
        owner = _ref(schema) or owner
    return owner


def _ref(schema: dict[str, Any]) -> str:
    for part in (schema, *schema.get("anyOf", ())):
        if "$ref" in part:
            return str(part["$ref"]).rpartition("/")[2]
    return ""


def said_object(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the member that says something: not null."""
    schema = resolved(schema)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return said_object(next(part for part in schema[key] if resolved(part).get("type") != "null"))
    return schema
