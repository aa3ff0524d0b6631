"""Collections: products that are shown together, chosen by hand or by rules."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.collections import CollectionKind, CollectionMatch
from rustok_commerce.models.products import Product


class Collection(TenantModel):
    """Products under one name. A manual one lists them in order; one by rules holds whatever fits ``rules``.

    ``rules`` is a list of ``{"field", "operator", "value"}``; ``match`` says whether all or any of them must hold.
    """

    slug = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in CollectionKind])
    match = models.CharField(
        max_length=8, choices=[(m.value, m.name.title()) for m in CollectionMatch], default=CollectionMatch.ALL
    )
    rules = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)
    asset_id = models.UUIDField(null=True, blank=True)
    source_locale = models.CharField(max_length=16)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_collections"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "slug"], name="commerce_collections_slug_uq"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in CollectionKind]), name="commerce_collections_kind_ck"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class CollectionTranslation(TenantModel):
    """A collection's text in one language."""

    collection = TenantForeignKey(Collection, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=255)
    slug = models.CharField(max_length=200, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    meta_title = models.CharField(max_length=255, null=True, blank=True)
    meta_description = models.CharField(max_length=500, null=True, blank=True)

    if TYPE_CHECKING:
        collection_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_collection_translations"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "collection", "locale"], name="commerce_collection_translations_locale_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"


class CollectionProduct(TenantModel):
    """A product of a manual collection, and its place there."""

    collection = TenantForeignKey(Collection, on_delete=models.CASCADE, related_name="products", db_index=False)
    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="collection_links", db_index=False)
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        collection_id: UUID
        product_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_collection_products"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "collection"], name="commerce_collection_products_uq")
        ]
        indexes = [
            models.Index(fields=["tenant", "collection", "position", "product"], name="commerce_collection_product_ix")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.collection_id}"
