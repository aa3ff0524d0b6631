"""Argon2id with OWASP's parameters, and a bound on how many run at once."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.signals import setting_changed

from rustok.conf import conf


@lru_cache(maxsize=1)
def _slots() -> threading.BoundedSemaphore:
    """One hash takes 19 MiB and a core: without a bound, a burst of logins is a denial of service by memory."""
    return threading.BoundedSemaphore(conf().auth.concurrent_hashes)


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id, m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet, 2025).

    ``settings.RUSTOK_ARGON2`` overrides ``memory_cost`` (KiB), ``time_cost`` and ``parallelism``; a password hashed
    with other parameters is rehashed at the next login. No more than ``RUSTOK["auth"]["concurrent_hashes"]`` run at
    once in a process, the others wait.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def __init__(self) -> None:
        for name, value in getattr(settings, "RUSTOK_ARGON2", {}).items():
            setattr(self, name, value)

    def encode(self, password: str, salt: str) -> str:
        """Hash a password."""
        with _slots():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with a hash."""
        with _slots():
            return super().verify(password, encoded)


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "RUSTOK":
        _slots.cache_clear()


setting_changed.connect(_forget, dispatch_uid="rustok.auth.hashers")
