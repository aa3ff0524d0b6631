"""Signs addresses, so that only those we gave out do any work."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from functools import lru_cache
from typing import Final

from django.conf import settings

_BYTES: Final = 12
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def signature(purpose: str, value: str) -> str:
    """Sign a value for a purpose: 16 characters (96 bits). The same key and value give the same text for ever."""
    return _signed(settings.SECRET_KEY, purpose, value)


def is_signed(given: str, purpose: str, value: str) -> bool:
    """Tell whether a signature is ours, by the present key or one of ``SECRET_KEY_FALLBACKS``."""
    if not given.isascii():
        return False
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(given, _signed(key, purpose, value)) for key in keys)


def _signed(key: str | bytes, purpose: str, value: str) -> str:
    digest = hmac.digest(_derived(key, purpose), value.encode(), "sha256")
    return binascii.b2a_base64(digest[:_BYTES], newline=False).translate(_URL_SAFE).decode()


@lru_cache(maxsize=16)
def _derived(key: str | bytes, purpose: str) -> bytes:
    """Return a key of its own for each purpose: a signature for one cannot be used for another."""
    secret = key.encode() if isinstance(key, str) else key
    return hmac.digest(secret, f"rustok.media.{purpose}".encode(), hashlib.sha256)
