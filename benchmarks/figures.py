"""Figures and the table they are printed in."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, in milliseconds, and how it stands to the floor (throughput: 1.00 is as fast)."""

    name: str
    p50: float
    p99: float
    ratio: float | None = None
    goal: str = ""


def row(name: str, seconds: Sequence[float], *, floor: Sequence[float] | None = None, goal: str = "") -> Row:
    """Make a line of times."""
    ordered = sorted(seconds)
    p50 = statistics.median(ordered)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    ratio = statistics.median(floor) / p50 if floor is not None else None
    return Row(name, p50 * 1000, p99 * 1000, ratio, goal)


def table(rows: Sequence[Row]) -> str:
    """Write the lines as a table."""
    lines = [f"{'':<44} {'p50 ms':>8} {'p99 ms':>8} {'of floor':>9}  goal", "-" * 84]
    for line in rows:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        lines.append(f"{line.name:<44} {line.p50:>8.2f} {line.p99:>8.2f} {ratio:>9}  {line.goal}")
    return "\n".join(lines)
