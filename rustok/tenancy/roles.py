"""The three PostgreSQL roles of an installation; their rights are given in :mod:`rustok.tenancy.provision`.

Role names are per server, so two installations on one server share the roles and differ by database.
"""

from __future__ import annotations

from typing import Final

OWNER_ROLE: Final = "rustok_owner"
"""Owns the database, its schemas and tables; changes structure. Used by migrations and tenant administration only."""

APP_ROLE: Final = "rustok_app"
"""What web, worker and beat log in as: reads and writes rows under row-level security and owns nothing."""

PLATFORM_ROLE: Final = "rustok_platform"
"""Cannot log in. The runtime role takes it on (``SET ROLE``) for work across tenants: relay, resolution, roll-ups."""
