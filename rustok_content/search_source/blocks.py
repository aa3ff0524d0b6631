"""Bodies of blocks around some nodes, with the reusable blocks and pictures that they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from rustok.errors import InvalidInput
from rustok.search.sources import LocaleChain
from rustok_content import models
from rustok_content.dto.blocks import ReusableBlock
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.dto.nodes import BodyFormat, NodeStatus
from rustok_content.search_source.texts import chosen, codes
from rustok_content.selectors.audiences import CategoryTree
from rustok_content.services.blocks.bodies import BlockBody, read_blocks
from rustok_content.services.blocks.rendering import Pictures, pictures_of
from rustok_content.services.blocks.showing import MAX_SHARING, show_body

_REUSABLE: Final = "block"
_OWN: Final = ("body", "cover")
"""Places of references that are no block."""


@dataclass(frozen=True, slots=True)
class ShownBlocks:
    """What was loaded: bodies by the id of their row, nodes of reusable blocks and pictures by their ids."""

    bodies: Mapping[UUID, BlockBody] = field(default_factory=dict)
    shared: Mapping[UUID, Any] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=dict)


def load_blocks(nodes: Iterable[Any]) -> ShownBlocks:
    """Load what the bodies of these nodes show; nothing is asked where none is made of blocks."""
    bodies = _read(nodes)
    if not bodies:
        return ShownBlocks()
    shared: dict[UUID, Any] = {}
    asked: set[UUID] = set()
    latest = list(bodies.values())
    for _level in range(MAX_SHARING):
        wanted = _shared_in(latest) - asked
        if not wanted:
            break
        asked |= wanted
        rows = models.Node.objects.filter(pk__in=wanted, kind=_REUSABLE, deleted_at=None).order_by("id")
        found = list(rows.prefetch_related("translations", "bodies"))
        shared |= {node.id: node for node in found}
        more = _read(found)
        bodies |= more
        latest = list(more.values())
    return ShownBlocks(bodies, shared, pictures_of(list(bodies.values())))


def regions_of(
    body: Any, blocks: ShownBlocks, chain: LocaleChain, *, audience: int, categories: CategoryTree
) -> tuple[Any, ...]:
    """Show a body of blocks to readers of a language, region by region; nothing where it is made of something else.

    A reusable block that not all of those see who see the node is left out.
    """
    found = blocks.bodies.get(body.id) if body is not None else None
    if found is None:
        return ()
    shared = {}
    for node_id, node in blocks.shared.items():
        text = chosen(node.translations.all(), chain)
        if text is None or text.status != NodeStatus.PUBLISHED or audience & ~categories.audience(node.category_id):
            continue
        row = next((each for each in node.bodies.all() if each.locale == text.locale), None)
        if row is not None and row.id in blocks.bodies:
            shared[node_id] = blocks.bodies[row.id]
    return tuple(show_body(found, blocks.pictures, shared, codes(chain)))


def showing(node_ids: Iterable[UUID], asset_ids: Iterable[UUID]) -> set[UUID]:
    """Return the nodes whose blocks show these: reusable blocks, also by way of others, and pictures."""
    found: set[UUID] = set()
    pictures = list(asset_ids)
    if pictures:
        found = set(_referring(ReferenceTarget.ASSET, pictures))
    latest = {*node_ids, *found}
    for _level in range(MAX_SHARING):
        if not latest:
            break
        reusable = models.Node.objects.filter(pk__in=list(latest), kind=_REUSABLE)
        latest = set(_referring(ReferenceTarget.NODE, reusable.values("id"))) - found
        found |= latest
    return found


def _referring(kind: ReferenceTarget, target_ids: Any) -> Any:
    rows = models.NodeReference.objects.filter(target_kind=kind, target_id__in=target_ids)
    return rows.exclude(place__in=_OWN).values_list("node_id", flat=True)


def _read(nodes: Iterable[Any]) -> dict[UUID, BlockBody]:
    found = {}
    for node in nodes:
        for row in node.bodies.all():
            if row.format != BodyFormat.BLOCKS:
                continue
            try:
                found[row.id] = read_blocks(row.body)
            except InvalidInput:
                # Its blocks are of a module that is off now: readers get what was made of them before, as HTML.
                continue
    return found


def _shared_in(bodies: Iterable[BlockBody]) -> set[UUID]:
    return {block.props.node_id for body in bodies for block in body.blocks() if isinstance(block.props, ReusableBlock)}
