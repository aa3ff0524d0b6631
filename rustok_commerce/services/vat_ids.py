"""VAT ids: whether one can be right, by its country's rules. Nobody is asked over the network."""

from __future__ import annotations

from typing import Final

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

from rustok_commerce import errors

# Greece writes EL, ISO 3166-1 says GR.
_COUNTRIES: Final = {"EL": "GR"}


def checked(vat_id: str) -> str:
    """Return a VAT id as it is kept: with its country's two letters, without spaces and dots.

    :raises VatIdInvalid: its country has none like it.
    """
    text = "".join(char for char in vat_id.upper() if char.isalnum())
    module = get_cc_module(country.lower(), "vat") if (country := _country(text)) else None
    if module is None:
        raise errors.VatIdInvalid(vat_id=vat_id)
    try:
        module.validate(text)
    except ValidationError as exc:
        raise errors.VatIdInvalid(vat_id=vat_id) from exc
    return text


def country_of(vat_id: str) -> str | None:
    """Return the country of a VAT id, by ISO 3166-1; None where it cannot be right."""
    try:
        return _country(checked(vat_id))
    except errors.VatIdInvalid:
        return None


def _country(text: str) -> str:
    letters = text[:2]
    return _COUNTRIES.get(letters, letters) if len(letters) == 2 and letters.isascii() and letters.isalpha() else ""
