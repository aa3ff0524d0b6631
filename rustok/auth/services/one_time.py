"""Tokens that travel by mail and work once."""

from __future__ import annotations

import datetime as dt
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from rustok.auth import errors, models, tokens
from rustok.auth.dto import UserStatus
from rustok.conf import conf


def issue(user: models.User, purpose: models.TokenPurpose, *, event_id: UUID) -> str:
    """Make the token that the mail for an event carries.

    It is derived from the event's id and the server's key, so that an event delivered twice sends the same token
    twice; it is in no event and, but for its hash, in no table.
    """
    text = f"{purpose}:{event_id}:{user.pk}"
    key = hmac.digest(settings.SECRET_KEY.encode(), b"rustok.auth.one_time", "sha256")
    secret = urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).rstrip(b"=").decode()
    with transaction.atomic():
        models.OneTimeToken.objects.get_or_create(
            token_hash=tokens.digest_of(secret),
            defaults={
                "user": user,
                "purpose": purpose,
                "email": user.email,
                "expires_at": timezone.now() + lifetime(purpose),
            },
        )
    return secret


def lifetime(purpose: models.TokenPurpose) -> dt.timedelta:
    """Return how long a token of this purpose works."""
    if purpose is models.TokenPurpose.RESET:
        return dt.timedelta(minutes=conf().auth.reset_minutes)
    return dt.timedelta(hours=conf().auth.verification_hours)


def spend(secret: str, purpose: models.TokenPurpose) -> models.User:
    """Use a token up, and with it every other one of the same purpose; return its user, locked.

    :raises InvalidOneTimeToken: unknown, used, expired, of another purpose, sent to an address that is not the user's
        any more, or the user is disabled.
    """
    token = models.OneTimeToken.objects.filter(token_hash=tokens.digest_of(secret), purpose=purpose).first()
    if token is None:
        raise errors.InvalidOneTimeToken()
    # The user's row first: two tokens of one user take turns, and the second finds itself used.
    user: models.User | None = models.User.objects.select_for_update().filter(pk=token.user_id).first()
    now = timezone.now()
    live = models.OneTimeToken.objects.filter(pk=token.pk, used_at=None, expires_at__gt=now)
    if user is None or user.status == UserStatus.DISABLED or user.email != token.email or not live.exists():
        raise errors.InvalidOneTimeToken()
    models.OneTimeToken.objects.filter(user_id=user.pk, purpose=purpose, used_at=None).update(used_at=now)
    return user
