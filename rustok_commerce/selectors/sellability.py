"""Why a product is not for sale: everything that a storefront asks of it, asked one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.search.progress import indexed_versions
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import AttributeScope
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.dto.sellability import (
    ChannelSellabilityResponse,
    SellabilityProblemResponse,
    SellabilityReason,
    SellabilityResponse,
)
from rustok_commerce.mappers import ProductAggregate, VariantAggregate, choose
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.prices import Standing, standing, unit_price
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.prices import load_lists

_SHOWN: Final = 20

Problems = Iterator[SellabilityProblemResponse]
_Problem = SellabilityProblemResponse
_Reason = SellabilityReason


def explain(ctx: RequestContext, product_id: UUID) -> SellabilityResponse:
    """Tell whether shoppers can buy a product now, and what stands in the way, in every channel.

    :raises ProductNotFound: no such product in the shop.
    """
    require(ctx, "commerce.product:read")
    found = load_products([product_id])
    if not found:
        raise errors.ProductNotFound(product=to_ulid(product_id))
    (aggregate,) = found
    now = timezone.now()
    general = (
        *_of_status(aggregate.product),
        *_of_variants(aggregate),
        *_of_attributes(aggregate, ctx.locale),
        *_of_index(aggregate),
        *_of_translations(aggregate),
    )
    lists = standing(load_lists(), now)
    # What blocks everywhere blocks in each channel: no channel is to look as if nothing stood in the way there.
    blocking = tuple(problem for problem in general if problem.blocks)
    channels = tuple(_in_channel(aggregate, channel, now, lists, blocking) for channel in sales_channels())
    return SellabilityResponse(
        product_id=product_id,
        is_for_sale=any(channel.is_for_sale for channel in channels),
        problems=general,
        channels=channels,
    )


def _in_channel(
    aggregate: ProductAggregate,
    channel: SalesChannel,
    now: dt.datetime,
    lists: Mapping[UUID, Standing],
    blocking: Sequence[SellabilityProblemResponse],
) -> ChannelSellabilityResponse:
    problems = (*blocking, *_of_offer(aggregate, channel, now), *_of_sale(aggregate, channel, now, lists))
    return ChannelSellabilityResponse(
        channel_code=channel.code,
        channel_name=channel.name,
        is_for_sale=not any(problem.blocks for problem in problems),
        problems=problems,
    )


def _of_status(product: models.Product) -> Problems:
    if product.status == ProductStatus.ARCHIVED:
        yield _Problem(reason=_Reason.ARCHIVED, blocks=True, message="It is archived.")
    elif product.status != ProductStatus.ACTIVE and product.publish_at is not None:
        yield _Problem(
            reason=_Reason.SCHEDULED, blocks=True, message="It waits to be published.", at=product.publish_at
        )
    elif product.status != ProductStatus.ACTIVE:
        yield _Problem(reason=_Reason.DRAFT, blocks=True, message="It is a draft: publish it.")


def _of_variants(aggregate: ProductAggregate) -> Problems:
    if not aggregate.variants:
        yield _Problem(reason=_Reason.NO_VARIANT, blocks=True, message="It has no variant: nothing can be bought.")


def _of_attributes(aggregate: ProductAggregate, locale: str) -> Problems:
    """Name the attributes that the product's type asks for and that say nothing."""
    if aggregate.product.product_type_id is None:
        return
    required = models.ProductTypeAttribute.objects.filter(
        product_type_id=aggregate.product.product_type_id, is_required=True
    ).select_related("attribute")
    locales = current_tenant().fallback_chain(locale)
    said = {assignment.attribute_id for assignment in aggregate.attributes}
    # A product that is shown already stays so; it cannot be published anew.
    blocks = aggregate.product.status != ProductStatus.ACTIVE
    for row in required.order_by("position", "id"):
        chosen = choose(row.attribute.names, locales, current_tenant().default_locale)
        name = chosen[1] if chosen is not None else row.attribute.key
        if row.scope == AttributeScope.PRODUCT:
            if row.attribute_id not in said:
                yield _Problem(
                    reason=_Reason.ATTRIBUTE_MISSING,
                    blocks=blocks,
                    message=f"{name} is required by its type and says nothing.",
                    attribute=row.attribute.key,
                )
            continue
        silent = [
            entry
            for entry in aggregate.variants
            if row.attribute_id not in {assignment.attribute_id for assignment in entry.attributes}
        ]
        if silent:
            yield _Problem(
                reason=_Reason.ATTRIBUTE_MISSING,
                blocks=blocks,
                message=f"{name} is required by its type and says nothing of {_count(silent)}.",
                attribute=row.attribute.key,
                variant_ids=_ids(silent),
            )


