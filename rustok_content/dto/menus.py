"""What services of menus take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final

from annotated_types import Ge, Le, MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, LocaleCode, Title, Unset, Version

MAX_DEPTH: Final = 4
MAX_ITEMS: Final = 500

Location = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"),
    MaxLen(64),
    doc("The place of the site: main, footer."),
]
Labels = Annotated[
    dict[LocaleCode, Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(255)]], MaxLen(50)
]
Level = Annotated[int, Ge(0), Le(MAX_DEPTH - 1), doc("How far in the entry is: one more than what it is below.")]


class MenuItemProblem(StrEnum):
    """Why readers do not see an entry: its node is gone, in the trash, or not published."""

    GONE = "gone"
    TRASHED = "trashed"
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMenuRequest:
    """A new menu, still empty."""

    location: Location
    name: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateMenuRequest:
    """Fields to change; a field left out stays as it is."""

    location: Location | Unset = UNSET
    name: Title | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItemInput:
    """An entry: it leads to a node, or to an address, or nowhere and only holds others.

    It is below the last entry before it that is one level further out. With the ``id`` of an entry that is in the menu
    it is that one. Without a label it shows the node's title.
    """

    level: Level = 0
    labels: Labels = field(default_factory=dict)
    node_id: Id | None = None
    url: Annotated[str, StringConstraints(strip_whitespace=True), MaxLen(2000)] = ""
    opens_new_tab: bool = False
    id: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMenuItemsRequest:
    """All entries of a menu, in their order; they take the place of those before."""

    entries: Annotated[tuple[MenuItemInput, ...], MaxLen(MAX_ITEMS)]
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItemResponse:
    """An entry. ``problem`` says why readers do not see it; ``title`` is the node's in the language asked in."""

    id: Id
    parent_id: Id | None
    level: int
    labels: Mapping[str, str]
    node_id: Id | None
    title: str | None
    url: str
    opens_new_tab: bool
    problem: MenuItemProblem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuResponse:
    """A menu with all its entries, each after what it is below."""

    id: Id
    location: str
    name: str
    entries: tuple[MenuItemResponse, ...]
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime
