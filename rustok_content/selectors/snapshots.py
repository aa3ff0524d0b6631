"""What a node is at a moment, as revisions keep it, and what differs between two such states."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rustok_content import models
from rustok_content.dto.nodes import BodyFormat
from rustok_content.dto.revisions import BlockChange, ChangeKind, FieldChange

HEAD: Final = ("title", "slug", "excerpt", "meta_title", "meta_description")
TEXT: Final = (*HEAD, "body", "format")
OWN: Final = ("parent_id", "category_id", "author_id", "position", "is_featured")
_MOST_LINES: Final = 5_000
"""Above, a text is shown whole: comparing line by line takes time that grows with the square."""

Snapshot = Mapping[str, Any]


def snapshot(node: models.Node) -> dict[str, Any]:
    """Return a node's own fields and its raw texts; four statements."""
    bodies = {row.locale: row for row in node.bodies.all()}
    own = {name: getattr(node, name) for name in OWN}
    return {
        "node": {
            **{
                name: str(value) if name.endswith("_id") and value is not None else value for name, value in own.items()
            },
            "metadata": node.metadata,
            "tags": sorted(node.node_tags.values_list("tag__name", flat=True)),
        },
        "texts": {
            row.locale: {
                **{name: getattr(row, name) for name in HEAD},
                "body": bodies[row.locale].body if row.locale in bodies else None,
                "format": bodies[row.locale].format if row.locale in bodies else BodyFormat.MARKDOWN.value,
                "status": row.status,
            }
            for row in node.translations.all()
        },
        "drafts": {row.locale: {name: getattr(row, name) for name in TEXT} for row in node.drafts.all()},
    }


def working_texts(state: Snapshot) -> dict[str, dict[str, Any]]:
    """Return the texts that editors saw: what waited to be published, else what there was."""
    return {locale: {**text, **state["drafts"].get(locale, {})} for locale, text in state["texts"].items()}


def changed_fields(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    """Name what differs: ``position``, ``metadata.cover``, ``translations.en.title`` ..."""
    old, new = dict(_fields(before)), dict(_fields(after))
    return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def _fields(state: Snapshot) -> Iterator[tuple[str, Any]]:
    for name, value in state["node"].items():
        if name == "metadata":
            yield from ((f"metadata.{key}", part) for key, part in value.items())
        else:
            yield name, value
    for locale, text in working_texts(state).items():
        yield from ((f"translations.{locale}.{name}", value) for name, value in text.items())


def field_changes(before: Snapshot, after: Snapshot) -> tuple[FieldChange, ...]:
    """Compare field by field, a body line by line."""
    old, new = dict(_fields(before)), dict(_fields(after))
    found = []
    for name in changed_fields(before, after):
        locale, field = name.split(".", 2)[1:] if name.startswith("translations.") else (None, name)
        was, became = old.get(name), new.get(name)
        lines = _lines(was, became) if field in ("body", "excerpt") else ()
        found.append(FieldChange(field=field, locale=locale, before=was, after=became, lines=lines))
    return tuple(found)


def _lines(before: Any, after: Any) -> tuple[str, ...]:
    old, new = (before or "").splitlines(), (after or "").splitlines()
    if len(old) + len(new) > _MOST_LINES:
        return ()
    # The first two name the files that are compared, of which there are none.
    return tuple(difflib.unified_diff(old, new, n=3, lineterm=""))[2:]


def block_changes(before: Snapshot, after: Snapshot) -> tuple[BlockChange, ...]:
    """Compare the blocks of bodies that are made of them, by their ids."""
    old, new = working_texts(before), working_texts(after)
    found: list[BlockChange] = []
    for locale in sorted(old.keys() | new.keys()):
        found.extend(_block_changes(locale, blocks_of(old.get(locale)), blocks_of(new.get(locale))))
    return tuple(found)


def _block_changes(
    locale: str, old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[BlockChange]:
    def change(block_id: str, kind: ChangeKind) -> BlockChange:
        was, became = old.get(block_id), new.get(block_id)
        return BlockChange(
            locale=locale,
            block_id=block_id,
            type=str((became or was or {}).get("type", "")),
            change=kind,
            before=was,
            after=became,
        )

    stayed = [block_id for block_id in old if block_id in new]
    order = [block_id for block_id in new if block_id in old]
    unmoved = {
        block_id
        for match in difflib.SequenceMatcher(None, stayed, order, autojunk=False).get_matching_blocks()
        for block_id in stayed[match.a : match.a + match.size]
    }
    yield from (change(block_id, ChangeKind.REMOVED) for block_id in old if block_id not in new)
    for block_id in new:
        if block_id not in old:
            yield change(block_id, ChangeKind.ADDED)
        elif old[block_id] != new[block_id]:
            yield change(block_id, ChangeKind.CHANGED)
        elif block_id not in unmoved:
            yield change(block_id, ChangeKind.MOVED)


def blocks_of(text: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Return the blocks of a text by id, those within others as well, in their order; none where it is no blocks."""
    if text is None or text.get("format") != BodyFormat.BLOCKS or not text.get("body"):
        return {}
    try:
        source = json.loads(text["body"])
    except ValueError:
        return {}
    return dict(_walk(source))


def _walk(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str) and "type" in value:
            # What is within it is compared by itself.
            yield value["id"], {name: part for name, part in value.items() if not _holds_blocks(part)}
        for part in value.values():
            yield from _walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part)


def _holds_blocks(value: Any) -> bool:
    return next(_walk(value), None) is not None
