"""Builds the documents of nodes for the read model, from the write tables, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok.events.catalog import content as events
from rustok.events.catalog import threads
from rustok.events.catalog.media import MediaDeleted, MediaUpdated
from rustok.events.catalog.tenant import ModuleToggled
from rustok.events.envelope import EventEnvelope
from rustok.ids import to_ulid
from rustok.media.dto import AssetResponse
from rustok.media.renditions import asset_picture
from rustok.media.selectors.assets import assets_by_id
from rustok.modules import toggles
from rustok.search.documents import ContentDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreImage, as_json
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.nodes import NodeStatus
from rustok_content.selectors.covers import cover_id, covered_nodes
from rustok_content.services.kinds import kinds

_PREVIEW: Final = 280


class ContentSource:
    """Nodes of every kind."""

    index: str = "content"
    events: tuple[str, ...] = (
        "node.*",
        "body.updated",
        "category.updated",
        "category.deleted",
        "tag.attached",
        "tag.detached",
        "content.counters_repaired",
        "tenant.module_toggled",
        MediaUpdated.type,
        MediaDeleted.type,
    )

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the nodes that events touch: a changed category all in it, a switched module all of its kinds, a picture
        those that have it as their cover.
        """
        nodes: set[UUID] = set()
        categories: set[UUID] = set()
        pictures: set[UUID] = set()
        for envelope in envelopes:
            event = envelope.event
            if isinstance(event, events.CategoryDeleted | threads.CountersRepaired):
                nodes.update(event.node_ids)
            elif isinstance(event, events.CategoryUpdated):
                categories.add(event.category_id)
            elif isinstance(event, MediaUpdated | MediaDeleted):
                pictures.add(event.asset_id)
            elif isinstance(event, ModuleToggled):
                theirs = [kind.name for kind in kinds() if kind.module == event.module]
                nodes.update(models.Node.objects.filter(kind__in=theirs).values_list("id", flat=True))
            else:
                nodes.add(event.aggregate_id)
                # A topic or post shows how many answers it has; those that moved show where they are.
                nodes.update({getattr(event, "root_id", event.aggregate_id), *getattr(event, "node_ids", ())})
        if categories:
            nodes.update(models.Node.objects.filter(category_id__in=categories).values_list("id", flat=True))
        return frozenset(nodes | covered_nodes(pictures).keys())

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[ContentDocument]:
        """Build the documents of these nodes in all locales; kinds of a module that is off have none."""
        tenant = current_tenant()
        shown = [kind.name for kind in kinds() if toggles.is_enabled(kind.module, tenant)]
        nodes = list(
            models.Node.objects.filter(pk__in=ids, kind__in=shown)
            .order_by("id")
            .select_related("category")
            .prefetch_related("translations", "bodies", "node_tags__tag", "category__translations")
        )
        authors = _author_names(node.author_id for node in nodes if node.author_id)
        covers = assets_by_id(found for node in nodes if (found := cover_id(node.metadata)) is not None)
        return [
            document
            for node in nodes
            for chain in locales
            if (document := _document(node, chain, authors, covers)) is not None
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Name the next nodes in id order."""
        nodes = models.Node.objects.order_by("id")
        if after is not None:
            nodes = nodes.filter(pk__gt=after)
        return list(nodes.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the nodes' versions."""
        return dict(models.Node.objects.filter(pk__in=ids).values_list("id", "version"))


def _author_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    users: Any = get_user_model()
    return {user.pk: user.get_full_name() for user in users.objects.filter(pk__in=wanted)}


def _document(
    node: Any, chain: LocaleChain, authors: Mapping[UUID, str], covers: Mapping[UUID, AssetResponse]
) -> ContentDocument | None:
    """Resolve the node's text for one language; None where no text is in any language of the chain."""
    texts = {translation.locale: translation for translation in node.translations.all()}
    source = next((locale for locale in (chain.locale, *chain.fallbacks) if locale in texts), None)
    if source is None:
        return None
    text = texts[source]
    body = next((body for body in node.bodies.all() if body.locale == source), None)
    stale = text.source_version < node.text_version
    tags = tuple(sorted(node_tag.tag.name for node_tag in node.node_tags.all()))
    category = _category(node.category, chain) if node.category else None
    author = authors.get(node.author_id) or None
    preview = _shortened(body.text) if body else None
    card = {
        "id": to_ulid(node.id),
        "kind": node.kind,
        "slug": text.slug,
        "title": text.title,
        "excerpt": text.excerpt or preview,
        "locale": chain.locale,
        "source_locale": source,
        "is_fallback": source != chain.locale,
        "tags": list(tags),
        "category": category,
        "author": author,
        "cover": _cover(node, chain, covers, text.title),
        "published_at": node.published_at.isoformat().replace("+00:00", "Z") if node.published_at else None,
    }
    document = {
        **card,
        "stale": stale,
        "body": body.html if body else None,
        "parent_id": to_ulid(node.parent_id) if node.parent_id else None,
        "position": node.position,
        "depth": node.depth,
        "reply_count": node.reply_count,
        "metadata": node.metadata,
        "seo": {"title": text.meta_title or text.title, "description": text.meta_description or text.excerpt},
        "alternates": {locale: translation.slug for locale, translation in sorted(texts.items())},
        "updated_at": node.updated_at.isoformat().replace("+00:00", "Z"),
    }
    return ContentDocument(
        entity_id=node.id,
        locale=chain.locale,
        source_locale=source,
        is_fallback=source != chain.locale,
        stale=stale,
        source_version=node.version,
        status=NodeStatus(node.status).value,
        title=text.title,
        slug=text.slug,
        search_text=" ".join(filter(None, (text.excerpt, body.text if body else None))),
        tags=tags,
        meta_title=text.meta_title,
        meta_description=text.meta_description,
        document=document,
        card=card,
        kind=node.kind,
        excerpt=text.excerpt,
        body_preview=preview,
        author_id=node.author_id,
        author_name=author,
        category_id=node.category_id,
        category_name=category["name"] if category else None,
        category_slug=category["slug"] if category else None,
        parent_id=node.parent_id,
        path=None,
        reply_count=node.reply_count,
        position=node.position,
        created_at=node.created_at,
        published_at=node.published_at,
    )


def _category(category: Any, chain: LocaleChain) -> dict[str, str]:
    names = {translation.locale: translation.name for translation in category.translations.all()}
    name = next((names[locale] for locale in (chain.locale, *chain.fallbacks) if locale in names), category.slug)
    return {"id": to_ulid(category.id), "slug": category.slug, "name": name}


def _shortened(text: str) -> str:
    """Cut at a word's end, for lists and search results."""
    if len(text) <= _PREVIEW:
        return text
    return text[:_PREVIEW].rsplit(" ", 1)[0].rstrip(".,;:—- ") + "…"


def _cover(node: Any, chain: LocaleChain, covers: Mapping[UUID, AssetResponse], title: str) -> Any:
    """Return the picture that the metadata name by its id; what else stands there, as it is."""
    wanted = cover_id(node.metadata)
    if wanted is None:
        return node.metadata.get("cover")
    asset = covers.get(wanted)
    if asset is None:
        return None
    picture = asset_picture(asset, original=asset.url)
    alt = next((asset.alt[locale] for locale in (chain.locale, *chain.fallbacks) if locale in asset.alt), title)
    return as_json(
        StoreImage(
            url=picture["url"],
            srcset=picture["srcset"],
            thumbnail=picture["thumbnail"],
            alt=alt,
            width=asset.width,
            height=asset.height,
            focal_x=asset.focal_x / 1000,
            focal_y=asset.focal_y / 1000,
        )
    )
