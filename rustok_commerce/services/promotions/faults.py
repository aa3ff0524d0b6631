"""Why a promotion or a code does not hold, in a word for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rustok_commerce.dto.promotions import PromotionFault

SENTENCES: Final[Mapping[PromotionFault, str]] = MappingProxyType(
    {
        PromotionFault.UNKNOWN_CODE: "There is no such code.",
        PromotionFault.NOT_ACTIVE: "This offer is not active.",
        PromotionFault.NOT_STARTED: "This offer has not started yet.",
        PromotionFault.EXPIRED: "This offer is over.",
        PromotionFault.WRONG_CHANNEL: "This offer does not hold here.",
        PromotionFault.WRONG_CURRENCY: "This offer does not hold in this currency.",
        PromotionFault.NOT_FOR_CUSTOMER: "This offer is for other customers.",
        PromotionFault.NEEDS_COUPON: "This offer holds with a code only.",
        PromotionFault.COUPON_INACTIVE: "This code is switched off.",
        PromotionFault.COUPON_EXPIRED: "This code has expired.",
        PromotionFault.LIMIT_REACHED: "This offer has been used as often as it may be.",
        PromotionFault.COUPON_LIMIT_REACHED: "This code has been used as often as it may be.",
        PromotionFault.CUSTOMER_LIMIT_REACHED: "You have used this offer as often as you may.",
        PromotionFault.ALREADY_APPLIED: "Another code has brought this offer already.",
        PromotionFault.NO_MATCHING_ITEMS: "Nothing in the cart is part of this offer.",
        PromotionFault.MINIMUM_NOT_REACHED: "The cart does not reach what this offer asks for.",
        PromotionFault.EXCLUDED_BY: "This offer does not go together with {name!r}.",
        PromotionFault.NOTHING_TO_DISCOUNT: "There is nothing that this offer could make cheaper.",
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason; ``name`` is the other promotion's, where one is the reason."""

    code: PromotionFault
    name: str = ""

    @property
    def message(self) -> str:
        """Say it to people."""
        return SENTENCES[self.code].format(name=self.name)
