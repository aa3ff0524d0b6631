"""Who says what a delivery costs: the port, and the one that reads the shop's own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from rustok_commerce import models
from rustok_commerce.dto.totals import Basket


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is to be delivered: ``subtotal`` is that of the goods after their discounts, as shown; grams."""

    basket: Basket
    subtotal: int
    weight: int


class ShippingProvider(Protocol):
    """Says what deliveries cost.

    It is asked within transactions too: one that asks somebody else keeps what it was told, and answers from that.
    """

    def amounts(self, parcel: Parcel, methods: Sequence[models.ShippingMethod]) -> Mapping[UUID, int]:
        """Return what each method costs, by its id; one that does not carry the parcel is left out."""
        ...


class TableShipping:
    """Reads the rates of the methods, in one statement."""

    def amounts(self, parcel: Parcel, methods: Sequence[models.ShippingMethod]) -> Mapping[UUID, int]:
        """Return the amount of the rate that holds; where several do, the one with the highest bounds below."""
        rows = models.ShippingRate.objects.filter(method__in=methods, currency=parcel.basket.currency).order_by(
            "min_subtotal", "min_weight", "id"
        )
        found: dict[UUID, int] = {}
        for rate in rows:
            if _holds(rate, parcel):
                free = rate.free_from is not None and parcel.subtotal >= rate.free_from
                found[rate.method_id] = 0 if free else rate.amount
        return found


def _holds(rate: models.ShippingRate, parcel: Parcel) -> bool:
    return (
        parcel.subtotal >= rate.min_subtotal
        and (rate.max_subtotal is None or parcel.subtotal < rate.max_subtotal)
        and parcel.weight >= rate.min_weight
        and (rate.max_weight is None or parcel.weight < rate.max_weight)
    )
