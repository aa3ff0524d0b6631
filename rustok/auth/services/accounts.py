"""What people do with their own account: register, change it, confirm the address."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.auth import emails, errors, metrics, models, pace, passwords, throttle
from rustok.auth.dto import (
    AcceptedResponse,
    RegisterRequest,
    UpdateMeRequest,
    UserResponse,
    UserStatus,
    VerifyEmailConfirmRequest,
    VerifyEmailRequest,
)
from rustok.auth.mappers import user_response
from rustok.auth.services import one_time
from rustok.commands import command
from rustok.conf import conf
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import StaleVersion, Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.user import RegistrationRepeated, UserRegistered, UserUpdated, VerificationRequested
from rustok.rbac.roles import Role


def register(ctx: RequestContext, request: RegisterRequest) -> AcceptedResponse:
    """Take a registration. The answer, its time and its cost are the same for an address that is known already.

    A known address gets a mail that says so; the account stays as it is.

    :raises RegistrationClosed: the installation does not take registrations.
    :raises InvalidInput: the password breaks a rule.
    """
    if not conf().features.registration_enabled:
        raise errors.RegistrationClosed()
    with pace.even():
        password = passwords.hashed(request.password)
        mail = throttle.may_mail(emails.normalise(request.email))
        _register(ctx, request, password, mail=mail)
    metrics.registrations.inc()
    return AcceptedResponse()


@command()
def update_me(ctx: RequestContext, request: UpdateMeRequest) -> UserResponse:
    """Change what users may change about themselves.

    :raises Unauthenticated: nobody is signed in.
    :raises StaleVersion: ``version`` is given and is not the present one.
    """
    user = own_account(ctx)
    changes = given(request)
    version = changes.pop("version", None)
    if version is not None and version != user.version:
        raise StaleVersion(current=user.version, given=version)
    changed = sorted(name for name, value in changes.items() if getattr(user, name) != value)
    if changed:
        for name in changed:
            setattr(user, name, changes[name])
        user.version += 1
        user.save(update_fields=[*changed, "version", "updated_at"])
        publish(ctx, UserUpdated(user_id=user.pk, fields=tuple(changed)))
    return user_response(user)


def request_verification(ctx: RequestContext, request: VerifyEmailRequest) -> AcceptedResponse:
    """Send the verification mail again, where there is something to verify; the answer is always the same.

    :raises Unauthenticated: no address is given and nobody is signed in.
    """
    with pace.even():
        if request.email is not None:
            email = emails.normalise(request.email)
        elif ctx.actor_id is not None:
            email = own_email(ctx)
        else:
            raise Unauthenticated()
        if throttle.may_mail(email):
            _ask_to_verify(ctx, email)
    return AcceptedResponse()


@command()
def verify_email(ctx: RequestContext, request: VerifyEmailConfirmRequest) -> UserResponse:
    """Confirm the address by the token of the mail.

    :raises InvalidOneTimeToken: unknown, used, expired, or sent to another address than the present one.
    """
    user = one_time.spend(request.token, models.TokenPurpose.VERIFY)
    if not user.is_email_verified:
        user.email_verified_at = timezone.now()
        user.version += 1
        user.save(update_fields=["email_verified_at", "version", "updated_at"])
    publish(ctx, UserUpdated(user_id=user.pk, fields=("email_verified",)))
    return user_response(user)


def own_account(ctx: RequestContext) -> models.User:
    """Return the actor's row, locked.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    user: models.User | None = None
    if ctx.actor_id is not None:
        user = models.User.objects.select_for_update().filter(pk=ctx.actor_id).first()
    if user is None:
        raise Unauthenticated()
    return user


def own_email(ctx: RequestContext) -> str:
    """Return the actor's address.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    email: str | None = models.User.objects.filter(pk=ctx.actor_id).values_list("email", flat=True).first()
    if email is None:
        raise Unauthenticated()
    return email


@command()
def _register(ctx: RequestContext, request: RegisterRequest, password: str, *, mail: bool) -> None:
    user = models.User(
        tenant_id=ctx.tenant_id,
        email=emails.normalise(request.email),
        password=password,
        role=Role.CUSTOMER,
        first_name=request.first_name,
        last_name=request.last_name,
        locale=request.locale or ctx.locale,
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        known = models.User.objects.filter(email=user.email).values_list("pk", flat=True).first()
        # None: deleted within this moment. The visitor hears the same, and can register again.
        if known is not None and mail:
            publish(ctx, RegistrationRepeated(user_id=known, locale=user.locale))
        return
    publish(ctx, UserRegistered(user_id=user.pk))
    publish(ctx, VerificationRequested(user_id=user.pk, locale=user.locale))


@command()
def _ask_to_verify(ctx: RequestContext, email: str) -> None:
    user = models.User.objects.filter(email=email, email_verified_at=None, status=UserStatus.ACTIVE).first()
    if user is not None:
        publish(ctx, VerificationRequested(user_id=user.pk, locale=user.locale))
