"""What a completion must come to: what was agreed on is what is bought, or nothing is."""

from __future__ import annotations

from dataclasses import dataclass

from rustok.errors import FieldError, StaleVersion
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import CartProblemCode
from rustok_commerce.services.carts.access import require_open
from rustok_commerce.services.carts.baskets import Contents, contents_of

_STOCK = frozenset({CartProblemCode.SOLD_OUT, CartProblemCode.ONLY_N_LEFT})
_FIELDS = {
    CartProblemCode.EMAIL_MISSING: "email",
    CartProblemCode.ADDRESS_MISSING: "shipping_address",
    CartProblemCode.COUNTRY_NOT_SERVED: "shipping_address",
    CartProblemCode.SHIPPING_MISSING: "shipping_method",
    CartProblemCode.SHIPPING_NOT_AVAILABLE: "shipping_method",
    CartProblemCode.CREDIT_UNUSABLE: "credits",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What a completion must come to: what the buyer said, and what was held ready."""

    version: int | None
    total: int | None
    payment: models.Payment | None
    """Read before the cart is locked: what is compared of it, amount and currency, never changes."""


def agreed_contents(cart: models.Cart, agreed: Agreed) -> Contents:
    """Price a locked cart; refuse one that is not ready, or is not what was agreed on."""
    require_open(cart)
    if agreed.version is not None and agreed.version != cart.version:
        raise StaleVersion(current=cart.version, given=agreed.version)
    contents = contents_of(cart)
    require_ready(contents)
    if agreed.total is not None and agreed.total != contents.totals.total:
        raise errors.CartChanged()
    if contents.amount_due:
        payment = agreed.payment
        if payment is None:
            raise errors.PaymentMissing()
        # Not what was held ready, were it too much or too little.
        if (payment.amount, payment.currency) != (contents.amount_due, cart.currency):
            raise errors.CartChanged()
    return contents


def require_ready(contents: Contents) -> None:
    """Refuse a cart that has a problem which keeps it from being bought.

    :raises SoldOut: there are not as many pieces, and nothing else is the matter.
    :raises CartNotReady: something is missing or wrong.
    """
    blocking = contents.blocking
    if not blocking:
        return
    if all(problem.code in _STOCK for problem in blocking):
        lines = {held.line.id: held.line.variant_id for held in contents.lines}
        left = {to_ulid(lines[problem.line_id]): problem.available or 0 for problem in blocking if problem.line_id}
        raise errors.SoldOut(left=left)
    raise errors.CartNotReady(
        errors=tuple(
            FieldError(
                ("lines", to_ulid(problem.line_id)) if problem.line_id else (_FIELDS.get(problem.code, "lines"),),
                problem.code.value,
                problem.message,
            )
            for problem in blocking
        )
    )
