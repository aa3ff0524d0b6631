"""Who says what a delivery costs: the port, and the one that reads the shop's own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from django.utils.module_loading import import_string

from rustok.conf import conf
from rustok_commerce import errors, models
from rustok_commerce.dto.totals import Basket

TABLE: Final = "table"


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


def shipping_provider(name: str) -> ShippingProvider:
    """Return the provider of a name: ``table``, or one of the installation's (``RUSTOK["commerce"]``).

    :raises ShippingProviderUnknown: there is none.
    """
    if name == TABLE:
        return TableShipping()
    path = conf().commerce.shipping_providers.get(name)
    if path is None:
        raise errors.ShippingProviderUnknown(provider=name)
    made: ShippingProvider = import_string(path)()
    return made
