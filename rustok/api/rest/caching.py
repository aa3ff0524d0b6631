"""Who may keep an answer, and for how long."""

from __future__ import annotations

from typing import Final

from rustok.api import consistency
from rustok.conf import conf

VARY: Final = ("Authorization", "Accept-Language", "X-Tenant-ID", "X-Channel", consistency.READ_HEADER)
"""What answers depend on besides the address; a read that waits for a position is not another client's."""


def cache_control(*, private: bool, shared: bool, status: int = 200) -> str:
    """Say who may keep an answer: what is somebody's own nobody, the storefront's reads (``shared``) everybody."""
    if private:
        return "private, no-store"
    return shared_cache_control() if shared and status in (200, 304) else "public, no-cache"


def shared_cache_control() -> str:
    """Let a shared cache answer without asking for some seconds, and for some more while it asks.

    A browser always asks, and is told in a few bytes that nothing has changed.
    """
    rules = conf().api
    if rules.shared_cache_seconds <= 0:
        return "public, no-cache"
    return (
        f"public, max-age=0, s-maxage={rules.shared_cache_seconds},"
        f" stale-while-revalidate={rules.stale_while_revalidate_seconds}"
    )
