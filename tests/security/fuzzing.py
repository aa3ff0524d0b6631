"""How much is tried, and by which seed."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, Phase, settings

SEED: Final = int(os.environ.get("RUSTOK_FUZZ_SEED", "20261123"))
"""Fixed, so that a run can be repeated; ``RUSTOK_FUZZ_SEED`` chooses another."""

EXAMPLES: Final = int(os.environ.get("RUSTOK_FUZZ_EXAMPLES", "0"))
"""Examples per operation; 0 for the few that fit the suite's time."""


def fuzz_settings(few: int) -> settings:
    """Return settings for ``few`` examples, or for as many as ``RUSTOK_FUZZ_EXAMPLES`` asks for."""
    return settings(
        max_examples=EXAMPLES or few,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
