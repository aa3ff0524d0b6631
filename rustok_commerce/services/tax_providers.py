"""Who knows the rates of tax: the port, and the one that reads the shop's own table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from django.utils.module_loading import import_string

from rustok.conf import conf
from rustok.tenancy.prepared import Read
from rustok_commerce import errors, models
from rustok_commerce.dto.totals import Basket, Destination, TaxRule
from rustok_commerce.services import areas, vat_ids

Rules = Mapping[str, Sequence[TaxRule]]
"""The taxes on each class of goods, by the class's code; the empty code is the shop's default class."""


TABLE: Final = "table"
_RATES: Final = Read(
    models.TaxRate,
    "r",
    "commerce_tax_rates r JOIN commerce_tax_classes c ON c.tenant_id = r.tenant_id AND c.id = r.tax_class_id"
    " WHERE r.tenant_id = %s AND r.zone_id = %s ORDER BY r.position, r.id",
    tax_class=("c", models.TaxClass),
)


class TaxProvider(Protocol):
    """Says which taxes are due on the classes of goods at a place.

    It is asked within transactions too: one that asks somebody else keeps what it was told, and answers from that.
    """

    def rules(self, basket: Basket, place: Destination, home: str) -> Rules:
        """Return the taxes at a place, in the order they are worked out in. ``home`` is the shop's country."""
        ...

    def is_reverse_charge(self, basket: Basket, place: Destination, home: str) -> bool:
        """Tell whether the buyer owes the tax, and not the shop."""
        ...


class TableTax:
    """Reads the shop's zones and rates, in two statements. Made anew for each question: zones are remembered."""

    def __init__(self) -> None:
        self._zones: dict[Destination, models.TaxZone | None] = {}

    def rules(self, basket: Basket, place: Destination, home: str) -> Rules:
        """Return the taxes of the zone that the place lies in."""
        zone = self._zone(place)
        found: dict[str, list[TaxRule]] = {}
        if zone is None:
            return found
        for rate in _RATES.all(zone.id):
            rule = TaxRule(name=rate.name, rate_ppm=rate.rate_ppm, compound=rate.compound)
            found.setdefault(rate.tax_class.code, []).append(rule)
            if rate.tax_class.is_default:
                found.setdefault("", []).append(rule)
        return found

    def is_reverse_charge(self, basket: Basket, place: Destination, home: str) -> bool:
        """Tell whether the zone leaves the tax to buyers with a VAT id of another country than the shop's."""
        if not basket.buyer.vat_id or not home or place.country == home:
            return False
        country = vat_ids.country_of(basket.buyer.vat_id)
        if country is None or country == home:
            return False
        zone = self._zone(place)
        return zone is not None and zone.reverse_charge

    def _zone(self, place: Destination) -> models.TaxZone | None:
        if place not in self._zones:
            self._zones[place] = areas.zone_at(models.TaxZoneArea, place)
        return self._zones[place]


def tax_provider(name: str) -> TaxProvider:
    """Return the provider of a name: ``table``, or one of the installation's (``RUSTOK["commerce"]``).

    :raises TaxProviderUnknown: there is none.
    """
    if name == TABLE:
        return TableTax()
    path = conf().commerce.tax_providers.get(name)
    if path is None:
        raise errors.TaxProviderUnknown(provider=name)
    made: TaxProvider = import_string(path)()
    return made
