"""What attributes say of one product or variant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.models.attributes import Attribute, AttributeValue
from rustok_commerce.models.products import Product
from rustok_commerce.models.variants import Variant

_VALUES = ("text", "number", "flag", "date", "reference_id", "value")


class AttributeAssignment(TenantModel):
    """One value of an attribute of a product, or of one of its variants: exactly one of the value columns is set.

    A select with several values has a row each. ``locale`` is empty where every language has the same value.
    """

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="attributes", db_index=False)
    variant = TenantForeignKey(
        Variant, on_delete=models.CASCADE, null=True, blank=True, related_name="attributes", db_index=False
    )
    attribute = TenantForeignKey(Attribute, on_delete=models.RESTRICT, related_name="+")
    locale = models.CharField(max_length=16, default="", blank=True)
    text = models.TextField(null=True, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    flag = models.BooleanField(null=True, blank=True)
    date = models.DateField(null=True, blank=True)
    reference_id = models.UUIDField(null=True, blank=True)
    value = TenantForeignKey(AttributeValue, on_delete=models.RESTRICT, null=True, blank=True, related_name="+")
    position = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        product_id: UUID
        variant_id: UUID | None
        attribute_id: UUID
        value_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_attribute_assignments"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "product", "variant", "attribute", "locale", "value"],
                nulls_distinct=False,
                name="commerce_attribute_assignments_uq",
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(**{f"{other}__isnull": other != name for other in _VALUES}) for name in _VALUES),
                    _connector=Q.OR,
                ),
                name="commerce_attribute_assignments_one_ck",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "variant"], name="commerce_assignment_variant_ix"),
            models.Index(fields=["tenant", "attribute", "product"], name="commerce_assignment_attr_ix"),
            models.Index(
                fields=["tenant", "reference_id"],
                condition=Q(reference_id__isnull=False),
                name="commerce_assignment_ref_ix",
            ),
        ]

    def __str__(self) -> str:
        return str(self.attribute_id)
