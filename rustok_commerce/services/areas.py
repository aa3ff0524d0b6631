"""Areas of zones: how they are written, whether a place lies in one, and which of several is the narrowest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

from rustok.tenancy.prepared import Read
from rustok_commerce import errors
from rustok_commerce.dto.places import MAX_REGION, AreaInput
from rustok_commerce.dto.totals import Destination
from rustok_commerce.models.places import Area
from rustok_commerce.services.channels import known_country

A = TypeVar("A", bound=Area)

REST_OF_WORLD: Final = "*"
_NOT_IN_POSTCODES: Final = re.compile(r"[^A-Z0-9]")


def postcode(text: str) -> str:
    """Return a postcode as it is compared: capitals and digits only."""
    return _NOT_IN_POSTCODES.sub("", text.upper())


def region(text: str, country: str) -> str:
    """Return a region as it is compared: ``US-CA`` and ``ca`` of the US are the same."""
    return text.strip().upper().removeprefix(f"{country}-")


Key = tuple[str, str, str, str]
"""Country, region, and the ends of the postcodes, as they are kept."""


def checked(requests: Iterable[AreaInput]) -> list[Key]:
    """Return areas as they are kept.

    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises AreaUnfit: the parts of one do not go together.
    :raises DuplicateArea: one is there twice.
    """
    found: dict[Key, None] = {}
    for request in requests:
        key = _checked(request)
        if key in found:
            raise errors.DuplicateArea(area=" ".join(part for part in key if part))
        found[key] = None
    return list(found)


def replace(kind: type[A], zone: Any, wanted: Sequence[Key]) -> bool:
    """Write the areas of a zone whose row is locked; tell whether any changed."""
    present = {(row.country, row.region, row.postcode_from, row.postcode_to): row.id for row in zone.areas.all()}
    gone = [row_id for key, row_id in present.items() if key not in set(wanted)]
    new = [key for key in wanted if key not in present]
    if gone:
        kind.objects.filter(id__in=gone).delete()
    kind.objects.bulk_create(
        kind(zone=zone, country=country, region=region, postcode_from=first, postcode_to=last)
        for country, region, first, last in new
    )
    return bool(gone or new)


def _checked(request: AreaInput) -> Key:
    first, last = postcode(request.postcode_from), postcode(request.postcode_to)
    named = " ".join(part for part in (request.country, request.region, first, last) if part)
    if request.country == REST_OF_WORLD:
        if request.region or first or last:
            raise errors.AreaUnfit(area=named, reason="the rest of the world has no parts.")
    else:
        known_country(request.country)
    if len(first) != len(last):
        raise errors.AreaUnfit(area=named, reason="both ends of the postcodes are needed, equally long.")
    if first > last:
        raise errors.AreaUnfit(area=named, reason="the postcodes end before they begin.")
    kept = region(request.region, request.country)
    if len(kept) > MAX_REGION:
        # Some letters are two in capitals.
        raise errors.AreaUnfit(area=named, reason=f"a region has at most {MAX_REGION} characters in capitals.")
    return request.country, kept, first, last


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


def zone_at(kind: type[Area], place: Destination) -> Any:
    """Return the zone that a place lies in, by the areas of one kind; None where it lies in none."""
    area: Any = narrowest(_areas(kind).all([place.country, REST_OF_WORLD]), place)
    return None if area is None else area.zone


@lru_cache(maxsize=8)
def _areas(kind: type[Area]) -> Read[Any]:
    """Return the read of the areas in these countries, of zones that are in use."""
    model: Any = kind
    zone = model._meta.get_field("zone").related_model
    return Read(
        kind,
        "a",
        f"{kind._meta.db_table} a JOIN {zone._meta.db_table} z ON z.tenant_id = a.tenant_id AND z.id = a.zone_id"
        " WHERE a.tenant_id = %s AND a.country = ANY(%s) AND z.is_active",
        zone=("z", zone),
    )
