"""What services of reactions and votes take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen, doc

from rustok.dto import Id


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReactionRequest:
    """A sign: set, taken back, or the other of both where ``is_set`` is left out."""

    name: Annotated[str, MinLen(1), MaxLen(32)]
    is_set: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVoteRequest:
    """A vote: 1 for the text, -1 against it, 0 takes it back."""

    value: Annotated[int, Ge(-1), Le(1), doc("1, -1 or 0.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsResponse:
    """How a text is received: ``counts`` by the name of the sign, ``mine`` those of the actor."""

    node_id: Id
    reaction_count: int
    counts: Mapping[str, int]
    mine: tuple[str, ...]
    vote_score: int
    my_vote: int
