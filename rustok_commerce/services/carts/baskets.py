"""What a cart holds, as of now: offers, prices, credits, and everything its buyer should know.

Read from the tables that are written, in a number of statements that does not grow with the cart.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.utils import timezone

from rustok.tenancy import prepared
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.prepared import Read
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import CartProblemCode, CartProblemResponse
from rustok_commerce.dto.sales_settings import SalesSettingsResponse
from rustok_commerce.dto.shipping import ShippingKind
from rustok_commerce.dto.totals import Basket, BasketLine, BasketShipping, Buyer, Destination, Totals
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import baskets, delivery
from rustok_commerce.services.carts.buyers import buyer_of
from rustok_commerce.services.carts.facts import Facts, asked_facts
from rustok_commerce.services.carts.offers import Offer, channel_of, load_offers
from rustok_commerce.services.promotions.applying import Promotions, load

_Code = CartProblemCode

_LINES: Final = Read(
    models.CartLine, "l", "commerce_cart_lines l WHERE l.tenant_id = %s AND l.cart_id = %s ORDER BY l.id"
)
_CREDITS: Final = Read(
    models.CartCredit,
    "c",
    "commerce_cart_credits c JOIN commerce_credit_accounts a ON a.tenant_id = c.tenant_id AND a.id = c.account_id"
    " WHERE c.tenant_id = %s AND c.cart_id = %s ORDER BY c.created_at, c.id",
    account=("a", models.CreditAccount),
)
_METHOD: Final = Read(models.ShippingMethod, "m", "commerce_shipping_methods m WHERE m.tenant_id = %s AND m.id = %s")
_ANY_METHOD: Final = "SELECT 1 FROM commerce_shipping_methods WHERE tenant_id = %s AND is_active LIMIT 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A line with what is known of it now; ``price`` is None where it cannot be bought any more."""

    line: models.CartLine
    offer: Offer | None
    price: int | None
    compare_at: int | None
    price_list_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCredit:
    """Credit that shall pay, and how much of it does."""

    row: models.CartCredit
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A cart, looked through. ``basket`` holds the lines that can be bought, as its buyer sees prices.

    ``goods`` are the same lines as the channel shows prices, without a delivery: what deliveries are quoted for.
    """

    cart: models.Cart
    settings: SalesSettingsResponse
    channel: SalesChannel | None
    method: models.ShippingMethod | None
    lines: tuple[HeldLine, ...]
    goods: Basket
    basket: Basket
    totals: Totals
    credits: tuple[HeldCredit, ...]
    problems: tuple[CartProblemResponse, ...]

    @property
    def credit_total(self) -> int:
        """What credits pay."""
        return sum(credit.amount for credit in self.credits)

    @property
    def amount_due(self) -> int:
        """What is to be paid otherwise."""
        return self.totals.total - self.credit_total

    @property
    def blocking(self) -> tuple[CartProblemResponse, ...]:
        """What keeps the cart from becoming an order."""
        return tuple(problem for problem in self.problems if problem.blocks)


def contents_of(cart: models.Cart, *, at: dt.datetime | None = None, own_pieces: bool = True) -> Contents:
    """Look through a cart.

    :param own_pieces: count the pieces that are promised to this very cart as available to it.
    """
    at = at or timezone.now()
    settings = sales_settings()
    channel = channel_of(cart.channel)
    buyer = buyer_of(cart)
    rows = _LINES.all(cart.id)
    quantities: dict[UUID, int] = defaultdict(int)
    for row in rows:
        quantities[row.variant_id] += row.quantity
    offers = load_offers(quantities, channel=channel, currency=cart.currency, at=at, group_id=buyer.group_id)
    lines = tuple(_held(row, offers.get(row.variant_id)) for row in rows)
    promotions = load(cart.coupon_codes, buyer=buyer, locale=cart.locale, at=at)
    facts = asked_facts({row.product_id for row in rows}, at, promotions.said)
    goods = _basket(cart, channel, buyer, lines, facts, at)
    problems = [*_of_lines(cart, lines, quantities, settings, own_pieces=own_pieces)]
    method = _method(cart)
    shipping, faults = _shipping(cart, method, goods, promotions)
    problems += [*_of_buyer(cart, buyer, settings), *_of_address(cart, channel, method), *faults]
    basket, totals = baskets.priced(replace(goods, shipping=shipping), settings, promotions)
    problems += _of_coupons(totals)
    credits, refused = _credits(cart, totals.total, at)
    return Contents(
        cart=cart,
        settings=settings,
        channel=channel,
        method=method,
        lines=lines,
        goods=goods,
        basket=basket,
        totals=totals,
        credits=credits,
        problems=(*problems, *refused),
    )


def destination_of(cart: models.Cart) -> Destination | None:
    """Return where the goods of a cart go; where they are fetched, the buyer's own place decides nothing."""
    address = cart.shipping_address or cart.billing_address
    if not address:
        return None
    return Destination(
        country=address["country"], region=address.get("region", ""), postcode=address.get("postcode", "")
    )


