"""What blocks list, for texts that the read model does not hold yet: it alone knows how lists are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rustok.context import RequestContext

Fill = Callable[[RequestContext, Mapping[str, Any]], Mapping[str, Any]]
_fillers: list[Fill] = []


def fill_by(fill: Fill) -> None:
    """Say what puts the cards of lists into a document, in ``ready()`` of the module that has them."""
    _fillers[:] = [fill]


def filled(ctx: RequestContext, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document with what the blocks in its ``regions`` list; as it is where nothing reads lists."""
    for fill in _fillers:
        return fill(ctx, document)
    return document
