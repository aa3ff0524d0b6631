"""Who buys: accounts, their groups and their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel


class CustomerGroup(TenantModel):
    """Customers who are treated alike: prices of their own, promotions, no tax."""

    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    tax_exempt = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_customer_groups"
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="commerce_customer_groups_code_uq")]

    def __str__(self) -> str:
        return self.name


class Customer(TenantModel):
    """Somebody who buys, with a login (``user_id``) or entered by staff. A guest is none: the order knows the address.

    ``email`` is normalised as a login's is, and unique among those without one: an address that nobody has confirmed
    gives no right to what staff entered under it. ``erased_at`` marks one whose personal data were erased: the row
    stays, since orders refer to it, without anything that names the person. So it is with one who was merged into
    another, ``merged_into_id``.
    """

    user_id = models.UUIDField(null=True, blank=True, editable=False)
    group = TenantForeignKey(
        CustomerGroup, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    email = models.CharField(max_length=254, null=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    company = models.CharField(max_length=255, blank=True)
    vat_id = models.CharField(max_length=32, blank=True)
    tax_exempt = models.BooleanField(default=False)
    locale = models.CharField(max_length=16)
    accepts_marketing = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    merged_into_id = models.UUIDField(null=True, blank=True, editable=False)
    erasure_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        group_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_customers"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"], condition=Q(user_id__isnull=True), name="commerce_customers_email_uq"
            ),
            models.UniqueConstraint(fields=["tenant", "user_id"], name="commerce_customers_user_uq"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(erased_at__isnull=False), name="commerce_customers_email_ck"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "group", "id"], name="commerce_customers_group_ix"),
            models.Index(fields=["tenant", "email"], name="commerce_customers_email_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email or "—"


class CustomerAddress(TenantModel):
    """An address in a customer's book. ``region`` is an ISO 3166-2 code's second part, or a name where none exists."""

    customer = TenantForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    company = models.CharField(max_length=255, blank=True)
    line1 = models.CharField(max_length=255)
    line2 = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=150, blank=True)
    region = models.CharField(max_length=150, blank=True)
    postcode = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=32, blank=True)
    is_default_shipping = models.BooleanField(default=False)
    is_default_billing = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        customer_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_customer_addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=Q(is_default_shipping=True),
                name="commerce_customer_addresses_shipping_uq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "customer"],
                condition=Q(is_default_billing=True),
                name="commerce_customer_addresses_billing_uq",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "customer", "id"], name="commerce_customer_addresses_ix")]

    def __str__(self) -> str:
        return f"{self.line1}, {self.city}"
