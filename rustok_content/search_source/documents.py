"""Posts, pages, topics and whatever else has a text in the tenant's languages, as readers see them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from rustok.search.documents import ContentDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import (
    StoreCategoryRef,
    StoreImage,
    StoreNode,
    StoreNodeCard,
    StoreNodeRef,
    StoreThread,
    as_json,
)
from rustok.tenancy.info import TenantInfo
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.search_source.blocks import regions_of
from rustok_content.search_source.seo import Seen, seo_of
from rustok_content.search_source.surroundings import Surroundings, links_of, picture
from rustok_content.search_source.texts import (
    chosen,
    codes,
    named,
    published,
    reading_minutes,
    shortened,
    slug_path,
)
from rustok_content.selectors.covers import cover_id
from rustok_content.services import threads
from rustok_content.services.kinds import NodeKind

_ON_CARDS: Final = tuple(field.name for field in dataclasses.fields(StoreNodeCard))


def node_document(
    node: Any, kind: NodeKind, chain: LocaleChain, around: Surroundings, tenant: TenantInfo
) -> ContentDocument | None:
    """Resolve a node for readers of one language; None where it has no text in any language of the chain."""
    text = chosen(node.translations.all(), chain)
    if text is None or node.deleted_at is not None:
        return None
    body = next((body for body in node.bodies.all() if body.locale == text.locale), None)
    is_fallback = text.locale != chain.locale
    stale = text.source_version < node.text_version
    above = around.above(node)
    tags = _tags(node, chain, around)
    category = _category(node, chain, around)
    audience = audience_of(node, around)
    as_member = kind.answered and kind.module != "blog"
    author = around.author(node.author_id, as_member=as_member)
    preview = shortened(body.text) if body is not None and body.text else None
    path, former = _address(node, kind, text, chain, around)
    breadcrumbs = (*_breadcrumbs(above, chain, around), StoreNodeRef(id=node.id, title=text.title, path=path))
    thread = around.threads.get(node.id)
    solution = around.solutions.get(node.id)
    cover = _cover(node, chain, around, text.title)
    published_at = text.published_at or node.published_at
    last_reply_at = thread.last_reply_at if thread is not None else None
    activity_at = max(filter(None, (published_at or node.created_at, last_reply_at)))
    shown = as_json(
        StoreNode(
            id=node.id,
            kind=node.kind,
            slug=text.slug,
            title=text.title,
            excerpt=text.excerpt or preview,
            locale=chain.locale,
            source_locale=text.locale,
            is_fallback=is_fallback,
            tags=tuple(name for _tag, name in tags),
            category=category,
            author=author,
            cover=cover,
            published_at=published_at,
            path=path,
            tag_slugs=tuple(tag.slug for tag, _name in tags),
            author_id=node.author_id,
            author_avatar=around.avatar(node.author_id),
            is_featured=node.is_featured,
            reading_minutes=reading_minutes(body.text if body is not None else None),
            reply_count=node.reply_count,
            reaction_count=node.reaction_count,
            vote_score=node.vote_score,
            activity_at=activity_at,
            thread=_thread(thread, node, kind, around) if thread is not None else None,
            stale=stale,
            body=body.html if body is not None else None,
            parent_id=node.parent_id,
            position=node.position,
            depth=node.depth,
            metadata=node.metadata,
            seo=seo_of(
                Seen(
                    node=node,
                    text=text,
                    plain=body.text if body is not None else "",
                    preview=preview,
                    cover=cover if isinstance(cover, StoreImage) else None,
                    author=author,
                    section=category.name if category is not None else None,
                    tags=[name for _tag, name in tags],
                    path=path,
                    addresses=_addresses(node, kind, around, tenant),
                    breadcrumbs=breadcrumbs,
                    thread=thread,
                    solution=solution,
                    solution_author=around.author(solution.author_id, as_member=True) if solution else None,
                    site=tenant.name,
                    default_locale=tenant.default_locale,
                )
            ),
            alternates={code: row.slug for code, row in sorted(published(node.translations.all()).items())},
            updated_at=node.updated_at,
            edited_at=node.edited_at,
            breadcrumbs=breadcrumbs,
            reactions=around.reactions.get(node.id, {}),
            regions=regions_of(body, around.blocks, chain, audience=audience, categories=around.categories),
        )
    )
    series = next(iter(links_of(around, node, LinkRelation.SERIES)), None)
    pin = 0 if thread is None or thread.pinned_until is None else 2 if thread.is_pinned_everywhere else 1
    return ContentDocument(
        entity_id=node.id,
        locale=chain.locale,
        source_locale=text.locale,
        is_fallback=is_fallback,
        stale=stale,
        source_version=node.version + node.activity,
        status=NodeStatus(text.status).value,
        title=text.title,
        slug=text.slug,
        search_text=" ".join(filter(None, (text.excerpt, body.text if body is not None else None))),
        tags=tuple(sorted({name for tag, name in tags} | {tag.name for tag, _name in tags})),
        meta_title=text.meta_title,
        meta_description=text.meta_description,
        document=shown,
        card={name: shown[name] for name in _ON_CARDS},
        kind=node.kind,
        excerpt=text.excerpt,
        body_preview=preview,
        author_id=node.author_id,
        author_name=author,
        category_id=node.category_id,
        category_name=category.name if category is not None else None,
        category_slug=category.slug if category is not None else None,
        parent_id=node.parent_id,
        path=path,
        former_paths=(*former, *around.former_places.get(node.id, ())),
        category_ids=around.categories.path(node.category_id) if node.category_id is not None else (),
        tag_ids=tuple(tag.id for tag, _name in tags),
        series_id=series.target_id if series is not None else None,
        series_position=series.position if series is not None else 0,
        related_ids=tuple(link.target_id for link in links_of(around, node, LinkRelation.RELATED)),
        thread=node.path,
        depth=node.depth,
        audience=audience,
        is_shown=node.moderation == Moderation.APPROVED and all(_is_shown(row, chain) for row in above),
        is_featured=node.is_featured,
        is_solved=thread is not None and thread.solution_id is not None,
        pin=pin,
        score=node.vote_score,
        reply_count=node.reply_count,
        position=node.position,
        created_at=node.created_at,
        published_at=published_at,
        activity_at=activity_at,
    )


def _is_shown(node: Any, chain: LocaleChain) -> bool:
    """Tell whether readers of a language see a node that another one is below."""
    text = chosen(node.translations.all(), chain)
    return (
        text is not None
        and text.status == NodeStatus.PUBLISHED
        and node.deleted_at is None
        and node.moderation == Moderation.APPROVED
    )


def audience_of(node: Any, around: Surroundings) -> int:
    """Return who sees a node: whoever sees its category, and those of all above it."""
    audience = around.categories.audience(node.category_id)
    for row in around.above(node):
        audience &= around.categories.audience(row.category_id)
    return audience


def _tags(node: Any, chain: LocaleChain, around: Surroundings) -> list[tuple[Any, str]]:
    """Return a node's tags with their names in the language, by name."""
    found = [
        (row.tag, named(around.tag_names.get(row.tag_id, {}), chain, row.tag.name)[0])
        for row in around.tags.get(node.id, ())
    ]
    return sorted(found, key=lambda entry: (entry[1], entry[0].slug))


