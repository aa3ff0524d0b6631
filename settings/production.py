"""Production: secure by default, and refuses to start half-configured."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from settings import environment as env
from settings.base import *  # noqa: F403
from settings.base import ALLOWED_HOSTS, SECRET_KEY, rustok_settings

_MINIMUM_SECRET_LENGTH = 50


def _refuse(reason: str) -> None:
    raise ImproperlyConfigured(f"production does not start: {reason}")


if not SECRET_KEY:
    _refuse("SECRET_KEY (or SECRET_KEY_FILE) is not set")
if "development" in SECRET_KEY or "insecure" in SECRET_KEY or len(SECRET_KEY) < _MINIMUM_SECRET_LENGTH:
    _refuse(f"SECRET_KEY is a default or shorter than {_MINIMUM_SECRET_LENGTH} characters")
if not env.text("DATABASE_URL"):
    _refuse("DATABASE_URL is not set")
if not env.text("REDIS_URL"):
    _refuse("REDIS_URL is not set")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _refuse("ALLOWED_HOSTS must name the hosts")

DEBUG = False
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
# Probes come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("RUSTOK_BEHIND_TLS_PROXY") else None
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-rustok_session"
CSRF_COOKIE_NAME = "__Host-rustok_csrf"

RUSTOK = rustok_settings(graphql={"introspection": False})
