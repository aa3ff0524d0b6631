"""``Idempotency-Key``: the same request sent twice has one effect and one answer.

The answer is stored in the transaction of the write itself, so there is no moment at which one exists without the
other. A failed write leaves nothing: the key may be used again.

Work that asks others over the network (:func:`leased`) must not hold a transaction meanwhile. It claims the key in a
row of its own, which is committed before it begins; the answer is stored at its end. Where the process dies in between,
the claim lapses, and the same request with the key goes on from where the work stands.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from rustok.api import errors
from rustok.api.models import IdempotencyKey
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.events.failpoints import failpoint
from rustok.ids import generate_id
from rustok.tenancy.context import platform_scope

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
_RETRY_AFTER: Final = 1
_UNANSWERED: Final = 0
LEASE: Final = timedelta(seconds=60)
"""How long a claim holds without an answer: longer than any call to others may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a client gets: everything needed to give it a second time."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def check_key(key: str) -> str:
    """Return the key.

    :raises InvalidIdempotencyKey: empty, too long, or not printable ASCII.
    """
    if not 0 < len(key) <= 255 or not key.isascii() or not key.isprintable():
        raise errors.InvalidIdempotencyKey()
    return key


def fingerprint(*parts: bytes) -> bytes:
    """Return a keyed hash over the parts of a request, each with its length, so that they cannot flow together.

    It is kept, and requests have passwords in them: whoever reads the table must not be able to try words.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), digestmod=hashlib.sha256)
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.digest()


def once(ctx: RequestContext, *, route: str, key: str, request_hash: bytes, work: Callable[[], Answer]) -> Answer:
    """Do the work unless its answer is known already, and return the answer.

    Whatever the work raises passes through after everything it wrote has been rolled back.

    :raises InvalidIdempotencyKey: the key cannot be one.
    :raises RequestInFlight: another request with the key is being worked on.
    :raises IdempotencyKeyReused: the key was used for a different request.
    """
    name = {"actor": str(ctx.actor_id or ""), "route": route[:255], "key": check_key(key)}
    with transaction.atomic():
        _lock(ctx, name)
        known = IdempotencyKey.objects.filter(**name).first()
        now = timezone.now()
        if known is not None and known.expires_at > now:
            _same(known, request_hash)
            return _stored(known)
        answer = work()
        if known is not None:
            known.delete()
        IdempotencyKey.objects.create(
            **name,
            request_hash=request_hash,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            expires_at=now + timedelta(hours=conf().api.idempotency_hours),
        )
    return answer


def leased(ctx: RequestContext, *, route: str, key: str, request_hash: bytes, work: Callable[[], Answer]) -> Answer:
    """Do work that runs its own transactions, unless its answer is known already, and return the answer.

    The work must bear to be done again from any point: whoever comes with the key after a crash does it.

    :raises InvalidIdempotencyKey: the key cannot be one.
    :raises RequestInFlight: another request with the key is being worked on.
    :raises IdempotencyKeyReused: the key was used for a different request.
    """
    name = {"actor": str(ctx.actor_id or ""), "route": route[:255], "key": check_key(key)}
    claim = generate_id()
    known = _claim(ctx, name, request_hash, claim)
    if known is not None:
        return known
    try:
        answer = work()
    except BaseException:
        # Refused, or failed: the key may be used again. A process that dies does not come here.
        IdempotencyKey.objects.filter(**name, claim=claim).delete()
        raise
    failpoint("idempotency.before_answer")
    mine = IdempotencyKey.objects.filter(**name, claim=claim)
    changed = mine.update(
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        claim=None,
        claimed_until=None,
        expires_at=timezone.now() + timedelta(hours=conf().api.idempotency_hours),
    )
    if not changed:
        # The claim had lapsed and another did the work: there is one answer, the first that was stored.
        other = IdempotencyKey.objects.filter(**name).exclude(status=_UNANSWERED).first()
        return answer if other is None else _stored(other)
    return answer


def _claim(ctx: RequestContext, name: dict[str, str], request_hash: bytes, claim: UUID) -> Answer | None:
    """Claim a key in a transaction of its own, or return the answer that is stored for it."""
    now = timezone.now()
    with transaction.atomic():
        _lock(ctx, name)
        known = IdempotencyKey.objects.filter(**name).first()
        if known is not None and known.expires_at > now:
            _same(known, request_hash)
            if known.status != _UNANSWERED:
                return _stored(known)
            if known.claimed_until is not None and known.claimed_until > now:
                raise errors.RequestInFlight(retry_after=_RETRY_AFTER)
        values: dict[str, Any] = {
            "request_hash": request_hash,
            "status": _UNANSWERED,
            "headers": {},
            "body": b"",
            "claim": claim,
            "claimed_until": now + LEASE,
            "expires_at": now + timedelta(hours=conf().api.idempotency_hours),
        }
        # Nobody else writes under the key's lock; only a row whose time is over may be purged meanwhile.
        if known is None or not IdempotencyKey.objects.filter(**name).update(**values):
            IdempotencyKey.objects.create(**name, **values)
    return None


def _same(known: IdempotencyKey, request_hash: bytes) -> None:
    if bytes(known.request_hash) != request_hash:
        raise errors.IdempotencyKeyReused()


def _stored(known: IdempotencyKey) -> Answer:
    return Answer(status=known.status, body=bytes(known.body), headers={**known.headers, REPLAYED: "true"})


def purge(limit: int = 10_000) -> int:
    """Delete answers of all tenants whose time is over; return how many."""
    with platform_scope(), transaction.atomic():
        ids = IdempotencyKey.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True)[:limit]
        deleted, _ = IdempotencyKey.objects.filter(pk__in=list(ids)).delete()
    return int(deleted)


def _lock(ctx: RequestContext, name: dict[str, str]) -> None:
    """Take the key's lock for this transaction, or give up at once: two requests never wait for each other."""
    parts = (str(ctx.tenant_id), name["actor"], name["route"], name["key"])
    number = int.from_bytes(fingerprint(*(part.encode() for part in parts))[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (taken,) = cursor.fetchone()
    if not taken:
        raise errors.RequestInFlight(retry_after=_RETRY_AFTER)
