"""What is in a cart. Each of these takes as long for a full cart as for an empty one: nothing reads the other lines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

import orjson
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import UNSET
from rustok.ids import to_ulid
from rustok.rbac.policies import allowed
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read, insert, rows, update
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import AddCartLineRequest, CartChangeResponse, CartKind, UpdateCartLineRequest
from rustok_commerce.dto.sales_settings import SalesSettingsResponse
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services.carts.access import changed, open_cart
from rustok_commerce.services.carts.buyers import group_of
from rustok_commerce.services.carts.offers import Offer, channel_of, load_offer

_LINE: Final = Read(
    models.CartLine,
    "l",
    "commerce_cart_lines l"
    " WHERE l.tenant_id = %s AND l.cart_id = %s AND l.variant_id = %s AND l.personalisation_key = %s",
)
_TALLY: Final = """
SELECT count(*), coalesce(sum(quantity), 0), coalesce(sum(quantity) FILTER (WHERE variant_id = %s), 0)
  FROM commerce_cart_lines WHERE tenant_id = %s AND cart_id = %s
"""


class _Tally(NamedTuple):
    """How much is in a cart."""

    lines: int
    pieces: int
    of_variant: int


@command()
def add_line(ctx: RequestContext, cart_id: UUID, token: str | None, request: AddCartLineRequest) -> CartChangeResponse:
    """Put pieces of a variant into a cart.

    Stock is a hint here, not a promise: more than there is can be put in, and is a problem of the cart then.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises DraftLinesFixed: it is a draft, and whoever asks has only its link.
    :raises VariantNotSold: the variant is not for sale in the cart's channel and currency.
    :raises CartFull: the cart has as many lines as it may.
    :raises QuantityTooLarge: more pieces than one may have of a thing.
    """
    cart = _open(ctx, cart_id, token, request.version)
    settings = sales_settings()
    line = put_line(cart, request, settings)
    changed(ctx, cart, settings.cart_days, "lines")
    return change_response(cart, line)


def put_line(
    cart: models.Cart, request: AddCartLineRequest, settings: SalesSettingsResponse, *, is_priced: bool = True
) -> models.CartLine:
    """Put pieces into a locked cart and return their line.

    :param is_priced: the shop's own price is needed; else one that was agreed on is set afterwards.
    :raises VariantNotSold: the variant is not for sale in the cart's channel and currency.
    :raises CartFull: the cart has as many lines as it may.
    :raises QuantityTooLarge: more pieces than one may have of a thing.
    """
    key = personalisation_key(request.personalisation)
    present = _LINE.first(cart.id, request.variant_id, key)
    tally = _tally(cart, request.variant_id)
    offer = _offer(cart, request.variant_id, request.quantity + tally.of_variant, settings, is_priced=is_priced)
    if present is None:
        if tally.lines >= settings.max_lines:
            raise errors.CartFull(limit=settings.max_lines)
        present = models.CartLine(
            cart=cart,
            product_id=offer.variant.product_id,
            variant_id=request.variant_id,
            quantity=request.quantity,
            personalisation=dict(request.personalisation),
            personalisation_key=key,
        )
        _show(present, offer)
        insert([present])
    else:
        present.quantity += request.quantity
        _show(present, offer)
        update(present, "quantity", "seen_price", "sku", "updated_at")
    return present


@command()
def update_line(
    ctx: RequestContext, cart_id: UUID, token: str | None, line_id: UUID, request: UpdateCartLineRequest
) -> CartChangeResponse:
    """Change how many pieces a line has, or what is to be said of them. A line that becomes as another joins it.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises CartLineNotFound: no such line in the cart.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises DraftLinesFixed: it is a draft, and whoever asks has only its link.
    :raises VariantNotSold: the variant is not for sale in the cart's channel and currency.
    :raises QuantityTooLarge: more pieces than one may have of a thing.
    """
    cart = _open(ctx, cart_id, token, request.version)
    line = _line(cart, line_id)
    quantity = line.quantity if request.quantity is UNSET else int(request.quantity)  # type: ignore[arg-type]
    texts: Mapping[str, str] = line.personalisation
    if request.personalisation is not UNSET:
        texts = request.personalisation  # type: ignore[assignment]
    key = personalisation_key(texts)
    if quantity == line.quantity and key == line.personalisation_key:
        return change_response(cart, line)
    settings = sales_settings()
    twin = None
    if key != line.personalisation_key:
        twin = _LINE.first(cart.id, line.variant_id, key)
    others = _tally(cart, line.variant_id).of_variant - line.quantity
    offer = _offer(cart, line.variant_id, quantity + others, settings, is_priced=line.price_override is None)
    if twin is not None:
        line.delete()
        line, quantity = twin, twin.quantity + quantity
    line.quantity = quantity
    line.personalisation, line.personalisation_key = dict(texts), key
    _show(line, offer)
    update(line, "quantity", "personalisation", "personalisation_key", "seen_price", "sku", "updated_at")
    changed(ctx, cart, settings.cart_days, "lines")
    return change_response(cart, line)


@command()
def remove_line(
    ctx: RequestContext, cart_id: UUID, token: str | None, line_id: UUID, version: int | None = None
) -> CartChangeResponse:
    """Take a line out of a cart.

    :raises CartNotFound: no such cart for whoever asks.
    :raises CartNotOpen: it is bought, merged or expired.
    :raises CartLineNotFound: no such line in the cart.
    :raises StaleVersion: ``version`` was given and the cart was changed in between.
    :raises DraftLinesFixed: it is a draft, and whoever asks has only its link.
    """
    cart = _open(ctx, cart_id, token, version)
    _line(cart, line_id).delete()
    changed(ctx, cart, sales_settings().cart_days, "lines")
    return change_response(cart, None)


def personalisation_key(texts: Mapping[str, str]) -> str:
    """Return what tells lines of one variant apart; empty where nothing is said."""
    return hashlib.sha256(orjson.dumps(dict(texts), option=orjson.OPT_SORT_KEYS)).hexdigest() if texts else ""


def change_response(cart: models.Cart, line: models.CartLine | None) -> CartChangeResponse:
    """Tell what came of a change of lines."""
    tally = _tally(cart)
    return CartChangeResponse(
        cart_id=cart.id,
        version=cart.version,
        line_id=line.id if line is not None else None,
        quantity=line.quantity if line is not None else 0,
        unit_price=(line.seen_price if line.price_override is None else line.price_override)
        if line is not None
        else None,
        currency=cart.currency,
        line_count=tally.lines,
        piece_count=tally.pieces,
    )


def _open(ctx: RequestContext, cart_id: UUID, token: str | None, version: int | None) -> models.Cart:
    cart = open_cart(ctx, cart_id, token, version)
    if cart.kind == CartKind.DRAFT and not (ctx.is_system or allowed(ctx, "commerce.draft:update")):
        # More pieces at a price that was agreed on for a few would be the buyer's own discount.
        raise errors.DraftLinesFixed()
    return cart


def _line(cart: models.Cart, line_id: UUID) -> models.CartLine:
    line: models.CartLine | None = models.CartLine.objects.filter(cart=cart, id=line_id).first()
    if line is None:
        raise errors.CartLineNotFound(line=to_ulid(line_id))
    return line


def _tally(cart: models.Cart, variant_id: UUID | None = None) -> _Tally:
    return _Tally(*rows(_TALLY, variant_id, require_tenant_id(), cart.id)[0])


def _offer(
    cart: models.Cart, variant_id: UUID, quantity: int, settings: SalesSettingsResponse, *, is_priced: bool = True
) -> Offer:
    if quantity > settings.max_quantity:
        raise errors.QuantityTooLarge(limit=settings.max_quantity)
    return load_offer(
        variant_id,
        quantity,
        channel=channel_of(cart.channel),
        currency=cart.currency,
        at=timezone.now(),
        group_id=group_of(cart),
        is_priced=is_priced,
    )


def _show(line: models.CartLine, offer: Offer) -> None:
    """Note what the buyer is shown of a line."""
    line.seen_price = offer.price.amount if offer.price is not None else None
    line.sku = offer.variant.sku or ""
    line.updated_at = timezone.now()
