"""Variants made of a product's options: one for each combination."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset
from rustok.errors import FieldError, InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.variants import (
    MAX_VARIANTS,
    CreateVariantRequest,
    GeneratedVariantResponse,
    GeneratedVariantsResponse,
    GenerateVariantsRequest,
    OptionChoice,
)
from rustok_commerce.services import options, pricing, variants
from rustok_commerce.services.revisions import check_version, lock_product, touch

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_SKU_LENGTH: Final = 64
_HANDLE: Final = "handle"

Combination = tuple[models.ProductOptionValue, ...]


@command()
def generate_variants(
    ctx: RequestContext, product_id: UUID, request: GenerateVariantsRequest
) -> GeneratedVariantsResponse:
    """Make a variant for each combination of a product's options that has none; or tell which would be made.

    One event tells of them all.

    :raises ProductNotFound: no such product in the shop.
    :raises InvalidOptions: the product has no options, or not those that are named.
    :raises TooManyVariants: the product would have more than it may.
    :raises DuplicateSku: the pattern makes the same SKU twice, or one that is taken.
    :raises InvalidInput: the pattern names something that the product does not have, or makes a SKU that is too long.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    """
    require(ctx, "commerce.product:update")
    pricing.hold_still(request.prices)
    product = lock_product(product_id)
    check_version(product, {} if isinstance(request.version, Unset) else {"version": request.version})
    axes = _axes(options.load_choices(product), request)
    present = models.Variant.objects.filter(product=product)
    taken = set(present.values_list("combination", flat=True))
    size = math.prod(len(axis) for axis in axes)
    if size > MAX_VARIANTS + len(taken):
        raise errors.TooManyVariants(limit=MAX_VARIANTS, count=size)
    missing = [
        combination
        for combination in itertools.product(*axes)
        if options.combination_of(_by_option(combination)) not in taken
    ]
    if len(taken) + len(missing) > MAX_VARIANTS:
        raise errors.TooManyVariants(limit=MAX_VARIANTS, count=len(taken) + len(missing))
    skus = _skus(product, missing, request.sku_pattern)
    made: list[models.Variant] = []
    if missing and not request.dry_run:
        made = variants.add_variants(ctx, product, _requests(missing, skus, request))
        touch(product, edited=False)
        publish(ctx, ProductUpdated(product_id=product.id, fields=("variants",)))
    elif missing:
        variants.refuse_taken_skus(skus)
    locales = current_tenant().fallback_chain(ctx.locale)
    return GeneratedVariantsResponse(
        variants=tuple(
            GeneratedVariantResponse(
                id=made[number].id if made else None,
                title=" / ".join(mappers.named(value, locales, product.source_locale) for value in combination),
                sku=skus[number],
                options=_choices(combination),
            )
            for number, combination in enumerate(missing)
        ),
        existing=size - len(missing),
        dry_run=request.dry_run,
    )


def _axes(choices: options.Choices, request: GenerateVariantsRequest) -> list[list[models.ProductOptionValue]]:
    """Return the values to combine, by option in the order of display."""
    if not choices.options:
        raise errors.InvalidOptions(reason="the product has no options")
    wanted: dict[str, set[str]] = {}
    for entry in request.options:
        if entry.option not in choices.options:
            raise errors.InvalidOptions(reason=f"there is no option {entry.option}")
        if entry.option in wanted:
            raise errors.InvalidOptions(reason=f"{entry.option} is given twice")
        unknown = sorted(set(entry.values) - choices.values[entry.option].keys())
        if unknown:
            raise errors.InvalidOptions(reason=f"{entry.option} has no value {unknown[0]}")
        wanted[entry.option] = set(entry.values)
    return [
        [value for name, value in values.items() if key not in wanted or name in wanted[key]]
        for key, values in choices.values.items()
    ]


def _by_option(combination: Combination) -> dict[UUID, models.ProductOptionValue]:
    return {value.option_id: value for value in combination}


def _choices(combination: Combination) -> tuple[OptionChoice, ...]:
    return tuple(OptionChoice(option=value.option.key, value=value.key) for value in combination)


def _skus(product: models.Product, combinations: Sequence[Combination], pattern: str | None) -> list[str | None]:
    if pattern is None:
        return [None] * len(combinations)
    made: list[str | None] = []
    for combination in combinations:
        words = {_HANDLE: product.handle, **{value.option.key: value.key for value in combination}}
        made.append(_sku(pattern, words))
    return made


def _sku(pattern: str, words: Mapping[str, str]) -> str:
    unknown = sorted({name for name in _PLACEHOLDER.findall(pattern) if name not in words})
    if unknown or set("{}") & set(_PLACEHOLDER.sub("", pattern)):
        known = ", ".join(f"{{{name}}}" for name in words)
        raise InvalidInput((FieldError(("sku_pattern",), "unknown_placeholder", f"It may name {known}."),))
    sku = _PLACEHOLDER.sub(lambda found: words[found[1]], pattern)
    if len(sku) > _SKU_LENGTH:
        message = f"{sku} is longer than {_SKU_LENGTH} characters."
        raise InvalidInput((FieldError(("sku_pattern",), "too_long", message),))
    return sku


def _requests(
    combinations: Sequence[Combination], skus: Sequence[str | None], request: GenerateVariantsRequest
) -> list[CreateVariantRequest]:
    return [
        CreateVariantRequest(
            sku=sku,
            options=_choices(combination),
            manage_inventory=request.manage_inventory,
            allow_backorder=request.allow_backorder,
            low_stock_threshold=request.low_stock_threshold,
            weight=request.weight,
            length=request.length,
            width=request.width,
            height=request.height,
            prices=request.prices,
            stock=request.stock,
        )
        for combination, sku in zip(combinations, skus, strict=True)
    ]
