"""Places, as answers."""

from __future__ import annotations

from collections.abc import Iterable

from rustok_commerce.dto.places import AreaResponse
from rustok_commerce.models.places import Area


def area_responses(rows: Iterable[Area]) -> tuple[AreaResponse, ...]:
    """Map the areas of a zone, in the order of their names."""
    found = [
        AreaResponse(
            country=row.country, region=row.region, postcode_from=row.postcode_from, postcode_to=row.postcode_to
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda area: (area.country, area.region, area.postcode_from, area.postcode_to)))
