"""Shows nodes to readers and takes them back, language by language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import NodePublished, NodeUnpublished
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeResponse, NodeStatus
from rustok_content.mappers import node_response
from rustok_content.selectors.nodes import load
from rustok_content.services import addresses, drafts, references, revisions
from rustok_content.services.counters import kept
from rustok_content.services.locking import ask_for_right, check_version, lock_node


@command()
def publish_node(
    ctx: RequestContext,
    node_id: UUID,
    *,
    locales: Sequence[str] | None = None,
    version: int | None = None,
    at: dt.datetime | None = None,
    kind: str | None = None,
) -> NodeResponse:
    """Let readers see a node, in some languages or in all that it has a text in, with what waits to be published.

    Published already, and nothing waits: nothing changes.

    :param at: when it was first published, UTC, for importers; now, or when it was before, if not said.
    :param kind: what it has to be, where the kind's own module acts.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in a language given.
    :raises DuplicateSlug: another node has taken the slug of a draft in the meantime.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "publish", kind)
    with kept([node_id]):
        node = lock_node(ctx, node_id, "publish", kind=kind, languages=locales)
        check_version(node, version)
        shown = show(node, locales, at=at)
        if shown:
            references.refresh(node)
            revisions.save(ctx, node, locale=shown[0] if len(shown) == 1 else "", note="Published.")
            tell_published(ctx, node, shown)
    return node_response(load(node_id))


@command()
def unpublish_node(
    ctx: RequestContext,
    node_id: UUID,
    *,
    locales: Sequence[str] | None = None,
    archive: bool = False,
    version: int | None = None,
    kind: str | None = None,
) -> NodeResponse:
    """Take a node from readers, in some languages or in all: as a draft or into the archive. There: nothing changes.

    What waited over a text takes its place: it is a draft itself now.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in a language given.
    :raises DuplicateSlug: another node has taken the slug of a draft in the meantime.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    ask_for_right(ctx, "publish", kind)
    with kept([node_id]):
        node = lock_node(ctx, node_id, "publish", kind=kind, languages=locales)
        check_version(node, version)
        taken = _take(node, locales, NodeStatus.ARCHIVED if archive else NodeStatus.DRAFT)
        if taken:
            references.refresh(node)
            revisions.save(ctx, node, locale=taken[0] if len(taken) == 1 else "", note="Taken from readers.")
            addresses.refresh(ctx, (node.id,))
            publish(ctx, NodeUnpublished(node_id=node.id, kind=node.kind, locales=taken))
    return node_response(load(node_id))


def _take(node: models.Node, locales: Sequence[str] | None, status: NodeStatus) -> tuple[str, ...]:
    waiting = {draft.locale: draft for draft in node.drafts.all()}
    taken = [row for row in rows_of(node, locales) if row.status != status]
    for row in taken:
        if row.locale in waiting:
            drafts.take_over(node, row, waiting[row.locale])
        row.status = status
        row.publish_at = row.unpublish_at = None
        row.save()
    if taken:
        settle_status(node)
    return tuple(row.locale for row in taken)


def show(node: models.Node, locales: Sequence[str] | None = None, *, at: dt.datetime | None = None) -> tuple[str, ...]:
    """Publish texts of a locked node, and what waits over them; return those where anything changed.

    For the module's own commands: whoever calls saves the node and tells of it.

    :raises TranslationNotFound: the node is not in a language given.
    :raises DuplicateSlug: another node has taken the slug of a draft in the meantime.
    """
    now = timezone.now()
    waiting = {draft.locale: draft for draft in node.drafts.all()}
    shown = [row for row in rows_of(node, locales) if row.status != NodeStatus.PUBLISHED or row.locale in waiting]
    # The original first: a translation made from what waited over it is not out of date then.
    for row in sorted(shown, key=lambda each: each.locale != node.source_locale):
        if row.locale in waiting:
            drafts.take_over(node, row, waiting[row.locale])
        row.status = NodeStatus.PUBLISHED
        row.published_at = at or row.published_at or now
        row.publish_at = None
        if row.unpublish_at is not None and row.unpublish_at <= now:
            row.unpublish_at = None
        row.save()
    if shown:
        node.published_at = at or node.published_at or now
        settle_status(node)
    return tuple(row.locale for row in shown)


def tell_published(ctx: RequestContext, node: models.Node, locales: tuple[str, ...]) -> None:
    """Give a node the addresses that readers find it by now, and publish the event."""
    addresses.refresh(ctx, (node.id,))
    publish(ctx, NodePublished(node_id=node.id, kind=node.kind, locales=locales))


def settle_status(node: models.Node) -> None:
    """Set a locked node's status by those of its texts; whoever called saves it."""
    present = set(node.translations.values_list("status", flat=True))
    order = (NodeStatus.PUBLISHED, NodeStatus.DRAFT, NodeStatus.ARCHIVED)
    node.status = next((status for status in order if status in present), NodeStatus.DRAFT)


def rows_of(node: models.Node, locales: Sequence[str] | None) -> list[Any]:
    """Return the heads of texts, of those languages or of all.

    :raises TranslationNotFound: the node is not in a language given.
    """
    rows = {row.locale: row for row in node.translations.order_by("locale")}
    for locale in locales or ():
        if locale not in rows:
            raise errors.TranslationNotFound(locale=locale)
    return [rows[locale] for locale in sorted(set(rows if locales is None else locales))]
