"""Where in the world something holds: what is asked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import MaxLen, doc
from pydantic import StringConstraints

MAX_REGION: Final = 150
"""Characters of a region."""

_Text = StringConstraints(strip_whitespace=True)
Postcode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 -]*$"), MaxLen(32)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaInput:
    """A country, a region of it, or postcodes in it; `*` is the rest of the world.

    A range of postcodes has both ends, of equal length; they are compared with as many characters of a postcode.
    """

    country: Annotated[str, StringConstraints(pattern=r"^(?:[A-Z]{2}|\*)$"), doc("ISO 3166-1 alpha-2, or `*`.")]
    region: Annotated[
        str, _Text, MaxLen(MAX_REGION), doc("The code of a state where the country has them, else a name.")
    ] = ""
    postcode_from: Postcode = ""
    postcode_to: Postcode = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaResponse:
    """A place of a zone, as it is compared: capitals, postcodes without spaces."""

    country: str
    region: str
    postcode_from: str
    postcode_to: str


Areas = Annotated[tuple[AreaInput, ...], MaxLen(1000)]
