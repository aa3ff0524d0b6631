"""Shows nodes to readers and takes them back, language by language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
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
from rustok_content.services import addresses
from rustok_content.services.locking import check_version, lock_node, touch


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
    """Let readers see a node, in some languages or in all that it has a text in. Published already: nothing changes.

    :param at: when it was first published, UTC, for importers; now, or when it was before, if not said.
    :param kind: what it has to be, where the kind's own module acts.

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in a language given.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock_node(ctx, node_id, "publish", kind=kind)
    check_version(node, version)
    now = timezone.now()
    shown = [row for row in _texts(node, locales) if row.status != NodeStatus.PUBLISHED]
    for row in shown:
        row.status = NodeStatus.PUBLISHED
        row.published_at = at or row.published_at or now
        row.save()
    if shown:
        node.published_at = at or node.published_at or now
        settle_status(node)
        touch(node)
        addresses.refresh(ctx, (node.id,))
        publish(ctx, NodePublished(node_id=node.id, kind=node.kind, locales=_locales(shown)))
    return node_response(load(node.id))


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

    :raises NodeNotFound: no such node for this tenant.
    :raises TranslationNotFound: the node is not in a language given.
    :raises StaleVersion: changed by somebody else since ``version``.
    """
    node = lock_node(ctx, node_id, "publish", kind=kind)
    check_version(node, version)
    status = NodeStatus.ARCHIVED if archive else NodeStatus.DRAFT
    taken = [row for row in _texts(node, locales) if row.status != status]
    for row in taken:
        row.status = status
        row.save()
    if taken:
        settle_status(node)
        touch(node)
        addresses.refresh(ctx, (node.id,))
        publish(ctx, NodeUnpublished(node_id=node.id, kind=node.kind, locales=_locales(taken)))
    return node_response(load(node.id))


def settle_status(node: models.Node) -> None:
    """Set a locked node's status by those of its texts; whoever called saves it."""
    present = set(node.translations.values_list("status", flat=True))
    order = (NodeStatus.PUBLISHED, NodeStatus.DRAFT, NodeStatus.ARCHIVED)
    node.status = next((status for status in order if status in present), NodeStatus.DRAFT)


def _texts(node: models.Node, locales: Sequence[str] | None) -> list[Any]:
    rows = {row.locale: row for row in node.translations.order_by("locale")}
    for locale in locales or ():
        if locale not in rows:
            raise errors.TranslationNotFound(locale=locale)
    return [rows[locale] for locale in sorted(set(rows if locales is None else locales))]


def _locales(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(row.locale for row in rows)
