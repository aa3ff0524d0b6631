"""How a shop sells: one row per shop."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.sales_settings import TaxRounding


class SalesSettings(TenantModel):
    """What holds for all carts and orders of a shop; a shop without a row sells by the defaults.

    ``tax_rounding`` rounds the tax of each line, or the sum of all that is taxed alike; ``tax_provider`` names who
    knows the rates: ``table`` reads the shop's own. ``seller`` is printed on invoices: name, address, VAT id. Times
    are minutes and days as the names say.
    """

    tax_rounding = models.CharField(
        max_length=8, choices=[(r.value, r.name.title()) for r in TaxRounding], default=TaxRounding.LINE
    )
    tax_provider = models.CharField(max_length=63, default="table")
    country = models.CharField(max_length=2, blank=True)
    guest_checkout = models.BooleanField(default=True)
    max_lines = models.PositiveIntegerField(default=100)
    max_quantity = models.PositiveIntegerField(default=1000)
    cart_days = models.PositiveIntegerField(default=30)
    recovery_hours = models.PositiveIntegerField(null=True, blank=True)
    reservation_minutes = models.PositiveIntegerField(default=15)
    auto_capture = models.BooleanField(default=True)
    order_prefix = models.CharField(max_length=16, blank=True)
    invoice_prefix = models.CharField(max_length=16, default="INV-", blank=True)
    credit_note_prefix = models.CharField(max_length=16, default="CN-", blank=True)
    auto_invoice = models.BooleanField(default=True)
    seller = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_sales_settings"
        constraints = [
            models.UniqueConstraint(fields=["tenant"], name="commerce_sales_settings_uq"),
            models.CheckConstraint(
                condition=Q(max_lines__range=(1, 500)) & Q(max_quantity__gte=1) & Q(cart_days__gte=1),
                name="commerce_sales_settings_limits_ck",
            ),
        ]

    def __str__(self) -> str:
        return "Sales settings"


class NumberSequence(TenantModel):
    """The next number of a kind: orders, invoices, credit notes. Taken under the row's lock."""

    kind = models.CharField(max_length=32)
    next_number = models.PositiveBigIntegerField(default=1)

    class Meta(TenantModel.Meta):
        db_table = "commerce_number_sequences"
        constraints = [models.UniqueConstraint(fields=["tenant", "kind"], name="commerce_number_sequences_kind_uq")]

    def __str__(self) -> str:
        return f"{self.kind} {self.next_number}"
