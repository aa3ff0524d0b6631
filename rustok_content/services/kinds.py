"""Kinds of nodes. Modules register theirs when Django starts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import orjson

from rustok.dto import adapter, parse
from rustok.errors import FieldError, InvalidInput
from rustok.modules import toggles
from rustok_content import errors
from rustok_content.dto.nodes import BodyFormat
from rustok_content.selectors.rights import read_by

UNDETERMINED: Final = "und"
"""The locale of the one document of a kind that is not localised, and of texts whose language nobody said (BCP 47)."""


class RevisionPolicy(StrEnum):
    """When a save is kept for good: each one, each but the first text, or none."""

    EVERY = "every"
    EDITS = "edits"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKind:
    """What a kind of node may be.

    ``parents`` are the kinds it may be below, None for the top. A kind that is ``localised`` has a text in each of the
    tenant's languages, another one a single text, shown to everybody. ``addressed`` says that the slug alone leads to
    the node, so that it is unique for the kind and language; ``url_prefix`` is what the node's address begins with
    (``/blog``; empty for the site's root), None where it has no address. ``metadata`` is a frozen dataclass of the
    kind's own fields; without one anything may be kept. ``answers`` is a kind that is written below another one in a
    thread, ``answered`` one that has a thread. With ``drafts`` a change to a published text waits to be published,
    without them readers see it at once. ``permission`` is the resource whose rights the kind's own module asks for,
    ``reads`` the right to see all of the kind where that is another one. ``check_blocks`` refuses a body of blocks that
    does not fit the node's metadata: it gets them, and the types of the blocks by region.
    """

    name: str
    module: str
    label: str
    parents: frozenset[str | None] = frozenset({None})
    formats: frozenset[BodyFormat] = field(default_factory=lambda: frozenset(BodyFormat))
    localised: bool = True
    addressed: bool = True
    url_prefix: str | None = ""
    metadata: type | None = None
    answers: bool = False
    answered: bool = False
    drafts: bool = True
    revisions: RevisionPolicy = RevisionPolicy.EVERY
    permission: str = "content.node"
    reads: str | None = None
    check_blocks: Callable[[Mapping[str, Any], Mapping[str, Sequence[str]]], None] | None = None

    def right_to(self, action: str) -> str:
        """Return the right of the kind's own module."""
        return self.reads if action == "read" and self.reads else f"{self.permission}:{action}"

    def clean(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Return the kind's own fields as they are kept: those declared, each checked; what was not given is left out.

        :raises InvalidInput: a field is unknown, missing or does not fit; its path begins with ``metadata``.
        """
        if self.metadata is None:
            return dict(metadata)
        try:
            parsed: Any = parse(self.metadata, metadata)
        except InvalidInput as exc:
            found = [FieldError(("metadata", *error.path), error.code, error.message) for error in exc.errors]
            raise InvalidInput(found) from exc
        kept: dict[str, Any] = orjson.loads(adapter(self.metadata).dump_json(parsed))
        return {name: kept[name] for name in (f.name for f in dataclasses.fields(self.metadata)) if name in metadata}


_kinds: dict[str, NodeKind] = {}


def register_kind(kind: NodeKind) -> None:
    """Add a kind.

    :raises RuntimeError: another module registered the name.
    """
    present = _kinds.get(kind.name)
    if present is not None and present.module != kind.module:
        raise RuntimeError(f"kind {kind.name!r} is registered by {present.module!r} and {kind.module!r}")
    _kinds[kind.name] = kind
    read_by(kind.name, kind.right_to("read"))


def kinds() -> list[NodeKind]:
    """Return every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def rules_of(name: str) -> NodeKind:
    """Return the kind of a node that there is, whether its module is on or not; of one that nobody knows, the least."""
    return _kinds.get(name) or NodeKind(name=name, module="content", label=name, addressed=False, url_prefix=None)


def get_kind(name: str) -> NodeKind:
    """Return a kind whose module the tenant has switched on.

    :raises UnknownKind: no such kind, or its module is off.
    """
    kind = _kinds.get(name)
    if kind is None or not toggles.is_enabled(kind.module):
        raise errors.UnknownKind(kind=name)
    return kind
