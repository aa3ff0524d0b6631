"""Mutations that ask others over the network: with an idempotency key they are done outside of a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

_names: Final[set[str]] = set()


def calls_out(*names: str) -> None:
    """Declare mutations by their names in the schema."""
    _names.update(names)


def among(document: DocumentNode, operation: str | None) -> list[str]:
    """Return the names of an operation's mutations, those that call out first; nothing where none of them does."""
    found = mutations_of(document, operation)
    return sorted(found, key=lambda name: name not in _names) if _names.intersection(found) else []


def mutations_of(document: DocumentNode, operation: str | None) -> list[str]:
    """Return the names of a validated document's mutations, in the order in which they are done."""
    for node in document.definitions:
        if not isinstance(node, OperationDefinitionNode) or node.operation is not OperationType.MUTATION:
            continue
        if operation is None or (node.name is not None and node.name.value == operation):
            return list(_fields(node.selection_set, document))
    return []


def _fields(selected: SelectionSetNode, document: DocumentNode) -> Iterator[str]:
    """Yield the fields of a validated document's operation, also those within fragments."""
    for entry in selected.selections:
        match entry:
            case FieldNode():
                yield entry.name.value
            case InlineFragmentNode():
                yield from _fields(entry.selection_set, document)
            case FragmentSpreadNode():
                for part in document.definitions:
                    if isinstance(part, FragmentDefinitionNode) and part.name.value == entry.name.value:
                        yield from _fields(part.selection_set, document)
