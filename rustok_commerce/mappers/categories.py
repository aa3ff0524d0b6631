"""Categories to DTOs."""

from __future__ import annotations

from collections.abc import Sequence

from rustok_commerce.dto.categories import CategoryResponse, CategoryTranslationResponse
from rustok_commerce.mappers.aggregates import CategoryAggregate, choose


def category_response(aggregate: CategoryAggregate, locales: Sequence[str]) -> CategoryResponse:
    """Map a category; its texts are in the first of the locales that there is."""
    category = aggregate.category
    chosen = choose(aggregate.translations, locales, category.source_locale)
    locale, text = chosen if chosen is not None else (category.source_locale, None)
    return CategoryResponse(
        id=category.id,
        slug=category.slug,
        parent_id=category.parent_id,
        depth=category.path.count("/"),
        position=category.position,
        asset_id=category.asset_id,
        locale=locale,
        name=text.name if text is not None else category.slug,
        description=text.description if text is not None else None,
        source_locale=category.source_locale,
        translations=tuple(
            CategoryTranslationResponse(
                locale=row.locale,
                name=row.name,
                slug=row.slug,
                description=row.description,
                meta_title=row.meta_title,
                meta_description=row.meta_description,
            )
            for _, row in sorted(aggregate.translations.items())
        ),
        version=category.version,
        created_at=category.created_at,
        updated_at=category.updated_at,
    )
