"""What services of the tree of nodes take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen, doc

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.nodes import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveNodeRequest:
    """Where a node is to be: below which parent, null for the top, at which place there, from 0; last if not said."""

    parent_id: Id | None = None
    position: Position | None = None
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderNodesRequest:
    """The order of nodes below one parent, null for the top; others of their kinds there follow."""

    parent_id: Id | None = None
    node_ids: Annotated[tuple[Id, ...], MinLen(1), MaxLen(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeOrderResponse:
    """The nodes of the kinds that were ordered below one parent, in their order."""

    parent_id: Id | None
    node_ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyNodeRequest:
    """Where a copy is to be; beside the original, if not said."""

    parent_id: Id | Unset | None = UNSET
    with_children: Annotated[bool, doc("Copy everything below it as well.")] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedNodeResponse:
    """The copy, and of how many nodes it is."""

    id: Id
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrashedNodeResponse:
    """What went to the trash: the node and how many below it."""

    id: Id
    below: int
