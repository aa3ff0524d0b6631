"""Refusals of the APIs themselves."""

from __future__ import annotations

from rustok.errors import Conflict, ErrorKind, Invalid, Malformed, RustokError


class UnknownLocale(Invalid):
    """``?locale=`` names a language that the tenant does not have."""

    code = "request.locale.unknown"
    message = "The locale {locale!r} is not enabled for this tenant."


class InvalidChannel(Invalid):
    """The channel's name cannot be one."""

    code = "request.channel.invalid"
    message = "A channel is named by lower-case letters, digits and hyphens."


class UnknownChannel(Invalid):
    """``?channel=`` or ``X-Channel`` names none that the tenant sells in."""

    code = "request.channel.unknown"
    message = "The tenant does not sell in a channel {channel!r}."


class InvalidIdempotencyKey(Malformed):
    """The key cannot be one."""

    code = "idempotency.key.invalid"
    message = "Idempotency-Key is 1 to 255 printable ASCII characters."


class IdempotencyKeyReused(Invalid):
    """The key was used for another request."""

    code = "idempotency.key.reused"
    message = "This Idempotency-Key was used for a different request."


class RequestInFlight(Conflict):
    """The same key is being worked on at this moment."""

    code = "idempotency.request.in_flight"
    message = "A request with this Idempotency-Key is in progress; try again in {retry_after} s."


class InvalidIfMatch(Malformed):
    """The header is not an ETag of ours."""

    code = "request.if_match.invalid"
    message = 'If-Match takes the ETag of a resource, such as "7".'


class VersionMismatch(Invalid):
    """``If-Match`` and the body name different versions."""

    code = "request.version.contradiction"
    message = "If-Match says version {header}, the body says {body}."


class PreconditionFailed(RustokError):
    """``If-Match`` was given, and this resource has no versions."""

    kind = ErrorKind.PRECONDITION
    code = "request.precondition.failed"
    message = "This resource has no version to match."


class OneMutationPerKey(Invalid):
    """A mutation that asks others over the network cannot be undone together with others."""

    code = "idempotency.mutation.not_alone"
    message = "With Idempotency-Key, {mutation} is sent in a document of its own."


class AnswerNotStored(Malformed):
    """The mutation takes or tells a secret, which is never kept, so that nothing could be answered again."""

    code = "idempotency.mutation.secret"
    message = "{mutation} takes no Idempotency-Key: what it takes or answers is secret and is never stored."
