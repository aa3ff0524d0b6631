"""What services of tags of nodes take and give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import MaxLen, MinLen
from pydantic import StringConstraints

from rustok.dto import UNSET, Id, LocaleCode, Unset, Version

TagWord = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(64)]
TagNames = Annotated[dict[LocaleCode, TagWord], MaxLen(50)]
TagSynonyms = Annotated[tuple[TagWord, ...], MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNodeTagRequest:
    """A new tag. Whoever types one of its synonyms, or one of its names, gets the tag."""

    name: TagWord
    names: TagNames = field(default_factory=dict)
    synonyms: TagSynonyms = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateNodeTagRequest:
    """Fields to change; a field left out stays as it is. A former name becomes a synonym."""

    name: TagWord | Unset = UNSET
    names: TagNames | Unset = UNSET
    synonyms: TagSynonyms | Unset = UNSET
    version: Version | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeNodeTagsRequest:
    """Tags that another one takes in."""

    tag_ids: Annotated[tuple[Id, ...], MinLen(1), MaxLen(50)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTagResponse:
    """A tag of nodes. ``node_count`` counts what readers see; ``synonyms`` are other words that lead to it."""

    id: Id
    name: str
    slug: str
    names: Mapping[str, str]
    synonyms: tuple[str, ...]
    node_count: int
    version: int
    created_at: dt.datetime
