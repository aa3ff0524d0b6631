"""Access tokens (JWT) and the opaque tokens that are stored as hashes.

Keys are derived from ``SECRET_KEY``; ``SECRET_KEY_FALLBACKS`` still verify, so a rotation signs nobody out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError

from rustok.auth import errors
from rustok.conf import conf
from rustok.ids import InvalidId, generate_id, parse_id, to_ulid

ALGORITHM: Final = "HS256"
HEADER_TYPE: Final = "at+jwt"
"""RFC 9068 section 2.1: no other kind of token can be taken for an access token."""
MAX_LENGTH: Final = 2048
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessClaims:
    """What an access token says: whose it is, of which session and tenant, and at which token version."""

    tenant_id: UUID
    user_id: UUID
    session_id: UUID
    token_version: int


class _Backend(TokenBackend):
    """simplejwt's encoder and verifier, with the key's id and the token's type in the header."""

    def __init__(self, secret: str, issuer: str) -> None:
        key = _derived(secret, "access").hex()
        super().__init__(ALGORITHM, signing_key=key, issuer=issuer)
        self.key_id = hashlib.sha256(key.encode()).hexdigest()[:16]

    def encode(self, payload: dict[str, Any]) -> str:
        """Sign a token."""
        return jwt.encode(
            {**payload, "iss": self.issuer},
            self.prepared_signing_key,
            algorithm=self.algorithm,
            headers={"kid": self.key_id, "typ": HEADER_TYPE},
        )


def encode_access(claims: AccessClaims) -> tuple[str, int]:
    """Sign an access token; return it with its life in seconds."""
    backend = next(iter(_backends().values()))
    lifetime = conf().auth.access_minutes * 60
    now = int(time.time())
    token = backend.encode(
        {
            "aud": to_ulid(claims.tenant_id),
            "sub": to_ulid(claims.user_id),
            "sid": to_ulid(claims.session_id),
            "ver": claims.token_version,
            "jti": to_ulid(generate_id()),
            "iat": now,
            "exp": now + lifetime,
        }
    )
    return token, lifetime


def decode_access(token: str, *, tenant_id: UUID) -> AccessClaims:
    """Verify an access token of a tenant: key, signature, type, issuer, audience, time.

    :raises InvalidToken: any of them is wrong.
    """
    if len(token) > MAX_LENGTH or not token.isascii():
        raise errors.InvalidToken()
    try:
        header = jwt.get_unverified_header(token)
        backend = _backends().get(str(header.get("kid")))
        if backend is None or header.get("typ") != HEADER_TYPE or header.get("alg") != ALGORITHM:
            raise errors.InvalidToken()
        # The audience is the tenant: TokenBackend checks one only, so it is compared here.
        payload = backend.decode(token)  # type: ignore[arg-type]
        if payload["aud"] != to_ulid(tenant_id) or not isinstance(payload["exp"], int):
            raise errors.InvalidToken()
        return AccessClaims(
            tenant_id=tenant_id,
            user_id=parse_id(payload["sub"]),
            session_id=parse_id(payload["sid"]),
            token_version=int(payload["ver"]),
        )
    except (jwt.InvalidTokenError, TokenBackendError, InvalidId, KeyError, TypeError, ValueError) as exc:
        raise errors.InvalidToken() from exc


def new_secret() -> str:
    """Make an opaque token of 256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def child_secret(parent: str, child_id: UUID, *, secret: str | None = None) -> str:
    """Derive the successor of a refresh token.

    Whoever holds the parent within the grace gets the very same child, although only hashes are stored. Without the
    parent's text and the server's key nobody can work it out.
    """
    digest = hmac.digest(_derived(secret or settings.SECRET_KEY, "refresh"), parent.encode() + child_id.bytes, "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def child_secrets(parent: str, child_id: UUID) -> list[str]:
    """Derive the successor by every key that may have been in use when it was made."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [child_secret(parent, child_id, secret=key) for key in keys]


def digest_of(token: str) -> str:
    """Return what is stored of an opaque token. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def in_seconds(moment: dt.datetime) -> int:
    """Return how many whole seconds are left until a moment, at least 0."""
    return max(0, int((moment - dt.datetime.now(dt.UTC)).total_seconds()))


def _derived(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"rustok.auth.{purpose}".encode(), "sha256")


def _backends() -> dict[str, _Backend]:
    """Return the keys by id; the first one signs."""
    return _backends_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), conf().auth.issuer)


@lru_cache(maxsize=4)
def _backends_of(keys: tuple[str, ...], issuer: str) -> dict[str, _Backend]:
    found = (_Backend(key, issuer) for key in keys)
    return {backend.key_id: backend for backend in found}
