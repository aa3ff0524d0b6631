"""Signing in, staying signed in, signing out."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils import timezone

from rustok.auth import emails, errors, gates, metrics, models, pace, passwords, throttle, tokens
from rustok.auth.clients import Client
from rustok.auth.dto import LoginRequest, LogoutRequest, RefreshRequest, TokensResponse, UserStatus
from rustok.auth.mappers import user_response
from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.errors import RateLimited, Unauthenticated, Unavailable
from rustok.events.bus import publish
from rustok.events.catalog.user import RefreshTokenReused, UserLoggedIn, UserLoggedOut


def login(ctx: RequestContext, request: LoginRequest, *, client: Client) -> TokensResponse:
    """Begin a session.

    The password is compared before the transaction begins: a hash takes long, and no row is locked meanwhile.

    :raises InvalidCredentials: whatever is wrong; one hash was computed and the time is the same in every case.
    :raises RateLimited: too many attempts.
    :raises Unavailable: attempts cannot be counted.
    """
    email = emails.normalise(request.email)
    try:
        throttle.attempt(email, client)
    except (RateLimited, Unavailable):
        metrics.logins.labels(outcome="throttled").inc()
        raise
    try:
        with pace.even():
            user: models.User | None = models.User.objects.filter(email=email).first()
            if not passwords.matches(user, request.password) or user is None or not _may_enter(user):
                raise errors.InvalidCredentials()
        response = _begin(ctx, user, client)
    except errors.InvalidCredentials:
        metrics.logins.labels(outcome="failed").inc()
        raise
    throttle.forgive(email, client)
    metrics.logins.labels(outcome="ok").inc()
    return response


def refresh(ctx: RequestContext, request: RefreshRequest, *, client: Client) -> TokensResponse:
    """Exchange a refresh token for a new pair.

    A spent token is answered with its one child for ``refresh_grace_seconds``, as long as the child is unspent:
    parallel requests and lost answers. After that it is theft: the whole session ends (RFC 9700 section 4.14.2).

    :raises InvalidToken: unknown, expired, revoked or spent.
    """
    response = _rotate(ctx, request.refresh_token, client)
    if response is None:
        metrics.refreshes.labels(outcome="failed").inc()
        raise errors.InvalidToken()
    metrics.refreshes.labels(outcome="ok").inc()
    return response


@command()
def logout(ctx: RequestContext, request: LogoutRequest, *, session_id: UUID | None = None) -> None:
    """End a session: the refresh token's, or else ``session_id``. Ending an ended or unknown one changes nothing.

    :raises Unauthenticated: neither is given.
    """
    if request.refresh_token is not None:
        session_id = (
            models.RefreshToken.objects.filter(token_hash=tokens.digest_of(request.refresh_token))
            .values_list("session_id", flat=True)
            .first()
        )
    elif session_id is None:
        raise Unauthenticated()
    if session_id is not None:
        _end(ctx, session_id, models.RevocationReason.LOGOUT)


@command()
def revoke_session(ctx: RequestContext, session_id: UUID) -> None:
    """End one of the actor's own sessions.

    :raises Unauthenticated: nobody is signed in.
    :raises SessionNotFound: no such live session of the actor.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    if not _end(ctx, session_id, models.RevocationReason.REVOKED, user_id=ctx.actor_id):
        raise errors.SessionNotFound()


def _may_enter(user: models.User) -> bool:
    verified = user.is_email_verified or not conf().features.email_verification
    return user.status == UserStatus.ACTIVE and verified


@command()
def _begin(ctx: RequestContext, checked: models.User, client: Client) -> TokensResponse:
    # Locked, so that a disabling or a new password in between is seen.
    user = models.User.objects.select_for_update().filter(pk=checked.pk, password=checked.password).first()
    if user is None:
        # Deleted, a new password, or only a rehash of the same one.
        user = models.User.objects.select_for_update().filter(pk=checked.pk).first()
        if user is None or user.token_version != checked.token_version:
            raise errors.InvalidCredentials()
    if not _may_enter(user) or not gates.is_open(user.pk):
        raise errors.InvalidCredentials()
    now = timezone.now()
    user.last_login_at = now
    user.save(update_fields=["last_login_at"])
    ends_at = now + dt.timedelta(days=conf().auth.refresh_absolute_days)
    session = models.Session.objects.create(
        user=user,
        ip=client.ip,
        user_agent=client.user_agent,
        last_used_at=now,
        expires_at=_expiry(now, ends_at),
        absolute_expires_at=ends_at,
    )
    secret = tokens.new_secret()
    models.RefreshToken.objects.create(
        session=session, token_hash=tokens.digest_of(secret), expires_at=session.expires_at
    )
    publish(ctx, UserLoggedIn(user_id=user.pk, session_id=session.pk))
    return _response(user, session, secret)


