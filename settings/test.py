"""Tests: the base on real servers whose addresses the test session puts into the environment."""

from __future__ import annotations

from settings.base import *  # noqa: F403
from settings.base import INSTALLED_APPS, STORAGES, TENANT_APPS, rustok_settings

# Tables of every shape that tenancy knows, for its own tests; the example of the guide "Writing a module".
_OF_TESTS = ["tests.rustok.tenancy.sample", "tests.example_tickets"]
TENANT_APPS = [*TENANT_APPS, *_OF_TESTS]
INSTALLED_APPS = [*INSTALLED_APPS, *_OF_TESTS]
SECRET_KEY = "test-only-secret-key-0123456789-0123456789-0123456789-0123456789"
ALLOWED_HOSTS = ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Files are looked up when asked for: nothing has been collected.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING = {"level": "WARNING", "format": "console"}
# argon2 with the least work: what is tested is that it is used, not how long it takes.
RUSTOK_ARGON2 = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}

RUSTOK = rustok_settings(
    tenant={"base_domains": ("test", "localhost"), "cache_seconds": 0},
    events={"check": True, "backoff_base": 0.0},
    rate_limit={"enabled": False},
    auth={"pace_ms": 0},
    graphql={"graphiql": True},
    index={"search_gather_ms": 0},
)
