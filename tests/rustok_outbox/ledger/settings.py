"""Settings of the processes that are killed: the outbox and the books, no domain."""

from __future__ import annotations

from settings import environment as env
from settings.base import *  # noqa: F403
from settings.base import INSTALLED_APPS, TENANT_APPS, rustok_settings

_DOMAINS = {"rustok_content", "rustok_commerce", "rustok_index", "rustok_blog", "rustok_forum", "rustok_pages"}
TENANT_APPS = [app for app in TENANT_APPS if app not in _DOMAINS]
INSTALLED_APPS = [*(app for app in INSTALLED_APPS if app not in _DOMAINS), "tests.rustok_outbox.ledger"]
SECRET_KEY = "test-only-secret-key-0123456789-0123456789-0123456789-0123456789"
LOGGING = {"level": env.text("LEDGER_LOG_LEVEL", "WARNING"), "format": "json"}

RUSTOK = rustok_settings(
    tenant={"base_domains": ("test",), "cache_seconds": 30},
    events={"backoff_base": 0.05, "batch_size": 20},
)
