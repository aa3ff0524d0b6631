"""What was bought, as it was agreed on. Amounts in minor units of the order's currency.

Orders are partitioned by quarter of ``created_at``, which is the time within their id. What must be unique over all of
them, the number and the cart, is in :class:`OrderNumber`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from rustok.tenancy.fields import PartitionedForeignKey, PartitionTimestamp, UuidTimestamp
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.orders import FulfilmentStatus, OrderStatus, PaymentStatus


def order_time() -> models.GeneratedField:
    """Make the column that a reference to an order needs beside it: the time that the order is partitioned by."""
    return models.GeneratedField(
        expression=UuidTimestamp("order_id"), output_field=models.DateTimeField(), db_persist=True
    )


class Order(TenantModel):
    """An order: three states, the totals, and snapshots of everything that may change later.

    ``subtotal`` is the sum of the lines before discounts, ``shipping_total`` the delivery before discounts, as prices
    are shown (``prices_include_tax``); ``discount_total`` is all that was taken off. The identities of the totals are
    checks of the table. ``captured_total``, ``authorised_total`` and ``refunded_total`` follow the payments.
    ``allowed_total`` is what of the refunds the buyer need not pay any more; the rest gave back what was paid too much.
    """

    secret_columns = ("token_hash",)

    created_at = PartitionTimestamp(interval="quarter")
    number = models.CharField(max_length=40)
    cart_id = models.UUIDField(null=True, editable=False)
    customer_id = models.UUIDField(null=True, blank=True)
    email = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=63)
    locale = models.CharField(max_length=16)
    currency = models.CharField(max_length=3)
    prices_include_tax = models.BooleanField()
    status = models.CharField(max_length=16, choices=[(s.value, s.name.title()) for s in OrderStatus])
    payment_status = models.CharField(max_length=24, choices=[(s.value, s.name.title()) for s in PaymentStatus])
    fulfilment_status = models.CharField(max_length=24, choices=[(s.value, s.name.title()) for s in FulfilmentStatus])
    subtotal = models.BigIntegerField()
    shipping_total = models.BigIntegerField(default=0)
    discount_total = models.BigIntegerField(default=0)
    net_total = models.BigIntegerField()
    tax_total = models.BigIntegerField(default=0)
    total = models.BigIntegerField()
    authorised_total = models.BigIntegerField(default=0)
    captured_total = models.BigIntegerField(default=0)
    refunded_total = models.BigIntegerField(default=0)
    allowed_total = models.BigIntegerField(default=0)
    taxes = models.JSONField(default=list)
    shipping_address = models.JSONField(null=True, blank=True)
    billing_address = models.JSONField(null=True, blank=True)
    vat_id = models.CharField(max_length=32, blank=True)
    tax_exempt = models.BooleanField(default=False)
    coupon_codes = models.JSONField(default=list)
    note = models.CharField(max_length=1000, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    placed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta(TenantModel.Meta):
        db_table = "commerce_orders"
        constraints = [
            models.CheckConstraint(condition=Q(created_at=UuidTimestamp("id")), name="commerce_orders_created_ck"),
            models.CheckConstraint(
                condition=Q(subtotal__gte=0)
                & Q(shipping_total__gte=0)
                & Q(discount_total__gte=0)
                & Q(discount_total__lte=F("subtotal") + F("shipping_total"))
                & Q(net_total__gte=0)
                & Q(tax_total__gte=0),
                name="commerce_orders_amounts_ck",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net_total") + F("tax_total"))
                & (
                    Q(
                        prices_include_tax=True,
                        total=F("subtotal") + F("shipping_total") - F("discount_total"),
                    )
                    | Q(
                        prices_include_tax=False,
                        net_total=F("subtotal") + F("shipping_total") - F("discount_total"),
                    )
                ),
                name="commerce_orders_total_ck",
            ),
            models.CheckConstraint(
                condition=Q(authorised_total__gte=0)
                & Q(refunded_total__gte=0)
                & Q(refunded_total__lte=F("captured_total"))
                & Q(allowed_total__gte=0)
                & Q(allowed_total__lte=F("refunded_total")),
                name="commerce_orders_paid_ck",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at", "id"], name="commerce_orders_list_ix"),
            models.Index(fields=["tenant", "customer_id", "-created_at"], name="commerce_orders_customer_ix"),
            models.Index(fields=["tenant", "email", "-created_at"], name="commerce_orders_email_ix"),
            models.Index(
                fields=["tenant", "status", "payment_status", "fulfilment_status", "-created_at"],
                name="commerce_orders_queue_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OrderNumber(TenantModel):
    """What must be unique over all orders: the number, and the cart it was made of."""

    number = models.CharField(max_length=40)
    order_id = models.UUIDField()
    cart_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        db_table = "commerce_order_numbers"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="commerce_order_numbers_number_uq"),
            models.UniqueConstraint(fields=["tenant", "order_id"], name="commerce_order_numbers_order_uq"),
            models.UniqueConstraint(fields=["tenant", "cart_id"], name="commerce_order_numbers_cart_uq"),
        ]

    def __str__(self) -> str:
        return self.number


class _Priced(TenantModel):
    """Amounts of a part of an order: ``amount`` before its ``discount``, as shown; net and tax make up gross.

    ``taxes`` are the taxes in it (name, ``rate_ppm``, amount), ``discounts`` who gave what of the discount.
    """

    amount = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    net = models.BigIntegerField()
    tax = models.BigIntegerField(default=0)
    gross = models.BigIntegerField()
    taxes = models.JSONField(default=list)
    discounts = models.JSONField(default=list)

    class Meta(TenantModel.Meta):
        abstract = True


def priced_check(name: str) -> models.CheckConstraint:
    """Make the check of the amounts of a part of an order."""
    return models.CheckConstraint(
        condition=Q(amount__gte=0)
        & Q(discount__gte=0)
        & Q(discount__lte=F("amount"))
        & Q(net__gte=0)
        & Q(tax__gte=0)
        & Q(gross=F("net") + F("tax"))
        & (Q(net=F("amount") - F("discount")) | Q(gross=F("amount") - F("discount"))),
        name=name,
    )


class OrderLine(_Priced):
    """A variant that was bought, as it was then. ``amount`` is ``unit_price`` times ``quantity``.

    The counters say how many of the pieces were sent, came back, were given up; ``quantity`` itself changes only by an
    edit of the order. ``refunded`` is money.
    """

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    position = models.PositiveIntegerField(default=0)
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    sku = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=255, blank=True)
    options = models.JSONField(default=list)
    personalisation = models.JSONField(default=dict)
    asset_id = models.UUIDField(null=True)
    tax_class = models.CharField(max_length=63, blank=True)
    weight = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    compare_at = models.BigIntegerField(null=True)
    price_list_id = models.UUIDField(null=True)
    manage_inventory = models.BooleanField(default=True)
    fulfilled = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    metadata = models.JSONField(default=dict)

    if TYPE_CHECKING:
        order_id: UUID

    class Meta(_Priced.Meta):
        db_table = "commerce_order_lines"
        constraints = [
            priced_check("commerce_order_lines_amounts_ck"),
            models.CheckConstraint(
                condition=Q(unit_price__gte=0) & Q(amount=F("unit_price") * F("quantity")),
                name="commerce_order_lines_unit_ck",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("fulfilled") + F("cancelled")) & Q(returned__lte=F("fulfilled")),
                name="commerce_order_lines_pieces_ck",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("gross")), name="commerce_order_lines_refunded_ck"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "order", "position"], name="commerce_order_lines_order_ix"),
            models.Index(fields=["tenant", "variant_id", "-order_created_at"], name="commerce_order_lines_sold_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


class OrderShipping(_Priced):
    """The delivery that was chosen, as it was then."""

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="shipping_lines", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    method_id = models.UUIDField(null=True)
    code = models.CharField(max_length=63)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=16)
    location_id = models.UUIDField(null=True)
    tax_class = models.CharField(max_length=63, blank=True)
    refunded = models.BigIntegerField(default=0)

    if TYPE_CHECKING:
        order_id: UUID

    class Meta(_Priced.Meta):
        db_table = "commerce_order_shipping"
        constraints = [
            priced_check("commerce_order_shipping_amounts_ck"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("gross")), name="commerce_order_shipping_refunded_ck"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "order"], name="commerce_order_shipping_ix")]

    def __str__(self) -> str:
        return self.name


class OrderDiscount(TenantModel):
    """What a promotion took off an order, in all."""

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="discounts", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    promotion_id = models.UUIDField(null=True)
    code = models.CharField(max_length=63, blank=True)
    coupon_code = models.CharField(max_length=63, blank=True)
    name = models.CharField(max_length=255)
    amount = models.BigIntegerField()

    if TYPE_CHECKING:
        order_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_order_discounts"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="commerce_order_discounts_amount_ck")]
        indexes = [models.Index(fields=["tenant", "order"], name="commerce_order_discounts_ix")]

    def __str__(self) -> str:
        return self.name


class OrderTransition(TenantModel):
    """A change of one of an order's states. Rows are only ever added."""

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="transitions", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    machine = models.CharField(max_length=16)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    reason = models.CharField(max_length=255, blank=True)
    actor_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        order_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_order_transitions"
        indexes = [models.Index(fields=["tenant", "order", "id"], name="commerce_order_transitions_ix")]

    def __str__(self) -> str:
        return f"{self.machine}: {self.before} → {self.after}"


class OrderNote(TenantModel):
    """Something written beside an order: by staff, for staff, or for the customer too."""

    order = PartitionedForeignKey(
        Order, on_delete=models.CASCADE, related_name="notes", time_column="order_created_at", db_index=False
    )
    order_created_at = order_time()
    text = models.TextField()
    for_customer = models.BooleanField(default=False)
    author_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        order_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_order_notes"
        indexes = [models.Index(fields=["tenant", "order", "id"], name="commerce_order_notes_ix")]

    def __str__(self) -> str:
        return self.text[:60]
