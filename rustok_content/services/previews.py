"""Lets somebody look at a node as it would be published: whoever has the token, for a while."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.drafts import NodePreviewOpened, NodePreviewRevoked
from rustok.rbac.audience import BITS
from rustok.rbac.policies import require
from rustok.rbac.roles import Role
from rustok.search.lists import filled
from rustok.search.sources import LocaleChain
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.lifecycle import CreatedNodePreviewResponse, CreatePreviewRequest, NodePreviewResponse
from rustok_content.mappers import preview_response
from rustok_content.selectors.children import present_addresses
from rustok_content.services.locking import lock_node, permission_to


@command()
def create_preview(
    ctx: RequestContext, node_id: UUID, request: CreatePreviewRequest, *, kind: str | None = None
) -> CreatedNodePreviewResponse:
    """Make a token that shows a node as it would be published. It is told here and never again.

    :raises NodeNotFound: no such node for this tenant.
    """
    node = lock_node(ctx, node_id, "update", kind=kind, languages=())
    token = secrets.token_urlsafe(32)
    row = models.PreviewToken.objects.create(
        node=node,
        token_hash=_digest(token),
        created_by_id=ctx.actor_id,
        expires_at=timezone.now() + dt.timedelta(hours=request.hours),
    )
    publish(ctx, NodePreviewOpened(node_id=node.id, kind=node.kind, preview_id=row.id))
    made = preview_response(row)
    url = _address(node, token, ctx.locale)
    return CreatedNodePreviewResponse(
        **{each.name: getattr(made, each.name) for each in fields(made)}, token=token, url=url
    )


def _address(node: models.Node, token: str, locale: str) -> str:
    """Return where a token is looked at: at the storefront's page for it, else at our own, below the site's address."""
    wanted = str(current_tenant().settings.get("preview_url", ""))
    if not wanted.startswith(("https://", "http://")) or "{token}" not in wanted:
        return reverse("admin:rustok_content_node_preview", args=(token,))
    paths = present_addresses([node.id]).get(node.id, {})
    path = paths.get(locale) or next(iter(paths.values()), "")
    for name, value in (("{token}", token), ("{path}", quote(path.lstrip("/"))), ("{locale}", locale)):
        wanted = wanted.replace(name, value)
    return wanted


@command()
def revoke_preview(ctx: RequestContext, preview_id: UUID, *, kind: str | None = None) -> NodePreviewResponse:
    """Let a token show nothing any more. Revoked already: nothing changes.

    :raises PreviewNotFound: no such preview for this tenant.
    """
    node_id = models.PreviewToken.objects.filter(pk=preview_id).values_list("node_id", flat=True).first()
    if node_id is None:
        require(ctx, permission_to("update", kind), owner_id=ctx.actor_id)
        raise errors.PreviewNotFound()
    node = lock_node(ctx, node_id, "update", kind=kind, languages=())
    row = models.PreviewToken.objects.for_update().get(pk=preview_id)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save()
        publish(ctx, NodePreviewRevoked(node_id=node.id, kind=node.kind, preview_id=row.id))
    return preview_response(row)


Builder = Callable[[Any, LocaleChain], Mapping[str, Any] | None]
"""Makes the document that readers would get of a node, in memory."""
_builders: list[Builder] = []


def build_by(builder: Builder) -> None:
    """Say what makes the documents. They are those of the read model, whose builder is not ours to call."""
    _builders[:] = [builder]


def look(ctx: RequestContext, token: str) -> Mapping[str, Any]:
    """Return what a token shows, in the context's language or in the one that stands for it; else in the original's.

    Its lists show what visitors see.

    :raises PreviewNotFound: there is no such token, or it is over.
    """
    node = previewed(token)
    _, *others = current_tenant().fallback_chain(ctx.locale)
    (build,) = _builders
    document = build(node, LocaleChain(locale=ctx.locale, fallbacks=(*others, node.source_locale)))
    if document is None:
        raise errors.PreviewNotFound()
    return filled(replace(ctx, audience=BITS[Role.ANONYMOUS]), document)


def previewed(token: str) -> Any:
    """Return the node that a token shows, with its parts.

    :raises PreviewNotFound: there is no such token, or it is over.
    """
    row = (
        models.PreviewToken.objects.filter(token_hash=_digest(token), revoked_at=None, expires_at__gt=timezone.now())
        .select_related("node")
        .first()
    )
    if row is None or row.node.deleted_at is not None:
        raise errors.PreviewNotFound()
    return row.node


def _digest(token: str) -> str:
    # It has 256 random bits, so a plain hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()
