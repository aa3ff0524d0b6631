"""What services of categories take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, LocaleCode, Slug, Title, Unset, Version
from rustok.rbac.roles import Role
from rustok_content.dto.nodes import Position

MAX_DEPTH: Final = 10

CategoryModule = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z_]*$"), MaxLen(32), doc("Whose it is: content, blog, forum.")
]
CategoryNames = Annotated[dict[LocaleCode, Title], MaxLen(50)]
CategoryDescriptions = Annotated[dict[LocaleCode, Annotated[str, MaxLen(5000)]], MaxLen(50)]
Colour = Annotated[str, StringConstraints(pattern=r"^(?:#[0-9a-fA-F]{6})?$"), doc("#rrggbb, or empty.")]
Icon = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]*$"), MaxLen(64)]
Seconds = Annotated[int, Ge(0), Le(30 * 24 * 3600)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRightInput:
    """What a role may do in a category: whoever may answer or write sees it as well."""

    role: Role
    can_see: bool = True
    can_reply: bool = False
    can_create: bool = False


CategoryRights = Annotated[tuple[CategoryRightInput, ...], MaxLen(10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNodeCategoryRequest:
    """A new category of nodes, with its name in one or more languages. Without rights it is open to all."""

    slug: Slug
    names: CategoryNames
    module: CategoryModule = "content"
    descriptions: CategoryDescriptions = field(default_factory=dict)
    parent_id: Id | None = None
    position: Position = 0
    colour: Colour = ""
    icon: Icon = ""
    is_closed: bool = False
    needs_approval: bool = False
    slow_mode_seconds: Seconds = 0
    rights: CategoryRights = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNodeCategoryRequest:
    """Fields to change; a field left out stays as it is.

    ``names``, ``descriptions`` and ``rights`` replace all there are. A former slug leads to the category still.
    """

    slug: Slug | Unset = UNSET
    names: CategoryNames | Unset = UNSET
    descriptions: CategoryDescriptions | Unset = UNSET
    parent_id: Id | Unset | None = UNSET
    position: Position | Unset = UNSET
    colour: Colour | Unset = UNSET
    icon: Icon | Unset = UNSET
    is_closed: bool | Unset = UNSET
    needs_approval: bool | Unset = UNSET
    slow_mode_seconds: Seconds | Unset = UNSET
    rights: CategoryRights | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeNodeCategoriesRequest:
    """The category that takes the other one in."""

    into_id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNodeCategoriesRequest:
    """Categories below one parent, or at the top, in their new order; those not named come after them as they were."""

    category_ids: Annotated[tuple[Id, ...], MinLen(1), MaxLen(500)]
    parent_id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRightResponse:
    """What a role may do in a category by the category's own rights."""

    role: Role
    can_see: bool
    can_reply: bool
    can_create: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeCategoryResponse:
    """A category of nodes. ``aliases`` are slugs that lead to it still; the counts are of what readers see."""

    id: Id
    module: str
    slug: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    parent_id: Id | None
    position: int
    colour: str
    icon: str
    is_closed: bool
    needs_approval: bool
    slow_mode_seconds: int
    rights: tuple[CategoryRightResponse, ...]
    aliases: tuple[str, ...]
    node_count: int
    reply_count: int
    last_activity_at: dt.datetime | None
    version: int
