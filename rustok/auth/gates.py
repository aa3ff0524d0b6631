"""Who else may keep a user from coming in: the community, while it has suspended them.

Modules register a gate when Django starts; it is asked after the password was right, and never told to the visitor.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Gate = Callable[[UUID], bool]
"""Tells whether a user, by id, may come in; asked within the tenant's scope."""

_gates: dict[str, Gate] = {}


def register_gate(name: str, gate: Gate) -> None:
    """Let somebody be asked before a session begins or goes on."""
    _gates[name] = gate


def is_open(user_id: UUID) -> bool:
    """Tell whether nobody keeps the user out."""
    return all(gate(user_id) for gate in _gates.values())
