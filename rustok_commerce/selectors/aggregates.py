"""Loads products and categories whole, in a number of statements that does not grow with theirs."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.mappers import CategoryAggregate, ProductAggregate, VariantAggregate
from rustok_commerce.selectors.rows import Among, read

_TIMES = ("created_at", "updated_at")


def load_products(ids: Iterable[UUID]) -> list[ProductAggregate]:
    """Load products with everything that belongs to them, in the order of ``ids``; missing ones are left out.

    At most twenty-three statements, whatever the number of products.
    """
    order = list(dict.fromkeys(ids))
    products = {
        row.id: ProductAggregate(product=row)
        for row in read(models.Product, models.Product.objects.filter(Among("id", order)))
    }
    if not products:
        return []
    _load_types(products.values())
    _load_tax_classes(products.values())
    mine = Among("product_id", products)
    texts = models.ProductTranslation.objects.filter(mine)
    for translation in read(models.ProductTranslation, texts, without=_TIMES):
        products[translation.product_id].translations[translation.locale] = translation
    tags = models.ProductTag.objects.filter(mine).order_by("tag")
    for product_id, tag in tags.values_list("product_id", "tag"):
        products[product_id].tags.append(tag)
    pictures = models.ProductMedia.objects.filter(mine).order_by("position", "id")
    for media in read(models.ProductMedia, pictures):
        products[media.product_id].media.append(media)
    _load_options(products, mine)
    _load_variants(products, mine)
    _load_categories(products, mine)
    for link in read(models.ProductChannel, models.ProductChannel.objects.filter(mine)):
        products[link.product_id].channel_links[link.channel_id] = link
    places = models.CollectionProduct.objects.filter(mine)
    for product_id, collection_id, position in places.values_list("product_id", "collection_id", "position"):
        products[product_id].collection_links[collection_id] = position
    slugs = models.Slug.objects.filter(Among("entity_id", products), kind=SlugKind.PRODUCT)
    for slug in read(models.Slug, slugs.order_by("slug"), without=("created_at",)):
        products[slug.entity_id].slugs.append(slug)
    return [products[product_id] for product_id in order if product_id in products]


def load_titles(ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Load the titles by locale of products that shoppers see, in one statement; in none where there are no ids."""
    wanted = list(ids)
    found: dict[UUID, dict[str, str]] = {}
    if wanted:
        rows = models.ProductTranslation.objects.filter(product_id__in=wanted, product__status=ProductStatus.ACTIVE)
        for product_id, locale, title in rows.values_list("product_id", "locale", "title"):
            found.setdefault(product_id, {})[locale] = title
    return found


def load_slugs(kind: SlugKind, ids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Load all addresses that lead to categories or collections, and led to them, in one statement."""
    found: dict[UUID, set[str]] = {}
    rows = models.Slug.objects.filter(kind=kind, entity_id__in=list(ids))
    for entity_id, slug in rows.values_list("entity_id", "slug"):
        found.setdefault(entity_id, set()).add(slug)
    return found


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


def _load_types(products: Iterable[ProductAggregate]) -> None:
    """Load the types of products: those are few, however many products are of them."""
    wanted = {aggregate.product.product_type_id for aggregate in products} - {None}
    types = {row.id: row for row in models.ProductType.objects.filter(id__in=wanted)} if wanted else {}
    for aggregate in products:
        type_id = aggregate.product.product_type_id
        aggregate.product._state.fields_cache["product_type"] = types[type_id] if type_id is not None else None


def _load_tax_classes(products: Iterable[ProductAggregate]) -> None:
    """Load the tax classes of products, as their types: most are of none, which takes no statement."""
    wanted = {aggregate.product.tax_class_id for aggregate in products} - {None}
    classes = {row.id: row for row in models.TaxClass.objects.filter(id__in=wanted)} if wanted else {}
    for aggregate in products:
        class_id = aggregate.product.tax_class_id
        aggregate.product._state.fields_cache["tax_class"] = classes[class_id] if class_id is not None else None


def _load_options(products: dict[UUID, ProductAggregate], mine: Among) -> None:
    owners: dict[UUID, ProductAggregate] = {}
    options = models.ProductOption.objects.filter(mine).order_by("position", "id")
    for option in read(models.ProductOption, options):
        products[option.product_id].options.append(option)
        owners[option.id] = products[option.product_id]
    values = models.ProductOptionValue.objects.filter(Among("option_id", owners)).order_by("position", "id")
    for value in read(models.ProductOptionValue, values):
        owners[value.option_id].values.setdefault(value.option_id, []).append(value)


def _load_variants(products: dict[UUID, ProductAggregate], mine: Among) -> None:
    variants: dict[UUID, VariantAggregate] = {}
    rows = models.Variant.objects.filter(mine).order_by("position", "id")
    for row in read(models.Variant, rows):
        variants[row.id] = VariantAggregate(variant=row)
        products[row.product_id].variants.append(variants[row.id])
    theirs = Among("variant_id", variants)
    titles = models.VariantTranslation.objects.filter(theirs)
    for variant_id, locale, title in titles.values_list("variant_id", "locale", "title"):
        variants[variant_id].titles[locale] = title
    choices = models.VariantOptionValue.objects.filter(theirs)
    for variant_id, option_id, value_id in choices.values_list("variant_id", "option_id", "value_id"):
        variants[variant_id].choices[option_id] = value_id
    prices = models.Price.objects.filter(theirs).order_by("currency", "min_quantity", "id")
    for price in read(models.Price, prices, without=_TIMES):
        variants[price.variant_id].prices.append(price)
    for assignment in _assignments(mine):
        if assignment.variant_id is None:
            products[assignment.product_id].attributes.append(assignment)
        elif assignment.variant_id in variants:
            variants[assignment.variant_id].attributes.append(assignment)
    levels = list(read(models.StockLevel, models.StockLevel.objects.filter(theirs)))
    places = {row.id: row for row in models.StockLocation.objects.filter(id__in={row.location_id for row in levels})}
    for level in levels:
        level._state.fields_cache["location"] = places[level.location_id]
    for level in sorted(levels, key=lambda row: places[row.location_id].code):
        variants[level.variant_id].levels.append(level)


def _assignments(mine: Among) -> list[models.AttributeAssignment]:
    """Load what attributes say, in order, each with its attribute and value: those are few, however many say it."""
    rows = models.AttributeAssignment.objects.filter(mine).order_by("position", "id")
    found = list(read(models.AttributeAssignment, rows))
    if not found:
        return []
    attributes = {row.id: row for row in models.Attribute.objects.filter(id__in={row.attribute_id for row in found})}
    chosen = {row.value_id for row in found if row.value_id is not None}
    values = {row.id: row for row in models.AttributeValue.objects.filter(id__in=chosen)}
    for row in found:
        row._state.fields_cache["attribute"] = attributes[row.attribute_id]
        row._state.fields_cache["value"] = values[row.value_id] if row.value_id is not None else None
    return found


def _load_categories(products: dict[UUID, ProductAggregate], mine: Among) -> None:
    links = list(
        models.ProductCategory.objects.filter(mine)
        .order_by("-is_primary", "id")
        .values_list("product_id", "category_id", "is_primary")
    )
    categories = load_categories({category_id for _, category_id, _ in links})
    for product_id, category_id, is_primary in links:
        if category_id in categories:
            products[product_id].categories.append(categories[category_id])
        if is_primary:
            products[product_id].primary_category_id = category_id
