"""Loads products and categories whole, in a number of statements that does not grow with theirs."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.mappers import CategoryAggregate, ProductAggregate, VariantAggregate


def load_products(ids: Iterable[UUID]) -> list[ProductAggregate]:
    """Load products with everything that belongs to them, in the order of ``ids``; missing ones are left out.

    At most eighteen statements, whatever the number of products.
    """
    order = list(dict.fromkeys(ids))
    products = {row.id: ProductAggregate(product=row) for row in models.Product.objects.filter(id__in=order)}
    if not products:
        return []
    mine = {"product_id__in": list(products)}
    for translation in models.ProductTranslation.objects.filter(**mine):
        products[translation.product_id].translations[translation.locale] = translation
    for tag in models.ProductTag.objects.filter(**mine).order_by("tag"):
        products[tag.product_id].tags.append(tag.tag)
    for media in models.ProductMedia.objects.filter(**mine).order_by("position", "id"):
        products[media.product_id].media.append(media)
    _load_options(products, mine)
    _load_variants(products, mine)
    _load_categories(products, mine)
    for link in models.ProductChannel.objects.filter(**mine):
        products[link.product_id].channel_links[link.channel_id] = link
    for place in models.CollectionProduct.objects.filter(**mine):
        products[place.product_id].collection_links[place.collection_id] = place.position
    slugs = models.Slug.objects.filter(kind=SlugKind.PRODUCT, entity_id__in=list(products))
    for slug in slugs.order_by("locale", "-is_current", "slug"):
        products[slug.entity_id].slugs.append(slug)
    return [products[product_id] for product_id in order if product_id in products]


def load_categories(ids: Iterable[UUID] | None = None) -> dict[UUID, CategoryAggregate]:
    """Load categories with their texts, all of the tenant's where no ids are given, siblings in order."""
    rows = models.Category.objects.order_by("position", "slug")
    texts = models.CategoryTranslation.objects.all()
    if ids is not None:
        wanted = list(ids)
        if not wanted:
            return {}
        rows, texts = rows.filter(id__in=wanted), texts.filter(category_id__in=wanted)
    found = {row.id: CategoryAggregate(category=row) for row in rows}
    for text in texts:
        # A category made between the two statements is not ours to show.
        if text.category_id in found:
            found[text.category_id].translations[text.locale] = text
    return found


def _load_options(products: dict[UUID, ProductAggregate], mine: dict[str, list[UUID]]) -> None:
    owners: dict[UUID, ProductAggregate] = {}
    for option in models.ProductOption.objects.filter(**mine).order_by("position", "id"):
        products[option.product_id].options.append(option)
        owners[option.id] = products[option.product_id]
    values = models.ProductOptionValue.objects.filter(option_id__in=list(owners)).order_by("position", "id")
    for value in values:
        owners[value.option_id].values.setdefault(value.option_id, []).append(value)


def _load_variants(products: dict[UUID, ProductAggregate], mine: dict[str, list[UUID]]) -> None:
    variants: dict[UUID, VariantAggregate] = {}
    for row in models.Variant.objects.filter(**mine).order_by("position", "id"):
        variants[row.id] = VariantAggregate(variant=row)
        products[row.product_id].variants.append(variants[row.id])
    theirs = {"variant_id__in": list(variants)}
    for title in models.VariantTranslation.objects.filter(**theirs):
        variants[title.variant_id].titles[title.locale] = title.title
    for choice in models.VariantOptionValue.objects.filter(**theirs):
        variants[choice.variant_id].choices[choice.option_id] = choice.value_id
    for price in models.Price.objects.filter(**theirs).order_by("currency", "min_quantity"):
        variants[price.variant_id].prices.append(price)
    assignments = models.AttributeAssignment.objects.filter(**mine).select_related("attribute", "value")
    for assignment in assignments.order_by("position", "id"):
        if assignment.variant_id is None:
            products[assignment.product_id].attributes.append(assignment)
        elif assignment.variant_id in variants:
            variants[assignment.variant_id].attributes.append(assignment)
    levels = models.StockLevel.objects.filter(**theirs).select_related("location")
    for level in levels.order_by("location__code"):
        variants[level.variant_id].levels.append(level)


def _load_categories(products: dict[UUID, ProductAggregate], mine: dict[str, list[UUID]]) -> None:
    links = list(
        models.ProductCategory.objects.filter(**mine)
        .order_by("-is_primary", "id")
        .values_list("product_id", "category_id", "is_primary")
    )
    categories = load_categories({category_id for _, category_id, _ in links})
    for product_id, category_id, is_primary in links:
        if category_id in categories:
            products[product_id].categories.append(categories[category_id])
        if is_primary:
            products[product_id].primary_category_id = category_id
