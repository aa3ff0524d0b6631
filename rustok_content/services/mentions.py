"""Members who are named or quoted in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from markdown_it import MarkdownIt

from rustok.ids import InvalidId, parse_id
from rustok_content import models
from rustok_content.services.members import NAME, members_named

_MENTION: Final = re.compile(rf"(?<![\w@./`-])@({NAME})")
_QUOTE: Final = re.compile(rf"\[quote=\"({NAME}), ?([0-9A-Za-z]{{26}})\"\]")
_MOST: Final = 50
_markdown = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Names of members as they were typed, and the answers that were quoted, by their ids."""

    names: frozenset[str] = frozenset()
    quoted: frozenset[UUID] = frozenset()


def mentions_of(source: str) -> Mentions:
    """Find who is named, and what is quoted, in a text; code names nobody."""
    if "@" not in source and "[quote=" not in source:
        return Mentions()
    quoted = set()
    for _, ulid in _QUOTE.findall(source):
        try:
            quoted.add(parse_id(ulid))
        except InvalidId:
            continue
    names = {name for piece in _pieces(source) for name in _MENTION.findall(piece)}
    return Mentions(frozenset(sorted(names)[:_MOST]), frozenset(sorted(quoted)[:_MOST]))


def remember(node: models.Node, found: Mentions) -> None:
    """Keep who is named and quoted in a text that was written."""
    wanted: set[tuple[UUID, bool]] = set()
    if found.names:
        wanted |= {(member.user_id, False) for member in members_named(found.names).values()}
    if found.quoted:
        authors = models.Node.objects.filter(pk__in=found.quoted, deleted_at=None).exclude(author_id=None)
        wanted |= {(author_id, True) for author_id in authors.values_list("author_id", flat=True)}
    models.Mention.objects.bulk_create(
        [
            models.Mention(node=node, user_id=user_id, is_quote=is_quote)
            for user_id, is_quote in sorted(wanted)
            if user_id != node.author_id
        ]
    )


def replace(node: models.Node, found: Mentions) -> None:
    """Keep who is named and quoted in a text that was changed; whoever is no longer is forgotten."""
    node.mentions.all().delete()
    remember(node, found)


def _pieces(source: str) -> list[str]:
    """Return what a text says outside of code and of links."""
    found: list[str] = []
    for block in _markdown.parse(source):
        for part in block.children or ():
            if part.type == "text":
                found.append(part.content)
    return found
