"""Variants: create, change, delete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.errors import FieldError, InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.commerce import VariantCreated, VariantDeleted, VariantUpdated
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.variants import MAX_VARIANTS, CreateVariantRequest, UpdateVariantRequest, VariantResponse
from rustok_commerce.selectors.products import present_variant
from rustok_commerce.services import assignments, inventory, options, pricing
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import text_map
from rustok_commerce.services.price_history import write_removals
from rustok_commerce.services.revisions import check_version, lock_product, lock_types, lock_variant, touch

Path = tuple[str | int, ...]

COLUMNS: Final = (
    "title",
    "sku",
    "barcode",
    "gtin",
    "asset_id",
    "manage_inventory",
    "allow_backorder",
    "low_stock_threshold",
    "weight",
    "length",
    "width",
    "height",
    "metadata",
)
"""Columns of a variant that a request can set, beside its place."""


@command()
def create_variant(ctx: RequestContext, product_id: UUID, request: CreateVariantRequest) -> VariantResponse:
    """Add a variant to a product, with its prices and first stock.

    :raises ProductNotFound: no such product in the shop.
    :raises DuplicateSku: the SKU is taken.
    :raises DuplicateCombination: another variant has the same options.
    :raises InvalidOptions: not one value of each of the product's options.
    :raises TooManyVariants: the product would have more than it may.
    :raises InvalidInput: an attribute does not fit, or the picture is not one of the product's.
    """
    require(ctx, "commerce.product:update")
    if request.attributes:
        lock_types(shared=True)
    pricing.hold_still(request.prices)
    product = lock_product(product_id)
    (variant,) = add_variants(ctx, product, [request], path=None)
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
    if not isinstance(request.attributes, Unset):
        lock_types(shared=True)
    product, variant = lock_variant(variant_id)
    changes = given(request)
    check_version(variant, changes)
    changed = False
    for name in (*COLUMNS, "position"):
        if name in changes and getattr(variant, name) != changes[name]:
            setattr(variant, name, changes[name])
            changed = True
    if "asset_id" in changes:
        check_pictures(product, [variant], [()])
    if not isinstance(request.attributes, Unset):
        changed |= assignments.assign(product, [assignments.Said(entries=request.attributes, variant=variant)])
    if not isinstance(request.titles, Unset):
        changed |= _replace_titles(variant, text_map(request.titles))
    chosen = None
    if not isinstance(request.options, Unset):
        chosen = options.load_choices(product).choose(request.options)
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
        write_choices({variant: chosen})
    if "allow_backorder" in changes:
        inventory.allow_backorder(variant)
    touch(product, edited=False)
    publish(ctx, VariantUpdated(product_id=product.id, variant_id=variant.id))
    return present_variant(ctx, variant.id)


@command()
def delete_variant(ctx: RequestContext, variant_id: UUID) -> None:
    """Delete a variant with its prices and stock. The ledger of stock and the history of prices remain.

    :raises VariantNotFound: no such variant in the shop.
    :raises StockReserved: pieces of it are promised to orders.
    """
    require(ctx, "commerce.product:update")
    product, variant = lock_variant(variant_id)
    inventory.refuse_promised([variant.id])
    write_removals(ctx, "variant_id", variant_id)
    variant.delete()
    touch(product, edited=False)
    publish(ctx, VariantDeleted(product_id=product.id, variant_id=variant_id))


def add_variants(
    ctx: RequestContext,
    product: models.Product,
    requests: Iterable[CreateVariantRequest],
    *,
    path: Path | None = ("variants",),
) -> list[models.Variant]:
    """Write new variants of a locked product with all that they begin with; publishes nothing.

    Statements do not grow with the number of variants.

    :param path: where the request lists them, for errors that name a field; None where it is of one variant only.
    """
    present = models.Variant.objects.filter(product=product).aggregate(last=Max("position"), count=Count("id"))
    position = -1 if present["last"] is None else present["last"]
    return _add(
        ctx, product, list(requests), options.load_choices(product), path, position=position, count=present["count"]
    )


def add_first_variants(
    ctx: RequestContext, product: models.Product, requests: Iterable[CreateVariantRequest], *, has_options: bool
) -> list[models.Variant]:
    """Write the variants of a product made in this transaction, as :func:`add_variants` does; publishes nothing."""
    choices = options.load_choices(product) if has_options else options.Choices({}, {})
    return _add(ctx, product, list(requests), choices, ("variants",), position=-1, count=0)


def _add(
    ctx: RequestContext,
    product: models.Product,
    wanted: Sequence[CreateVariantRequest],
    choices: options.Choices,
    path: Path | None,
    *,
    position: int,
    count: int,
) -> list[models.Variant]:
    """Write variants behind the ``count`` that there are, the last of which is at ``position``."""
    if not wanted:
        return []
    if count + len(wanted) > MAX_VARIANTS:
        raise errors.TooManyVariants(limit=MAX_VARIANTS, count=count + len(wanted))
    chosen: dict[models.Variant, Mapping[UUID, models.ProductOptionValue]] = {}
    for number, request in enumerate(wanted, start=1):
        values = choices.choose(request.options)
        variant = models.Variant(
            product=product,
            combination=options.combination_of(values),
            position=position + number if request.position is None else request.position,
            **{name: getattr(request, name) for name in COLUMNS},
        )
        chosen[variant] = values
    made = list(chosen)
    where = [(*path, number) if path is not None else () for number in range(len(made))]
    check_pictures(product, made, where)
    _insert(made)
    write_choices(chosen)
    models.VariantTranslation.objects.bulk_create(
        models.VariantTranslation(variant=variant, locale=locale, title=title)
        for variant, request in zip(made, wanted, strict=True)
        for locale, title in text_map(request.titles).items()
    )
    assignments.assign(
        product,
        [
            assignments.Said(entries=request.attributes, variant=variant, path=(*place, "attributes"))
            for variant, request, place in zip(made, wanted, where, strict=True)
        ],
    )
    prices = {variant: request.prices for variant, request in zip(made, wanted, strict=True) if request.prices}
    if prices:
        require(ctx, "commerce.price:update")
        pricing.add_prices(ctx, prices)
    stock = {variant: r.stock for variant, r in zip(made, wanted, strict=True) if r.stock is not None}
    if stock:
        require(ctx, "commerce.inventory:adjust")
        inventory.put_first_stock(ctx, stock)
    return made


def forget_pictures(product: models.Product, asset_ids: Iterable[UUID]) -> None:
    """Take pictures that a locked product no longer has from its variants."""
    gone = list(asset_ids)
    if gone:
        models.Variant.objects.filter(product=product, asset_id__in=gone).update(
            asset_id=None, version=F("version") + 1, updated_at=timezone.now()
        )


def refuse_taken_skus(skus: Iterable[str | None]) -> None:
    """Refuse SKUs that could not be written, without writing them.

    :raises DuplicateSku: a SKU is taken, or there twice.
    """
    taken = models.Variant.objects.filter(sku__in=_refuse_twice(skus)).values_list("sku", flat=True)
    if sku := min(taken, default=None):
        raise errors.DuplicateSku(sku=sku)


def _refuse_twice(skus: Iterable[str | None]) -> set[str]:
    seen: set[str] = set()
    for sku in skus:
        if sku is None:
            continue
        if sku in seen:
            raise errors.DuplicateSku(sku=sku)
        seen.add(sku)
    return seen


def check_pictures(product: models.Product, made: Sequence[models.Variant], where: Sequence[Path]) -> None:
    """Refuse pictures of variants that are not the product's; ``where`` the request says each.

    :raises InvalidInput: naming them.
    """
    wanted = {variant.asset_id for variant in made if variant.asset_id is not None}
    if not wanted:
        return
    rows = models.ProductMedia.objects.filter(product=product, asset_id__in=wanted)
    known = set(rows.values_list("asset_id", flat=True))
    refused = tuple(
        FieldError((*place, "asset_id"), "not_found", "The product has no such picture.")
        for variant, place in zip(made, where, strict=True)
        if variant.asset_id is not None and variant.asset_id not in known
    )
    if refused:
        raise InvalidInput(refused)


def _insert(made: Sequence[models.Variant]) -> None:
    """Write the rows of new variants.

    :raises DuplicateSku: a SKU is taken, or there twice.
    :raises DuplicateCombination: a choice of options is taken, or there twice.
    """
    skus = _refuse_twice(variant.sku for variant in made)
    combinations: set[str] = set()
    for variant in made:
        if variant.combination and variant.combination in combinations:
            raise errors.DuplicateCombination(combination=variant.combination)
        combinations.add(variant.combination)
    try:
        with transaction.atomic():
            models.Variant.objects.bulk_create(made)
    except IntegrityError as exc:
        match violated(exc):
            case "commerce_variants_tenant_sku_uq":
                taken = models.Variant.objects.filter(sku__in=skus).values_list("sku", flat=True)
                raise errors.DuplicateSku(sku=min(taken, default="")) from exc
            case "commerce_variants_combination_uq":
                rows = models.Variant.objects.filter(product=made[0].product, combination__in=combinations - {""})
                combination = min(rows.values_list("combination", flat=True), default="")
                raise errors.DuplicateCombination(combination=combination) from exc
        raise


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


def write_choices(chosen: Mapping[models.Variant, Mapping[UUID, Any]]) -> None:
    """Write which values variants have that have none."""
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
