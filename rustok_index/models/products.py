"""Products as storefronts read them (manifest 6.5), and the narrow rows their lists are sorted by."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH, IndexedDocument

ALL_CATEGORIES: Final = UUID(int=0)
"""Stands for "no category asked for" in the listing."""

UNPRICED: Final = 2**62
"""Sorts a product without a price in the currency behind all others."""


class IndexProduct(IndexedDocument):
    """A product in one locale. ``min_price`` and ``max_price`` are in the tenant's first currency.

    ``search_vector`` stays empty with the embedded search engine: filling it doubles the cost of a row.
    """

    product_id = models.UUIDField()
    subtitle = models.CharField(max_length=255, null=True)
    handle = models.CharField(max_length=255)
    description = models.TextField(null=True)
    min_price = models.BigIntegerField(null=True)
    max_price = models.BigIntegerField(null=True)
    currencies = ArrayField(models.CharField(max_length=3))
    prices = models.JSONField()
    total_stock = models.BigIntegerField()
    has_stock = models.BooleanField()
    categories = models.JSONField()
    category_ids = ArrayField(models.UUIDField())
    tags = ArrayField(models.TextField())
    options = models.JSONField()
    skus = ArrayField(models.TextField())
    position = models.IntegerField()
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    search_vector = SearchVectorField(null=True)

    class Meta(IndexedDocument.Meta):
        db_table = "index_products"
        verbose_name = "product document"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product_id", "locale"], name="index_products_entity_uq")
        ]
        indexes = [models.Index(fields=["tenant", "handle", "locale"], name="index_products_handle_ix")]


class IndexProductListing(TenantModel):
    """A place of a visible product in a list: one row per locale, currency and category, ancestors included.

    Only columns whose operators are leakproof, so that their indexes serve under row-level security. ``price`` is
    minor units, :data:`UNPRICED` where there is none; ``price_descending`` is the same with -1, so that both
    directions end with the unpriced.
    """

    locale = models.CharField(max_length=LOCALE_LENGTH)
    category_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    product_id = models.UUIDField()
    price = models.BigIntegerField()
    price_descending = models.BigIntegerField()
    created_at = models.DateTimeField()
    title = models.CharField(max_length=255)
    position = models.IntegerField()
    has_stock = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_product_listings"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product_id", "locale", "category_id", "currency"],
                name="index_product_listings_entity_uq",
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "locale", "category_id", "currency", key, "product_id"],
                name=f"index_product_listings_{short}_ix",
            )
            for key, short in (
                ("price", "p"),
                ("price_descending", "d"),
                ("created_at", "c"),
                ("title", "t"),
                ("position", "o"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale}, {self.currency})"
