"""Counters of sign-in."""

from __future__ import annotations

from prometheus_client import Counter

logins = Counter("rustok_auth_logins_total", "Attempts to sign in.", ["outcome"])
refreshes = Counter("rustok_auth_refreshes_total", "Refreshes of tokens.", ["outcome"])
registrations = Counter("rustok_auth_registrations_total", "Registrations taken.")
rate_limited = Counter("rustok_rate_limited_total", "Requests refused by a rate limit.", ["route_class"])
