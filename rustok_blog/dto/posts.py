"""What the operations of posts take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.nodes import Tags, TranslationInput

Links = Annotated[tuple[Id, ...], MaxLen(20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePostRequest:
    """A new post, as a draft. The first translation is the original; ``cover_id`` is a picture of the library."""

    translations: Annotated[tuple[TranslationInput, ...], MinLen(1), MaxLen(50)]
    category_id: Id | None = None
    author_id: Id | None = None
    tags: Tags = ()
    cover_id: Id | None = None
    is_featured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePostRequest:
    """Fields to change; a field left out stays as it is, null clears it."""

    category_id: Id | Unset | None = UNSET
    author_id: Id | Unset | None = UNSET
    tags: Tags | Unset = UNSET
    cover_id: Id | Unset | None = UNSET
    is_featured: bool | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPostLinksRequest:
    """Which series a post is part of, and which posts are named as related; what is left out stays as it is."""

    series_ids: Links | Unset = UNSET
    related_ids: Links | Unset = UNSET
