"""What is read in the headers of answers."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime


def seconds_to_wait(retry_after: str | None, now: dt.datetime) -> float:
    """Read the header ``Retry-After``, seconds or a date; 0 where it says nothing that can be read."""
    if not retry_after:
        return 0.0
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())
