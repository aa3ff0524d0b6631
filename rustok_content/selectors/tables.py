"""Posts and pages as rows of a table, each language one, as the import of CSV reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok_content import models
from rustok_content.dto.nodes import NodeStatus

_BATCH: Final = 200


def node_rows(ctx: RequestContext) -> Iterator[Mapping[str, Any]]:
    """Return all posts and pages that are not in the trash, some at a time; those above first."""
    require(ctx, "content.node:read")
    for kind in ("page", "post"):
        place: tuple[int, UUID] | None = None
        while True:
            rows = models.Node.objects.filter(kind=kind, deleted_at=None).order_by("depth", "id")
            if place is not None:
                rows = rows.filter(depth=place[0], id__gt=place[1]) | rows.filter(depth__gt=place[0])
            rows = rows.select_related("category").prefetch_related("translations", "bodies", "node_tags__tag")
            batch = list(rows[:_BATCH])
            if not batch:
                break
            place = (batch[-1].depth, batch[-1].id)
            authors = dict(User.objects.filter(pk__in={n.author_id for n in batch}).values_list("id", "email"))
            for node in batch:
                yield from _rows_of(node, authors)


def _rows_of(node: Any, authors: Mapping[UUID, str]) -> Iterator[Mapping[str, Any]]:
    bodies = {body.locale: body for body in node.bodies.all()}
    texts = sorted(node.translations.all(), key=lambda row: (row.locale != node.source_locale, row.locale))
    shown = node.status == NodeStatus.PUBLISHED
    waits = next((row.publish_at for row in texts if row.publish_at), None)
    moment = node.published_at if shown else waits
    for text in texts:
        body = bodies.get(text.locale)
        yield {
            "kind": node.kind,
            "key": str(node.id),
            "locale": text.locale,
            "title": text.title,
            "slug": text.slug,
            "body": body.body if body else "",
            "format": body.format if body else "markdown",
            "excerpt": text.excerpt,
            "status": "publish" if shown else "future" if waits else "draft",
            "date": moment.isoformat() if moment else "",
            "category": node.category.slug if node.category else "",
            "tags": "|".join(sorted(each.tag.name for each in node.node_tags.all())),
            "parent": str(node.parent_id or ""),
            "position": node.position,
            "author": authors.get(node.author_id, ""),
            "featured": "true" if node.is_featured else "",
            "meta_title": text.meta_title,
            "meta_description": text.meta_description,
        }
