"""Channels and a sale of the demo shop, so that prices by channel and reductions are seen."""

from __future__ import annotations

from typing import Any, Final

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce.demo.records import Catalog
from rustok_commerce.dto.channels import CreateChannelRequest
from rustok_commerce.dto.prices import CreatePriceListRequest, SetPricesRequest
from rustok_commerce.selectors import channels as channel_selectors
from rustok_commerce.selectors import price_lists as list_selectors
from rustok_commerce.selectors import products as product_selectors
from rustok_commerce.services import channels, price_lists, pricing

_CHANNELS: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "demo": (
        {"code": "default", "name": "Web shop", "currencies": ["USD", "EUR"]},
        {
            "code": "europe",
            "name": "European shop",
            "currencies": ["EUR"],
            "locales": ["de", "en"],
            "countries": ["DE", "AT", "NL", "BE", "LU", "FR"],
            "position": 1,
        },
    ),
}
_SALE: Final = "candle-weeks"
_SALE_CATEGORY: Final = "candles"
_SALE_PERCENT: Final = 85


def seed_channels(ctx: RequestContext, wanted: Catalog) -> None:
    """Make the channels of a data set where there are none at all."""
    if not channel_selectors.list_channels(ctx):
        for data in _CHANNELS.get(wanted.tenant, ()):
            channels.create_channel(ctx, parse(CreateChannelRequest, data))


def seed_sale(ctx: RequestContext, wanted: Catalog) -> None:
    """Put the products of one category on sale, once."""
    on_sale = [product for product in wanted.products if product.category == _SALE_CATEGORY]
    if not on_sale or any(row.code == _SALE for row in list_selectors.list_price_lists(ctx)):
        return
    data = {"code": _SALE, "name": "Candle weeks", "kind": "sale", "priority": 10}
    sale = price_lists.create_price_list(ctx, parse(CreatePriceListRequest, data))
    rows = []
    for product in on_sale:
        present = product_selectors.find_product(ctx, product.handle)
        rows += [
            {
                "variant_id": to_ulid(variant.id),
                "currency": price.currency,
                "amount": price.amount * _SALE_PERCENT // 100,
                "price_list_id": to_ulid(sale.id),
            }
            for variant in (present.variants if present is not None else ())
            for price in variant.prices
            if price.min_quantity == 1 and price.channel_id is None and price.price_list_id is None
        ]
    if rows:
        pricing.set_prices(ctx, parse(SetPricesRequest, {"prices": rows}))
    price_lists.activate_price_list(ctx, sale.id)
