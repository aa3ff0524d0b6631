"""Everything around some nodes that their documents show, loaded in a fixed number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Count

from rustok.media.dto import AssetResponse
from rustok.media.renditions import asset_picture
from rustok.media.selectors.assets import assets_by_id
from rustok.search.documents import thread_place
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreImage
from rustok_content import models
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.search_source.blocks import ShownBlocks, load_blocks
from rustok_content.search_source.texts import codes
from rustok_content.selectors.audiences import CategoryTree, category_tree
from rustok_content.selectors.community import community_settings
from rustok_content.selectors.covers import cover_id

_HEX: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote something: the name of the account, and what the community knows them by."""

    name: str
    handle: str
    avatar_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The answer that solves a topic."""

    text: str
    author_id: UUID | None
    number: int | None
    vote_score: int
    published_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was loaded around nodes; ``nodes`` holds them and all above them, by id."""

    nodes: Mapping[UUID, Any]
    categories: CategoryTree
    category_names: Mapping[UUID, Mapping[str, str]]
    tags: Mapping[UUID, Sequence[Any]]
    tag_names: Mapping[UUID, Mapping[str, str]]
    authors: Mapping[UUID, Author]
    guests: Mapping[UUID, str]
    assets: Mapping[UUID, AssetResponse]
    threads: Mapping[UUID, Any]
    solutions: Mapping[UUID, Solution]
    languages: Mapping[UUID, str]
    addresses: Mapping[UUID, Sequence[Any]]
    links: Mapping[UUID, Sequence[Any]]
    reactions: Mapping[UUID, Mapping[str, int]]
    blocks: ShownBlocks
    comment_days: int
    former_places: Mapping[UUID, Sequence[str]]

    def above(self, node: Any) -> list[Any]:
        """Return the nodes above one, the root first."""
        return [self.nodes[found] for found in path_ids(node.path)[:-1] if found in self.nodes]

    def author(self, user_id: UUID | None, *, as_member: bool) -> str | None:
        """Return the name that a text is signed with; members of the community choose theirs."""
        found = self.authors.get(user_id) if user_id is not None else None
        if found is None:
            return None
        return (found.handle or found.name if as_member else found.name or found.handle) or None

    def avatar(self, user_id: UUID | None) -> StoreImage | None:
        """Return a user's picture."""
        found = self.authors.get(user_id) if user_id is not None else None
        if found is None or found.avatar_id is None or found.avatar_id not in self.assets:
            return None
        return picture(self.assets[found.avatar_id], None, found.handle or found.name)


def path_ids(path: str) -> list[UUID]:
    """Read the ids out of a node's path, from the root down to itself."""
    return [UUID(hex=path[start : start + _HEX]) for start in range(0, len(path), _HEX)]


def load_surroundings(nodes: Sequence[Any], answers: frozenset[str]) -> Surroundings:
    """Load what the documents of these nodes show; their translations and bodies are prefetched.

    :param answers: kinds whose documents show nothing of what they are below.
    """
    ids = [node.id for node in nodes]
    whole = [node for node in nodes if node.kind not in answers]
    known = {node.id: node for node in nodes}
    known |= _ancestors(whole, known)
    threads = _by(models.Thread.objects.filter(node_id__in=[node.id for node in whole]), "node_id")
    links = models.NodeLink.objects.filter(node_id__in=[node.id for node in whole]).order_by("position", "target_id")
    tags = models.NodeTag.objects.filter(node_id__in=[node.id for node in whole]).select_related("tag")
    categories = category_tree()
    named = {
        ancestor
        for node in known.values()
        if node.category_id is not None
        for ancestor in categories.path(node.category_id)
    }
    node_tags = _grouped(tags, "node_id")
    solutions = _solutions(threads)
    authors = _authors(
        {node.author_id for node in nodes}
        | {thread.last_reply_author_id for thread in threads.values()}
        | {solution.author_id for solution in solutions.values()}
    )
    pictures = {cover_id(node.metadata) for node in whole} | {author.avatar_id for author in authors.values()}
    addresses = models.NodeAddress.objects.filter(node_id__in=[node.id for node in known.values()])
    return Surroundings(
        nodes=known,
        categories=categories,
        category_names=_names(
            models.CategoryTranslation.objects.filter(category_id__in=named).values_list(
                "category_id", "locale", "name"
            )
        ),
        tags=node_tags,
        tag_names=_names(
            models.TagTranslation.objects.filter(
                tag_id__in={row.tag_id for rows in node_tags.values() for row in rows}
            ).values_list("tag_id", "locale", "name")
        ),
        authors=authors,
        guests=dict(models.GuestAuthor.objects.filter(node_id__in=ids).values_list("node_id", "name")),
        assets=assets_by_id(found for found in pictures if found is not None),
        threads=threads,
        solutions=solutions,
        languages=_languages({node.root_id for node in nodes if node.root_id is not None}, known),
        addresses=_grouped(addresses.order_by("-is_current", "created_at", "id"), "node_id"),
        links=_grouped(links, "node_id"),
        reactions=_reactions([node.id for node in nodes if node.reaction_count]),
        blocks=load_blocks(whole),
        former_places=_former_places(ids),
        comment_days=community_settings().comment_days if threads else 0,
    )


