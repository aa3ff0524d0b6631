"""How a shop sells: what is asked and answered."""

from __future__ import annotations

from enum import StrEnum


class TaxRounding(StrEnum):
    """Where tax is rounded: in each line, or in the sum of all that is taxed alike."""

    LINE = "line"
    GROUP = "group"
