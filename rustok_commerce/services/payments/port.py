"""What a payment provider is to the shop. Amounts are in minor units by ISO 4217, whatever the provider counts in.

A provider is asked outside of transactions only, and every call has a key: a call with a key that the provider knows
must change nothing and give the first answer again. What it says of a payment (:class:`Seen`) only ever grows, so it
does not matter in which order, or how often, the shop hears it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from rustok_commerce.dto.payments import AttemptKind


class NoAnswer(Exception):
    """The call may have been done or not: it timed out, the connection broke, the provider failed."""


class BadMessage(Exception):
    """The message was not signed by the provider, or cannot be read. Its text may be shown to whoever sent it."""


class Inconsistent(Exception):
    """What a provider says cannot be: more was taken than was asked for, or less given than was said before."""


class Verdict(StrEnum):
    """What a provider answered to a call."""

    DONE = "done"
    REFUSED = "refused"
    ACTION = "action"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. ``key`` is the attempt's id; ``reference`` is the provider's own of the payment, once it has one.

    ``operation`` is the provider's own of an earlier call, where that has one: of a refund that is looked up.
    """

    kind: AttemptKind
    key: UUID
    payment_id: UUID
    reference: str
    amount: int
    currency: str
    payment_amount: int
    operation: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    made_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRefund:
    """A refund as the provider sees it. ``key`` is the attempt's id, None where it was not asked for by the shop."""

    reference: str
    amount: int
    verdict: Verdict
    key: UUID | None = None
    error_code: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A payment as the provider sees it at some time. Amounts are totals and never go down.

    ``released`` was authorised and is not any more. ``closed``: nothing more can be authorised. ``failed``: the last
    try to pay was refused; the buyer may try again.
    """

    reference: str
    authorised: int = 0
    captured: int = 0
    released: int = 0
    requires_action: bool = False
    failed: bool = False
    closed: bool = False
    error_code: str = ""
    error_message: str = ""
    client_data: Mapping[str, Any] | None = None
    method_label: str = ""
    refunds: tuple[SeenRefund, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to a call. ``operation`` is the provider's own reference of it, as of a refund."""

    verdict: Verdict
    seen: Seen | None = None
    operation: str = ""
    error_code: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a provider finds when asked for a call. ``outcome`` is None where it knows of none with that key."""

    seen: Seen | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of a provider, its signature verified. Only what is here is kept of it: no data of people.

    ``payment_id`` is the shop's own id, where the provider gives it back. One without ``seen`` tells of no payment.
    """

    event_id: str
    type: str
    reference: str
    seen: Seen | None = None
    payment_id: UUID | None = None
    occurred_at: dt.datetime | None = None


class PaymentProvider(Protocol):
    """A payment provider. Made anew for each use, inside the tenant's scope.

    ``deferred``: an order may be placed before there is any money. ``local``: it has nobody to call, money is moved in
    the shop's own tables. ``key_lifetime`` is how long the provider remembers keys.
    """

    name: ClassVar[str]
    deferred: ClassVar[bool]
    local: ClassVar[bool]
    key_lifetime: ClassVar[dt.timedelta]

    def available(self, currency: str) -> bool:
        """Tell whether it is set up for this shop and takes the currency."""
        ...

    def create_session(self, call: Call) -> Outcome:
        """Make a payment on the provider's side, with what the storefront needs to let the buyer pay.

        :raises NoAnswer: it is not known whether it was made.
        """
        ...

    def authorise(self, call: Call) -> Outcome:
        """Hold the money ready, or find out whether the buyer has let it be held.

        :raises NoAnswer: it is not known whether it is.
        """
        ...

    def capture(self, call: Call) -> Outcome:
        """Take the money, or a part.

        :raises NoAnswer: it is not known whether it was taken.
        """
        ...

    def void(self, call: Call) -> Outcome:
        """Give up what is not captured. From then on nothing can be authorised, also not by a call on its way.

        :raises NoAnswer: it is not known whether it was given up.
        """
        ...

    def refund(self, call: Call) -> Outcome:
        """Give money back.

        :raises NoAnswer: it is not known whether it was given.
        """
        ...

    def look_up(self, call: Call) -> Found:
        """Find out what came of a call, without changing anything.

        :raises NoAnswer: the provider does not say.
        """
        ...

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Message, ...]:
        """Verify and read a request that the provider sent. Header names are in lower case.

        :raises BadMessage: it is not signed by the provider, or cannot be read.
        """
        ...
