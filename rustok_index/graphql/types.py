"""Types of the storefront, made from the dataclasses that sources fill; values are read out of stored JSON."""

from __future__ import annotations

from typing import Any

import graphene

from rustok.api.graphql.dto import object_type
from rustok.api.graphql.money import Money, MoneyRange, money
from rustok.api.graphql.scalars import ID, JSON
from rustok.search import storefront
from rustok_index.queries.channels import request_currency
from rustok_index.queries.product_markup import json_ld

_LOWEST_30D = (
    "Where it is reduced: the lowest price of the 30 days before the reduction (Directive 98/6/EC, article 6a)."
)
_CURRENCY = "ISO 4217 code; the first currency of the request's channel if not said."


def _shown(holder: dict[str, Any], info: Any, currency: str | None) -> tuple[dict[str, Any] | None, str]:
    """Return what a product or variant costs in the request's channel, and in which currency."""
    ctx = info.context.ctx
    code = currency or request_currency(ctx, None)
    return holder["prices"].get(ctx.channel, {}).get(code), code


def _price_range(card: dict[str, Any], info: Any, currency: str | None = None) -> dict[str, Any] | None:
    price, code = _shown(card, info, currency)
    return price and {"min": money(price["min"], code), "max": money(price["max"], code)}


def _price(variant: dict[str, Any], info: Any, currency: str | None = None) -> dict[str, Any] | None:
    price, code = _shown(variant, info, currency)
    return price and money(price["amount"], code)


def _compare_at_price(variant: dict[str, Any], info: Any, currency: str | None = None) -> dict[str, Any] | None:
    price, code = _shown(variant, info, currency)
    amount = price.get("compare_at") if price else None
    return None if amount is None else money(amount, code)


def _lowest_30d(holder: dict[str, Any], info: Any, currency: str | None = None) -> dict[str, Any] | None:
    price, code = _shown(holder, info, currency)
    amount = price.get("lowest_30d") if price else None
    return None if amount is None else money(amount, code)


def _json_ld(product: dict[str, Any], info: Any, currency: str | None = None) -> list[dict[str, Any]]:
    ctx = info.context.ctx
    return json_ld(product, channel=ctx.channel, currency=request_currency(ctx, currency))


def _priced(of: type[graphene.ObjectType], description: str) -> graphene.Field:
    return graphene.Field(of, currency=graphene.String(description=_CURRENCY), description=description)


StoreVariant = object_type(
    storefront.StoreVariant,
    price=_priced(Money, "The price in a currency; null where there is none."),
    resolve_price=_price,
    compare_at_price=_priced(Money, "The former, higher price."),
    resolve_compare_at_price=_compare_at_price,
    lowest_price_30d=_priced(Money, _LOWEST_30D),
    resolve_lowest_price_30d=_lowest_30d,
)
StoreProductCard = object_type(
    storefront.StoreProductCard,
    price_range=_priced(MoneyRange, "The prices of its variants in a currency; null where there are none."),
    resolve_price_range=_price_range,
    lowest_price_30d=_priced(Money, _LOWEST_30D),
    resolve_lowest_price_30d=_lowest_30d,
)
StoreProduct = object_type(
    storefront.StoreProduct,
    json_ld=graphene.Field(
        JSON, currency=graphene.String(description=_CURRENCY), description="Objects of schema.org for the page's head."
    ),
    resolve_json_ld=_json_ld,
    price_range=_priced(MoneyRange, "The prices of its variants in a currency; null where there are none."),
    resolve_price_range=_price_range,
    lowest_price_30d=_priced(Money, _LOWEST_30D),
    resolve_lowest_price_30d=_lowest_30d,
)
StoreCategoryCard = object_type(storefront.StoreCategoryCard)
StoreCategory = object_type(storefront.StoreCategory)
StoreFacetAttribute = object_type(storefront.StoreFacetAttribute)
StoreCollectionCard = object_type(storefront.StoreCollectionCard)
StoreCollection = object_type(storefront.StoreCollection)
StoreChannel = object_type(storefront.StoreChannel)
StoreNodeCard = object_type(storefront.StoreNodeCard)
StoreNode = object_type(storefront.StoreNode)
StorePost = object_type(storefront.StorePost)
StorePostSeriesCard = object_type(storefront.StorePostSeriesCard)
StorePostSeries = object_type(storefront.StorePostSeries)
StoreReply = object_type(storefront.StoreReply)
StorePostAuthor = object_type(storefront.StorePostAuthor)
StoreReplyPlace = object_type(storefront.StoreReplyPlace)
StoreMatch = object_type(storefront.StoreMatch)
StoreNodeCategory = object_type(storefront.StoreNodeCategory)
StoreTag = object_type(storefront.StoreTag)
StoreMenu = object_type(storefront.StoreMenu)
StoreArchiveMonth = object_type(storefront.StoreArchiveMonth)


class SearchItem(graphene.ObjectType):
    """One thing found. ``kind`` says whether it is a product or a node, or an answer to the node."""

    kind = graphene.String(required=True, description="`product`, or a kind of nodes.")
    product = graphene.Field(StoreProductCard)
    node = graphene.Field(StoreNodeCard, description="Of an answer, what it answers.")
    match = graphene.Field(StoreMatch, description="The answer that was found.")


class Suggestion(graphene.ObjectType):
    """A title to offer while somebody types."""

    id = ID(required=True)
    kind = graphene.String(required=True)
    title = graphene.String(required=True)
    slug = graphene.String(required=True, description="A product's handle or a node's slug.")
