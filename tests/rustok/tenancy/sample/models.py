from django.db import models

from rustok.tenancy.fields import (
    PartitionedForeignKey,
    PartitionTimestamp,
    TenantForeignKey,
    TenantKey,
    UuidTimestamp,
)
from rustok.tenancy.models import TenantModel


class Article(TenantModel):
    tenant = TenantKey(hash_partitions=4)
    parent = TenantForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    slug = models.CharField(max_length=100)
    title = models.TextField(default="")

    class Meta(TenantModel.Meta):
        db_table = "sample_articles"
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="sample_articles_tenant_slug_uq")]

    def __str__(self) -> str:
        return self.slug


class Note(TenantModel):
    article = TenantForeignKey(Article, on_delete=models.CASCADE, related_name="notes")
    about = TenantForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        db_table = "sample_notes"
        constraints = [models.UniqueConstraint(fields=["tenant", "article", "number"], name="sample_notes_number_uq")]

    def __str__(self) -> str:
        return str(self.number)


class Purchase(TenantModel):
    created_at = PartitionTimestamp(interval="quarter")
    total = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        db_table = "sample_purchases"
        indexes = [models.Index(fields=["tenant", "-created_at", "id"], name="sample_purchases_list")]
        constraints = [
            models.CheckConstraint(condition=models.Q(created_at=UuidTimestamp("id")), name="sample_purchases_time")
        ]

    def __str__(self) -> str:
        return str(self.id)


class PurchaseLine(TenantModel):
    purchase = PartitionedForeignKey(
        Purchase, on_delete=models.CASCADE, related_name="lines", time_column="purchase_created_at"
    )
    purchase_created_at = models.GeneratedField(
        expression=UuidTimestamp("purchase_id"), output_field=models.DateTimeField(), db_persist=True
    )
    sku = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        db_table = "sample_purchase_lines"

    def __str__(self) -> str:
        return self.sku


class Message(TenantModel):
    """A table that the platform reads across tenants, partitioned by month."""

    tenant = TenantKey(platform=True)
    created_at = PartitionTimestamp(interval="month")
    text = models.TextField()

    class Meta(TenantModel.Meta):
        db_table = "sample_messages"

    def __str__(self) -> str:
        return self.text
