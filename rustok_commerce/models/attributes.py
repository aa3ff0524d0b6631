"""Types of products and the attributes that they have beyond what every product has."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.attributes import AttributeScope, AttributeType


class Attribute(TenantModel):
    """Something that can be said of products or variants, such as the material.

    ``key`` is the same in every language, ``names`` maps locale to name. ``is_localized`` is for texts: each language
    has its own. ``is_filterable`` makes it a facet, ``is_searchable`` lets its values be found by their words.
    """

    key = models.CharField(max_length=63)
    names = models.JSONField(default=dict)
    type = models.CharField(
        max_length=16, choices=[(t.value, t.value.replace("_", " ").capitalize()) for t in AttributeType]
    )
    unit = models.CharField(max_length=16, null=True, blank=True)
    is_localized = models.BooleanField(default=False)
    is_filterable = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_attributes"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="commerce_attributes_key_uq"),
            models.CheckConstraint(
                condition=models.Q(type__in=[t.value for t in AttributeType]), name="commerce_attributes_type_ck"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class AttributeValue(TenantModel):
    """One of the values that a select attribute offers. ``swatch`` is a colour (``#1f6feb``)."""

    attribute = TenantForeignKey(Attribute, on_delete=models.CASCADE, related_name="values", db_index=False)
    key = models.CharField(max_length=63)
    names = models.JSONField(default=dict)
    swatch = models.CharField(max_length=7, null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        attribute_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_attribute_values"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "attribute", "key"], name="commerce_attribute_values_key_uq")
        ]

    def __str__(self) -> str:
        return self.key


class ProductType(TenantModel):
    """A kind of product, such as a book: it says which attributes its products and their variants have."""

    key = models.CharField(max_length=63)
    names = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_types"
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="commerce_product_types_key_uq")]

    def __str__(self) -> str:
        return self.key


class ProductTypeAttribute(TenantModel):
    """A type's products, or their variants, have this attribute. A required one must be there to be published."""

    product_type = TenantForeignKey(ProductType, on_delete=models.CASCADE, related_name="attributes", db_index=False)
    attribute = TenantForeignKey(Attribute, on_delete=models.RESTRICT, related_name="+")
    scope = models.CharField(max_length=16, choices=[(s.value, s.name.title()) for s in AttributeScope])
    is_required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        product_type_id: UUID
        attribute_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_product_type_attributes"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product_type", "attribute"], name="commerce_product_type_attributes_uq"
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=[s.value for s in AttributeScope]),
                name="commerce_product_type_attributes_scope_ck",
            ),
        ]

    def __str__(self) -> str:
        return str(self.attribute_id)
