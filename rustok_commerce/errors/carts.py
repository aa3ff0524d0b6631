"""What is refused about carts and checkout."""

from __future__ import annotations

from typing import Any

from rustok.errors import Conflict, FieldError, Invalid, NotFound


class CartNotFound(NotFound):
    """No such cart, or none that whoever asks may see."""

    code = "commerce.cart.not_found"
    message = "There is no cart {cart!r}."


class CartLineNotFound(NotFound):
    """No such line in the cart."""

    code = "commerce.cart_line.not_found"
    message = "There is no line {line!r} in the cart."


class CartNotOpen(Conflict):
    """It was bought, given up, or put into another one."""

    code = "commerce.cart.not_open"
    message = "The cart is {status} and cannot be changed."


class DraftLinesFixed(Conflict):
    """Staff agreed on these things at these prices; whoever has the link may pay them as they are."""

    code = "commerce.cart.lines_fixed"
    message = "What is in a draft is changed by the shop alone."


class CartFull(Invalid):
    """More lines than a cart may have."""

    code = "commerce.cart.too_many_lines"
    message = "A cart holds at most {limit} different things."


class QuantityTooLarge(Invalid):
    """More pieces than one may have of a thing."""

    code = "commerce.cart_line.quantity_too_large"
    message = "At most {limit} pieces of a thing can be in a cart."


class VariantNotSold(Conflict):
    """It is not for sale here: not published, not in this channel, or without a price in the cart's currency."""

    code = "commerce.cart_line.not_sold"
    message = "The variant {variant!r} is not sold here."


class SoldOut(Conflict):
    """There are not as many pieces as were asked for; ``errors`` names each thing and what is left of it."""

    code = "commerce.stock.sold_out"
    message = "Some of it is sold out."

    def __init__(self, *, left: dict[str, int], **params: Any) -> None:
        found = tuple(
            FieldError(("variants", variant), "sold_out" if pieces <= 0 else "only_n_left", f"{max(pieces, 0)} left.")
            for variant, pieces in left.items()
        )
        super().__init__(errors=found, **params)


class CartCurrencyNotOffered(Invalid):
    """The channel does not sell in it."""

    code = "commerce.cart.currency_not_offered"
    message = "The channel {channel!r} does not sell in {currency}."


class CartNotReady(Conflict):
    """Something is missing or wrong; ``errors`` names all of it."""

    code = "commerce.cart.not_ready"
    message = "The cart cannot be bought as it is."


class CartChanged(Conflict):
    """It does not cost what the buyer agreed to any more. Nothing was charged; look at it again."""

    code = "commerce.cart.changed"
    message = "The cart has changed: look at it again before you buy it."


class CouponUnknown(Invalid):
    """No promotion has this code, or it cannot be used now."""

    code = "commerce.cart.coupon_unknown"
    message = "The code {coupon!r} cannot be used."


class CartCouponsFull(Invalid):
    """More codes than a cart may have."""

    code = "commerce.cart.too_many_coupons"
    message = "A cart takes at most {limit} codes."


class CouponNotInCart(NotFound):
    """The cart has no such code."""

    code = "commerce.cart.coupon_not_found"
    message = "The code {coupon!r} is not in the cart."


class CreditUnusable(Invalid):
    """The credit is of another currency, over, or empty."""

    code = "commerce.cart.credit_unusable"
    message = "This credit cannot pay here."


class CartCreditNotFound(NotFound):
    """The cart has no such credit."""

    code = "commerce.cart.credit_not_found"
    message = "There is no credit {credit!r} in the cart."


class TooManyCredits(Invalid):
    """More credits than a cart may have."""

    code = "commerce.cart.too_many_credits"
    message = "A cart takes at most {limit} credits."


class PaymentMissing(Conflict):
    """Something is to be paid and no payment was begun."""

    code = "commerce.payment.missing"
    message = "Begin a payment for the cart first."


class PaymentNotOfCart(NotFound):
    """The cart has no such payment."""

    code = "commerce.payment.not_of_cart"
    message = "The cart has no payment {payment!r}."


class NothingToPay(Conflict):
    """Credits pay for all of it, or it costs nothing: complete the cart without a payment."""

    code = "commerce.payment.not_needed"
    message = "There is nothing to pay: complete the cart."


class AddressUnfit(Invalid):
    """The channel does not deliver to the country."""

    code = "commerce.cart.country_not_served"
    message = "This channel does not sell to {country}."
