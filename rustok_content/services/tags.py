"""Tags of nodes."""

from __future__ import annotations

from collections.abc import Sequence

from slugify import slugify

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.content import TagAttached, TagCreated, TagDetached
from rustok_content import models


def replace(ctx: RequestContext, node: models.Node, names: Sequence[str]) -> bool:
    """Give a node exactly these tags, making those that are new; tell whether anything changed.

    For the module's own commands. Tags that differ only in case or accents are one.
    """
    wanted = {_slug(name): name.strip() for name in names if name.strip()}
    present = {tag.tag.slug: tag for tag in node.node_tags.select_related("tag")}
    added, removed = wanted.keys() - present.keys(), present.keys() - wanted.keys()
    for slug in sorted(removed):
        publish(ctx, TagDetached(node_id=node.id, kind=node.kind, tag_id=present[slug].tag_id))
        present[slug].delete()
    known = {tag.slug: tag for tag in models.Tag.objects.filter(slug__in=added)}
    for slug in sorted(added):
        tag = known.get(slug)
        if tag is None:
            tag, created = models.Tag.objects.get_or_create(slug=slug, defaults={"name": wanted[slug]})
            if created:
                publish(ctx, TagCreated(tag_id=tag.id))
        models.NodeTag.objects.create(node=node, tag=tag)
        publish(ctx, TagAttached(node_id=node.id, kind=node.kind, tag_id=tag.id))
    return bool(added or removed)


def _slug(name: str) -> str:
    return slugify(name, max_length=80) or name.strip().casefold()[:80]
