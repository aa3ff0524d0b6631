"""What is refused about prices."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound


class PriceNotFound(NotFound):
    """The variant has no price in this currency from this quantity on."""

    code = "commerce.price.not_found"
    message = "The variant has no such price in {currency}."


class PriceBelowZero(Conflict):
    """A change would take more off a price than it is."""

    code = "commerce.price.below_zero"
    message = "A price in {currency} would be below zero."


class CurrencyNotEnabled(Invalid):
    """Not a currency, or none that the tenant sells in."""

    code = "commerce.currency.not_enabled"
    message = "The shop does not sell in {currency!r}."


class CompareAtTooLow(Invalid):
    """A crossed-out price below the price would be no reduction."""

    code = "commerce.price.compare_at_too_low"
    message = "The former price is to be higher than the price."


class DuplicatePrice(Invalid):
    """One request gives two prices for the same currency and quantity."""

    code = "commerce.price.duplicate"
    message = "The price in {currency} from {min_quantity} pieces is given twice."


class PriceListNotFound(NotFound):
    """No such price list for this tenant."""

    code = "commerce.price_list.not_found"
    message = "There is no price list {price_list!r}."


class DuplicatePriceListCode(Conflict):
    """Another price list has this code."""

    code = "commerce.price_list.duplicate_code"
    message = "Price list code {price_list!r} is already taken."


class PriceListActive(Conflict):
    """What shoppers see would change unseen: switch it off first."""

    code = "commerce.price_list.active"
    message = "An active price list cannot be deleted."
