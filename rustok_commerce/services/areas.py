"""Whether a place lies in an area, and which of several areas is the narrowest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, TypeVar

from rustok_commerce.dto.totals import Destination
from rustok_commerce.models.places import Area

A = TypeVar("A", bound=Area)

REST_OF_WORLD: Final = "*"
_NOT_IN_POSTCODES: Final = re.compile(r"[^A-Z0-9]")


def postcode(text: str) -> str:
    """Return a postcode as it is compared: capitals and digits only."""
    return _NOT_IN_POSTCODES.sub("", text.upper())


def region(text: str, country: str) -> str:
    """Return a region as it is compared: ``US-CA`` and ``ca`` of the US are the same."""
    return text.strip().upper().removeprefix(f"{country}-")


def narrowness(area: Area, place: Destination) -> tuple[int, int, int] | None:
    """Tell how narrow an area is that the place lies in; None: it does not lie there. More is narrower.

    The bounds of postcodes are compared with as many characters of the place's as they have: ``10`` to ``13`` holds
    all of 10000 to 13999.
    """
    if area.country not in (place.country, REST_OF_WORLD):
        return None
    if area.region and region(area.region, area.country) != region(place.region, place.country):
        return None
    if area.postcode_from:
        length = len(area.postcode_from)
        code = postcode(place.postcode)[:length]
        if len(code) < length or not area.postcode_from <= code <= area.postcode_to:
            return None
    return len(area.postcode_from), int(bool(area.region)), int(area.country != REST_OF_WORLD)


def narrowest(areas: Iterable[A], place: Destination) -> A | None:
    """Return the area that decides about a place: the narrowest, then the zone that stands first.

    The areas come with their zones.
    """
    found: list[tuple[tuple[Any, ...], A]] = []
    for area in areas:
        narrow = narrowness(area, place)
        if narrow is not None:
            zone = area.zone  # type: ignore[attr-defined]  # every kind of area has one
            found.append(((*(-part for part in narrow), zone.position, zone.code), area))
    return min(found, key=lambda pair: pair[0])[1] if found else None
