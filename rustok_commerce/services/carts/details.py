"""Where a cart goes, how, with which codes and credits; each of these may be said again and again."""

from __future__ import annotations

import dataclasses
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.auth import emails
from rustok.commands import command
from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.carts import (
    AddCartCreditRequest,
    CartPromotionRequest,
    SetCartAddressRequest,
    SetCartShippingRequest,
)
from rustok_commerce.dto.credit import CreditKind
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import addresses, credit, delivery
from rustok_commerce.services.carts.access import changed, open_cart
from rustok_commerce.services.carts.baskets import contents_of
from rustok_commerce.services.carts.offers import channel_of
from rustok_commerce.services.customers import customer_for
from rustok_commerce.services.promotions.coupons import normal_code

MAX_COUPONS: Final = 10
MAX_CREDITS: Final = 5


@command()
def set_address(ctx: RequestContext, cart_id: UUID, token: str | None, request: SetCartAddressRequest) -> models.Cart:
    """Say where the goods go, and where the bill. The same again changes nothing.

    A delivery that does not reach the new place stays chosen and is a problem of the cart.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises InvalidInput: the address lacks what its country asks for.
    :raises AddressUnfit: the channel does not sell to the country.
    """
    cart = open_cart(ctx, cart_id, token, request.version)
    shipping = _checked(request.shipping_address, "shipping_address")
    billing = _checked(request.billing_address, "billing_address") if request.billing_address is not None else None
    channel = channel_of(cart.channel)
    if channel is not None and channel.countries and shipping["country"] not in channel.countries:
        raise errors.AddressUnfit(country=shipping["country"])
    email = cart.email if request.email is None else emails.normalise(request.email)
    if (shipping, billing, email) == (cart.shipping_address, cart.billing_address, cart.email):
        return cart
    cart.shipping_address, cart.billing_address, cart.email = shipping, billing, email
    changed(ctx, cart, sales_settings().cart_days, "address", "shipping_address", "billing_address", "email")
    return cart


@command()
def set_shipping(ctx: RequestContext, cart_id: UUID, token: str | None, request: SetCartShippingRequest) -> models.Cart:
    """Choose one of the cart's delivery options, or take the choice back. The same again changes nothing.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises ShippingNotAvailable: the cart cannot be delivered so.
    """
    cart = open_cart(ctx, cart_id, token, request.version)
    method = None
    if request.code is not None:
        method = models.ShippingMethod.objects.filter(code=request.code, is_active=True).first()
        if method is None:
            raise errors.ShippingNotAvailable(method=request.code)
        delivery.quote(contents_of(cart).goods, method)
    if cart.shipping_method_id == (method.id if method is not None else None):
        return cart
    cart.shipping_method = method
    changed(ctx, cart, sales_settings().cart_days, "shipping", "shipping_method")
    return cart


@command()
def add_coupon(ctx: RequestContext, cart_id: UUID, token: str | None, request: CartPromotionRequest) -> models.Cart:
    """Put a code into a cart. One that it has already changes nothing.

    A code that exists and does not apply yet, for the cart is too small, is taken: the cart says why it does not.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises CouponUnknown: no promotion has the code.
    :raises CartCouponsFull: the cart has as many codes as it may.
    """
    cart = open_cart(ctx, cart_id, token, request.version)
    code = normal_code(request.code)
    if code in cart.coupon_codes:
        return cart
    if not models.Coupon.objects.filter(code=code, is_active=True).exists():
        raise errors.CouponUnknown(coupon=code)
    if len(cart.coupon_codes) >= MAX_COUPONS:
        raise errors.CartCouponsFull(limit=MAX_COUPONS)
    cart.coupon_codes = [*cart.coupon_codes, code]
    changed(ctx, cart, sales_settings().cart_days, "coupons", "coupon_codes")
    return cart


