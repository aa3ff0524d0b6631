"""Postal addresses: checked, normalised and written by the rules of their country."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok_commerce import errors
from rustok_commerce.dto.addresses import Address, AddressRegion, CountryResponse
from rustok_commerce.dto.channels import CreateChannelRequest
from rustok_commerce.mappers.address_lines import format_lines
from rustok_commerce.mappers.address_rules import rules_of
from rustok_commerce.services.addresses import address_form, list_countries, normalise
from rustok_commerce.services.channels import countries, create_channel


def address(country: str, **parts: Any) -> Address:
    return Address(**{"country": country, "last_name": "Byron", "line1": "Main St 1", "city": "Springfield", **parts})


def refused(wrong: Address, **options: Any) -> list[tuple[Any, str]]:
    with pytest.raises(InvalidInput) as caught:
        normalise(wrong, "shipping_address", **options)
    return [(error.path, error.code) for error in caught.value.errors]


def test_every_country_of_the_world_has_rules() -> None:
    assert [code for code in sorted(countries()) if rules_of(code) is None] == []


@pytest.mark.parametrize("code", ["AC", "ZZ", "XX", "de", "ALL", "../x"])
def test_what_is_no_country_has_none(code: str) -> None:
    assert rules_of(code) is None


def test_every_region_is_found_by_its_code_and_every_example_is_a_postcode() -> None:
    for code in sorted(countries()):
        rules = rules_of(code)
        assert rules is not None
        assert [region for region in rules.regions if rules.region(region.code) != region] == [], code
        examples = rules.postcode_examples
        assert [text for text in examples if not rules.is_postcode(rules.postcode(text), None)] == [], code


@pytest.mark.parametrize(
    ("given", "region", "postcode"),
    [
        (address("US", region="california", postcode=" 90210 "), "CA", "90210"),
        (address("US", region="US-CA", postcode="90210-1234"), "CA", "90210-1234"),
        (address("GB", postcode="sw1a1aa"), "", "SW1A 1AA"),
        (address("CA", region="on", postcode="k1a0b1"), "ON", "K1A 0B1"),
        (address("NL", postcode="1012ab"), "", "1012 AB"),
        (address("JP", region="Tokyo", postcode="1540023"), "13", "154-0023"),
        (address("RU", region="Москва", postcode="119019"), "MOW", "119019"),
        (address("DE", region="Berlin", postcode="10115"), "", "10115"),
        (address("AE", region="Dubai", postcode="12345"), "DU", ""),
    ],
)
def test_parts_are_written_in_one_way(given: Address, region: str, postcode: str) -> None:
    found = normalise(given)

    assert (found.region, found.postcode) == (region, postcode)
    assert normalise(found) == found


def test_each_fault_is_told_at_its_field() -> None:
    assert refused(address("XX")) == [(("shipping_address", "country"), "country_unknown")]
    assert refused(address("US", region="Narnia", postcode="1", phone="call me")) == [
        (("shipping_address", "region"), "region_unknown"),
        (("shipping_address", "postcode"), "postcode_invalid"),
        (("shipping_address", "phone"), "phone_invalid"),
    ]
    assert refused(address("US", region="CA", postcode="10001")) == [
        (("shipping_address", "postcode"), "postcode_elsewhere")
    ]
    assert refused(Address(country="DE", phone="123")) == [
        (("shipping_address", "phone"), "phone_invalid"),
        (("shipping_address", "city"), "required"),
        (("shipping_address", "line1"), "required"),
        (("shipping_address", "postcode"), "required"),
        (("shipping_address", "last_name"), "required"),
    ]


def test_what_is_still_being_typed_misses_nothing_but_must_be_right() -> None:
    assert normalise(Address(country="US", region="Texas"), complete=False).region == "TX"
    assert refused(Address(country="US", region="Narnia"), complete=False) == [
        (("shipping_address", "region"), "region_unknown")
    ]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        (
            address("US", first_name="Ada", company="Engines", line2="Suite 5", region="CA", postcode="90210"),
            ("Ada Byron", "Engines", "Main St 1", "Suite 5", "SPRINGFIELD, CA 90210", "United States"),
        ),
        (address("DE", postcode="10115", city="Berlin"), ("Byron", "Main St 1", "10115 BERLIN", "Germany")),
        (address("GB", postcode="SW1A 1AA"), ("Byron", "Main St 1", "SPRINGFIELD", "SW1A 1AA", "United Kingdom")),
        (
            address("JP", last_name="山田", line1="若林1-2", city="世田谷区", region="13", postcode="154-0023"),
            ("〒154-0023", "東京都", "世田谷区", "若林1-2", "山田", "Japan"),
        ),
        (
            address("JP", region="13", postcode="154-0023"),
            ("Byron", "Main St 1", "Springfield, TOKYO", "154-0023", "Japan"),
        ),
        (Address(country="DE"), ("Germany",)),
    ],
)
def test_addresses_are_written_in_their_countrys_way(given: Address, lines: tuple[str, ...]) -> None:
    assert format_lines(given) == lines


def test_the_country_is_written_in_the_senders_language() -> None:
    assert format_lines(address("DE", postcode="10115"), locale="ru")[-1] == "Германия"
    assert format_lines(address("DE", postcode="10115"), locale="tlh")[-1] == "Germany"


def test_a_form_tells_what_a_country_asks_for(ctx: RequestContext) -> None:
    form = address_form(ctx, "US")

    assert form.name == "United States"
    assert form.rows == (
        ("first_name", "last_name"),
        ("company",),
        ("line1", "line2"),
        ("city", "region", "postcode"),
    )
    assert form.required == ("city", "last_name", "line1", "postcode", "region")
    assert (form.region_kind, form.postcode_kind, form.postcode_example) == ("state", "zip", "95014")
    assert AddressRegion(code="CA", name="California") in form.regions
    assert AddressRegion(code="MOW", name="Moskva") in address_form(ctx, "RU").regions
    assert AddressRegion(code="MOW", name="Москва") in address_form(ctx.in_locale("ru"), "RU").regions
    with pytest.raises(errors.CountryUnknown):
        address_form(ctx, "XX")


def test_the_countries_are_those_of_the_channel(ctx: RequestContext) -> None:
    assert len(list_countries(ctx)) == len(countries())
    request = {"code": "default", "name": "Web", "currencies": ["EUR"], "countries": ["DE", "AT"]}
    create_channel(ctx, parse(CreateChannelRequest, request))

    assert list_countries(ctx) == (
        CountryResponse(code="AT", name="Austria"),
        CountryResponse(code="DE", name="Germany"),
    )
