"""REST of one's own account, ``/api/v1/auth/``. Tokens travel in bodies, never in cookies: there is no CSRF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request

from rustok.api.auth import arrivals
from rustok.api.rest.views import ApiView, endpoint
from rustok.auth.clients import Client, client_of
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
from rustok.dto import Page


class AuthView(ApiView):
    """Base of the views here: knows the client and the session that asks."""

    tag = "auth"

    @property
    def client(self) -> Client:
        """Where the request comes from."""
        return client_of(self.request._request)

    @property
    def session_id(self) -> UUID | None:
        """The session of the access token; None for a visitor."""
        principal: Any = getattr(self.request._request, "principal", None)
        return principal.session_id if principal is not None else None


class RegisterView(AuthView):
    """Registration."""

    @endpoint(request=RegisterRequest, response=AcceptedResponse, status=202, idempotent=False)
    def post(self, request: Request, data: RegisterRequest) -> AcceptedResponse:
        """Register. The answer is the same whether or not the address is known; what follows comes by mail."""
        return accounts.register(self.ctx, data)


class LoginView(AuthView):
    """Sign-in."""

    @endpoint(request=LoginRequest, response=TokensResponse, status=200, idempotent=False)
    def post(self, request: Request, data: LoginRequest) -> TokensResponse:
        """Sign in: a short access token, and a refresh token that works once."""
        return arrivals.tell(self.request._request, sessions.login(self.ctx, data, client=self.client))


class RefreshView(AuthView):
    """Refresh."""

    @endpoint(request=RefreshRequest, response=TokensResponse, status=200, idempotent=False)
    def post(self, request: Request, data: RefreshRequest) -> TokensResponse:
        """Exchange a refresh token for a new pair. A spent one that comes back ends the session."""
        return sessions.refresh(self.ctx, data, client=self.client)


class LogoutView(AuthView):
    """Sign-out."""

    @endpoint(request=LogoutRequest, idempotent=False)
    def post(self, request: Request, data: LogoutRequest) -> None:
        """Sign out: ends the refresh token's session, or the access token's. It takes effect at once."""
        sessions.logout(self.ctx, data, session_id=self.session_id)


class MeView(AuthView):
    """The signed-in user."""

    signed_in = True

    @endpoint(response=UserResponse)
    def get(self, request: Request) -> UserResponse:
        """Show who is signed in."""
        return selectors.get_me(self.ctx)

    @endpoint(request=UpdateMeRequest, response=UserResponse, versioned=True)
    def patch(self, request: Request, data: UpdateMeRequest) -> UserResponse:
        """Change one's own name or language."""
        return accounts.update_me(self.ctx, data)


class ChangePasswordView(AuthView):
    """The signed-in user's password."""

    signed_in = True

    @endpoint(request=ChangePasswordRequest, idempotent=False)
    def post(self, request: Request, data: ChangePasswordRequest) -> None:
        """Set a new password, knowing the present one. Every other session ends."""
        credentials.change_password(self.ctx, data, client=self.client, session_id=self.session_id)


class SessionsView(AuthView):
    """The signed-in user's sessions."""

    signed_in = True

    @endpoint(response=SessionResponse, page=True)
    def get(self, request: Request) -> Page[SessionResponse]:
        """List one's own sessions, the one used last first."""
        return selectors.list_sessions(self.ctx, session_id=self.session_id)


class SessionView(AuthView):
    """One of the signed-in user's sessions."""

    signed_in = True

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """End one of one's own sessions, at once."""
        sessions.revoke_session(self.ctx, id)


class PasswordResetView(AuthView):
    """Forgotten passwords."""

    @endpoint(request=PasswordResetRequest, response=AcceptedResponse, status=202, idempotent=False)
    def post(self, request: Request, data: PasswordResetRequest) -> AcceptedResponse:
        """Ask for a mail to set a new password. The answer is the same whether or not the address is known."""
        return credentials.request_password_reset(self.ctx, data)


class PasswordResetConfirmView(AuthView):
    """The link of the mail."""

    @endpoint(request=PasswordResetConfirmRequest, idempotent=False)
    def post(self, request: Request, data: PasswordResetConfirmRequest) -> None:
        """Set a new password by the token of the mail. Every session ends."""
        credentials.reset_password(self.ctx, data)


class VerifyEmailView(AuthView):
    """Confirmation of addresses."""

    @endpoint(request=VerifyEmailRequest, response=AcceptedResponse, status=202, idempotent=False)
    def post(self, request: Request, data: VerifyEmailRequest) -> AcceptedResponse:
        """Ask for the confirmation mail again. The answer is the same whether or not there is something to confirm."""
        return accounts.request_verification(self.ctx, data)


class VerifyEmailConfirmView(AuthView):
    """The link of the mail."""

    @endpoint(request=VerifyEmailConfirmRequest, response=UserResponse, status=200, idempotent=False)
    def post(self, request: Request, data: VerifyEmailConfirmRequest) -> UserResponse:
        """Confirm the address by the token of the mail."""
        return accounts.verify_email(self.ctx, data)