def _category(node: Any, chain: LocaleChain, around: Surroundings) -> StoreCategoryRef | None:
    category = around.categories.rows.get(node.category_id) if node.category_id is not None else None
    if category is None:
        return None
    name, _locale = named(around.category_names.get(category.id, {}), chain, category.slug)
    return StoreCategoryRef(id=category.id, slug=category.slug, name=name)


def _thread(thread: Any, node: Any, kind: NodeKind, around: Surroundings) -> StoreThread:
    closes_at = threads.closes_at(kind.module, node.published_at, around.comment_days)
    return StoreThread(
        participant_count=thread.participant_count,
        last_reply_id=thread.last_reply_id,
        last_reply_at=thread.last_reply_at,
        last_reply_author=around.author(thread.last_reply_author_id, as_member=True),
        solution_id=thread.solution_id,
        is_pinned=thread.pinned_until is not None,
        is_pinned_everywhere=thread.pinned_until is not None and thread.is_pinned_everywhere,
        pinned_until=thread.pinned_until,
        is_locked=thread.is_locked,
        closed_at=min(filter(None, (thread.closed_at, closes_at)), default=None),
        archived_at=thread.archived_at,
        is_wiki=thread.is_wiki,
        slow_mode_seconds=thread.slow_mode_seconds,
    )


