"""Money on its way: payments, every call to a provider, every message from one, refunds. Amounts in minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rustok.tenancy.fields import PartitionedForeignKey, TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.payments import AttemptKind, AttemptStatus, PaymentState, RefundStatus
from rustok_commerce.models.orders import Order, order_time


class Payment(TenantModel):
    """A payment with a provider: begun for a cart, of an order from its completion on. An order may have several.

    What the provider has said is in ``authorised``, ``captured``, ``released`` (authorised and let go again) and
    ``refunded``; ``refunding`` is asked for and not yet answered. None of the four ever goes down. Together they can
    never give back more than was taken. What can still be captured is ``authorised - captured - released``.
    ``client_data`` is what the storefront needs to let the buyer pay (a client secret, a redirect), ``metadata`` what
    the provider was told of it beside the amount.
    """

    secret_columns = ("client_data",)

    cart_id = models.UUIDField(null=True)
    order_id = models.UUIDField(null=True)
    provider = models.CharField(max_length=63)
    method = models.CharField(max_length=63, default="")
    reference = models.CharField(max_length=255, null=True, blank=True)
    state = models.CharField(max_length=24, choices=[(s.value, s.name.title()) for s in PaymentState])
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    authorised = models.BigIntegerField(default=0)
    captured = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    refunding = models.BigIntegerField(default=0)
    credit_account_id = models.UUIDField(null=True)
    client_data = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)
    method_label = models.CharField(max_length=127, blank=True)
    error_code = models.CharField(max_length=63, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    cart_version = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_payments"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "provider", "reference"], name="commerce_payments_reference_uq"),
            models.CheckConstraint(
                condition=Q(cart_id__isnull=False) | Q(order_id__isnull=False), name="commerce_payments_for_ck"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0)
                & Q(authorised__gte=0)
                & Q(captured__gte=0)
                & Q(released__gte=0)
                & Q(refunded__gte=0)
                & Q(refunding__gte=0)
                & Q(captured__lte=F("amount"))
                & Q(captured__gte=F("refunded") + F("refunding")),
                name="commerce_payments_amounts_ck",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "order_id"], name="commerce_payments_order_ix"),
            models.Index(fields=["tenant", "cart_id"], name="commerce_payments_cart_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.amount} {self.currency}"

    @property
    def capturable(self) -> int:
        """What is authorised, and neither captured nor let go."""
        return max(self.authorised - self.captured - self.released, 0)

    @property
    def refundable(self) -> int:
        """What was captured, and neither given back nor about to be."""
        return self.captured - self.refunded - self.refunding


class PaymentAttempt(TenantModel):
    """A call to a provider, committed before it is made: its id is the provider's idempotency key.

    ``unknown``: no answer came. It is resolved by asking the provider, or by its message; never by another key. There
    is one open attempt of a kind per payment, of refunds one per refund. ``request_key`` is that of the client's
    request, so that the same request, sent again after a crash, finds its attempt.
    """

    secret_columns = ("request_hash", "request_key")

    payment = TenantForeignKey(Payment, on_delete=models.RESTRICT, related_name="attempts", db_index=False)
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.name.title()) for kind in AttemptKind])
    status = models.CharField(max_length=16, choices=[(s.value, s.name.title()) for s in AttemptStatus])
    amount = models.BigIntegerField()
    refund_id = models.UUIDField(null=True)
    request_hash = models.CharField(max_length=64)
    request_key = models.CharField(max_length=64, null=True)
    reference = models.CharField(max_length=255, blank=True)
    error_code = models.CharField(max_length=63, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    checks = models.PositiveIntegerField(default=0)
    next_check_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        payment_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_payment_attempts"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "payment", "kind"],
                condition=Q(status__in=[AttemptStatus.PENDING, AttemptStatus.UNKNOWN]) & ~Q(kind=AttemptKind.REFUND),
                name="commerce_payment_attempts_open_uq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "refund_id"],
                condition=Q(status__in=[AttemptStatus.PENDING, AttemptStatus.UNKNOWN]) & Q(refund_id__isnull=False),
                name="commerce_payment_attempts_refund_uq",
            ),
            models.UniqueConstraint(
                fields=["tenant", "payment", "kind", "request_key"], name="commerce_payment_attempts_request_uq"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "payment", "id"], name="commerce_payment_attempts_ix"),
            models.Index(
                fields=["tenant", "next_check_at"],
                condition=Q(status__in=[AttemptStatus.PENDING, AttemptStatus.UNKNOWN]),
                name="commerce_payment_attempts_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"


class PaymentEvent(TenantModel):
    """A message from a provider, taken once: (provider, event_id) is unique."""

    secret_columns = ("payload",)

    provider = models.CharField(max_length=63)
    event_id = models.CharField(max_length=255)
    type = models.CharField(max_length=127)
    reference = models.CharField(max_length=255, blank=True)
    payment_id = models.UUIDField(null=True)
    payload = models.JSONField()
    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_payment_events"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "provider", "event_id"], name="commerce_payment_events_uq")
        ]
        indexes = [
            models.Index(fields=["tenant", "payment_id", "id"], name="commerce_payment_events_ix"),
            models.Index(
                fields=["tenant", "received_at"],
                condition=Q(processed_at__isnull=True),
                name="commerce_payment_events_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.type}"


class Refund(TenantModel):
    """Money given back of one payment. The amount is held in the payment's ``refunding`` until the provider answers.

    With ``credit_account_id`` the buyer got store credit instead of the money. ``request_key`` is as of an attempt.
    """

    secret_columns = ("request_key",)

    order = PartitionedForeignKey(
        Order, on_delete=models.RESTRICT, related_name="refunds", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    payment = TenantForeignKey(Payment, on_delete=models.RESTRICT, related_name="refunds", db_index=False)
    return_id = models.UUIDField(null=True)
    amount = models.BigIntegerField()
    shipping_amount = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=16, choices=[(s.value, s.name.title()) for s in RefundStatus])
    credit_account_id = models.UUIDField(null=True)
    request_key = models.CharField(max_length=64, null=True)
    reason = models.CharField(max_length=255, blank=True)
    actor_id = models.UUIDField(null=True)
    error_code = models.CharField(max_length=63, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        order_id: UUID
        payment_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_refunds"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(shipping_amount__gte=0) & Q(shipping_amount__lte=F("amount")),
                name="commerce_refunds_amount_ck",
            ),
            models.UniqueConstraint(fields=["tenant", "request_key"], name="commerce_refunds_request_uq"),
        ]
        indexes = [
            models.Index(fields=["tenant", "order", "id"], name="commerce_refunds_order_ix"),
            models.Index(fields=["tenant", "payment", "id"], name="commerce_refunds_payment_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class RefundLine(TenantModel):
    """What of a refund is for a line of the order."""

    refund = TenantForeignKey(Refund, on_delete=models.CASCADE, related_name="lines", db_index=False)
    order_line_id = models.UUIDField()
    quantity = models.PositiveIntegerField(default=0)
    amount = models.BigIntegerField()

    if TYPE_CHECKING:
        refund_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_refund_lines"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "refund", "order_line_id"], name="commerce_refund_lines_uq"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="commerce_refund_lines_amount_ck"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.order_line_id}"
