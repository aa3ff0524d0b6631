"""A cart as it is shown."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.carts import (
    CartCreditResponse,
    CartDiscountResponse,
    CartKind,
    CartLineResponse,
    CartOptionResponse,
    CartResponse,
    CartShippingResponse,
    CartStatus,
)
from rustok_commerce.dto.shipping import ShippingOptionResponse
from rustok_commerce.dto.totals import BasketLine
from rustok_commerce.mappers import choose
from rustok_commerce.services import delivery
from rustok_commerce.services.carts.access import find_cart
from rustok_commerce.services.carts.baskets import Contents, HeldLine, contents_of
from rustok_commerce.services.carts.texts import Wording, load_wordings


def get_cart(ctx: RequestContext, cart_id: UUID, token: str | None) -> CartResponse:
    """Return a cart with all it costs now, and everything its buyer should know.

    :raises CartNotFound: no such cart for whoever asks.
    """
    return present_cart(ctx, find_cart(ctx, cart_id, token))


def shipping_options(ctx: RequestContext, cart_id: UUID, token: str | None) -> tuple[ShippingOptionResponse, ...]:
    """Return how the goods of a cart can be delivered to its address, the cheapest way in the shop's order.

    :raises CartNotFound: no such cart for whoever asks.
    """
    cart = find_cart(ctx, cart_id, token)
    return delivery.options_for(contents_of(cart).goods, locale=ctx.locale)


def present_cart(ctx: RequestContext, cart: models.Cart, *, token: str | None = None) -> CartResponse:
    """Return a cart that was found already; ``token`` is told where it was made just now."""
    contents = contents_of(cart)
    variants = [held.offer.variant for held in contents.lines if held.offer is not None]
    words = load_wordings(variants, ctx.locale)
    totals = contents.totals
    shown = {entry.id: entry for entry in contents.basket.lines}
    open_ = cart.status == CartStatus.OPEN
    return CartResponse(
        id=cart.id,
        token=token,
        kind=CartKind(cart.kind),
        status=CartStatus(cart.status),
        version=cart.version,
        channel=cart.channel,
        currency=cart.currency,
        locale=cart.locale,
        email=cart.email or None,
        vat_id=cart.vat_id,
        is_guest=cart.customer_id is None,
        accepts_recovery=cart.accepts_recovery,
        shipping_address=_address(cart.shipping_address),
        billing_address=_address(cart.billing_address),
        shipping=_shipping(contents, ctx.locale),
        lines=tuple(
            _line(contents, held, shown.get(held.line.id), words.get(held.line.variant_id)) for held in contents.lines
        ),
        coupon_codes=tuple(cart.coupon_codes),
        discounts=tuple(
            CartDiscountResponse(
                promotion_id=applied.promotion_id,
                code=applied.code,
                name=applied.name,
                coupon_code=applied.coupon_code,
                currency=cart.currency,
                amount=applied.amount,
            )
            for applied in totals.applied
        ),
        credits=tuple(
            CartCreditResponse(
                id=credit.row.id,
                kind=credit.row.account.kind,
                last4=credit.row.account.last4,
                currency=cart.currency,
                balance=credit.row.account.balance,
                amount=credit.amount,
            )
            for credit in contents.credits
        ),
        prices_include_tax=totals.prices_include_tax,
        subtotal=totals.subtotal,
        shipping_total=totals.shipping_total,
        discount_total=totals.discount_total,
        net_total=totals.net_total,
        tax_total=totals.tax_total,
        total=totals.total,
        credit_total=contents.credit_total,
        amount_due=contents.amount_due,
        taxes=totals.taxes,
        problems=contents.problems if open_ else (),
        can_complete=open_ and not contents.blocking,
        note=cart.note,
        order_id=cart.order_id,
        expires_at=cart.expires_at,
        created_at=cart.created_at,
        updated_at=cart.updated_at,
    )


def _address(value: dict[str, str] | None) -> Address | None:
    return parse(Address, value) if value else None


def _shipping(contents: Contents, locale: str) -> CartShippingResponse | None:
    priced, method = contents.totals.shipping, contents.method
    if priced is None or method is None:
        return None
    names = dict(models.ShippingMethodTranslation.objects.filter(method=method).values_list("locale", "name"))
    return CartShippingResponse(
        code=method.code,
        name=_name(names, locale, method.code),
        currency=contents.cart.currency,
        amount=priced.amount,
        discount=priced.discount,
        gross=priced.gross,
    )


def _name(names: dict[str, str], locale: str, otherwise: str) -> str:
    tenant = current_tenant()
    chosen = choose(names, tenant.fallback_chain(locale), tenant.default_locale)
    return chosen[1] if chosen is not None else otherwise


def _line(contents: Contents, held: HeldLine, shown: BasketLine | None, words: Wording | None) -> CartLineResponse:
    line, offer = held.line, held.offer
    priced = contents.totals.lines.get(line.id)
    return CartLineResponse(
        id=line.id,
        product_id=line.product_id,
        variant_id=line.variant_id,
        handle=offer.variant.product.handle if offer is not None else None,
        sku=offer.variant.sku or "" if offer is not None else line.sku,
        title=words.title if words is not None else line.title,
        variant_title=words.variant_title if words is not None else "",
        options=tuple(CartOptionResponse(name=name, value=value) for name, value in words.options) if words else (),
        asset_id=words.asset_id if words is not None else None,
        quantity=line.quantity,
        personalisation=line.personalisation,
        currency=contents.cart.currency,
        unit_price=shown.unit_price if shown is not None else None,
        compare_at=shown.compare_at if shown is not None else None,
        amount=priced.amount if priced is not None else 0,
        discount=priced.discount if priced is not None else 0,
        net=priced.net if priced is not None else 0,
        tax=priced.tax if priced is not None else 0,
        gross=priced.gross if priced is not None else 0,
        available=offer.available if offer is not None else 0,
        created_at=line.created_at,
    )
