"""What services of categories take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rustok.dto import UNSET, Id, LocaleCode, Slug, Title, Unset, Version
from rustok_content.dto.nodes import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNodeCategoryRequest:
    """A new category of nodes, with its name in one or more languages."""

    slug: Slug
    names: dict[LocaleCode, Title]
    parent_id: Id | None = None
    position: Position = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNodeCategoryRequest:
    """Fields to change; a field left out stays as it is. ``names`` replaces all names."""

    slug: Slug | Unset = UNSET
    names: dict[LocaleCode, Title] | Unset = UNSET
    parent_id: Id | Unset | None = UNSET
    position: Position | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCategoryResponse:
    """A category of nodes."""

    id: Id
    slug: str
    names: Mapping[str, str]
    parent_id: Id | None
    position: int
    version: int
