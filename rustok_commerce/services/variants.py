"""Variants: create, change, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import VariantCreated, VariantDeleted, VariantUpdated
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import MovementReason
from rustok_commerce.dto.variants import CreateVariantRequest, UpdateVariantRequest, VariantResponse
from rustok_commerce.selectors.products import present_variant
from rustok_commerce.services import inventory, options, pricing
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import text_map
from rustok_commerce.services.revisions import check_version, lock_product, lock_variant, touch

_COLUMNS = (
    "title",
    "sku",
    "barcode",
    "manage_inventory",
    "allow_backorder",
    "low_stock_threshold",
    "weight",
    "length",
    "width",
    "height",
    "metadata",
)


@command()
def create_variant(ctx: RequestContext, product_id: UUID, request: CreateVariantRequest) -> VariantResponse:
    """Add a variant to a product, with its prices and first stock.

    :raises ProductNotFound: no such product in the shop.
    :raises DuplicateSku: the SKU is taken.
    :raises DuplicateCombination: another variant has the same options.
    :raises InvalidOptions: not one value of each of the product's options.
    """
    require(ctx, "commerce.product:update")
    product = lock_product(product_id)
    (variant,) = add_variants(ctx, product, [request])
    touch(product, edited=False)
    publish(ctx, VariantCreated(product_id=product.id, variant_id=variant.id))
    return present_variant(ctx, variant.id)


@command()
def update_variant(ctx: RequestContext, variant_id: UUID, request: UpdateVariantRequest) -> VariantResponse:
    """Change a variant. What is as asked already changes nothing and tells nobody.

    :raises VariantNotFound: no such variant in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the variant in between.
    :raises DuplicateSku: the SKU is taken.
    :raises DuplicateCombination: another variant has the same options.
    :raises InvalidOptions: not one value of each of the product's options.
    :raises StockReserved: backorders end, and more is promised than there is.
    """
    require(ctx, "commerce.product:update")
    product, variant = lock_variant(variant_id)
    changes = given(request)
    check_version(variant, changes)
    changed = False
    for name in (*_COLUMNS, "position"):
        if name in changes and getattr(variant, name) != changes[name]:
            setattr(variant, name, changes[name])
            changed = True
    if not isinstance(request.titles, Unset):
        changed |= _replace_titles(variant, text_map(request.titles))
    chosen = None
    if not isinstance(request.options, Unset):
        chosen = options.choose_values(product, request.options)
        present = dict(models.VariantOptionValue.objects.filter(variant=variant).values_list("option_id", "value_id"))
        if present == {option_id: value.id for option_id, value in chosen.items()}:
            chosen = None
        else:
            variant.combination, changed = options.combination_of(chosen), True
    if not changed:
        return present_variant(ctx, variant.id)
    variant.version += 1
    _save(variant)
    if chosen is not None:
        models.VariantOptionValue.objects.filter(variant=variant).delete()
        _write_choices({variant: chosen})
    if "allow_backorder" in changes:
        inventory.allow_backorder(variant)
    touch(product, edited=False)
    publish(ctx, VariantUpdated(product_id=product.id, variant_id=variant.id))
    return present_variant(ctx, variant.id)


@command()
def delete_variant(ctx: RequestContext, variant_id: UUID) -> None:
    """Delete a variant with its prices and stock. The ledger of stock remains.

    :raises VariantNotFound: no such variant in the shop.
    :raises StockReserved: pieces of it are promised to orders.
    """
    require(ctx, "commerce.product:update")
    product, variant = lock_variant(variant_id)
    if models.StockLevel.objects.filter(variant=variant, reserved__gt=0).exists():
        raise errors.StockReserved()
    variant.delete()
    touch(product, edited=False)
    publish(ctx, VariantDeleted(product_id=product.id, variant_id=variant_id))


def add_variants(
    ctx: RequestContext, product: models.Product, requests: Iterable[CreateVariantRequest]
) -> list[models.Variant]:
    """Write new variants of a locked product with all that they begin with; publishes nothing."""
    last = models.Variant.objects.filter(product=product).aggregate(last=Max("position"))["last"]
    position = -1 if last is None else last
    made: list[models.Variant] = []
    for request in requests:
        chosen = options.choose_values(product, request.options)
        position += 1
        variant = models.Variant(
            product=product,
            combination=options.combination_of(chosen),
            position=position if request.position is None else request.position,
            **{name: getattr(request, name) for name in _COLUMNS},
        )
        _save(variant)
        _write_choices({variant: chosen})
        _replace_titles(variant, text_map(request.titles))
        if request.prices:
            require(ctx, "commerce.price:update")
            pricing.add_prices(variant, request.prices)
        if request.stock is not None:
            require(ctx, "commerce.inventory:adjust")
            inventory.put_stock(
                ctx,
                variant,
                location=inventory.default_location(),
                on_hand=request.stock,
                reason=MovementReason.INITIAL,
            )
        made.append(variant)
    return made


def _save(variant: models.Variant) -> None:
    try:
        with transaction.atomic():
            variant.save()
    except IntegrityError as exc:
        match violated(exc):
            case "commerce_variants_tenant_sku_uq":
                raise errors.DuplicateSku(sku=variant.sku) from exc
            case "commerce_variants_combination_uq":
                raise errors.DuplicateCombination(combination=variant.combination) from exc
        raise


def _write_choices(chosen: Mapping[models.Variant, Mapping[UUID, Any]]) -> None:
    models.VariantOptionValue.objects.bulk_create(
        models.VariantOptionValue(variant=variant, option_id=option_id, value=value)
        for variant, values in chosen.items()
        for option_id, value in values.items()
    )


def _replace_titles(variant: models.Variant, titles: Mapping[str, str]) -> bool:
    rows = models.VariantTranslation.objects.filter(variant=variant)
    present = dict(rows.values_list("locale", "title"))
    if present == dict(titles):
        return False
    rows.delete()
    models.VariantTranslation.objects.bulk_create(
        models.VariantTranslation(variant=variant, locale=locale, title=title) for locale, title in titles.items()
    )
    return True
