"""New carts, and what is said about a cart beside its lines."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.auth import emails
from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.carts import CartCreated
from rustok.ids import generate_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import CartKind, CartStatus, CreateCartRequest, UpdateCartRequest
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services.carts import tokens
from rustok_commerce.services.carts.access import changed, open_cart
from rustok_commerce.services.carts.expiry import give_up
from rustok_commerce.services.customers import customer_for


@command()
def create_cart(ctx: RequestContext, request: CreateCartRequest) -> tuple[models.Cart, str]:
    """Make a cart in the channel of the request, and return it with its token.

    Somebody who is signed in gets their open cart of the channel and the currency, where there is one.

    :raises CartCurrencyNotOffered: the channel does not sell in the currency.
    """
    channels = sales_channels()
    channel = next((row for row in channels if row.code == ctx.channel), channels[0])
    currency = currency_of(channel, request.currency)
    customer = customer_for(ctx) if ctx.actor_id is not None else None
    if customer is not None and (present := own_cart(ctx, customer, channel.code, currency)) is not None:
        return present, tokens.token_of(present.id)
    cart = new_cart(
        ctx,
        channel=channel.code,
        currency=currency,
        customer=customer,
        email=emails.normalise(request.email or (customer.email if customer is not None else "") or ""),
        note=request.note,
    )
    try:
        with transaction.atomic():
            cart.save(force_insert=True)
    except IntegrityError:
        # Another request of the customer's has just made it.
        if customer is not None and (present := own_cart(ctx, customer, channel.code, currency)) is not None:
            return present, tokens.token_of(present.id)
        raise
    publish(ctx, CartCreated(cart_id=cart.id))
    return cart, tokens.token_of(cart.id)


@command()
def update_cart(ctx: RequestContext, cart_id: UUID, token: str | None, request: UpdateCartRequest) -> models.Cart:
    """Change the e-mail address, the VAT id or the note of a cart. What is as asked already changes nothing.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    """
    cart = open_cart(ctx, cart_id, token, request.version)
    changes = given(request)
    changes.pop("version", None)
    if "email" in changes:
        changes["email"] = changes["email"] or ""
    differing = {name: value for name, value in changes.items() if getattr(cart, name) != value}
    if not differing:
        return cart
    for name, value in differing.items():
        setattr(cart, name, value)
    changed(ctx, cart, sales_settings().cart_days, "details", *differing)
    return cart


def new_cart(
    ctx: RequestContext,
    *,
    channel: str,
    currency: str,
    customer: models.Customer | None,
    email: str = "",
    note: str = "",
    kind: CartKind = CartKind.CART,
) -> models.Cart:
    """Return a cart that is not saved yet."""
    cart_id = generate_id()
    now = timezone.now()
    return models.Cart(
        id=cart_id,
        kind=kind,
        token_hash=tokens.hash_of(tokens.token_of(cart_id)),
        customer=customer,
        channel=channel,
        currency=currency,
        locale=ctx.locale,
        email=email,
        vat_id=customer.vat_id if customer is not None else "",
        note=note,
        expires_at=now + dt.timedelta(days=sales_settings().cart_days),
        created_at=now,
        updated_at=now,
    )


def own_cart(ctx: RequestContext, customer: models.Customer, channel: str, currency: str) -> models.Cart | None:
    """Return a customer's open cart; what has expired is put aside by it."""
    found: models.Cart | None = (
        models.Cart.objects.for_update()
        .filter(customer=customer, channel=channel, currency=currency, status=CartStatus.OPEN, kind=CartKind.CART)
        .first()
    )
    if found is not None and found.expires_at <= timezone.now():
        give_up(ctx, [found])
        return None
    return found


def sales_channel(code: str | None) -> SalesChannel:
    """Return a channel that sells, the default one where none is named.

    :raises ChannelNotFound: the shop does not sell in such a channel.
    """
    channels = sales_channels()
    if code is None:
        return channels[0]
    for channel in channels:
        if channel.code == code:
            return channel
    raise errors.ChannelNotFound(channel=code)


def currency_of(channel: SalesChannel, wanted: str | None) -> str:
    """Return a currency of a channel, its first where none is named.

    :raises CartCurrencyNotOffered: the channel does not sell in it.
    """
    enabled = [code for code in channel.currencies if code in current_tenant().currencies]
    if wanted is None and enabled:
        return enabled[0]
    if wanted is None or wanted not in enabled:
        raise errors.CartCurrencyNotOffered(channel=channel.code, currency=wanted or "any currency")
    return wanted
