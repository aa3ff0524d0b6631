"""The form in which every driver gives its counts."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

PRICE_BOUNDS: Final = (0, *(step * 10**power for power in range(2, 13) for step in (1, 2, 5)))
"""Where ranges of prices end, in minor units: 1.00, 2.00, 5.00, 10.00 and so on."""


def availability(counts: Mapping[bool, int]) -> Mapping[str, int]:
    """Return how many can be bought at once, and how many not."""
    return {"in_stock": counts.get(True, 0), "sold_out": counts.get(False, 0)}


def price_facets(
    lowest: float | None, highest: float | None, counts: Mapping[int, int]
) -> dict[str, Mapping[str, int]]:
    """Return the span of prices, and counts of ranges that are not empty (``{"1000-2000": 3}``, the end excluded).

    :param counts: by the bound where a range begins.
    """
    ends = dict(pairwise(PRICE_BOUNDS))
    return {
        "price": {} if lowest is None or highest is None else {"min": int(lowest), "max": int(highest)},
        "price_ranges": {f"{low}-{ends[low]}": count for low, count in sorted(counts.items()) if count and low in ends},
    }
