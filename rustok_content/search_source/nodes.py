"""Builds the documents of nodes for the read model, from the write tables, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from rustok.events.catalog.community import CommunitySettingsUpdated
from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.catalog.tenant import ModuleToggled
from rustok.events.catalog.user import UserUpdated
from rustok.events.envelope import EventEnvelope
from rustok.events.types import DomainEvent
from rustok.modules import toggles
from rustok.search.documents import ContentDocument
from rustok.search.sources import UNDETERMINED, LocaleChain
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.search_source.answers import answer_document
from rustok_content.search_source.blocks import showing
from rustok_content.search_source.documents import node_document
from rustok_content.search_source.surroundings import load_surroundings
from rustok_content.selectors.audiences import category_tree
from rustok_content.selectors.covers import covered_nodes
from rustok_content.services.kinds import kinds

COUNTERS_REPAIRED: Final = "content.counters_repaired"
NODE_EVENTS: Final = ("node.*", "body.*", "tag.attached", "tag.detached", COUNTERS_REPAIRED)
"""What happens to nodes; every one of them names them."""
_NAMES: Final = frozenset({"first_name", "last_name", "name", "avatar_id"})
_PLACES: Final = frozenset({"parent_id", "path"})
_WHOLE: Final = (".moved", ".deleted", ".trashed", ".restored", ".purged", "_merged", "_split")
"""How the types of events end that touch all below a node, answers too."""

# A range, since only a constant prefix would use the index.
_BELOW: Final = """
SELECT below.id FROM nodes node JOIN nodes below ON below.tenant_id = node.tenant_id
   AND below.path >= node.path AND below.path < node.path || 'g'
 WHERE node.tenant_id = %s AND node.id = ANY(%s) AND (below.root_id IS NULL OR node.id = ANY(%s))
"""


class ContentSource:
    """Nodes of every kind."""

    index: str = "content"
    events: tuple[str, ...] = (
        *NODE_EVENTS,
        "category.updated",
        "category.deleted",
        "category.merged",
        "category.rights_changed",
        "tag.updated",
        "tag.deleted",
        "tag.merged",
        "member.joined",
        "member.updated",
        "member.deleted",
        UserUpdated.type,
        ModuleToggled.type,
        MediaUpdated.type,
        MediaDeleted.type,
        CommunitySettingsUpdated.type,
    )

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the nodes that events touch: those below a page that changed, too, as they show its name and address.

        A changed category touches all in it and below it, and what is below that: who sees it narrows all of it. A tag
        touches all that carry it, a member all that they wrote, a switched module all of its kinds, when comments close
        all posts, a picture those that have it as their cover or in a block, a reusable block those that show it.
        """
        found = _Touched()
        for envelope in envelopes:
            found.add(envelope.event)
        filed = found.filed()
        touched = found.nodes | filed | found.of_others()
        others = answered_by(found.nodes) | below(found.nodes | filed, found.whole) | showing(touched, found.pictures)
        return frozenset(touched | others)

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[ContentDocument]:
        """Build the documents of these nodes in all locales; kinds of a module that is off have none."""
        tenant = current_tenant()
        shown = {kind.name: kind for kind in kinds() if toggles.is_enabled(kind.module, tenant)}
        answers = frozenset(kind.name for kind in shown.values() if kind.answers)
        nodes = list(
            models.Node.objects.filter(pk__in=ids, kind__in=shown)
            .order_by("id")
            .prefetch_related("translations", "bodies")
        )
        around = load_surroundings(nodes, answers)
        found: list[ContentDocument] = []
        for node in nodes:
            kind = shown[node.kind]
            for chain in locales:
                if kind.answers:
                    document = answer_document(node, around) if chain.locale == UNDETERMINED else None
                elif chain.locale == UNDETERMINED:
                    document = None
                else:
                    document = node_document(node, kind, chain, around, tenant)
                if document is not None:
                    found.append(document)
        return found

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Name the next nodes in id order."""
        nodes = models.Node.objects.order_by("id")
        if after is not None:
            nodes = nodes.filter(pk__gt=after)
        return list(nodes.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the versions of the nodes' documents."""
        rows = models.Node.objects.filter(pk__in=ids).values_list("id", "version", "activity")
        return {node_id: version + activity for node_id, version, activity in rows}


