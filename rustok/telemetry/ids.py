"""Request, correlation and trace ids: read from a request's headers, bound to log lines, handed to tasks."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from uuid import UUID

from rustok.ids import InvalidId, generate_id, parse_id

_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$")


@dataclass(frozen=True, slots=True)
class RequestIds:
    """``correlation_id`` ties together all that one request causes; ``trace_id`` is W3C, 32 hexadecimal digits."""

    correlation_id: UUID
    trace_id: str


def request_ids(*, request_id: str | None, traceparent: str | None) -> RequestIds:
    """Take a client's ids where they are well formed, and make new ones else.

    ``traceparent`` follows W3C Trace Context, section 3.2; anything malformed is ignored, as that document asks.
    """
    try:
        correlation_id = parse_id(request_id) if request_id else generate_id()
    except InvalidId:
        correlation_id = generate_id()
    match = _TRACEPARENT.match(traceparent or "")
    return RequestIds(correlation_id, match.group(1) if match else os.urandom(16).hex())
