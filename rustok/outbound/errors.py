"""What can go wrong with calls to addresses that somebody else names."""

from __future__ import annotations

from rustok.errors import Invalid, TooLarge, Unavailable


class AddressNotAllowed(Invalid):
    """Such an address is never called: it leads into our own network, or is not written plainly."""

    code = "outbound.address.not_allowed"
    message = "This address is not called: {reason}."

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(reason=reason)


class AnswerTooLarge(TooLarge):
    """The other end sends more than is taken."""

    code = "outbound.answer.too_large"
    message = "It is larger than {limit} bytes."


class NoAnswer(Unavailable):
    """The other end does not answer, not in time, or not with what was asked for."""

    code = "outbound.answer.missing"
    message = "It cannot be fetched: {reason}."
