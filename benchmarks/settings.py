"""Settings of the benchmarks: the tests' servers, production's behaviour."""

from __future__ import annotations

import os
from pathlib import Path

from settings.test import *  # noqa: F403
from settings.test import CACHES, rustok_settings

DEBUG = False
LOGGING = {"level": "ERROR", "format": "json"}
CACHES["default"]["LOCATION"] = os.environ.get("REDIS_URL", CACHES["default"]["LOCATION"])

RUSTOK = rustok_settings(
    tenant={"base_domains": ("test", "localhost"), "cache_seconds": 30},
    events={"check": False},
    index={"search_gather_ms": 500},
    rate_limit={
        "enabled": True,
        "requests_per_minute": 100_000_000,
        "burst": 100_000_000,
        "classes": {"graphql": (100_000_000, 100_000_000)},
    },
    search={"path": Path(os.environ.get("RUSTOK_HOME", ".rustok")) / "search"},
)
