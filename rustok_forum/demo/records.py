"""What the demonstration's forum is made of: frozen records without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who writes; the e-mail address is the natural key of the user to be made."""

    key: str
    email: str
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A category of the forum, with its name and description by locale. ``staff_only``: customers do not see it."""

    slug: str
    position: int
    icon: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    staff_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A reply as Markdown; ``to`` is the place of the reply it answers, from 0, None for the topic itself."""

    by: str
    text: str
    to: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A topic with its replies; its slug is the natural key."""

    slug: str
    place: str
    by: str
    title: str
    text: str
    tags: tuple[str, ...]
    replies: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """The forum of a demo tenant, in its default language."""

    members: tuple[Member, ...]
    places: tuple[Place, ...]
    talks: tuple[Talk, ...]
