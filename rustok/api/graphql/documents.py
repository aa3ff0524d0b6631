"""Parsed and validated documents, kept by their text: storefronts send the same few over and over."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    get_operation_ast,
    parse,
    validate,
)

from rustok.api.graphql import limits
from rustok.api.graphql.compiled import Programs
from rustok.conf import conf
from rustok.errors import Malformed

MAX_ENTRIES: Final = 500
MAX_TEXT: Final = 100_000
_MAX_ERRORS: Final = 10
_MOST_PASSED: Final = 64


@dataclass(slots=True)
class Document:
    """A parsed document. ``errors`` is None until it has been validated."""

    node: DocumentNode
    errors: tuple[GraphQLError, ...] | None = None
    programs: dict[str, Programs] = field(default_factory=dict)
    """By name of operation."""
    passed: set[tuple[Any, ...]] = field(default_factory=set)
    """Limits that were found to be kept, by what they depend on."""


class _Cache:
    """The most recently used documents of a schema."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: OrderedDict[tuple[int, bytes], Document] = OrderedDict()

    def get(self, key: tuple[int, bytes]) -> Document | None:
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
            return found

    def put(self, key: tuple[int, bytes], document: Document) -> None:
        with self._lock:
            self._entries[key] = document
            self._entries.move_to_end(key)
            while len(self._entries) > MAX_ENTRIES:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


cache: Final = _Cache()


def read(schema: GraphQLSchema, text: str) -> Document:
    """Parse a document; it is not validated yet.

    :raises Malformed: too long, or holds NUL.
    :raises GraphQLError: it cannot be parsed, or has too many tokens.
    """
    if len(text) > MAX_TEXT:
        raise Malformed(reason=f"the document is longer than {MAX_TEXT} characters")
    if "\x00" in text:
        raise Malformed(reason="the document holds NUL")
    max_tokens = conf().graphql.max_tokens
    key = (id(schema), hashlib.sha256(f"{max_tokens}:{text}".encode("utf-8", "surrogatepass")).digest())
    found = cache.get(key)
    if found is None:
        try:
            found = Document(parse(text, max_tokens=max_tokens))
        except RecursionError as exc:
            raise Malformed(reason="the document is nested too deeply") from exc
        cache.put(key, found)
    return found


def check(schema: GraphQLSchema, document: Document) -> tuple[GraphQLError, ...]:
    """Return what is wrong with a document; only a few faults are named."""
    if document.errors is None:
        document.errors = tuple(validate(schema, document.node, max_errors=_MAX_ERRORS))
    return document.errors


def check_limits(document: Document, chosen: OperationDefinitionNode, variables: Mapping[str, Any]) -> None:
    """Refuse an operation that asks for too much; what was found to be little enough is not counted again.

    :raises GraphQLError: as :func:`rustok.api.graphql.limits.check` does.
    """
    rules = conf().graphql
    name = chosen.name.value if chosen.name else ""
    # Of the variables only numbers count, sizes of pages; what is not declared must not fill the memory.
    declared = [node.variable.name.value for node in chosen.variable_definitions or ()]
    given = ((key, variables.get(key)) for key in declared)
    seen = (rules, name, tuple(pair for pair in given if isinstance(pair[1], int | float)))
    if seen in document.passed:
        return
    limits.check(document.node, chosen, variables, rules)
    if len(document.passed) >= _MOST_PASSED:
        document.passed.clear()
    document.passed.add(seen)


def programs(schema: GraphQLSchema, document: Document, chosen: OperationDefinitionNode) -> Programs:
    """Return the programs of one operation of a document that was found to be valid."""
    name = chosen.name.value if chosen.name else ""
    found = document.programs.get(name)
    if found is None:
        found = document.programs[name] = Programs(schema, document.node, chosen)
    return found


def operation(document: Document, name: str | None) -> OperationDefinitionNode:
    """Return the operation to execute.

    :raises Malformed: there is none of the name, or several and no name was given.
    """
    found = get_operation_ast(document.node, name)
    if found is None:
        reason = "operationName names no operation" if name else "operationName is needed to choose an operation"
        raise Malformed(reason=reason)
    return found