# Silent: a refresh tells nobody anything; a reuse publishes its event all the same.
@command(silent=True)
def _rotate(ctx: RequestContext, secret: str, client: Client) -> TokensResponse | None:
    """Return None for a token that is not good; what a theft changes must be committed, so nothing is raised."""
    token_hash = tokens.digest_of(secret)
    session_id = models.RefreshToken.objects.filter(token_hash=token_hash).values_list("session_id", flat=True).first()
    if session_id is None:
        return None
    # The lock on the family: one refresh at a time; whatever is read after it is what the one before has written.
    session = models.Session.objects.select_for_update().filter(pk=session_id).first()
    now = timezone.now()
    if session is None or session.revoked_at is not None or session.absolute_expires_at <= now:
        return None
    user = models.User.objects.filter(pk=session.user_id, status=UserStatus.ACTIVE).first()
    token = models.RefreshToken.objects.filter(token_hash=token_hash).first()
    if user is None or token is None or not gates.is_open(user.pk):
        return None
    if token.used_at is not None:
        return _again(ctx, user, session, token, secret, now)
    if token.expires_at <= now:
        return None
    child = models.RefreshToken(session=session, parent=token, expires_at=_expiry(now, session.absolute_expires_at))
    successor = tokens.child_secret(secret, child.pk)
    child.token_hash = tokens.digest_of(successor)
    child.save(force_insert=True)
    token.used_at = now
    token.save(update_fields=["used_at"])
    session.last_used_at, session.expires_at, session.ip = now, child.expires_at, client.ip
    session.user_agent = client.user_agent or session.user_agent
    session.save(update_fields=["last_used_at", "expires_at", "ip", "user_agent"])
    return _response(user, session, successor)


def _again(
    ctx: RequestContext,
    user: models.User,
    session: models.Session,
    token: models.RefreshToken,
    secret: str,
    now: dt.datetime,
) -> TokensResponse | None:
    """Answer a spent token: its child within the grace, the end of the session else."""
    child = models.RefreshToken.objects.filter(parent_id=token.pk).first()
    grace = dt.timedelta(seconds=conf().auth.refresh_grace_seconds)
    if child is not None and child.used_at is None and token.used_at is not None and now - token.used_at <= grace:
        for successor in tokens.child_secrets(secret, child.pk):
            if tokens.digest_of(successor) == child.token_hash:
                metrics.refreshes.labels(outcome="repeated").inc()
                return _response(user, session, successor)
    session.revoked_at, session.revoked_reason = now, models.RevocationReason.REUSED
    session.save(update_fields=["revoked_at", "revoked_reason"])
    publish(ctx, RefreshTokenReused(user_id=user.pk, session_id=session.pk))
    metrics.refreshes.labels(outcome="reused").inc()
    return None


def _end(
    ctx: RequestContext, session_id: UUID, reason: models.RevocationReason, *, user_id: UUID | None = None
) -> bool:
    """End a live session; tell whether there was one."""
    live = models.Session.objects.filter(pk=session_id, revoked_at=None)
    if user_id is not None:
        live = live.filter(user_id=user_id)
    session = live.select_for_update().first()
    if session is None:
        return False
    session.revoked_at, session.revoked_reason = timezone.now(), reason
    session.save(update_fields=["revoked_at", "revoked_reason"])
    publish(ctx, UserLoggedOut(user_id=session.user_id, session_id=session.pk))
    return True


def _expiry(now: dt.datetime, ends_at: dt.datetime) -> dt.datetime:
    return min(now + dt.timedelta(days=conf().auth.refresh_days), ends_at)


def _response(user: models.User, session: models.Session, secret: str) -> TokensResponse:
    access, lifetime = tokens.encode_access(
        tokens.AccessClaims(
            tenant_id=user.tenant_id, user_id=user.pk, session_id=session.pk, token_version=user.token_version
        )
    )
    return TokensResponse(
        access_token=access,
        refresh_token=secret,
        expires_in=lifetime,
        refresh_expires_in=tokens.in_seconds(session.expires_at),
        user=user_response(user),
    )
