"""What providers without an API of their own share: there is nobody to call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar, NoReturn

from rustok_commerce.services.payments.port import BadMessage, Call, Found, Message, Outcome


class UncalledProvider:
    """Base of providers of which every step is a write in the shop's own tables."""

    deferred: ClassVar[bool] = False
    local: ClassVar[bool] = False
    key_lifetime: ClassVar[dt.timedelta] = dt.timedelta.max

    def available(self, currency: str) -> bool:
        """Take every currency."""
        return True

    def create_session(self, call: Call) -> Outcome:
        """There is nobody to call."""
        self._refuse(call)

    def authorise(self, call: Call) -> Outcome:
        """There is nobody to call."""
        self._refuse(call)

    def capture(self, call: Call) -> Outcome:
        """There is nobody to call."""
        self._refuse(call)

    def void(self, call: Call) -> Outcome:
        """There is nobody to call."""
        self._refuse(call)

    def refund(self, call: Call) -> Outcome:
        """There is nobody to call."""
        self._refuse(call)

    def look_up(self, call: Call) -> Found:
        """There is nobody to ask."""
        self._refuse(call)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> tuple[Message, ...]:
        """Refuse whatever comes: nobody sends messages."""
        raise BadMessage("there are no messages of this provider")

    def _refuse(self, call: Call) -> NoReturn:
        raise TypeError(f"nobody is to be called for a {call.kind}")