def _held(line: models.CartLine, offer: Offer | None) -> HeldLine:
    if offer is None or not offer.is_offered or (offer.price is None and line.price_override is None):
        return HeldLine(line=line, offer=offer, price=None, compare_at=None, price_list_id=None)
    if line.price_override is not None:
        return HeldLine(line=line, offer=offer, price=line.price_override, compare_at=None, price_list_id=None)
    price = offer.price
    if price is None:
        return HeldLine(line=line, offer=offer, price=None, compare_at=None, price_list_id=None)
    return HeldLine(
        line=line, offer=offer, price=price.amount, compare_at=price.compare_at, price_list_id=price.price_list_id
    )


def _basket(
    cart: models.Cart,
    channel: SalesChannel | None,
    buyer: Buyer,
    lines: Sequence[HeldLine],
    facts: dict[UUID, Facts],
    at: dt.datetime,
) -> Basket:
    return Basket(
        currency=cart.currency,
        channel=cart.channel,
        prices_include_tax=channel.prices_include_tax if channel is not None else True,
        at=at,
        lines=tuple(
            BasketLine(
                id=held.line.id,
                product_id=held.line.product_id,
                variant_id=held.line.variant_id,
                quantity=held.line.quantity,
                unit_price=held.price,
                compare_at=held.compare_at,
                tax_class=_tax_class(held.offer.variant.product),
                discountable=held.offer.variant.product.discountable,
                weight=held.offer.variant.weight or 0,
                categories=frozenset(facts[held.line.product_id].categories) if facts else frozenset(),
                collections=frozenset(facts[held.line.product_id].collections) if facts else frozenset(),
                tags=frozenset(facts[held.line.product_id].tags) if facts else frozenset(),
            )
            for held in lines
            if held.price is not None and held.offer is not None
        ),
        destination=destination_of(cart),
        buyer=buyer,
        coupon_codes=tuple(cart.coupon_codes),
        locale=cart.locale,
    )


def _tax_class(product: models.Product) -> str:
    return product.tax_class.code if product.tax_class is not None else ""


def _of_lines(
    cart: models.Cart,
    lines: Sequence[HeldLine],
    quantities: dict[UUID, int],
    settings: SalesSettingsResponse,
    *,
    own_pieces: bool,
) -> Iterator[CartProblemResponse]:
    if not lines:
        yield CartProblemResponse(code=_Code.EMPTY, blocks=True, message="The cart is empty.")
    # What is promised to the cart itself is looked up only where the rest does not suffice.
    short = any(
        held.offer is not None
        and held.offer.available is not None
        and held.offer.available < quantities[held.line.variant_id]
        for held in lines
    )
    own = _own(cart) if own_pieces and short else {}
    for held in lines:
        line, offer = held.line, held.offer
        if held.price is None or offer is None:
            yield CartProblemResponse(
                code=_Code.NOT_SOLD_ANY_MORE, blocks=True, line_id=line.id, message="This is not sold any more."
            )
            continue
        if quantities[line.variant_id] > settings.max_quantity:
            yield CartProblemResponse(
                code=_Code.QUANTITY_LIMIT,
                blocks=True,
                line_id=line.id,
                available=settings.max_quantity,
                message=f"At most {settings.max_quantity} pieces can be bought at once.",
            )
        if offer.available is not None:
            left = offer.available + own.get(line.variant_id, 0)
            if left <= 0:
                yield CartProblemResponse(
                    code=_Code.SOLD_OUT, blocks=True, line_id=line.id, available=0, message="This is sold out."
                )
            elif left < quantities[line.variant_id]:
                yield CartProblemResponse(
                    code=_Code.ONLY_N_LEFT,
                    blocks=True,
                    line_id=line.id,
                    available=left,
                    message=f"Only {left} of these are left.",
                )
        if line.price_override is None and line.seen_price is not None and line.seen_price != held.price:
            yield CartProblemResponse(
                code=_Code.PRICE_CHANGED,
                # Nobody minds paying less.
                blocks=held.price > line.seen_price,
                line_id=line.id,
                was=line.seen_price,
                now=held.price,
                currency=cart.currency,
                message="The price of this has changed.",
            )


