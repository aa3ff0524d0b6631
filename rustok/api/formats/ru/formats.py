"""Moments as Russian pages show them."""

from __future__ import annotations

from typing import Final

DATE_FORMAT: Final = "j E Y"
SHORT_DATE_FORMAT: Final = "j E Y"
TIME_FORMAT: Final = "H:i"
DATETIME_FORMAT: Final = "j E Y, H:i T"
SHORT_DATETIME_FORMAT: Final = "j E Y, H:i T"
