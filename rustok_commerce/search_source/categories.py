"""Categories as a storefront shows them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence, Set
from typing import Final
from uuid import UUID

from rustok.events.catalog import commerce as events
from rustok.events.envelope import EventEnvelope
from rustok.media.dto import AssetResponse
from rustok.media.selectors.assets import assets_by_id
from rustok.search.documents import CategoryDocument
from rustok.search.sources import LocaleChain
from rustok.search.storefront import StoreCategory, StoreCategoryCard, as_json
from rustok_commerce import models
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.mappers import CategoryAggregate, choose
from rustok_commerce.search_source.pictures import store_image
from rustok_commerce.search_source.tree import ancestors_of, category_reference, missing_ancestors, subtree
from rustok_commerce.selectors.aggregates import load_categories, load_slugs

CATEGORY_EVENTS: Final = (
    events.ProductCategoryCreated,
    events.ProductCategoryUpdated,
    events.ProductCategoryDeleted,
)


class CategorySource:
    """Documents of categories."""

    index = "categories"
    events = tuple(event.type for event in CATEGORY_EVENTS)

    def targets(self, envelopes: Sequence[EventEnvelope]) -> frozenset[UUID]:
        """Name the categories that the events touch: those below one that was moved or renamed, too."""
        touched = {envelope.event.aggregate_id for envelope in envelopes}
        return frozenset(touched | subtree(touched))

    def load(self, ids: Sequence[UUID], locales: Sequence[LocaleChain]) -> Sequence[CategoryDocument]:
        """Build the documents of these categories in every locale."""
        found = load_categories(ids)
        known = {**missing_ancestors(found), **found}
        slugs = load_slugs(SlugKind.CATEGORY, found)
        assets = assets_by_id(entry.category.asset_id for entry in found.values() if entry.category.asset_id)
        return [
            _category_document(found[category_id], chain, known, assets, slugs.get(category_id, set()))
            for category_id in ids
            if category_id in found
            for chain in locales
        ]

    def page(self, after: UUID | None, limit: int) -> Sequence[UUID]:
        """Return the next categories in id order."""
        rows = models.Category.objects.order_by("id")
        if after is not None:
            rows = rows.filter(id__gt=after)
        return list(rows.values_list("id", flat=True)[:limit])

    def versions(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """Return the current versions of these categories."""
        return dict(models.Category.objects.filter(id__in=list(ids)).values_list("id", "version"))


def _category_document(
    aggregate: CategoryAggregate,
    chain: LocaleChain,
    known: Mapping[UUID, CategoryAggregate],
    assets: Mapping[UUID, AssetResponse],
    slugs: Set[str],
) -> CategoryDocument:
    category = aggregate.category
    locales = (chain.locale, *chain.fallbacks)
    chosen = choose(aggregate.translations, locales, category.source_locale)
    source_locale, text = chosen if chosen is not None else (category.source_locale, None)
    name = text.name if text is not None else category.slug
    path = ancestors_of(category)
    slug = (text.slug if text is not None else None) or category.slug
    asset = assets.get(category.asset_id) if category.asset_id is not None else None
    card = StoreCategoryCard(
        id=category.id,
        slug=slug,
        name=name,
        parent_id=category.parent_id,
        position=category.position,
        image=store_image(asset, locales, category.source_locale, alts={}, default_alt=name) if asset else None,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
    )
    whole = StoreCategory(
        **{field.name: getattr(card, field.name) for field in dataclasses.fields(card)},
        description=text.description if text is not None else None,
        meta_title=text.meta_title if text is not None else None,
        meta_description=text.meta_description if text is not None else None,
        alternates={row.locale: row.slug or category.slug for row in aggregate.translations.values()},
        depth=len(path),
        breadcrumbs=tuple(category_reference(known[ancestor], locales) for ancestor in path if ancestor in known),
    )
    return CategoryDocument(
        entity_id=category.id,
        locale=chain.locale,
        source_locale=source_locale,
        is_fallback=source_locale != chain.locale,
        stale=False,
        source_version=category.version,
        status="published",
        title=name,
        slug=slug,
        former_slugs=tuple(sorted({category.slug, *slugs} - {slug})),
        search_text=(text.description if text is not None else None) or "",
        meta_title=whole.meta_title,
        meta_description=whole.meta_description,
        parent_id=category.parent_id,
        path=path,
        position=category.position,
        card=as_json(card),
        document=as_json(whole),
    )
