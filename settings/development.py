"""Development and the demo behind ``make run``: friendly defaults, embedded servers, mail into files."""

from __future__ import annotations

from settings import environment as env

env.load_services()

from settings.base import *  # noqa: E402, F403
from settings.base import STORAGES, rustok_settings  # noqa: E402

DEVELOPMENT_SECRET_KEY = "development-only-secret-key-that-production-refuses-to-start-with"
SECRET_KEY = env.text("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
DEBUG = env.flag("DEBUG", False)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("*",))
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
LOG_FORMAT = env.text("LOG_FORMAT", "console")
LOGGING = {"level": env.text("LOG_LEVEL", "INFO"), "format": LOG_FORMAT}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
CORS_ALLOW_ALL_ORIGINS = True

RUSTOK = rustok_settings(
    tenant={"default_slug": "demo", "resolution": ("header", "host", "subdomain", "default")},
    events={"check": True},
    graphql={"graphiql": True},
    features={"demo": True},
    webhooks={"allow_http": True, "ports": (), "allowed_networks": ("127.0.0.0/8", "::1/128")},
)
