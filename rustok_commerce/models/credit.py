"""Gift cards and store credit: a balance, and a ledger of everything that changed it. Amounts in minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.credit import CreditKind, CreditReason
from rustok_commerce.models.customers import Customer


class CreditAccount(TenantModel):
    """A gift card, which whoever knows its code may spend, or a customer's store credit.

    Of a code only a hash is kept, and ``last4`` to tell cards apart. ``balance`` is the sum of the entries and changes
    by conditional statements only.
    """

    secret_columns = ("code_hash",)

    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name.title()) for kind in CreditKind])
    code_hash = models.CharField(max_length=64, null=True, blank=True, editable=False)
    last4 = models.CharField(max_length=4, blank=True, editable=False)
    customer = TenantForeignKey(
        Customer, on_delete=models.RESTRICT, null=True, blank=True, related_name="credits", db_index=False
    )
    currency = models.CharField(max_length=3)
    balance = models.BigIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=255, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        customer_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_credit_accounts"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code_hash"], name="commerce_credit_accounts_code_uq"),
            models.UniqueConstraint(
                fields=["tenant", "customer", "currency"],
                condition=Q(kind=CreditKind.STORE_CREDIT),
                name="commerce_credit_accounts_customer_uq",
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="commerce_credit_accounts_balance_ck"),
            models.CheckConstraint(
                condition=Q(kind=CreditKind.GIFT_CARD, code_hash__isnull=False)
                | Q(kind=CreditKind.STORE_CREDIT, customer__isnull=False),
                name="commerce_credit_accounts_kind_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} …{self.last4}" if self.last4 else self.kind


class CreditEntry(TenantModel):
    """One change of a balance. Rows are only ever added. One of a ``key`` happens once."""

    secret_columns = ("key",)

    account = TenantForeignKey(CreditAccount, on_delete=models.RESTRICT, related_name="entries", db_index=False)
    delta = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    reason = models.CharField(max_length=16, choices=[(reason.value, reason.name.title()) for reason in CreditReason])
    order_id = models.UUIDField(null=True)
    payment_id = models.UUIDField(null=True)
    key = models.UUIDField(null=True)
    note = models.CharField(max_length=255, blank=True)
    actor_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        account_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_credit_entries"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "account", "key"], name="commerce_credit_entries_key_uq"),
            models.CheckConstraint(condition=~Q(delta=0), name="commerce_credit_entries_delta_ck"),
        ]
        indexes = [models.Index(fields=["tenant", "account", "id"], name="commerce_credit_entries_ix")]

    def __str__(self) -> str:
        return f"{self.delta:+d}"
