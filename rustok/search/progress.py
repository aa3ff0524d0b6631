"""The port through which a domain asks how far the read model is with something of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID


class ReadModel(Protocol):
    """What the read model says of itself; an installation without one says nothing."""

    def indexed_versions(self, index: str, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
        """Return the ``source_version`` of these entities' documents by locale; no document, no entry."""


_registered: list[ReadModel] = []


def register_read_model(found: ReadModel) -> None:
    """Let domains ask this read model; called once, when Django starts."""
    _registered[:] = [found]


def indexed_versions(index: str, ids: Sequence[UUID]) -> dict[UUID, dict[str, int]] | None:
    """Ask the read model of documents' versions; None where the installation has no read model."""
    return _registered[0].indexed_versions(index, ids) if _registered else None
