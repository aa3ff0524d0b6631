"""Refusals of sign-in, tokens and the administration of users."""

from __future__ import annotations

from rustok.errors import Conflict, Invalid, NotFound, Unauthenticated


class InvalidToken(Unauthenticated):
    """The access or refresh token is malformed, expired, revoked, or of another tenant: never said which."""

    code = "auth.token.invalid"
    message = "The token is not valid (any more). Sign in again."


class InvalidCredentials(Unauthenticated):
    """No such user, wrong password, disabled, not verified: one answer for all."""

    code = "auth.credentials.invalid"
    message = "The e-mail address or the password is wrong, or the address has not been confirmed yet."


class InvalidOneTimeToken(Invalid):
    """The link of a mail is unknown, was used or is too old."""

    code = "auth.one_time_token.invalid"
    message = "The link is not valid any more. Ask for a new one."


class WrongPassword(Invalid):
    """The present password, asked for before a change, is another one."""

    code = "auth.password.wrong"
    message = "The present password is another one."


class RegistrationClosed(Conflict):
    """The installation does not let people register themselves."""

    code = "auth.registration.closed"
    message = "Registration is closed."


class UserNotFound(NotFound):
    """No such user in this tenant."""

    code = "auth.user.not_found"
    message = "There is no such user."


class SessionNotFound(NotFound):
    """No such session of this user."""

    code = "auth.session.not_found"
    message = "There is no such session."


class DuplicateEmail(Conflict):
    """Told to operators only: a visitor never learns which addresses exist."""

    code = "auth.user.duplicate_email"
    message = "The e-mail address belongs to another user."


class LastAdministrator(Conflict):
    """A tenant keeps at least one active administrator."""

    code = "auth.user.last_administrator"
    message = "This is the tenant's last administrator."


class RoleNotAllowed(Invalid):
    """An operator cannot give a role above their own, and super administrators live in the platform's tenant only."""

    code = "auth.user.role_not_allowed"
    message = "Role {role!r} cannot be given here."


class SavedFilterNotFound(NotFound):
    """No such filter of this user."""

    code = "auth.saved_filter.not_found"
    message = "There is no such saved filter."


class TooManySavedFilters(Conflict):
    """A list has room for so many filters of one user."""

    code = "auth.saved_filter.too_many"
    message = "Not more than {limit} filters of a list can be saved. Delete one that is not needed any more."
