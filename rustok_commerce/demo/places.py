"""A second place with stock in the demo shops, so that stock per location and transfers are seen."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce.demo.records import Catalog
from rustok_commerce.dto.inventory import CreateStockLocationRequest, TransferStockRequest
from rustok_commerce.selectors import inventory as inventory_selectors
from rustok_commerce.selectors import products as product_selectors
from rustok_commerce.services import inventory, stock_levels

_CODE: Final = "store"
_SHARE: Final = 3
_PRODUCTS: Final = 12


def seed_places(ctx: RequestContext, wanted: Catalog) -> None:
    """Take a third of what there is of some products to a store in town, once: what can be sold stays the same."""
    places = inventory_selectors.list_locations(ctx)
    if len(places) != 1:
        # None: nothing was seeded. More: this was done, or somebody has places of their own.
        return
    with transaction.atomic():
        store = inventory.create_location(
            ctx, parse(CreateStockLocationRequest, {"code": _CODE, "name": "Store in town"})
        )
        for record in wanted.products[:_PRODUCTS]:
            product = product_selectors.find_product(ctx, record.handle)
            for variant in product.variants if product is not None else ():
                if variant.available >= _SHARE:
                    data = {
                        "variant_id": to_ulid(variant.id),
                        "from_location_id": to_ulid(places[0].id),
                        "to_location_id": to_ulid(store.id),
                        "quantity": variant.available // _SHARE,
                        "note": "First delivery to the store",
                    }
                    stock_levels.transfer_stock(ctx, parse(TransferStockRequest, data))
