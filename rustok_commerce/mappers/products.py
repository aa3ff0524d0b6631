"""Products and variants to DTOs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rustok_commerce import models
from rustok_commerce.dto.localized import LocalizedText
from rustok_commerce.dto.products import (
    PriceRangeResponse,
    ProductCategoryResponse,
    ProductMediaResponse,
    ProductResponse,
    ProductStatus,
    ProductSummaryResponse,
    ProductTranslationResponse,
)
from rustok_commerce.dto.variants import OptionChoice, OptionResponse, OptionValueResponse, VariantResponse
from rustok_commerce.mappers.aggregates import ProductAggregate, VariantAggregate, choose
from rustok_commerce.mappers.attributes import assigned_attributes
from rustok_commerce.mappers.completeness import completeness
from rustok_commerce.mappers.inventory import level_response
from rustok_commerce.mappers.prices import price_response


def localized(names: Mapping[str, str]) -> tuple[LocalizedText, ...]:
    """Map a stored map of locale to text."""
    return tuple(LocalizedText(locale=locale, value=value) for locale, value in sorted(names.items()))


def named(row: models.ProductOption | models.ProductOptionValue, locales: Sequence[str], source: str) -> str:
    """Return the name of an option or value in the first of the locales that there is, else its key."""
    chosen = choose(row.names, locales, source)
    return chosen[1] if chosen is not None else str(row.key)


def variant_title(aggregate: ProductAggregate, variant: VariantAggregate, locales: Sequence[str], default: str) -> str:
    """Name a variant: by its own title, else by its option values, else by ``default`` (its product's title)."""
    source = aggregate.product.source_locale
    titles = variant.titles
    if variant.variant.title:
        titles = {source: variant.variant.title, **titles}
    chosen = choose(titles, locales, source) if titles else None
    if chosen is not None:
        return chosen[1]
    parts = [named(value, locales, source) for _, value in aggregate.chosen_values(variant)]
    return " / ".join(parts) if parts else default


def option_choices(aggregate: ProductAggregate, variant: VariantAggregate) -> tuple[OptionChoice, ...]:
    """Return a variant's values by key, in the order of the product's options."""
    return tuple(OptionChoice(option=option.key, value=value.key) for option, value in aggregate.chosen_values(variant))


def price_ranges(aggregate: ProductAggregate) -> dict[str, tuple[int, int]]:
    """Return the lowest and highest usual price of one piece per currency, over all variants.

    Those of a channel, of a list or for a time only do not count.
    """
    ranges: dict[str, tuple[int, int]] = {}
    for variant in aggregate.variants:
        for price in variant.prices:
            if price.min_quantity == 1 and price.is_general:
                low, high = ranges.get(price.currency, (price.amount, price.amount))
                ranges[price.currency] = min(low, price.amount), max(high, price.amount)
    return dict(sorted(ranges.items()))


def variant_response(
    aggregate: ProductAggregate, variant: VariantAggregate, locales: Sequence[str], default_title: str
) -> VariantResponse:
    """Map a variant; its title is in the first of the locales that there is."""
    row = variant.variant
    return VariantResponse(
        id=row.id,
        product_id=row.product_id,
        title=variant_title(aggregate, variant, locales, default_title),
        titles=localized(variant.titles),
        sku=row.sku,
        barcode=row.barcode,
        gtin=row.gtin,
        asset_id=row.asset_id,
        options=option_choices(aggregate, variant),
        attributes=assigned_attributes(variant.attributes, locales, aggregate.product.source_locale),
        manage_inventory=row.manage_inventory,
        allow_backorder=row.allow_backorder,
        low_stock_threshold=row.low_stock_threshold,
        weight=row.weight,
        length=row.length,
        width=row.width,
        height=row.height,
        position=row.position,
        metadata=row.metadata,
        prices=tuple(price_response(price) for price in variant.prices),
        stock=tuple(level_response(level) for level in variant.levels),
        available=variant.available,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def product_response(aggregate: ProductAggregate, locales: Sequence[str], *, spoken: Sequence[str]) -> ProductResponse:
    """Map a product; its texts are in the first of the locales that there is. ``spoken`` are all of the shop's."""
    product = aggregate.product
    chosen = choose(aggregate.translations, locales, product.source_locale)
    locale, text = chosen if chosen is not None else (product.source_locale, None)
    title = text.title if text is not None else product.handle
    categories = []
    for entry in aggregate.categories:
        name = choose(entry.translations, locales, entry.category.source_locale)
        categories.append(
            ProductCategoryResponse(
                id=entry.category.id,
                slug=entry.category.slug,
                name=name[1].name if name is not None else entry.category.slug,
                is_primary=entry.category.id == aggregate.primary_category_id,
            )
        )
    return ProductResponse(
        id=product.id,
        handle=product.handle,
        status=ProductStatus(product.status),
        locale=locale,
        title=title,
        subtitle=text.subtitle if text is not None else None,
        description=text.description if text is not None else None,
        meta_title=text.meta_title if text is not None else None,
        meta_description=text.meta_description if text is not None else None,
        discountable=product.discountable,
        tax_class=product.tax_class.code if product.tax_class is not None else None,
        product_type=product.product_type.key if product.product_type is not None else None,
        attributes=assigned_attributes(aggregate.attributes, locales, product.source_locale),
        source_locale=product.source_locale,
        tags=tuple(aggregate.tags),
        metadata=product.metadata,
        translations=tuple(
            ProductTranslationResponse(
                locale=row.locale,
                title=row.title,
                slug=row.slug,
                subtitle=row.subtitle,
                description=row.description,
                meta_title=row.meta_title,
                meta_description=row.meta_description,
                is_source=row.locale == product.source_locale,
                is_stale=aggregate.is_stale(row),
            )
            for _, row in sorted(aggregate.translations.items())
        ),
        completeness=completeness(aggregate, spoken),
        categories=tuple(categories),
        options=tuple(
            OptionResponse(
                key=option.key,
                name=named(option, locales, product.source_locale),
                names=localized(option.names),
                values=tuple(
                    OptionValueResponse(
                        key=value.key,
                        name=named(value, locales, product.source_locale),
                        names=localized(value.names),
                    )
                    for value in aggregate.values.get(option.id, ())
                ),
            )
            for option in aggregate.options
        ),
        variants=tuple(variant_response(aggregate, variant, locales, title) for variant in aggregate.variants),
        media=tuple(
            ProductMediaResponse(asset_id=row.asset_id, position=row.position, alts=localized(row.alts))
            for row in aggregate.media
        ),
        version=product.version,
        published_at=product.published_at,
        publish_at=product.publish_at,
        unpublish_at=product.unpublish_at,
        next_change_at=product.next_change_at,
        schedule_error=product.schedule_error,
        created_at=product.created_at,
        updated_at=product.updated_at,
    )


def product_summary(aggregate: ProductAggregate, locales: Sequence[str]) -> ProductSummaryResponse:
    """Map a product for a list."""
    product = aggregate.product
    chosen = choose(aggregate.translations, locales, product.source_locale)
    locale, text = chosen if chosen is not None else (product.source_locale, None)
    return ProductSummaryResponse(
        id=product.id,
        handle=product.handle,
        status=ProductStatus(product.status),
        locale=locale,
        title=text.title if text is not None else product.handle,
        subtitle=text.subtitle if text is not None else None,
        asset_id=aggregate.media[0].asset_id if aggregate.media else None,
        tags=tuple(aggregate.tags),
        prices=tuple(
            PriceRangeResponse(currency=currency, min=low, max=high)
            for currency, (low, high) in price_ranges(aggregate).items()
        ),
        variant_count=len(aggregate.variants),
        available=sum(variant.available for variant in aggregate.variants),
        version=product.version,
        published_at=product.published_at,
        updated_at=product.updated_at,
    )
