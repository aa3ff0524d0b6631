"""Scalars: 64-bit integers, ids as ULID text, times in UTC, JSON.

``DateTime`` bears the name of graphene's own, and :func:`rustok.api.graphql.schema.build_schema` puts it first, so that
a field declared with graphene's class means this one too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import graphene
from graphql import GraphQLError, GraphQLID, ValueNode
from graphql.language import ast

from rustok.api.rendering import plain, rfc3339
from rustok.ids import InvalidId, parse_id, to_ulid

_MIN, _MAX = -(2**63), 2**63 - 1


class Long(graphene.Scalar):
    """A whole number of 64 bits, written as a JSON number."""

    @staticmethod
    def serialize(value: Any) -> int:
        """Write the number."""
        return Long._checked(int(value) if not isinstance(value, bool) else value)

    @staticmethod
    def parse_value(value: Any) -> int:
        """Read a variable."""
        return Long._checked(value)

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> int:
        """Read a literal."""
        if not isinstance(node, ast.IntValueNode) or len(node.value) > 20:
            raise GraphQLError("Long is a whole number of 64 bits.")
        return Long._checked(int(node.value))

    @staticmethod
    def _checked(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not _MIN <= value <= _MAX:
            raise GraphQLError("Long is a whole number of 64 bits.")
        return value


def _show_id(value: Any) -> str:
    return to_ulid(value) if isinstance(value, UUID) else str(value)


def _read_id(value: Any) -> UUID:
    if not isinstance(value, str):
        raise GraphQLError("An id is a ULID or a UUID.")
    try:
        return parse_id(value)
    except InvalidId as exc:
        raise GraphQLError("An id is a ULID or a UUID.") from exc


def _read_id_literal(node: ValueNode, _variables: Any = None) -> UUID:
    return _read_id(node.value if isinstance(node, ast.StringValueNode) else None)


ID = graphene.ID
"""An id: shown as ULID text of 26 characters, read from that or a UUID. Resolvers get a ``uuid.UUID``."""

# The name is reserved for GraphQL's own scalar, of which there is one per process; so that one learns our ids.
GraphQLID.serialize = _show_id  # type: ignore[method-assign]
GraphQLID.parse_value = _read_id  # type: ignore[method-assign]
GraphQLID.parse_literal = _read_id_literal  # type: ignore[method-assign, assignment]


class DateTime(graphene.Scalar):
    """A time in UTC, RFC 3339: ``2026-11-23T12:00:00Z``."""

    @staticmethod
    def serialize(value: Any) -> str:
        """Write the time."""
        return rfc3339(value) if isinstance(value, dt.datetime) else str(value)

    @staticmethod
    def parse_value(value: Any) -> dt.datetime:
        """Read a variable."""
        try:
            found = dt.datetime.fromisoformat(value)
        except (TypeError, ValueError) as exc:
            raise GraphQLError("A time is RFC 3339 text.") from exc
        if found.tzinfo is None:
            raise GraphQLError("A time names its zone.")
        return found

    @staticmethod
    def parse_literal(node: ValueNode, _variables: Any = None) -> dt.datetime:
        """Read a literal."""
        return DateTime.parse_value(node.value if isinstance(node, ast.StringValueNode) else None)


class JSON(graphene.Scalar):
    """Any JSON value."""

    @staticmethod
    def serialize(value: Any) -> Any:
        """Write the value."""
        return plain(value)

    @staticmethod
    def parse_value(value: Any) -> Any:
        """Read a variable."""
        return value

    @staticmethod
    def parse_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        """Read a literal, with variables inside it."""
        match node:
            case ast.StringValueNode() | ast.BooleanValueNode():
                return node.value
            case ast.IntValueNode():
                return int(node.value) if len(node.value) <= 20 else float("nan")
            case ast.FloatValueNode():
                return float(node.value)
            case ast.ListValueNode():
                return [JSON.parse_literal(item, variables) for item in node.values]
            case ast.ObjectValueNode():
                return {field.name.value: JSON.parse_literal(field.value, variables) for field in node.fields}
            case ast.VariableNode():
                return (variables or {}).get(node.name.value)
            case ast.EnumValueNode():
                return node.value
        return None
