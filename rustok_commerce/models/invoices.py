"""Invoices and credit notes. Numbers have no gaps; a document is never changed, only followed by another."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rustok.tenancy.fields import PartitionedForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.invoices import InvoiceKind
from rustok_commerce.models.orders import Order, order_time


class Invoice(TenantModel):
    """An invoice, or a credit note for a refund. ``data`` holds all that is printed: it can be printed again."""

    order = PartitionedForeignKey(
        Order, on_delete=models.RESTRICT, related_name="invoices", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name.title()) for kind in InvoiceKind])
    sequence = models.PositiveBigIntegerField()
    number = models.CharField(max_length=40)
    refund_id = models.UUIDField(null=True)
    corrects_id = models.UUIDField(null=True)
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    locale = models.CharField(max_length=16)
    data = models.JSONField()
    issued_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        order_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_invoices"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kind", "sequence"], name="commerce_invoices_sequence_uq"),
            models.UniqueConstraint(fields=["tenant", "number"], name="commerce_invoices_number_uq"),
            models.UniqueConstraint(
                fields=["tenant", "refund_id"], condition=Q(refund_id__isnull=False), name="commerce_invoices_refund_uq"
            ),
            models.CheckConstraint(condition=Q(gross=models.F("net") + models.F("tax")), name="commerce_invoices_ck"),
        ]
        indexes = [
            models.Index(fields=["tenant", "order", "id"], name="commerce_invoices_order_ix"),
            models.Index(fields=["tenant", "issued_at"], name="commerce_invoices_issued_ix"),
        ]

    def __str__(self) -> str:
        return self.number
