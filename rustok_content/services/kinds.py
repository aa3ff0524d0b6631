"""Kinds of nodes. Modules register theirs when Django starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from rustok.modules import toggles
from rustok_content import errors
from rustok_content.dto.nodes import BodyFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKind:
    """What a kind of node may be: ``parents`` are the kinds it may be below, None for the top."""

    name: str
    module: str
    label: str
    parents: frozenset[str | None] = frozenset({None})
    formats: frozenset[BodyFormat] = field(default_factory=lambda: frozenset(BodyFormat))


_kinds: dict[str, NodeKind] = {}


def register_kind(kind: NodeKind) -> None:
    """Add a kind.

    :raises RuntimeError: another module registered the name.
    """
    present = _kinds.get(kind.name)
    if present is not None and present.module != kind.module:
        raise RuntimeError(f"kind {kind.name!r} is registered by {present.module!r} and {kind.module!r}")
    _kinds[kind.name] = kind


def kinds() -> list[NodeKind]:
    """Return every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def get_kind(name: str) -> NodeKind:
    """Return a kind whose module the tenant has switched on.

    :raises UnknownKind: no such kind, or its module is off.
    """
    kind = _kinds.get(name)
    if kind is None or not toggles.is_enabled(kind.module):
        raise errors.UnknownKind(kind=name)
    return kind
