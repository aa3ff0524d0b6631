"""New passwords: by knowing the present one, or by mail."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.auth import emails, errors, models, pace, passwords, throttle
from rustok.auth.clients import Client
from rustok.auth.dto import (
    AcceptedResponse,
    ChangePasswordRequest,
    PasswordResetConfirmRequest,
    PasswordResetRequest,
    UserStatus,
)
from rustok.auth.services import accounts, one_time, revocation
from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.user import PasswordChanged, PasswordResetRequested


def change_password(
    ctx: RequestContext, request: ChangePasswordRequest, *, client: Client, session_id: UUID | None = None
) -> None:
    """Set a new password. Every session ends but ``session_id``, the one that asks.

    :raises Unauthenticated: nobody is signed in.
    :raises WrongPassword: ``current_password`` is another one; guesses are slowed down as at sign-in.
    :raises InvalidInput: the new password breaks a rule.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    email = accounts.own_email(ctx)
    throttle.attempt(email, client)
    user = models.User.objects.filter(pk=ctx.actor_id).first()
    if not passwords.matches(user, request.current_password):
        raise errors.WrongPassword()
    throttle.forgive(email, client)
    _set_password(ctx, passwords.hashed(request.new_password, field="new_password"), session_id)


def request_password_reset(ctx: RequestContext, request: PasswordResetRequest) -> AcceptedResponse:
    """Send a mail with a link to set a new password, where the address is known; the answer is always the same."""
    with pace.even():
        email = emails.normalise(request.email)
        if throttle.may_mail(email):
            _ask_to_reset(ctx, email)
    return AcceptedResponse()


def reset_password(ctx: RequestContext, request: PasswordResetConfirmRequest) -> None:
    """Set a new password by the token of the mail. Every session ends; the address counts as confirmed.

    :raises InvalidOneTimeToken: unknown, used or expired.
    :raises InvalidInput: the new password breaks a rule; the token stays good.
    """
    _reset(ctx, request.token, passwords.hashed(request.new_password, field="new_password"))


@command()
def _set_password(ctx: RequestContext, password: str, session_id: UUID | None) -> None:
    user = accounts.own_account(ctx)
    user.password = password
    user.version += 1
    revocation.revoke_all(ctx, user, models.RevocationReason.PASSWORD_CHANGED, but=session_id)
    user.save(update_fields=["password", "token_version", "version", "updated_at"])
    publish(ctx, PasswordChanged(user_id=user.pk))


@command()
def _ask_to_reset(ctx: RequestContext, email: str) -> None:
    user = models.User.objects.filter(email=email).exclude(status=UserStatus.DISABLED).first()
    if user is not None:
        publish(ctx, PasswordResetRequested(user_id=user.pk, locale=user.locale))


@command()
def _reset(ctx: RequestContext, token: str, password: str) -> None:
    user = one_time.spend(token, models.TokenPurpose.RESET)
    user.password = password
    user.status = UserStatus.ACTIVE
    user.email_verified_at = user.email_verified_at or timezone.now()
    user.version += 1
    revocation.revoke_all(ctx, user, models.RevocationReason.PASSWORD_RESET)
    user.save()
    publish(ctx, PasswordChanged(user_id=user.pk))
