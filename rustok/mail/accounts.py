"""Mails about accounts. Their tokens are made here, so that none is in an event, a task or a log."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from rustok.auth.models import TokenPurpose, User
from rustok.auth.services import one_time
from rustok.events.catalog.user import PasswordResetRequested, RegistrationRepeated, VerificationRequested
from rustok.events.envelope import EventEnvelope
from rustok.mail import messages

_NAME: Final = re.compile(r"[^\W\d_][\w'’ -]{0,39}")


def send_mails(envelopes: Sequence[EventEnvelope]) -> None:
    """Send the mail of each event; once more for an event delivered again, with the same Message-ID and token.

    :raises OSError: the mail server does not take it (``smtplib.SMTPException`` is one); the outbox tries again.
    """
    for envelope in envelopes:
        compose = MAILS[envelope.event.type]
        event: Any = envelope.event
        user = User.objects.filter(pk=event.user_id).first()
        # Gone meanwhile, or disabled: nothing to tell.
        if user is None or user.status == "disabled":
            continue
        compose(user, event.locale, envelope.event_id)


def _verification(user: User, locale: str, event_id: UUID) -> None:
    if user.is_email_verified:
        return
    token = one_time.issue(user, TokenPurpose.VERIFY, event_id=event_id)
    hours = int(one_time.lifetime(TokenPurpose.VERIFY).total_seconds() // 3600)
    _send("verify", user, locale, event_id, link=messages.link("account/verify-email", token=token), hours=hours)


def _reset(user: User, locale: str, event_id: UUID) -> None:
    token = one_time.issue(user, TokenPurpose.RESET, event_id=event_id)
    minutes = int(one_time.lifetime(TokenPurpose.RESET).total_seconds() // 60)
    template = "invite" if user.status == "invited" else "reset"
    link = messages.link("account/reset-password", token=token)
    _send(template, user, locale, event_id, link=link, minutes=minutes)


def _already_registered(user: User, locale: str, event_id: UUID) -> None:
    link = messages.link("account/forgotten-password")
    _send("already_registered", user, user.locale or locale, event_id, link=link)


def _send(template: str, user: User, locale: str, event_id: UUID, **context: Any) -> None:
    messages.send(
        template,
        to=user.email,
        locale=locale,
        context={"name": _greeted(user.first_name), **context},
        message_id=f"{template}.{event_id}",
    )


def _greeted(name: str) -> str:
    """Return a name fit for a greeting: anybody may register any address, and must not write to it through a name."""
    return name if _NAME.fullmatch(name) else ""


MAILS: Final[Mapping[str, Callable[[User, str, UUID], None]]] = MappingProxyType(
    {
        VerificationRequested.type: _verification,
        PasswordResetRequested.type: _reset,
        RegistrationRepeated.type: _already_registered,
    }
)
