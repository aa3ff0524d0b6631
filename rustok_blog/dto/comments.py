"""What the operations of comments take."""

from __future__ import annotations

from dataclasses import dataclass

from rustok.dto import UNSET, Id, Unset, Version
from rustok_content.dto.answers import GuestEmail, GuestName, Said, Trap, Website
from rustok_content.dto.nodes import BodyFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCommentRequest:
    """A comment below a post, or an answer to the comment ``parent_id``. Guests give a name."""

    body: Said
    format: BodyFormat = BodyFormat.MARKDOWN
    parent_id: Id | None = None
    name: GuestName | None = None
    email: GuestEmail | None = None
    website: Website | None = None
    homepage: Trap = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCommentRequest:
    """What a comment is to say; a field left out stays as it is."""

    body: Said | Unset = UNSET
    format: BodyFormat | Unset = UNSET
    version: Version | Unset = UNSET
