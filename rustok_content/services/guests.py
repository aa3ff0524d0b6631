"""Guests: who writes without an account, and how they prove later that a text is theirs."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from rustok.ids import id_floor
from rustok.tenancy.context import require_tenant_id
from rustok_content import models
from rustok_content.dto.answers import GuestInput

GUEST_TOKEN: Final = "X-Comment-Token"
"""The header by which a guest changes what they wrote."""
_KEPT: Final = dt.timedelta(days=30)
"""How long the hash of an address is kept: longer than texts are compared, by the rules of most communities."""


def token_of(node_id: UUID) -> str:
    """Return the token of a guest's text: the same every time, and nobody can guess it."""
    return urlsafe_b64encode(_digest("token", node_id.bytes)).rstrip(b"=").decode()


def is_theirs(node_id: UUID, token: str | None) -> bool:
    """Tell whether a token is that of a guest's text."""
    if not token or not token.isascii():
        return False
    kept = models.GuestAuthor.objects.filter(node_id=node_id).values_list("token_hash", flat=True).first()
    return kept is not None and hmac.compare_digest(kept, _hash(token))


def ip_hash(ip: str) -> str:
    """Return what is kept of an address: enough to know it again, not to find it out."""
    return _digest("ip", ip.encode()).hex() if ip else ""


def hold_address(ip_hash: str) -> None:
    """Let nobody else write from an address before this transaction ends: two threads at once are not two guests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('content.guest ' || %s || %s, 0))",
            [str(require_tenant_id()), ip_hash],
        )


def forget_addresses(*, batch: int = 1000) -> int:
    """Forget the hashes of addresses that tell nothing any more; return how many."""
    forgotten = 0
    old: Any = models.GuestAuthor.objects.filter(node_id__lt=id_floor(timezone.now() - _KEPT)).exclude(ip_hash="")
    while ids := list(old.order_by("id").values_list("id", flat=True)[:batch]):
        models.GuestAuthor.objects.filter(pk__in=ids).update(ip_hash="")
        forgotten += len(ids)
    return forgotten


def sign(node: models.Node, guest: GuestInput, ip: str) -> models.GuestAuthor:
    """Keep who wrote a text."""
    author: models.GuestAuthor = models.GuestAuthor.objects.create(
        node=node,
        name=guest.name,
        email=guest.email or "",
        website=guest.website or "",
        ip_hash=ip_hash(ip),
        token_hash=_hash(token_of(node.id)),
    )
    return author


def _digest(purpose: str, message: bytes) -> bytes:
    key = hmac.digest(settings.SECRET_KEY.encode(), f"rustok_content.guest.{purpose}".encode(), "sha256")
    return hmac.digest(key, require_tenant_id().bytes + message, "sha256")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