def _own(cart: models.Cart) -> dict[UUID, int]:
    """Count the pieces that are promised to the cart already."""
    found: dict[UUID, int] = defaultdict(int)
    rows = models.StockReservation.objects.filter(cart_id=cart.id).values_list("level__variant_id", "quantity")
    for variant_id, pieces in rows:
        found[variant_id] += pieces
    return found


def _of_buyer(cart: models.Cart, buyer: Buyer, settings: SalesSettingsResponse) -> Iterator[CartProblemResponse]:
    if not buyer.key:
        yield CartProblemResponse(code=_Code.EMAIL_MISSING, blocks=True, message="An e-mail address is needed.")
    if cart.customer_id is None and cart.kind == "cart" and not settings.guest_checkout:
        yield CartProblemResponse(code=_Code.SIGN_IN_NEEDED, blocks=True, message="Sign in to buy here.")


def _of_address(
    cart: models.Cart, channel: SalesChannel | None, method: models.ShippingMethod | None
) -> Iterator[CartProblemResponse]:
    picked_up = method is not None and method.kind == ShippingKind.PICKUP
    if cart.shipping_address is None and not picked_up:
        yield CartProblemResponse(code=_Code.ADDRESS_MISSING, blocks=True, message="An address is needed.")
    countries = channel.countries if channel is not None else ()
    if cart.shipping_address is not None and countries and cart.shipping_address["country"] not in countries:
        yield CartProblemResponse(
            code=_Code.COUNTRY_NOT_SERVED, blocks=True, message="Nothing is delivered to this country."
        )


def _method(cart: models.Cart) -> models.ShippingMethod | None:
    if cart.shipping_method_id is None:
        return None
    return _METHOD.first(cart.shipping_method_id)


def _shipping(
    cart: models.Cart, method: models.ShippingMethod | None, basket: Basket, promotions: Promotions
) -> tuple[BasketShipping | None, tuple[CartProblemResponse, ...]]:
    if method is None:
        if not prepared.rows(_ANY_METHOD, require_tenant_id()):
            # A shop that has set up no delivery arranges it otherwise, or sells nothing that is delivered.
            return None, ()
        problem = CartProblemResponse(
            code=_Code.SHIPPING_MISSING, blocks=True, message="Choose how the goods are delivered."
        )
        return None, (problem,)
    try:
        return delivery.quote(basket, method, promotions), ()
    except errors.ShippingNotAvailable as exc:
        problem = CartProblemResponse(code=_Code.SHIPPING_NOT_AVAILABLE, blocks=True, reason=exc.code, message=str(exc))
        return None, (problem,)


def _of_coupons(totals: Totals) -> list[CartProblemResponse]:
    return [
        CartProblemResponse(
            code=_Code.COUPON_REFUSED,
            blocks=False,
            coupon_code=refused.coupon_code,
            reason=refused.code,
            message=refused.message,
        )
        for refused in totals.refused
        if refused.coupon_code
    ]


def _credits(
    cart: models.Cart, total: int, at: dt.datetime
) -> tuple[tuple[HeldCredit, ...], tuple[CartProblemResponse, ...]]:
    found, problems = [], []
    left = total
    for row in _CREDITS.all(cart.id):
        account = row.account
        over = account.expires_at is not None and account.expires_at <= at
        if not account.is_active or over or account.currency != cart.currency or account.balance <= 0:
            problems.append(
                CartProblemResponse(
                    code=_Code.CREDIT_UNUSABLE, blocks=True, message="A gift card or credit cannot be used any more."
                )
            )
            found.append(HeldCredit(row=row, amount=0))
            continue
        amount = min(left, account.balance)
        left -= amount
        found.append(HeldCredit(row=row, amount=amount))
    return tuple(found), tuple(problems)
