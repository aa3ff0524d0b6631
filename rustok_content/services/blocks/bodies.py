"""Reads bodies made of blocks: JSON in, checked blocks out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson

from rustok.dto import adapter, parse
from rustok.errors import FieldError, InvalidInput
from rustok.ids import generate_id, to_ulid
from rustok_content.dto.blocks import BlockDocument, BlockInput, ColumnsBlock
from rustok_content.services.blocks.types import Target, find_block_type

MAIN: Final = "main"
"""The region of a body that names none."""
_MAX_NESTING: Final = 3
_MAX_BLOCKS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A checked block. ``props`` is an instance of its type's dataclass; ``columns`` the blocks within, if any."""

    id: str
    type: str
    props: Any
    columns: tuple[tuple[Block, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockBody:
    """A checked body: blocks by region."""

    regions: Mapping[str, tuple[Block, ...]]
    has_regions: bool

    def blocks(self) -> Iterator[Block]:
        """Walk all blocks, those within others behind them."""
        for region in self.regions.values():
            yield from _walk(region)

    def types(self, region: str) -> tuple[str, ...]:
        """Name the types of the blocks in a region, those within others too."""
        return tuple(block.type for block in _walk(self.regions[region]))

    def source(self) -> str:
        """Return the body as JSON: every block with its id, keys in order, so that equal bodies are equal texts."""
        regions = {name: [_plain(block) for block in blocks] for name, blocks in self.regions.items()}
        data = {"regions": regions} if self.has_regions else {"blocks": regions[MAIN]}
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()

    def targets(self) -> list[tuple[str, Target]]:
        """Name what the blocks refer to, with the block that does."""
        found: list[tuple[str, Target]] = []
        for block in self.blocks():
            block_type = find_block_type(block.type)
            if block_type is not None:
                found.extend((block.id, target) for target in block_type.targets(block.props))
        return found


def read_blocks(source: str) -> BlockBody:
    """Read a body.

    :raises InvalidInput: no JSON, no such type, props that the type does not take, an id twice, nested too deep; paths
        begin with ``body``.
    """
    reader = _Reader()
    try:
        data = orjson.loads(source)
    except orjson.JSONDecodeError as exc:
        raise InvalidInput.field("body", code="json_invalid", message="A body of blocks is JSON.") from exc
    document = reader.parse(BlockDocument, data, ("body",))
    if (document is None or document.blocks is None) == (document is None or document.regions is None):
        reader.refuse(("body",), "one_of", "A body has either blocks or regions.")
        raise InvalidInput(reader.faults)
    if document.regions is not None:
        regions = {
            name: reader.blocks(blocks, ("body", "regions", name)) for name, blocks in sorted(document.regions.items())
        }
    else:
        regions = {MAIN: reader.blocks(document.blocks or (), ("body", "blocks"))}
    if reader.faults:
        raise InvalidInput(reader.faults)
    return BlockBody(regions=regions, has_regions=document.regions is not None)


class _Reader:
    """Collects all faults of a body, so that an editor learns of them at once."""

    def __init__(self) -> None:
        self.faults: list[FieldError] = []
        self._ids: set[str] = set()
        self._count = 0

    def refuse(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        self.faults.append(FieldError(path, code, message))

    def parse(self, dto: type[Any], data: Any, path: tuple[str | int, ...]) -> Any:
        try:
            return parse(dto, data)
        except InvalidInput as exc:
            self.faults.extend(FieldError((*path, *each.path), each.code, each.message) for each in exc.errors)
            if path == ("body",):
                raise InvalidInput(self.faults) from exc
            return None

    def blocks(self, given: Sequence[BlockInput], path: tuple[str | int, ...], nesting: int = 0) -> tuple[Block, ...]:
        found = []
        for index, each in enumerate(given):
            block = self._block(each, (*path, index), nesting)
            if block is not None:
                found.append(block)
        return tuple(found)

    def _block(self, given: BlockInput, path: tuple[str | int, ...], nesting: int) -> Block | None:
        self._count += 1
        if self._count == _MAX_BLOCKS + 1:
            self.refuse(path, "too_many", f"A body has {_MAX_BLOCKS} blocks at most.")
        if self._count > _MAX_BLOCKS:
            return None
        if given.id in self._ids:
            self.refuse((*path, "id"), "duplicate", "Another block has this id.")
        block_id = given.id or to_ulid(generate_id())
        self._ids.add(block_id)
        block_type = find_block_type(given.type)
        if block_type is None:
            self.refuse((*path, "type"), "unknown_type", f"There is no block called {given.type!r}.")
            return None
        props = self.parse(block_type.props, given.props, (*path, "props"))
        if props is None:
            return None
        columns: tuple[tuple[Block, ...], ...] = ()
        if isinstance(props, ColumnsBlock):
            if nesting + 1 >= _MAX_NESTING:
                self.refuse(path, "too_deep", "Columns within columns within columns are too many.")
                return None
            columns = tuple(
                self.blocks(column, (*path, "props", "columns", place), nesting + 1)
                for place, column in enumerate(props.columns)
            )
        return Block(id=block_id, type=given.type, props=props, columns=columns)


def _walk(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        for column in block.columns:
            yield from _walk(column)


def _plain(block: Block) -> dict[str, Any]:
    props = adapter(cast(Any, type(block.props))).dump_python(block.props, mode="json")
    if block.columns:
        props["columns"] = [[_plain(each) for each in column] for column in block.columns]
    return {"id": block.id, "type": block.type, "props": props}