class _Touched:
    """What some events touch; ``whole`` are nodes with all below them, answers too."""

    def __init__(self) -> None:
        self.nodes: set[UUID] = set()
        self.whole: set[UUID] = set()
        self._categories: set[UUID] = set()
        self._tags: set[UUID] = set()
        self._users: set[UUID] = set()
        self.pictures: set[UUID] = set()
        self._modules: set[str] = set()
        self._kinds: set[str] = set()

    def add(self, event: DomainEvent) -> None:
        """Take an event into account."""
        named = nodes_in(event)
        self.nodes |= named
        fields = set(getattr(event, "fields", ()))
        if event.type.endswith(_WHOLE) or fields & _PLACES:
            self.whole |= named
        if event.type.startswith("category."):
            self._categories |= ids_in(event, "category")
        elif event.type.startswith("tag.") and not named:
            self._tags |= ids_in(event, "tag")
        elif isinstance(event, ModuleToggled):
            self._modules.add(event.module)
        elif isinstance(event, CommunitySettingsUpdated):
            if "comment_days" in fields:
                self._kinds |= {kind.name for kind in kinds() if kind.module == "blog" and kind.answered}
        elif isinstance(event, MediaUpdated | MediaDeleted):
            self.pictures.add(event.asset_id)
        elif event.type.startswith(("member.", "user.")) and (not fields or fields & _NAMES):
            self._users |= ids_in(event, "user")

    def filed(self) -> set[UUID]:
        """Return the nodes in the categories, and in those below them."""
        if not self._categories:
            return set()
        categories = category_tree().below(self._categories) | self._categories
        return set(models.Node.objects.filter(category_id__in=categories).values_list("id", flat=True))

    def of_others(self) -> set[UUID]:
        """Return the nodes that show something else of what is not a node."""
        wanted = Q()
        if self._users:
            wanted |= Q(author_id__in=self._users)
        if self._kinds:
            wanted |= Q(kind__in=self._kinds)
        if self._modules:
            wanted |= Q(kind__in=[kind.name for kind in kinds() if kind.module in self._modules])
        found: set[UUID] = set(covered_nodes(self.pictures))
        if wanted:
            found.update(models.Node.objects.filter(wanted).values_list("id", flat=True))
        if self._tags:
            found.update(models.NodeTag.objects.filter(tag_id__in=self._tags).values_list("node_id", flat=True))
        if self._users:
            threads = models.Thread.objects.filter(last_reply_author_id__in=self._users)
            found.update(threads.values_list("node_id", flat=True))
        if self.pictures:
            members = models.Member.objects.filter(avatar_id__in=self.pictures).values_list("user_id", flat=True)
            found.update(models.Node.objects.filter(author_id__in=list(members)).values_list("id", flat=True))
        return found


def nodes_in(event: DomainEvent) -> set[UUID]:
    """Return the nodes that an event names, and what they answer: its counters change along."""
    return ids_in(event, "node") | ids_in(event, "root")


def ids_in(event: DomainEvent, noun: str) -> set[UUID]:
    """Return the ids of some kind that an event names: ``node_id``, ``node_ids``, ``former_node_id`` ..."""
    found: set[UUID] = set()
    for name in (f"{noun}_id", f"{noun}_ids", f"former_{noun}_id", f"former_{noun}_ids", f"target_{noun}_id"):
        value = getattr(event, name, None)
        if isinstance(value, UUID):
            found.add(value)
        elif value is not None:
            found.update(value)
    return found


def answered_by(node_ids: Iterable[UUID]) -> set[UUID]:
    """Return what answers are below: they are counted there."""
    rows = models.Node.objects.filter(pk__in=list(node_ids), root_id__isnull=False, parent_id__isnull=False)
    return set(rows.values_list("parent_id", flat=True))


def below(node_ids: Iterable[UUID], whole: Iterable[UUID]) -> set[UUID]:
    """Return what is below nodes, answers only below the ``whole`` ones; in one statement."""
    wanted = list(node_ids)
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [require_tenant_id(), wanted, list(whole)])
        return {found for (found,) in cursor.fetchall()}
