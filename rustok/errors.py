"""Base of every typed error. Modules subclass one of the kinds below in their own ``errors.py``.

A ``code`` is ``module.noun.fault`` and is part of the API. ``rustok.api`` maps a kind to an HTTP status in one place
per API (RFC 9457 for REST, ``extensions`` for GraphQL).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class ErrorKind(StrEnum):
    """What went wrong, in the terms a client acts on."""

    MALFORMED = "malformed"
    VALIDATION = "validation"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    MOVED = "moved"
    ELSEWHERE = "elsewhere"
    GONE = "gone"
    CONFLICT = "conflict"
    PRECONDITION = "precondition"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One bad field: ``path`` from the root of the input, a stable ``code``, a sentence for people."""

    path: tuple[str | int, ...]
    code: str
    message: str


def _as_it_was(kind: type[Exception], args: tuple[Any, ...], state: dict[str, Any]) -> Exception:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class RustokError(Exception):
    """A refusal with a stable code. Parameters fill the message and reach clients: ids and limits, no secrets."""

    kind: ClassVar[ErrorKind]
    code: ClassVar[str]
    message: ClassVar[str]

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come back from another process as it is, whatever its constructor asks for."""
        return _as_it_was, (type(self), self.args, self.__dict__)

    def __init__(self, *, errors: tuple[FieldError, ...] = (), **params: Any) -> None:
        self.params = params
        self.errors = errors
        super().__init__(self.message.format(**params))


class Malformed(RustokError):
    """The request cannot be read at all."""

    kind = ErrorKind.MALFORMED
    code = "request.malformed"
    message = "The request cannot be read: {reason}."


class Invalid(RustokError):
    """The request was read, and breaks a rule."""

    kind = ErrorKind.VALIDATION


class Unauthenticated(RustokError):
    """No valid proof of who is asking."""

    kind = ErrorKind.UNAUTHENTICATED
    code = "auth.token.missing"
    message = "Sign in to do this."


class Forbidden(RustokError):
    """Known actor, missing right."""

    kind = ErrorKind.FORBIDDEN
    code = "rbac.permission.denied"
    message = "Permission {permission!r} is needed."


class NotFound(RustokError):
    """No such thing for this tenant: another tenant's object is the same answer."""

    kind = ErrorKind.NOT_FOUND
    code = "resource.not_found"
    message = "Not found."


class Moved(RustokError):
    """It is at another address now. ``location`` is where to ask, ``target`` the address itself."""

    kind = ErrorKind.MOVED


class Elsewhere(RustokError):
    """It is at another address for the time being; as :class:`Moved`."""

    kind = ErrorKind.ELSEWHERE


class Gone(RustokError):
    """It was here and will not come back."""

    kind = ErrorKind.GONE


class Conflict(RustokError):
    """The request is fine and the present state is against it."""

    kind = ErrorKind.CONFLICT


class RateLimited(RustokError):
    """Too many requests. ``retry_after`` is in whole seconds."""

    kind = ErrorKind.RATE_LIMITED
    code = "rate_limit.exceeded"
    message = "Too many requests; try again in {retry_after} s."


class TooLarge(RustokError):
    """The request passes a size or cost limit."""

    kind = ErrorKind.TOO_LARGE
    code = "request.too_large"
    message = "The request is larger than {limit}."


class Unavailable(RustokError):
    """Something this answer needs is down for the moment."""

    kind = ErrorKind.UNAVAILABLE
    code = "service.unavailable"
    message = "{service} is not available at the moment."


class InvalidInput(Invalid):
    """The input does not fit its DTO; ``errors`` names every bad field."""

    code = "input.invalid"
    message = "The input is not valid."

    def __init__(self, errors: list[FieldError] | tuple[FieldError, ...]) -> None:
        super().__init__(errors=tuple(errors))

    @classmethod
    def field(cls, *path: str | int, code: str, message: str) -> InvalidInput:
        """Make the error for one field."""
        return cls((FieldError(path=path, code=code, message=message),))


class StaleVersion(Conflict):
    """Somebody changed the object in between: nothing was written, the current version is in the error."""

    code = "resource.stale_version"
    message = "The object is at version {current}, the change was made from version {given}."

    def __init__(self, *, current: int, given: int, changed: tuple[str, ...] = ()) -> None:
        super().__init__(current=current, given=given, changed=list(changed))
