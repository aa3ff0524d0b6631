"""Secrets and signatures after Standard Webhooks.

No secret is stored. A webhook's is derived from ``SECRET_KEY``, its id and a random seed, so the database alone forges
nothing; ``SECRET_KEY_FALLBACKS`` still derive it, so the key can be rotated without telling any receiver.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.conf import settings
from standardwebhooks import Webhook as Signer

from rustok.ids import to_ulid
from rustok_outbox import models
from rustok_outbox.errors import SecretLost

PREFIX: Final = "whsec_"
_PURPOSE: Final = b"rustok.outbox.webhook"
_SEED_BYTES: Final = 32
_CHECK_BYTES: Final = 8


def new_seed(webhook_id: UUID) -> tuple[bytes, bytes, str]:
    """Draw a seed; return it, what tells its key later, and the secret that it gives."""
    seed = secrets.token_bytes(_SEED_BYTES)
    secret = _derived(settings.SECRET_KEY, webhook_id, seed)
    return seed, _check(secret), PREFIX + base64.b64encode(secret).decode()


def headers_of(webhook: models.Webhook, message_id: UUID, body: bytes, now: dt.datetime) -> Mapping[str, str]:
    """Sign a message with every secret of the webhook that is good now.

    :raises SecretLost: the present secret went with an earlier ``SECRET_KEY``.
    """
    name = to_ulid(message_id)
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    signatures = [Signer(secret).sign(name, moment, body.decode()) for secret in _live(webhook, now)]
    return {
        "content-type": "application/json",
        "user-agent": "RusToK-Webhooks/1",
        "webhook-id": name,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _live(webhook: models.Webhook, now: dt.datetime) -> list[bytes]:
    found = [_secret(webhook.id, bytes(webhook.seed), bytes(webhook.seed_check))]
    if webhook.previous_until is not None and webhook.previous_until > now and webhook.previous_seed is not None:
        found.append(_secret(webhook.id, bytes(webhook.previous_seed), bytes(webhook.previous_check or b"")))
    return found


def _secret(webhook_id: UUID, seed: bytes, check: bytes) -> bytes:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        secret = _derived(key, webhook_id, seed)
        if hmac.compare_digest(_check(secret), check):
            return secret
    raise SecretLost()


def _derived(key: str | bytes, webhook_id: UUID, seed: bytes) -> bytes:
    raw = key.encode() if isinstance(key, str) else key
    return hmac.digest(hmac.digest(raw, _PURPOSE, "sha256"), webhook_id.bytes + seed, "sha256")


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"check" + secret).digest()[:_CHECK_BYTES]
