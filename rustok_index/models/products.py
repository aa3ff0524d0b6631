"""Products as storefronts read them (manifest 6.5), and the narrow rows their lists are sorted by."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH, IndexedDocument

EVERYTHING: Final = UUID(int=0)
"""Stands for "no category or collection asked for" in the listing."""

UNPRICED: Final = 2**62
"""Sorts a product without a price in the currency behind all others."""


class IndexProduct(IndexedDocument):
    """A product in one locale. ``min_price`` and ``max_price`` are in the first channel's first currency.

    ``handle`` is its address in this locale, ``former_handles`` those that it had; ``prices`` is
    ``{channel: {currency: {"min", "max"} or null}}`` for the ``channels`` that offer it.

    ``search_vector`` stays empty with the embedded search engine: filling it doubles the cost of a row.
    """

    product_id = models.UUIDField()
    subtitle = models.CharField(max_length=255, null=True)
    handle = models.CharField(max_length=255)
    former_handles = ArrayField(models.TextField())
    description = models.TextField(null=True)
    min_price = models.BigIntegerField(null=True)
    max_price = models.BigIntegerField(null=True)
    channels = ArrayField(models.TextField())
    prices = models.JSONField()
    total_stock = models.BigIntegerField()
    has_stock = models.BooleanField()
    categories = models.JSONField()
    category_ids = ArrayField(models.UUIDField())
    collections = models.JSONField()
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


class IndexProductListing(TenantModel):
    """A place of a visible product in a list: one row per locale, channel, currency and group.

    A group is a category (ancestors included), a collection or :data:`EVERYTHING`; ``position`` is the place in it.
    Only columns whose operators are leakproof, so that their indexes serve under row-level security. ``price`` is
    minor units, :data:`UNPRICED` where there is none; ``price_descending`` is the same with -1, so that both
    directions end with the unpriced.
    """

    locale = models.CharField(max_length=LOCALE_LENGTH)
    channel = models.CharField(max_length=63)
    group_id = models.UUIDField()
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
                fields=["tenant", "product_id", "locale", "channel", "group_id", "currency"],
                name="index_product_listings_entity_uq",
            )
        ]
        indexes = [
            models.Index(
                fields=["tenant", "locale", "channel", "group_id", "currency", key, "product_id"],
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


class IndexProductHandle(TenantModel):
    """An address that leads to a visible product: its handle in a locale, or one that it had."""

    product_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    handle = models.CharField(max_length=255)
    is_current = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_product_handles"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product_id", "locale", "handle"], name="index_product_handles_entity_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "handle"], name="index_product_handles_ix")]

    def __str__(self) -> str:
        return f"{self.handle} ({self.locale})"
