"""Postal addresses: what is asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, doc
from pydantic import StringConstraints

_Text = StringConstraints(strip_whitespace=True)
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), doc("ISO 3166-1 alpha-2.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where somebody lives. Which parts are needed depends on the country (CLDR and libaddressinput's rules)."""

    country: Country
    first_name: Annotated[str, _Text, MaxLen(150)] = ""
    last_name: Annotated[str, _Text, MaxLen(150)] = ""
    company: Annotated[str, _Text, MaxLen(255)] = ""
    line1: Annotated[str, _Text, MaxLen(255)] = ""
    line2: Annotated[str, _Text, MaxLen(255)] = ""
    city: Annotated[str, _Text, MaxLen(150)] = ""
    region: Annotated[str, _Text, MaxLen(150), doc("The code of a state where the country has them, else a name.")] = ""
    postcode: Annotated[str, _Text, MaxLen(32)] = ""
    phone: Annotated[str, _Text, MaxLen(32)] = ""
