"""Addresses that lead to something of the catalogue, the present ones and those it had."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.slugs import SlugKind


class Slug(TenantModel):
    """A slug leads to one product, category or collection, whatever the language.

    It is current where it is the entity's handle, or its slug in any language. One that is no longer current still
    leads there, until something else of the kind takes it.
    """

    kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in SlugKind])
    slug = models.CharField(max_length=200)
    entity_id = models.UUIDField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_slugs"
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "slug"], name="commerce_slugs_slug_uq")]
        indexes = [models.Index(fields=["tenant", "entity_id"], name="commerce_slugs_entity_ix")]

    def __str__(self) -> str:
        return self.slug
