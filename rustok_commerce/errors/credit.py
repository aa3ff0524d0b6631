"""What is refused about gift cards and store credit."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class CreditAccountNotFound(NotFound):
    """No such gift card or store credit for this tenant."""

    code = "commerce.credit.not_found"
    message = "There is no such credit."


class GiftCardNotFound(NotFound):
    """No gift card has this code."""

    code = "commerce.gift_card.not_found"
    message = "There is no gift card with this code."


class CreditTooLow(Conflict):
    """Less is left than was to be taken."""

    code = "commerce.credit.too_low"
    message = "There is not enough credit left."


class CreditNotUsable(Conflict):
    """It is switched off or has expired."""

    code = "commerce.credit.not_usable"
    message = "This credit is switched off or has expired."


class CreditNotExpired(Conflict):
    """What can still be spent is not written off."""

    code = "commerce.credit.not_expired"
    message = "Only what has expired is written off."


class CreditOverflow(Invalid):
    """More than an account can hold."""

    code = "commerce.credit.overflow"
    message = "An account holds at most {limit}."
