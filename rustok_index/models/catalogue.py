"""Collections, channels and attributes as storefronts read them: small tables, read whole or by one key."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_index.models.base import LOCALE_LENGTH, IndexedDocument


class IndexCollection(IndexedDocument):
    """A collection of products in one locale. ``former_slugs`` are its other addresses."""

    collection_id = models.UUIDField()
    slug = models.CharField(max_length=255)
    former_slugs = ArrayField(models.TextField(), default=list)
    tags = ArrayField(models.TextField())
    position = models.IntegerField()

    class Meta(IndexedDocument.Meta):
        db_table = "index_collections"
        verbose_name = "collection document"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "collection_id", "locale"], name="index_collections_entity_uq")
        ]
        indexes = [models.Index(fields=["tenant", "locale", "slug"], name="index_collections_slug_ix")]


class IndexCollectionSlug(TenantModel):
    """An address that leads to a visible collection: its slug in a locale, or another one that it has or had."""

    collection_id = models.UUIDField()
    locale = models.CharField(max_length=LOCALE_LENGTH)
    slug = models.CharField(max_length=255)
    is_current = models.BooleanField()

    class Meta(TenantModel.Meta):
        db_table = "index_collection_slugs"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "collection_id", "locale", "slug"], name="index_collection_slugs_entity_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "slug"], name="index_collection_slugs_ix")]

    def __str__(self) -> str:
        return f"{self.slug} ({self.locale})"


class IndexChannel(IndexedDocument):
    """A channel the tenant sells in; ``slug`` is its code, the same in every locale."""

    channel_id = models.UUIDField()
    slug = models.CharField(max_length=255)
    tags = ArrayField(models.TextField())
    currencies = ArrayField(models.CharField(max_length=3))
    is_default = models.BooleanField()
    position = models.IntegerField()

    class Meta(IndexedDocument.Meta):
        db_table = "index_channels"
        verbose_name = "channel document"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "channel_id", "locale"], name="index_channels_entity_uq")
        ]


class IndexAttribute(IndexedDocument):
    """An attribute of products in one locale, with the names of its values; ``slug`` is its key."""

    attribute_id = models.UUIDField()
    slug = models.CharField(max_length=255)
    tags = ArrayField(models.TextField())
    is_filterable = models.BooleanField()
    position = models.IntegerField()

    class Meta(IndexedDocument.Meta):
        db_table = "index_attributes"
        verbose_name = "attribute document"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "attribute_id", "locale"], name="index_attributes_entity_uq")
        ]