def _address(
    node: Any, kind: NodeKind, text: Any, chain: LocaleChain, around: Surroundings
) -> tuple[str | None, tuple[str, ...]]:
    """Return the address of the text that is shown, and all others that lead to it for readers of the language."""
    rows = around.addresses.get(node.id, ())
    current = present_paths(node, kind, around)
    path = current.get(text.locale)
    # What was never published has an address already, and keeps it to itself.
    known = {row.locale for row in node.translations.all() if row.published_at is not None}
    among = set(codes(chain))
    former = [
        row.path
        for row in rows
        if row.locale in among and row.path != path and (row.locale in known or not row.is_current)
    ]
    return path, tuple(dict.fromkeys(former))


def present_paths(node: Any, kind: NodeKind, around: Surroundings) -> dict[str, str]:
    """Return a node's addresses by language; of a kind that is found by its slug alone, made of it."""
    if kind.url_prefix is None:
        return {}
    found = {row.locale: row.path for row in around.addresses.get(node.id, ()) if row.is_current}
    for text in node.translations.all():
        if text.locale in found:
            continue
        slugs = [text.slug]
        if not kind.addressed:
            above = [chosen(row.translations.all(), LocaleChain(locale=text.locale)) for row in around.above(node)]
            if None in above:
                continue
            slugs = [*(row.slug for row in above), text.slug]
        made = slug_path(kind.url_prefix, slugs)
        if made is not None:
            found[text.locale] = made
    return found


def _addresses(node: Any, kind: NodeKind, around: Surroundings, tenant: TenantInfo) -> Mapping[str, str]:
    """Return the addresses of the languages that readers have, and that the node is published in."""
    shown = published(node.translations.all())
    paths = present_paths(node, kind, around)
    return {code: paths[code] for code in tenant.locale_codes if code in shown and code in paths}


def _breadcrumbs(above: list[Any], chain: LocaleChain, around: Surroundings) -> list[StoreNodeRef]:
    found = []
    for row in above:
        text = chosen(row.translations.all(), chain)
        current = {entry.locale: entry.path for entry in around.addresses.get(row.id, ()) if entry.is_current}
        if text is not None:
            found.append(StoreNodeRef(id=row.id, title=text.title, path=current.get(text.locale)))
    return found


def _cover(node: Any, chain: LocaleChain, around: Surroundings, title: str) -> Any:
    """Return the picture that the metadata name by its id; what else stands there, as it is."""
    wanted = cover_id(node.metadata)
    if wanted is None:
        return node.metadata.get("cover")
    asset = around.assets.get(wanted)
    return picture(asset, chain, title) if asset is not None else None


def node_reference(node: Any, kind: NodeKind, chain: LocaleChain, around: Surroundings) -> StoreNodeRef | None:
    """Name a node where another thing leads to it; None where readers of the language do not see it."""
    text = chosen(node.translations.all(), chain)
    if text is None or not _is_shown(node, chain) or not all(_is_shown(row, chain) for row in around.above(node)):
        return None
    return StoreNodeRef(id=node.id, title=text.title, path=present_paths(node, kind, around).get(text.locale))
