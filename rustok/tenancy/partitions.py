"""Partitions by time: their bounds, their names, and the DDL that makes them ahead of the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, Literal

Interval = Literal["month", "quarter"]

AHEAD: Final = {"month": 3, "quarter": 4}
"""How many periods after the current one exist at least."""


def period_start(day: dt.date, interval: Interval) -> dt.date:
    """Return the first day of the period a day lies in."""
    month = day.month if interval == "month" else 3 * ((day.month - 1) // 3) + 1
    return dt.date(day.year, month, 1)


def next_period(start: dt.date, interval: Interval) -> dt.date:
    """Return the first day of the period after the one that begins at ``start``."""
    months = start.year * 12 + start.month - 1 + (1 if interval == "month" else 3)
    return dt.date(months // 12, months % 12 + 1, 1)


def partition_name(table: str, start: dt.date, interval: Interval) -> str:
    """Name a partition: ``sys_events_2026m11``, ``orders_2026q4``."""
    suffix = f"m{start.month:02}" if interval == "month" else f"q{(start.month + 2) // 3}"
    return f"{table}_{start.year}{suffix}"


def first_partitions(table: str, interval: Interval, today: dt.date | None = None) -> Iterator[str]:
    """Yield the DDL of the partitions a new table begins with: one period back, the current one, those ahead, DEFAULT.

    The default partition takes rows imported with an older date, so that no insert fails; it should stay empty,
    since a row in it blocks the making of its own period's partition.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    start = period_start(period_start(today, interval) - dt.timedelta(days=1), interval)
    for _ in range(2 + AHEAD[interval]):
        end = next_period(start, interval)
        yield (
            f'CREATE TABLE IF NOT EXISTS "{partition_name(table, start, interval)}" PARTITION OF "{table}"'
            f" FOR VALUES FROM ('{start} 00:00:00+00') TO ('{end} 00:00:00+00')"
        )
        start = end
    yield f'CREATE TABLE IF NOT EXISTS "{table}_default" PARTITION OF "{table}" DEFAULT'