@command()
def remove_coupon(ctx: RequestContext, cart_id: UUID, token: str | None, request: CartPromotionRequest) -> models.Cart:
    """Take a code out of a cart.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises CouponNotInCart: the cart has no such code.
    """
    cart = open_cart(ctx, cart_id, token, request.version)
    code = normal_code(request.code)
    if code not in cart.coupon_codes:
        raise errors.CouponNotInCart(coupon=code)
    cart.coupon_codes = [present for present in cart.coupon_codes if present != code]
    changed(ctx, cart, sales_settings().cart_days, "coupons", "coupon_codes")
    return cart


@command()
def add_credit(ctx: RequestContext, cart_id: UUID, token: str | None, request: AddCartCreditRequest) -> models.Cart:
    """Pay with a gift card, or with the signed-in customer's own credit. The same again changes nothing.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises CreditUnusable: no such card or credit, of another currency, over, or empty.
    :raises TooManyCredits: the cart has as many credits as it may.
    """
    # A customer before their carts, as whoever takes over what they have.
    customer = customer_for(ctx) if request.code is None and ctx.actor_id is not None else None
    cart = open_cart(ctx, cart_id, token, request.version)
    account = _account(cart, request.code, customer)
    over = account.expires_at is not None and account.expires_at <= timezone.now()
    if not account.is_active or over or account.currency != cart.currency or account.balance <= 0:
        raise errors.CreditUnusable()
    present = set(models.CartCredit.objects.filter(cart=cart).values_list("account_id", flat=True))
    if account.id in present:
        return cart
    if len(present) >= MAX_CREDITS:
        raise errors.TooManyCredits(limit=MAX_CREDITS)
    models.CartCredit.objects.create(cart=cart, account=account)
    changed(ctx, cart, sales_settings().cart_days, "credits")
    return cart


@command()
def remove_credit(
    ctx: RequestContext, cart_id: UUID, token: str | None, credit_id: UUID, version: int | None = None
) -> models.Cart:
    """Do not pay with a credit after all.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises CartCreditNotFound: the cart has no such credit.
    """
    cart = open_cart(ctx, cart_id, token, version)
    if not models.CartCredit.objects.filter(cart=cart, id=credit_id).delete()[0]:
        raise errors.CartCreditNotFound(credit=to_ulid(credit_id))
    changed(ctx, cart, sales_settings().cart_days, "credits")
    return cart


@command()
def refresh_cart(ctx: RequestContext, cart_id: UUID, token: str | None, version: int | None = None) -> models.Cart:
    """Accept the prices as they are now, and take out what is not sold any more. Nothing to do changes nothing.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    """
    cart = open_cart(ctx, cart_id, token, version)
    contents = contents_of(cart)
    gone = [held.line.id for held in contents.lines if held.price is None]
    priced = [
        held.line
        for held in contents.lines
        if held.price is not None and held.line.price_override is None and held.line.seen_price != held.price
    ]
    now_costs = {held.line.id: held.price for held in contents.lines}
    for line in priced:
        line.seen_price = now_costs[line.id]
    if gone:
        models.CartLine.objects.filter(cart=cart, id__in=gone).delete()
    if priced:
        models.CartLine.objects.bulk_update(priced, ["seen_price"])
    if gone or priced:
        changed(ctx, cart, contents.settings.cart_days, "lines")
    return cart


def _checked(address: Address, field: str) -> dict[str, str]:
    return dataclasses.asdict(addresses.normalise(address, field))


def _account(cart: models.Cart, code: str | None, customer: models.Customer | None) -> models.CreditAccount:
    if code is not None:
        account: models.CreditAccount = credit.find_card(code)
        return account
    if customer is None:
        raise errors.CreditUnusable()
    own: models.CreditAccount | None = models.CreditAccount.objects.filter(
        customer=customer, kind=CreditKind.STORE_CREDIT, currency=cart.currency
    ).first()
    if own is None:
        raise errors.CreditUnusable()
    return own
