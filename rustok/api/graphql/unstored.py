"""Mutations whose answers or arguments are secrets: nothing of them is kept for an idempotency key.

REST says the same of an endpoint by ``idempotent=False``.
"""

from __future__ import annotations

from typing import Final

from graphql import DocumentNode

from rustok.api.errors import AnswerNotStored
from rustok.api.graphql.outgoing import mutations_of

_names: Final[set[str]] = set()


def never_stored(*names: str) -> None:
    """Declare mutations by their names in the schema."""
    _names.update(names)


def is_stored(name: str) -> bool:
    """Tell whether a mutation's answer may be kept."""
    return name not in _names


def refuse(document: DocumentNode, operation: str | None) -> None:
    """Refuse an idempotency key where an operation has a mutation whose answer must not be kept.

    Refused, not ignored: whoever sends a key counts on it, and would do the work twice.

    :raises AnswerNotStored: naming the first such mutation.
    """
    for name in mutations_of(document, operation):
        if not is_stored(name):
            raise AnswerNotStored(mutation=name)
