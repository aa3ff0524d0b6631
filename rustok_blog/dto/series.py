"""What the operations of series take and give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, MinLen

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.nodes import Tags, TranslationInput


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSeriesRequest:
    """A new series of posts, as a draft. The first translation is the original."""

    translations: Annotated[tuple[TranslationInput, ...], MinLen(1), MaxLen(50)]
    category_id: Id | None = None
    tags: Tags = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSeriesPostsRequest:
    """The posts of a series in their order, and no others."""

    post_ids: Annotated[tuple[Id, ...], MaxLen(500)]
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPostsResponse:
    """The posts of a series in their order, whether readers see them or not; ``version`` is that of the series."""

    series_id: Id
    post_ids: tuple[Id, ...]
    version: int
