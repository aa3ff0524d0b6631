"""What a shopper is about to buy. Nothing here is promised: the order is, and is made from the write tables anew."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.models.credit import CreditAccount
from rustok_commerce.models.customers import Customer
from rustok_commerce.models.shipping import ShippingMethod


class Cart(TenantModel):
    """A cart of a guest, who knows its token (a hash of it is kept), or of a customer; or an order drafted by staff.

    ``version`` grows with every change and guards the checkout: what was reviewed is what is completed. Addresses are
    as :class:`rustok_commerce.dto.addresses.Address` says, empty while none is given. ``order_id`` is the order that
    was made of it. ``accepts_recovery``: whoever left it wants to be reminded by mail.
    """

    secret_columns = ("token_hash",)

    kind = models.CharField(
        max_length=8, choices=[(kind.value, kind.name.title()) for kind in CartKind], default=CartKind.CART
    )
    status = models.CharField(
        max_length=12, choices=[(status.value, status.name.title()) for status in CartStatus], default=CartStatus.OPEN
    )
    token_hash = models.CharField(max_length=64, editable=False)
    customer = TenantForeignKey(
        Customer, on_delete=models.RESTRICT, null=True, blank=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=63)
    currency = models.CharField(max_length=3)
    locale = models.CharField(max_length=16)
    email = models.CharField(max_length=254, blank=True)
    vat_id = models.CharField(max_length=32, blank=True)
    shipping_address = models.JSONField(null=True, blank=True)
    billing_address = models.JSONField(null=True, blank=True)
    shipping_method = TenantForeignKey(
        ShippingMethod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    coupon_codes = ArrayField(models.CharField(max_length=63), default=list, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    accepts_recovery = models.BooleanField(default=False)
    order_id = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    expires_at = models.DateTimeField()
    recovery_sent_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        customer_id: UUID | None
        shipping_method_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "commerce_carts"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="commerce_carts_token_uq"),
            models.UniqueConstraint(
                fields=["tenant", "customer", "channel", "currency"],
                condition=Q(status=CartStatus.OPEN, kind=CartKind.CART, customer__isnull=False),
                name="commerce_carts_customer_uq",
            ),
            models.CheckConstraint(
                condition=Q(status=CartStatus.COMPLETED, order_id__isnull=False)
                | (~Q(status=CartStatus.COMPLETED) & Q(order_id__isnull=True)),
                name="commerce_carts_order_ck",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "status", "expires_at"], name="commerce_carts_expiry_ix"),
            models.Index(fields=["tenant", "customer", "id"], name="commerce_carts_customer_ix"),
            models.Index(fields=["tenant", "updated_at"], name="commerce_carts_updated_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class CartLine(TenantModel):
    """A variant in a cart. No key leads to the catalogue: a variant that is gone is a problem to show, not a lost line.

    ``personalisation`` is what the shopper has to say of this piece (an engraving), ``personalisation_key`` its hash:
    the same variant with another text is another line. ``seen_price`` is the price that the shopper was shown last, in
    minor units; ``price_override`` the one staff agreed on in a draft.
    """

    cart = TenantForeignKey(Cart, on_delete=models.CASCADE, related_name="lines", db_index=False)
    product_id = models.UUIDField()
    variant_id = models.UUIDField()
    quantity = models.PositiveIntegerField()
    personalisation = models.JSONField(default=dict, blank=True)
    personalisation_key = models.CharField(max_length=64, default="", blank=True)
    seen_price = models.BigIntegerField(null=True)
    price_override = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=511, blank=True)
    sku = models.CharField(max_length=64, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        cart_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_cart_lines"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "cart", "variant_id", "personalisation_key"], name="commerce_cart_lines_variant_uq"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="commerce_cart_lines_quantity_ck"),
            models.CheckConstraint(
                condition=Q(price_override__isnull=True) | Q(price_override__gte=0),
                name="commerce_cart_lines_override_ck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku or self.variant_id}"


class CartCredit(TenantModel):
    """A gift card or store credit that a cart shall be paid with, as far as it reaches."""

    cart = TenantForeignKey(Cart, on_delete=models.CASCADE, related_name="credits", db_index=False)
    account = TenantForeignKey(CreditAccount, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        cart_id: UUID
        account_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "commerce_cart_credits"
        constraints = [models.UniqueConstraint(fields=["tenant", "cart", "account"], name="commerce_cart_credits_uq")]

    def __str__(self) -> str:
        return str(self.account_id)