def _of_index(aggregate: ProductAggregate) -> Problems:
    """Compare the product with its documents: what storefronts read may be a moment behind, or much more."""
    product = aggregate.product
    found = indexed_versions("products", [product.id])
    if found is None or product.status != ProductStatus.ACTIVE:
        return
    documents = found.get(product.id, {})
    missing = [locale for locale in current_tenant().locale_codes if locale not in documents]
    old = [locale for locale, version in sorted(documents.items()) if version < product.source_version]
    if not documents:
        yield _Problem(
            reason=_Reason.NOT_INDEXED, blocks=True, message="Storefronts do not know it yet: the read model is behind."
        )
    elif missing or old:
        yield _Problem(
            reason=_Reason.NOT_INDEXED,
            blocks=False,
            message=f"Storefronts still show an older state in {', '.join(sorted({*missing, *old}))}.",
        )


def _of_translations(aggregate: ProductAggregate) -> Problems:
    for locale in current_tenant().locale_codes:
        if locale not in aggregate.translations:
            yield _Problem(
                reason=_Reason.NO_TRANSLATION,
                blocks=False,
                message=f"It has no text in {locale}: readers get another language.",
                locale=locale,
            )


def _of_offer(aggregate: ProductAggregate, channel: SalesChannel, now: dt.datetime) -> Problems:
    """Ask the product's link with the channel."""
    link = aggregate.channel_links.get(channel.id) if channel.id is not None else None
    if link is None:
        return
    if not link.is_available:
        yield _Problem(reason=_Reason.NOT_IN_CHANNEL, blocks=True, message="It is not offered in this channel.")
    elif link.available_from is not None and link.available_from > now:
        yield _Problem(
            reason=_Reason.NOT_YET_IN_CHANNEL,
            blocks=True,
            message="It is not offered in this channel yet.",
            at=link.available_from,
        )
    elif link.available_until is not None and link.available_until <= now:
        yield _Problem(
            reason=_Reason.NO_LONGER_IN_CHANNEL,
            blocks=True,
            message="It is not offered in this channel any more.",
            at=link.available_until,
        )


def _of_sale(
    aggregate: ProductAggregate, channel: SalesChannel, now: dt.datetime, lists: Mapping[UUID, Standing]
) -> Problems:
    """Ask for prices and stock: a variant is sold where it has both."""
    if not aggregate.variants:
        return
    priced: dict[str, list[VariantAggregate]] = {
        currency: [
            entry for entry in aggregate.variants if unit_price(entry, channel, currency, now, lists) is not None
        ]
        for currency in channel.currencies
    }
    somewhere = any(priced.values())
    for currency, found in priced.items():
        without = [entry for entry in aggregate.variants if entry not in found]
        if without:
            yield _Problem(
                reason=_Reason.NO_PRICE,
                blocks=not somewhere,
                message=f"There is no price in {currency} for {_count(without, aggregate.variants)}.",
                currency=currency,
                variant_ids=_ids(without),
            )
    sold_out = [entry for entry in aggregate.variants if not entry.in_stock]
    if sold_out:
        # What is in stock has to be what has a price.
        left = [entry for found in priced.values() for entry in found if entry.in_stock]
        yield _Problem(
            reason=_Reason.OUT_OF_STOCK,
            blocks=somewhere and not left,
            message=f"Out of stock: {_count(sold_out, aggregate.variants, all_of_them='all variants')}.",
            variant_ids=_ids(sold_out),
        )


def _count(
    found: Sequence[VariantAggregate], of: Sequence[VariantAggregate] = (), *, all_of_them: str = "any variant"
) -> str:
    if of and len(found) == len(of):
        return all_of_them if len(of) > 1 else "the variant"
    if len(found) == 1:
        return found[0].variant.sku or "one variant"
    return f"{len(found)} of {len(of)} variants" if of else f"{len(found)} variants"


def _ids(found: Iterable[VariantAggregate]) -> tuple[UUID, ...]:
    return tuple(entry.variant.id for entry in found)[:_SHOWN]
