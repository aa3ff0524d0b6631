"""Tax classes, zones and rates; whose tax holds at a place, and who owes none."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import StaleVersion
from rustok.events.catalog.selling import (
    TaxClassCreated,
    TaxClassDeleted,
    TaxClassUpdated,
    TaxZoneCreated,
    TaxZoneDeleted,
    TaxZoneUpdated,
)
from rustok.ids import generate_id
from rustok_commerce import errors, models
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.dto.taxes import (
    TaxClassResponse,
    TaxZoneResponse,
    UpdateTaxClassRequest,
    UpdateTaxZoneRequest,
)
from rustok_commerce.dto.totals import Basket, BasketShipping, Buyer, Destination, TaxRule
from rustok_commerce.selectors import taxes as selectors
from rustok_commerce.services import baskets, tax_classes, tax_zones, vat_ids
from tests.factories import selling
from tests.factories.baskets import basket, line
from tests.rustok_commerce.conftest import Heard


def update_class(ctx: RequestContext, tax_class_id: UUID, **changes: Any) -> TaxClassResponse:
    return tax_classes.update_tax_class(ctx, tax_class_id, parse(UpdateTaxClassRequest, changes))


def update_zone(ctx: RequestContext, zone_id: UUID, **changes: Any) -> TaxZoneResponse:
    return tax_zones.update_tax_zone(ctx, zone_id, parse(UpdateTaxZoneRequest, changes))


def taxed(sold: Basket, country: str, region: str = "", postcode: str = "") -> int:
    place = Destination(country=country, region=region, postcode=postcode)
    return baskets.price(dataclasses.replace(sold, destination=place)).tax_total


# --- Classes ---------------------------------------------------------------------------------------------------------


def test_the_first_class_is_the_default_one(ctx: RequestContext, heard: Heard) -> None:
    first, second = selling.tax_class("standard"), selling.tax_class("books")

    assert (first.is_default, second.is_default) == (True, False)
    assert heard == [TaxClassCreated(tax_class_id=first.id), TaxClassCreated(tax_class_id=second.id)]
    assert [row.code for row in selectors.list_tax_classes(ctx)] == ["standard", "books"]


def test_another_class_becomes_the_default_one(ctx: RequestContext, heard: Heard) -> None:
    first, second = selling.tax_class("standard"), selling.tax_class("books")
    heard.take()

    changed = update_class(ctx, second.id, is_default=True, version=1)

    assert (changed.is_default, changed.version) == (True, 2)
    assert selectors.get_tax_class(ctx, first.id).is_default is False
    assert heard == [
        TaxClassUpdated(tax_class_id=first.id, fields=("is_default",)),
        TaxClassUpdated(tax_class_id=second.id, fields=("is_default",)),
    ]


def test_the_default_class_does_not_just_cease(ctx: RequestContext) -> None:
    first = selling.tax_class("standard")
    selling.tax_class("books")

    with pytest.raises(errors.TaxClassIsDefault):
        update_class(ctx, first.id, is_default=False)
    with pytest.raises(errors.TaxClassIsDefault):
        tax_classes.delete_tax_class(ctx, first.id)

    assert selectors.get_tax_class(ctx, first.id).version == 1


def test_a_code_of_classes_is_taken_once(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    other = selling.tax_class("books")

    with pytest.raises(errors.DuplicateTaxClass):
        selling.tax_class("standard")
    with pytest.raises(errors.DuplicateTaxClass):
        update_class(ctx, other.id, code="standard")

    assert models.TaxClass.objects.count() == 2


def test_a_class_in_use_stays(ctx: RequestContext, heard: Heard) -> None:
    selling.tax_class("standard")
    books, spare = selling.tax_class("books"), selling.tax_class("spare")
    selling.tax_zone("de", ("DE",), (selling.rate("books", 70_000),))
    heard.take()

    with pytest.raises(errors.TaxClassInUse):
        tax_classes.delete_tax_class(ctx, books.id)
    tax_classes.delete_tax_class(ctx, spare.id)

    assert heard == [TaxClassDeleted(tax_class_id=spare.id)]
    assert models.TaxClass.objects.count() == 2


def test_nothing_new_tells_nobody(ctx: RequestContext, heard: Heard) -> None:
    made = selling.tax_class("standard")
    zone = selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    heard.take()

    update_class(ctx, made.id, code="standard", is_default=True)
    same = update_zone(ctx, zone.id, name="De", areas=[selling.area("DE")], rates=[selling.rate("standard", 190_000)])

    assert (heard, same.version) == ([], 1)


def test_unknown_classes_and_zones_are_not_found(ctx: RequestContext) -> None:
    for call in (
        lambda: update_class(ctx, generate_id(), name="x"),
        lambda: tax_classes.delete_tax_class(ctx, generate_id()),
        lambda: selectors.get_tax_class(ctx, generate_id()),
        lambda: selling.tax_zone("de", ("DE",), (selling.rate("none", 1),)),
    ):
        with pytest.raises(errors.TaxClassNotFound):
            call()
    for call in (
        lambda: update_zone(ctx, generate_id(), name="x"),
        lambda: tax_zones.delete_tax_zone(ctx, generate_id()),
        lambda: selectors.get_tax_zone(ctx, generate_id()),
    ):
        with pytest.raises(errors.TaxZoneNotFound):
            call()
    assert models.TaxZone.objects.count() == 0


# --- Zones -----------------------------------------------------------------------------------------------------------


def test_a_zone_has_places_and_rates(ctx: RequestContext, heard: Heard) -> None:
    selling.tax_class("standard")
    heard.take()

    zone = selling.tax_zone(
        "ca",
        ("CA", "US-us-ny", "GB:sw1 a-SW1Z"),
        (selling.rate("standard", 50_000, "GST"), selling.rate("standard", 99_750, "QST", compound=True)),
        reverse_charge=True,
    )

    assert [(area.country, area.region, area.postcode_from, area.postcode_to) for area in zone.areas] == [
        ("CA", "", "", ""),
        ("GB", "", "SW1A", "SW1Z"),
        ("US", "NY", "", ""),
    ]
    assert [(rate.name, rate.rate_ppm, rate.compound) for rate in zone.rates] == [
        ("GST", 50_000, False),
        ("QST", 99_750, True),
    ]
    assert heard == [TaxZoneCreated(tax_zone_id=zone.id)]


def test_changes_of_a_zone_name_what_changed(ctx: RequestContext, heard: Heard) -> None:
    selling.tax_class("standard")
    zone = selling.tax_zone("eu", ("DE", "AT"), (selling.rate("standard", 190_000),))
    heard.take()

    changed = update_zone(ctx, zone.id, areas=[selling.area("DE"), selling.area("FR")], rates=[], position=3, version=1)

    assert [area.country for area in changed.areas] == ["DE", "FR"]
    assert (changed.rates, changed.version) == ((), 2)
    assert heard == [TaxZoneUpdated(tax_zone_id=zone.id, fields=("areas", "position", "rates"))]
    with pytest.raises(StaleVersion):
        update_zone(ctx, zone.id, areas=[], version=1)
    assert len(selectors.get_tax_zone(ctx, zone.id).areas) == 2


def test_a_zone_goes_with_its_places_and_rates(ctx: RequestContext, heard: Heard) -> None:
    selling.tax_class("standard")
    zone = selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    heard.take()

    tax_zones.delete_tax_zone(ctx, zone.id)

    assert heard == [TaxZoneDeleted(tax_zone_id=zone.id)]
    assert (models.TaxZoneArea.objects.count(), models.TaxRate.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("area", "fault"),
    [
        ({"country": "ZZ"}, errors.CountryUnknown),
        ({"country": "*", "region": "CA"}, errors.AreaUnfit),
        ({"country": "DE", "region": "ß" * 76}, errors.AreaUnfit),
        ({"country": "*", "postcode_from": "1", "postcode_to": "2"}, errors.AreaUnfit),
        ({"country": "DE", "postcode_from": "10"}, errors.AreaUnfit),
        ({"country": "DE", "postcode_from": "10", "postcode_to": "9"}, errors.AreaUnfit),
        ({"country": "DE", "postcode_from": "13", "postcode_to": "10"}, errors.AreaUnfit),
    ],
)
def test_places_that_are_none_are_refused(ctx: RequestContext, area: dict[str, str], fault: type[Exception]) -> None:
    zone = selling.tax_zone("de", ("DE",))

    with pytest.raises(fault):
        update_zone(ctx, zone.id, areas=[area], name="Other")

    unchanged = selectors.get_tax_zone(ctx, zone.id)
    assert (unchanged.name, [row.country for row in unchanged.areas]) == ("De", ["DE"])


def test_what_is_there_twice_is_refused(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_zone("de", ("DE",))

    with pytest.raises(errors.DuplicateTaxZone):
        selling.tax_zone("de")
    with pytest.raises(errors.DuplicateArea):
        selling.tax_zone("us", ("US-CA", "US-us-ca"))
    with pytest.raises(errors.DuplicateTaxRate):
        selling.tax_zone("us", (), (selling.rate("standard", 1), selling.rate("standard", 2)))

    assert models.TaxZone.objects.count() == 1


def test_zones_are_listed_in_a_number_of_statements_that_does_not_grow(
    ctx: RequestContext, django_assert_num_queries: Any
) -> None:
    selling.tax_class("standard")
    for code in ("DE", "FR", "AT"):
        selling.tax_zone(code.lower(), (code,), (selling.rate("standard", 200_000),))

    with django_assert_num_queries(4):
        zones = selectors.list_tax_zones(ctx)

    assert [zone.code for zone in zones] == ["at", "de", "fr"]


# --- Which tax holds -------------------------------------------------------------------------------------------------


def test_the_narrowest_place_decides(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    for place, rate in (("*", 10_000), ("US", 20_000), ("US-CA", 30_000), ("US:902-903", 40_000), ("US:90210", 50_000)):
        selling.tax_zone(f"z{rate}", (place,), (selling.rate("standard", rate),))
    sold = basket(line(100_000), prices_include_tax=False)

    assert taxed(sold, "FR") == 1000
    assert taxed(sold, "US", "NY") == 2000
    assert taxed(sold, "US", "us-ca", "94016") == 3000
    assert taxed(sold, "US", "CA", "90301") == 4000
    assert taxed(sold, "US", "CA", "90210-1234") == 5000
    assert taxed(sold, "US", "", "9") == 2000


def test_of_equal_places_the_first_zone_decides(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_zone("a", ("DE",), (selling.rate("standard", 10_000),), position=2)
    second = selling.tax_zone("b", ("DE",), (selling.rate("standard", 20_000),), position=1)
    sold = basket(line(100_000), prices_include_tax=False)

    assert taxed(sold, "DE") == 2000
    update_zone(ctx, second.id, is_active=False)
    assert taxed(sold, "DE") == 1000


def test_the_shops_own_country_holds_until_the_place_is_known(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    sold = basket(line(11_900))

    assert baskets.price(sold).tax_total == 0
    selling.settings(country="DE")
    assert baskets.price(sold).tax_total == 1900
    assert taxed(sold, "FR") == 0


def test_goods_of_no_class_are_of_the_default_one(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_class("books")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000), selling.rate("books", 70_000)))

    assert taxed(basket(line(11_900, tax_class="")), "DE") == 1900
    assert taxed(basket(line(10_700, tax_class="books")), "DE") == 700
    assert taxed(basket(line(10_700, tax_class="gone")), "DE") == 0


def test_compound_rates_follow_their_order(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    gst, pst = selling.rate("standard", 50_000, "GST"), selling.rate("standard", 100_000, "PST", compound=True)
    zone = selling.tax_zone("ca", ("CA",), (gst, pst))
    sold = basket(line(10_000), prices_include_tax=False)

    assert taxed(sold, "CA") == 1550
    update_zone(ctx, zone.id, rates=[pst, gst])
    assert taxed(sold, "CA") == 1500


def test_the_shops_rounding_is_used(ctx: RequestContext) -> None:
    selling.tax_class("standard")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    sold = basket(*(line(2) for _ in range(3)), prices_include_tax=False)

    assert taxed(sold, "DE") == 0
    selling.settings(tax_rounding=TaxRounding.GROUP)
    assert taxed(sold, "DE") == 1


def test_a_basket_is_priced_in_few_statements(ctx: RequestContext, django_assert_max_num_queries: Any) -> None:
    selling.tax_class("standard")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    sold = basket(*(line(1000) for _ in range(50)), destination=Destination(country="DE"))

    with django_assert_max_num_queries(6):
        assert baskets.price(sold).tax_total == 50 * 160


# --- Who owes none ---------------------------------------------------------------------------------------------------


@pytest.fixture
def europe(ctx: RequestContext) -> None:
    """A German shop; Austrians with a VAT id pay their tax themselves."""
    selling.tax_class("standard")
    selling.settings(country="DE")
    selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),), reverse_charge=True)
    selling.tax_zone("at", ("AT",), (selling.rate("standard", 200_000),), reverse_charge=True)
    selling.tax_zone("ch", ("CH",), (selling.rate("standard", 81_000),))


@pytest.mark.usefixtures("europe")
def test_an_exempt_buyer_pays_the_net_price() -> None:
    sold = basket(line(11_900, 2), delivery=595, destination=Destination(country="DE"), buyer=Buyer(tax_exempt=True))

    totals = baskets.price(sold)

    assert (totals.prices_include_tax, totals.tax_total) == (False, 0)
    assert (totals.subtotal, totals.shipping_total, totals.total) == (20_000, 500, 20_500)


@pytest.mark.usefixtures("europe")
@pytest.mark.parametrize(
    ("country", "vat_id", "total"),
    [
        ("AT", "ATU13585627", 10_000),
        ("AT", "atu 1358 5627", 10_000),
        ("AT", "ATU13585626", 12_000),
        ("AT", "DE136695976", 12_000),
        ("AT", "", 12_000),
        ("DE", "ATU13585627", 12_000),
        ("CH", "ATU13585627", 12_000),
    ],
)
def test_a_vat_id_of_another_country_reverses_the_charge(country: str, vat_id: str, total: int) -> None:
    sold = basket(line(12_000), destination=Destination(country=country), buyer=Buyer(vat_id=vat_id))

    assert baskets.price(sold).total == total


@pytest.mark.usefixtures("europe")
def test_a_reversed_charge_is_found_in_as_few_statements(django_assert_max_num_queries: Any) -> None:
    sold = basket(line(12_000), destination=Destination(country="AT"), buyer=Buyer(vat_id="ATU13585627"))

    with django_assert_max_num_queries(4):
        assert baskets.price(sold).total == 10_000


@pytest.mark.usefixtures("europe")
def test_prices_without_tax_stay_for_those_who_owe_none() -> None:
    sold = basket(
        line(10_000), prices_include_tax=False, destination=Destination(country="AT"), buyer=Buyer(vat_id="ATU13585627")
    )

    assert baskets.price(sold).total == 10_000
    assert baskets.for_buyer(sold) == sold


@pytest.mark.usefixtures("europe")
def test_the_basket_of_a_buyer_is_the_same_the_second_time() -> None:
    sold = basket(
        line(11_900, compare_at=23_800),
        delivery=119,
        destination=Destination(country="DE"),
        buyer=Buyer(tax_exempt=True),
    )

    shown = baskets.for_buyer(sold)

    assert (shown.lines[0].unit_price, shown.lines[0].compare_at, shown.shipping) == (
        10_000,
        20_000,
        BasketShipping(code="post", amount=100, tax_class="standard"),
    )
    assert baskets.for_buyer(shown) == shown
    assert baskets.price(shown) == baskets.price(sold)


@pytest.mark.parametrize(
    ("vat_id", "kept"),
    [("de 136 695 976", "DE136695976"), ("EL094259216", "EL094259216"), ("CHE-107.787.577 IVA", "CHE107787577IVA")],
)
def test_vat_ids_are_kept_in_one_form(vat_id: str, kept: str) -> None:
    assert vat_ids.checked(vat_id) == kept


@pytest.mark.parametrize("vat_id", ["", "DE", "136695976", "DE136695977", "ZZ123", "\N{GREEK CAPITAL LETTER DELTA}E1"])
def test_vat_ids_that_cannot_be_are_refused(vat_id: str) -> None:
    with pytest.raises(errors.VatIdInvalid):
        vat_ids.checked(vat_id)


# --- The port --------------------------------------------------------------------------------------------------------


class FlatTax:
    """A provider of taxes as an installation may bring one."""

    def rules(self, basket: Basket, place: Destination, home: str) -> Mapping[str, Sequence[TaxRule]]:
        rule = TaxRule(name="Flat", rate_ppm=100_000)
        return {item.tax_class: (rule,) for item in basket.lines}

    def is_reverse_charge(self, basket: Basket, place: Destination, home: str) -> bool:
        return False


def test_a_shop_can_use_another_provider(ctx: RequestContext, settings: Any) -> None:
    path = f"{FlatTax.__module__}.{FlatTax.__name__}"
    settings.RUSTOK = {**settings.RUSTOK, "commerce": {"tax_providers": {"flat": path}}}
    selling.settings(tax_provider="flat")

    assert taxed(basket(line(1000), prices_include_tax=False), "DE") == 100


def test_a_provider_that_is_not_there_is_refused(ctx: RequestContext) -> None:
    with pytest.raises(errors.TaxProviderUnknown):
        selling.settings(tax_provider="flat")

    assert models.SalesSettings.objects.count() == 0
