"""Products and the parts that a shopper reads or looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.models.attributes import ProductType
from rustok_commerce.models.taxes import TaxClass


class Product(TenantModel):
    """A thing the shop sells.

    ``version`` grows with every edit of the product itself (fields, texts, options, pictures, categories) and guards
    concurrent edits. ``source_version`` grows with those and with every change of a variant, price or stock: it is
    the version of the product's documents, so a sale makes nobody's form stale.
    ``text_version`` grows when the original text changes, in the language ``source_locale``.

    ``next_change_at`` is when what shoppers see changes next without anybody's doing: a schedule, the beginning or end
    of a price or of being offered in a channel. ``schedule_error`` says why a publication that was due was refused.
    """

    handle = models.CharField(max_length=200)
    status = models.CharField(
        max_length=16,
        default=ProductStatus.DRAFT,
        choices=[(status.value, status.name.title()) for status in ProductStatus],
    )
    product_type = TenantForeignKey(
        ProductType, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    tax_class = TenantForeignKey(
        TaxClass, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    discountable = models.BooleanField(default=True)
    source_locale = models.CharField(max_length=16)
    text_version = models.PositiveIntegerField(default=1, editable=False)
    metadata = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    source_version = models.PositiveBigIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(null=True, blank=True)
    unpublish_at = models.DateTimeField(null=True, blank=True)
    next_change_at = models.DateTimeField(null=True, blank=True, editable=False)
    schedule_error = models.CharField(max_length=255, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        product_type_id: UUID | None
        tax_class_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_products"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "handle"], name="commerce_products_tenant_handle_uq"),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in ProductStatus]),
                name="commerce_products_status_ck",
            ),
            models.CheckConstraint(
                condition=models.Q(publish_at__isnull=True)
                | models.Q(unpublish_at__isnull=True)
                | models.Q(unpublish_at__gt=models.F("publish_at")),
                name="commerce_products_schedule_ck",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "product_type", "id"], name="commerce_products_type_ix"),
            models.Index(
                fields=["tenant", "next_change_at"],
                condition=models.Q(next_change_at__isnull=False),
                name="commerce_products_due_ix",
            ),
            models.Index(fields=["tenant", "status", "id"], name="commerce_products_status_ix"),
            models.Index(fields=["tenant", "updated_at", "id"], name="commerce_products_updated_ix"),
        ]

    def __str__(self) -> str:
        return self.handle


class ProductTranslation(TenantModel):
    """A product's text in one language; ``description`` is Markdown, ``slug`` its address in that language.

    Without a slug the product's handle is the address.

    ``source_version`` is the product's ``text_version`` that this text was made from: an older one is out of date.
    """

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="translations", db_index=False)
    locale = models.CharField(max_length=16)
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=200, null=True, blank=True)
    subtitle = models.CharField(max_length=255, null=True, blank=True)
    description = models.TextField(null=True, blank=True)
    meta_title = models.CharField(max_length=255, null=True, blank=True)
    meta_description = models.CharField(max_length=500, null=True, blank=True)
    source_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        product_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_translations"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product", "locale"], name="commerce_product_translations_locale_uq"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.locale})"


class ProductTag(TenantModel):
    """A word a product is found by."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="tags", db_index=False)
    tag = models.CharField(max_length=64)

    if TYPE_CHECKING:
        product_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_tags"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "product", "tag"], name="commerce_product_tags_product_tag_uq")
        ]
        indexes = [models.Index(fields=["tenant", "tag", "product"], name="commerce_product_tags_tag_ix")]

    def __str__(self) -> str:
        return self.tag


class ProductMedia(TenantModel):
    """A picture of a product: an asset of the media library, its place, and its own alternative texts by locale."""

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="media", db_index=False)
    asset_id = models.UUIDField()
    position = models.PositiveIntegerField(default=0)
    alts = models.JSONField(default=dict, blank=True)

    if TYPE_CHECKING:
        product_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_media"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product", "asset_id"], name="commerce_product_media_product_asset_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "asset_id"], name="commerce_media_asset_ix")]

    def __str__(self) -> str:
        return str(self.asset_id)
