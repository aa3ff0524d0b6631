"""Reads what refers to what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, When
from django.urls import reverse

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.modules.contract import AssetUsage
from rustok.rbac.policies import allowed
from rustok_content import models
from rustok_content.dto.lifecycle import NodeReferenceResponse, ReferenceTarget
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.mappers import reference_response
from rustok_content.selectors.rights import READ, readable, readable_node
from rustok_content.selectors.titles import titles_of


def list_references(ctx: RequestContext, node_id: UUID) -> tuple[NodeReferenceResponse, ...]:
    """Return what a node shows and links to.

    :raises NodeNotFound: no such node for this tenant.
    """
    node = readable_node(ctx, node_id)
    rows = list(node.references.order_by("locale", "place", "target_kind", "target_id").select_related("node"))
    return _responses(ctx, rows)


def list_usages(
    ctx: RequestContext,
    target_kind: ReferenceTarget | None = None,
    target_id: UUID | None = None,
    *,
    after: UUID | None = None,
    limit: int = 24,
) -> Page[NodeReferenceResponse]:
    """List where something is used, oldest first; of a node, anything below it is not counted."""
    rows = models.NodeReference.objects.filter(node__deleted_at=None).select_related("node")
    rows = readable(ctx, rows, prefix="node__").order_by("id")
    if target_kind is not None:
        rows = rows.filter(target_kind=target_kind)
    if target_id is not None:
        rows = rows.filter(target_id=target_id)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows[: limit + 1])
    return Page(
        items=_responses(ctx, found[:limit]),
        next=str(found[limit - 1].id) if len(found) > limit else None,
    )


def asset_usages(ctx: RequestContext, asset_ids: Sequence[UUID], *, limit: int = 100) -> list[AssetUsage]:
    """Return the nodes that show these files, as far as the actor may see nodes; two statements."""
    if not allowed(ctx, READ):
        return []
    rows = models.NodeReference.objects.filter(
        target_kind=ReferenceTarget.ASSET, target_id__in=asset_ids, node__deleted_at=None
    )
    rows = readable(ctx, rows, prefix="node__").order_by("target_id", "node_id").distinct("target_id", "node_id")
    shown = Q(node__status=NodeStatus.PUBLISHED, node__moderation=Moderation.APPROVED)
    found = list(
        rows.annotate(is_public=Case(When(shown, then=True), default=False)).values_list(
            "target_id", "node_id", "node__kind", "is_public"
        )[:limit]
    )
    titles = titles_of({node_id for _, node_id, *_ in found}, ctx.locale)
    return [
        AssetUsage(
            asset_id=asset_id,
            kind=kind,
            id=node_id,
            title=titles[node_id],
            url=reverse("admin:rustok_content_node_change", args=(node_id,)),
            is_public=is_public,
        )
        for asset_id, node_id, kind, is_public in found
    ]


def _responses(ctx: RequestContext, rows: Sequence[Any]) -> tuple[NodeReferenceResponse, ...]:
    titles = titles_of({row.node_id for row in rows}, ctx.locale)
    return tuple(reference_response(row, titles[row.node_id]) for row in rows)