def _ancestors(nodes: Iterable[Any], known: Mapping[UUID, Any]) -> dict[UUID, Any]:
    wanted = {found for node in nodes for found in path_ids(node.path)[:-1]} - known.keys()
    if not wanted:
        return {}
    return {row.id: row for row in models.Node.objects.filter(pk__in=wanted).prefetch_related("translations")}


def _authors(ids: Iterable[UUID | None]) -> dict[UUID, Author]:
    """Return what readers know users by: members' own names, else those of their accounts."""
    wanted = {found for found in ids if found is not None}
    if not wanted:
        return {}
    users: Any = get_user_model()
    # Never the address, which stands for a missing name elsewhere.
    names = {
        user_id: f"{first} {last}".strip()
        for user_id, first, last in users.objects.filter(pk__in=wanted).values_list("pk", "first_name", "last_name")
    }
    members = {
        user_id: (name, avatar_id)
        for user_id, name, avatar_id in models.Member.objects.filter(user_id__in=wanted).values_list(
            "user_id", "name", "avatar_id"
        )
    }
    found = {}
    for user_id in names.keys() | members.keys():
        handle, avatar_id = members.get(user_id, ("", None))
        found[user_id] = Author(name=names.get(user_id, ""), handle=handle, avatar_id=avatar_id)
    return found


def _solutions(threads: Mapping[UUID, Any]) -> dict[UUID, Solution]:
    """Return the answers that solve, by what they solve."""
    wanted = {thread.solution_id: node_id for node_id, thread in threads.items() if thread.solution_id is not None}
    bodies = models.Body.objects.filter(node_id__in=wanted).order_by("node_id", "locale")
    return {
        wanted[node_id]: Solution(
            text=text, author_id=author_id, number=number, vote_score=score, published_at=published_at
        )
        for node_id, text, author_id, number, score, published_at in bodies.values_list(
            "node_id", "text", "node__author_id", "node__number", "node__vote_score", "node__published_at"
        )
    }


def _former_places(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return where answers stood before they were moved, as their places are written."""
    found: dict[UUID, list[str]] = {}
    rows = models.FormerPlace.objects.filter(node_id__in=ids).order_by("node_id", "id")
    for node_id, root_id, number in rows.values_list("node_id", "root_id", "number"):
        found.setdefault(node_id, []).append(thread_place(root_id, number))
    return found


def _languages(roots: set[UUID], known: Mapping[UUID, Any]) -> dict[UUID, str]:
    """Return the languages that topics and posts were written in: what answers them is mostly written so too."""
    found = {node_id: known[node_id].source_locale for node_id in roots & known.keys()}
    if rest := roots - known.keys():
        found |= dict(models.Node.objects.filter(pk__in=rest).values_list("id", "source_locale"))
    return found


def _reactions(ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    found: dict[UUID, dict[str, int]] = {}
    rows = models.Reaction.objects.filter(node_id__in=ids).values("node_id", "name").annotate(count=Count("id"))
    for node_id, name, count in rows.order_by("node_id", "name").values_list("node_id", "name", "count"):
        found.setdefault(node_id, {})[name] = count
    return found


def _by(rows: Iterable[Any], key: str) -> dict[UUID, Any]:
    return {getattr(row, key): row for row in rows}


def _grouped(rows: Iterable[Any], key: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _names(rows: Iterable[tuple[UUID, str, str]]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    for entity_id, locale, name in rows:
        found.setdefault(entity_id, {})[locale] = name
    return found


def links_of(around: Surroundings, node: Any, relation: LinkRelation) -> list[Any]:
    """Return a node's links of one relation, in their order."""
    return [link for link in around.links.get(node.id, ()) if link.relation == relation]


def picture(asset: AssetResponse, chain: LocaleChain | None, default_alt: str) -> StoreImage:
    """Return a picture as a storefront shows it."""
    shown = asset_picture(asset, original=asset.url)
    alt = default_alt
    if chain is not None:
        alt = next((asset.alt[code] for code in codes(chain) if code in asset.alt), default_alt)
    return StoreImage(
        url=shown["url"],
        srcset=shown["srcset"],
        thumbnail=shown["thumbnail"],
        alt=alt,
        width=asset.width,
        height=asset.height,
        focal_x=asset.focal_x / 1000,
        focal_y=asset.focal_y / 1000,
    )
