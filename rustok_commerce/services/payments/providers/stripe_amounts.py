"""How Stripe counts money: mostly as ISO 4217 does, and where not."""

from __future__ import annotations

from typing import Final

from rustok_commerce.services.money import exponent

_DECIMALS: Final = {
    # Without decimals at Stripe, whatever ISO 4217 says of them.
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA"),
            *("PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    ),
    # With two decimals that must be zero.
    **dict.fromkeys(("ISK", "UGX"), 2),
}
_STEPS: Final = {"ISK": 100, "UGX": 100}


class NotRepresentable(ValueError):
    """Stripe cannot move the amount: it has more decimals than Stripe takes."""


def to_stripe(amount: int, currency: str) -> int:
    """Return minor units of ISO 4217 as Stripe counts them.

    :raises NotRepresentable: there is no such amount at Stripe.
    """
    decimals = exponent(currency)
    there = _DECIMALS.get(currency, decimals)
    scaled, rest = divmod(amount * 10**there, 10**decimals)
    # Of three decimals the last one must be zero.
    step = _STEPS.get(currency, 10 if there == 3 else 1)
    if rest or scaled % step:
        raise NotRepresentable(f"{amount} {currency}")
    return int(scaled)


def from_stripe(amount: int, currency: str) -> int:
    """Return an amount of Stripe's in minor units of ISO 4217; halves of them are cut off, they are never charged."""
    decimals = exponent(currency)
    return int(amount * 10**decimals // 10 ** _DECIMALS.get(currency, decimals))
