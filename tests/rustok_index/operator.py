"""Somebody who does whatever the shop allows, at random, through the commands that everybody uses."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from PIL import Image

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.media.dto import UpdateAssetRequest
from rustok.media.services import assets
from rustok.tenancy.services import tenants
from rustok_commerce import models
from rustok_commerce.dto.categories import CreateCategoryRequest, UpdateCategoryRequest
from rustok_commerce.dto.collections import (
    AddCollectionProductsRequest,
    CreateCollectionRequest,
    RemoveCollectionProductsRequest,
    UpdateCollectionRequest,
)
from rustok_commerce.dto.inventory import AdjustStockRequest, SetStockRequest
from rustok_commerce.dto.prices import RemovePriceRequest, SetPriceRequest
from rustok_commerce.dto.products import CreateProductRequest, SetProductTranslationRequest, UpdateProductRequest
from rustok_commerce.dto.variants import CreateVariantRequest, UpdateVariantRequest
from rustok_commerce.services import catalog, categories, collections, inventory, pricing, variants
from rustok_content import facade
from rustok_content import models as content_models
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest

WORDS = ("oak", "lamp", "steel", "chair", "лампа", "стул", "Tisch", "rug", "linen", "vase")
TAGS = ("new", "sale", "daily", "gift", "outdoor")
SIZES = ("s", "m", "l", "xl")
CURRENCIES = ("USD", "EUR")
# What is made grows the shop only as long as it is small: otherwise most operations would be about a thing of its own.
MOST_PRODUCTS = 60


class Operator:
    """Draws operations by weight; one that is refused changes nothing and counts as done."""

    def __init__(self, ctx: RequestContext, seed: int) -> None:
        self.ctx = ctx
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._operations: dict[Callable[[], object], int] = {
            self.create_product: 8,
            self.edit_product: 16,
            self.translate: 8,
            self.remove_translation: 2,
            self.publish: 10,
            self.withdraw: 4,
            self.delete_product: 2,
            self.price: 16,
            self.remove_price: 3,
            self.count_stock: 10,
            self.adjust_stock: 8,
            self.add_variant: 5,
            self.edit_variant: 5,
            self.delete_variant: 2,
            self.create_category: 3,
            self.rename_category: 4,
            self.move_category: 3,
            self.delete_category: 1,
            self.collect: 3,
            self.edit_collection: 3,
            self.fill_collection: 4,
            self.delete_collection: 1,
            self.take_picture: 2,
            self.describe_picture: 4,
            self.delete_picture: 1,
            self.write_node: 3,
            self.edit_node: 4,
            self.speak: 1,
        }

    def step(self) -> None:
        """Do something."""
        (operation,) = self.chance.choices(list(self._operations), list(self._operations.values()))
        name = getattr(operation, "__name__", "")
        try:
            operation()
        except RustokError as refusal:
            self.refused[f"{name}: {refusal.code}"] += 1
        else:
            self.done[name] += 1

    # Drawing.

    def one(self, rows: Any) -> UUID | None:
        """Draw an id of a query's rows, the same for the same seed: ids are new in every run, their order is not."""
        ids = list(rows.order_by("id").values_list("id", flat=True))
        return self.chance.choice(ids) if ids else None

    def some(self, rows: Any, most: int) -> list[str]:
        ids = list(rows.order_by("id").values_list("id", flat=True))
        return [str(found) for found in self.chance.sample(ids, min(len(ids), self.chance.randint(0, most)))]

    def text(self, words: int = 2) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(words)) + f" {self.chance.randint(1, 99)}"

    def locale(self) -> str:
        return self.chance.choice(("en", "ru", "de"))

    def amount(self) -> int:
        return self.chance.randint(1, 40) * 100 - 1

    # Products.

    def create_product(self) -> object:
        if models.Product.objects.count() >= MOST_PRODUCTS:
            return self.delete_product()
        sizes = self.chance.sample(SIZES, self.chance.randint(1, 3))
        data: dict[str, Any] = {
            "title": self.text(),
            "locale": "en",
            "description": self.text(8),
            "tags": self.chance.sample(TAGS, 2),
            "category_ids": self.some(models.Category.objects, 2),
            "options": [{"key": "size", "values": [{"key": size} for size in SIZES]}],
            "variants": [
                {
                    "options": [{"option": "size", "value": size}],
                    "prices": [{"currency": "USD", "amount": self.amount()}],
                    "stock": self.chance.randint(0, 5),
                }
                for size in sizes
            ],
        }
        if self.chance.random() < 0.5:
            data["translations"] = [{"locale": "ru", "title": self.text()}]
        if self.chance.random() < 0.5:
            data["media"] = [{"asset_id": found} for found in self.some(assets.models.Asset.objects, 2)]
        return catalog.create_product(self.ctx, parse(CreateProductRequest, data))

    def product(self) -> UUID:
        return self.one(models.Product.objects) or UUID(int=7)

    def variant(self) -> UUID:
        return self.one(models.Variant.objects) or UUID(int=7)

    def edit_product(self) -> object:
        changes: dict[str, Any] = self.chance.choice(
            (
                {"title": self.text()},
                {"subtitle": self.text(3), "locale": "en"},
                {"description": self.text(12)},
                {"tags": self.chance.sample(TAGS, self.chance.randint(0, 3))},
                {"category_ids": self.some(models.Category.objects, 3)},
                {"handle": f"h-{self.chance.randint(1, 80)}"},
                {"media": [{"asset_id": found} for found in self.some(assets.models.Asset.objects, 3)]},
                {"discountable": self.chance.random() < 0.5},
            )
        )
        return catalog.update_product(self.ctx, self.product(), parse(UpdateProductRequest, changes))

    def translate(self) -> object:
        data = {"locale": self.locale(), "title": self.text(), "description": self.text(6)}
        return catalog.set_translation(self.ctx, self.product(), parse(SetProductTranslationRequest, data))

    def remove_translation(self) -> object:
        return catalog.remove_translation(self.ctx, self.product(), locale=self.locale())

    def publish(self) -> object:
        return catalog.publish_product(self.ctx, self.product())

    def withdraw(self) -> object:
        return self.chance.choice((catalog.unpublish_product, catalog.archive_product))(self.ctx, self.product())

    def delete_product(self) -> object:
        return catalog.delete_product(self.ctx, self.product())

    # Variants, prices, stock.

    def price(self) -> object:
        amount = self.amount()
        data: dict[str, Any] = {"currency": self.chance.choice(CURRENCIES), "amount": amount}
        if self.chance.random() < 0.3:
            data["compare_at"] = amount + 500
        if self.chance.random() < 0.2:
            data["min_quantity"] = 10
        return pricing.set_price(self.ctx, self.variant(), parse(SetPriceRequest, data))

    def remove_price(self) -> object:
        return pricing.remove_price(
            self.ctx, self.variant(), RemovePriceRequest(currency=self.chance.choice(CURRENCIES))
        )

    def count_stock(self) -> object:
        data = {"variant_id": str(self.variant()), "on_hand": self.chance.randint(0, 9)}
        return inventory.set_stock(self.ctx, parse(SetStockRequest, data))

    def adjust_stock(self) -> object:
        data = {"variant_id": str(self.variant()), "delta": self.chance.randint(-3, 5)}
        return inventory.adjust_stock(self.ctx, parse(AdjustStockRequest, data))

    def add_variant(self) -> object:
        data = {
            "sku": f"SKU-{self.chance.randint(1, 500)}",
            "options": [{"option": "size", "value": self.chance.choice(SIZES)}],
            "prices": [{"currency": "USD", "amount": self.amount()}],
        }
        return variants.create_variant(self.ctx, self.product(), parse(CreateVariantRequest, data))

    def edit_variant(self) -> object:
        changes = self.chance.choice(
            (
                {"title": self.text()},
                {"allow_backorder": self.chance.random() < 0.5},
                {"manage_inventory": self.chance.random() < 0.5},
                {"sku": f"SKU-{self.chance.randint(1, 500)}"},
                {"weight": self.chance.randint(1, 900)},
                {"options": [{"option": "size", "value": self.chance.choice(SIZES)}]},
            )
        )
        return variants.update_variant(self.ctx, self.variant(), parse(UpdateVariantRequest, changes))

    def delete_variant(self) -> object:
        return variants.delete_variant(self.ctx, self.variant())

    # Categories and collections.

    def create_category(self) -> object:
        parent = self.one(models.Category.objects) if self.chance.random() < 0.7 else None
        data = {
            "name": self.text(),
            "locale": "en",
            "slug": f"c-{self.chance.randint(1, 60)}",
            "parent_id": parent and str(parent),
            "translations": [{"locale": "ru", "name": self.text()}],
        }
        return categories.create_category(self.ctx, parse(CreateCategoryRequest, data))

    def category(self) -> UUID:
        return self.one(models.Category.objects) or UUID(int=7)

    def rename_category(self) -> object:
        changes = self.chance.choice(
            (
                {"name": self.text(), "locale": self.locale()},
                {"slug": f"c-{self.chance.randint(1, 60)}"},
                {"position": 3},
            )
        )
        return categories.update_category(self.ctx, self.category(), parse(UpdateCategoryRequest, changes))

    def move_category(self) -> object:
        parent = self.one(models.Category.objects) if self.chance.random() < 0.8 else None
        request = parse(UpdateCategoryRequest, {"parent_id": parent and str(parent)})
        return categories.update_category(self.ctx, self.category(), request)

    def delete_category(self) -> object:
        return categories.delete_category(self.ctx, self.category())

    def collect(self) -> object:
        data: dict[str, Any] = {"name": self.text(), "locale": "en", "slug": f"k-{self.chance.randint(1, 30)}"}
        if self.chance.random() < 0.5:
            data |= {"kind": "rules", "rules": [self.rule()]}
        else:
            data |= {"product_ids": self.some(models.Product.objects, 5)}
        return collections.create_collection(self.ctx, parse(CreateCollectionRequest, data))

    def rule(self) -> dict[str, Any]:
        return self.chance.choice(
            (
                {"field": "tag", "value": self.chance.choice(TAGS)},
                {"field": "price", "operator": "at_most", "value": str(self.amount())},
                {"field": "in_stock", "value": "true"},
                {"field": "title", "operator": "contains", "value": self.chance.choice(WORDS)},
            )
        )

    def collection(self) -> UUID:
        return self.one(models.Collection.objects) or UUID(int=7)

    def edit_collection(self) -> object:
        changes = self.chance.choice(
            (
                {"name": self.text(), "locale": self.locale()},
                {"is_active": self.chance.random() < 0.7},
                {"position": self.chance.randint(0, 9)},
                {"rules": [self.rule()]},
            )
        )
        return collections.update_collection(self.ctx, self.collection(), parse(UpdateCollectionRequest, changes))

    def fill_collection(self) -> object:
        chosen = {"product_ids": [str(self.product())]}
        if self.chance.random() < 0.7:
            return collections.add_products(self.ctx, self.collection(), parse(AddCollectionProductsRequest, chosen))
        return collections.remove_products(self.ctx, self.collection(), parse(RemoveCollectionProductsRequest, chosen))

    def delete_collection(self) -> object:
        return collections.delete_collection(self.ctx, self.collection())

    # Pictures, content, languages.

    def take_picture(self) -> object:
        written = io.BytesIO()
        colour = (self.chance.randint(0, 255), self.chance.randint(0, 255), 9)
        Image.new("RGB", (8, 8), colour).save(written, "PNG")
        return assets.store_asset(self.ctx, written.getvalue(), filename="a.png", alt={"en": self.text()})

    def describe_picture(self) -> object:
        data: dict[str, Any] = {"alt": {self.locale(): self.text()}, "focal_x": self.chance.randint(0, 1000)}
        asset = self.one(assets.models.Asset.objects) or UUID(int=7)
        return assets.update_asset(self.ctx, asset, parse(UpdateAssetRequest, data))

    def delete_picture(self) -> object:
        return assets.delete_asset(self.ctx, self.one(assets.models.Asset.objects) or UUID(int=7))

    def write_node(self) -> object:
        text = {"locale": "en", "title": self.text(), "body": self.text(20)}
        node = facade.create_node(self.ctx, parse(CreateNodeRequest, {"kind": "note", "translations": [text]}))
        return facade.publish_node(self.ctx, node.id)

    def edit_node(self) -> object:
        node = self.one(content_models.Node.objects) or UUID(int=7)
        data = {"locale": self.locale(), "title": self.text(), "body": self.text(9)}
        return facade.set_translation(self.ctx, node, parse(SetNodeTranslationRequest, data))

    def speak(self) -> object:
        if self.chance.random() < 0.5:
            return tenants.enable_locale(self.ctx, "de", fallback=self.chance.choice(("en", "ru")))
        return tenants.disable_locale(self.ctx, "de")
