"""GraphQL of one's own account: sign-in, sessions, passwords."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api import ratelimit
from rustok.api.auth import arrivals
from rustok.api.graphql.dto import input_type, object_type
from rustok.api.graphql.scalars import ID
from rustok.api.graphql.unstored import never_stored
from rustok.auth.clients import client_of
from rustok.auth.dto import (
    AcceptedResponse,
    ChangePasswordRequest,
    LoginRequest,
    LogoutRequest,
    PasswordResetConfirmRequest,
    PasswordResetRequest,
    RefreshRequest,
    RegisterRequest,
    SessionResponse,
    TokensResponse,
    UpdateMeRequest,
    UserResponse,
    VerifyEmailConfirmRequest,
    VerifyEmailRequest,
)
from rustok.auth.selectors import users as selectors
from rustok.auth.services import accounts, credentials, sessions
from rustok.dto import parse
from rustok.errors import Unauthenticated

# Passwords and tokens are exchanged.
never_stored(
    "signUp",
    "signIn",
    "refreshToken",
    "signOut",
    "changePassword",
    "requestPasswordReset",
    "resetPassword",
    "requestEmailVerification",
    "verifyEmail",
)

User = object_type(UserResponse)
Session = object_type(SessionResponse)
Tokens = object_type(TokensResponse)
Accepted = object_type(AcceptedResponse)


class AccountsQuery:
    """Who is signed in."""

    me = graphene.Field(User, description="The signed-in user; null for a visitor.")
    sessions = graphene.List(
        graphene.NonNull(Session), required=True, description="One's own sessions, the one used last first."
    )

    def resolve_me(self, info: Any) -> UserResponse | None:
        return None if info.context.ctx.actor_id is None else selectors.get_me(info.context.ctx)

    def resolve_sessions(self, info: Any) -> tuple[SessionResponse, ...]:
        return selectors.list_sessions(info.context.ctx, session_id=_session_id(info)).items


class SignUp(graphene.Mutation):
    """Register. The answer is the same whether or not the address is known; what follows comes by mail."""

    class Arguments:
        input = input_type(RegisterRequest, "SignUpInput")(required=True)

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> AcceptedResponse:
        _admit(info)
        return accounts.register(info.context.ctx, parse(RegisterRequest, input))


class SignIn(graphene.Mutation):
    """Sign in: a short access token, and a refresh token that works once."""

    class Arguments:
        input = input_type(LoginRequest, "SignInInput")(required=True)

    Output = graphene.NonNull(Tokens)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> TokensResponse:
        _admit(info)
        tokens = sessions.login(info.context.ctx, parse(LoginRequest, input), client=client_of(info.context))
        return arrivals.tell(info.context, tokens)


class RefreshToken(graphene.Mutation):
    """Exchange a refresh token for a new pair. A spent one that comes back ends the session."""

    class Arguments:
        input = input_type(RefreshRequest, "RefreshTokenInput")(required=True)

    Output = graphene.NonNull(Tokens)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> TokensResponse:
        _admit(info)
        return sessions.refresh(info.context.ctx, parse(RefreshRequest, input), client=client_of(info.context))


class SignOut(graphene.Mutation):
    """Sign out: ends the refresh token's session, or the access token's. It takes effect at once."""

    class Arguments:
        input = input_type(LogoutRequest, "SignOutInput")()

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any = None) -> AcceptedResponse:
        sessions.logout(info.context.ctx, parse(LogoutRequest, input or {}), session_id=_session_id(info))
        return AcceptedResponse()


class UpdateMe(graphene.Mutation):
    """Change one's own name or language."""

    class Arguments:
        input = input_type(UpdateMeRequest)(required=True)

    Output = graphene.NonNull(User)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> UserResponse:
        return accounts.update_me(info.context.ctx, parse(UpdateMeRequest, input))


class ChangePassword(graphene.Mutation):
    """Set a new password, knowing the present one. Every other session ends."""

    class Arguments:
        input = input_type(ChangePasswordRequest)(required=True)

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> AcceptedResponse:
        _admit(info)
        credentials.change_password(
            info.context.ctx,
            parse(ChangePasswordRequest, input),
            client=client_of(info.context),
            session_id=_session_id(info),
        )
        return AcceptedResponse()


class RequestPasswordReset(graphene.Mutation):
    """Ask for a mail to set a new password. The answer is the same whether or not the address is known."""

    class Arguments:
        input = input_type(PasswordResetRequest, "RequestPasswordResetInput")(required=True)

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> AcceptedResponse:
        _admit(info)
        return credentials.request_password_reset(info.context.ctx, parse(PasswordResetRequest, input))


class ResetPassword(graphene.Mutation):
    """Set a new password by the token of the mail. Every session ends."""

    class Arguments:
        input = input_type(PasswordResetConfirmRequest, "ResetPasswordInput")(required=True)

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> AcceptedResponse:
        _admit(info)
        credentials.reset_password(info.context.ctx, parse(PasswordResetConfirmRequest, input))
        return AcceptedResponse()


class RequestEmailVerification(graphene.Mutation):
    """Ask for the confirmation mail again. The answer is the same whether or not there is something to confirm."""

    class Arguments:
        input = input_type(VerifyEmailRequest, "RequestEmailVerificationInput")()

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any = None) -> AcceptedResponse:
        _admit(info)
        return accounts.request_verification(info.context.ctx, parse(VerifyEmailRequest, input or {}))


class VerifyEmail(graphene.Mutation):
    """Confirm the address by the token of the mail."""

    class Arguments:
        input = input_type(VerifyEmailConfirmRequest, "VerifyEmailInput")(required=True)

    Output = graphene.NonNull(User)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> UserResponse:
        _admit(info)
        return accounts.verify_email(info.context.ctx, parse(VerifyEmailConfirmRequest, input))


class RevokeSession(graphene.Mutation):
    """End one of one's own sessions, at once."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Accepted)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> AcceptedResponse:
        if info.context.ctx.actor_id is None:
            raise Unauthenticated()
        sessions.revoke_session(info.context.ctx, id)
        return AcceptedResponse()


class AccountsMutation:
    """Accounts, sessions and passwords."""

    sign_up = SignUp.Field()
    sign_in = SignIn.Field()
    refresh_token = RefreshToken.Field()
    sign_out = SignOut.Field()
    update_me = UpdateMe.Field()
    change_password = ChangePassword.Field()
    request_password_reset = RequestPasswordReset.Field()
    reset_password = ResetPassword.Field()
    request_email_verification = RequestEmailVerification.Field()
    verify_email = VerifyEmail.Field()
    revoke_session = RevokeSession.Field()


def _admit(info: Any) -> None:
    """Count the field like REST's route of the same work: many of them fit into one document.

    :raises RateLimited: the bucket of class ``auth`` is empty.
    """
    ratelimit.check(info.context, ratelimit.AUTH)


def _session_id(info: Any) -> UUID | None:
    principal: Any = getattr(info.context, "principal", None)
    return principal.session_id if principal is not None else None
