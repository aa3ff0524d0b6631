"""Tokens taken ahead: fewer questions to Valkey, and never more than the bucket holds."""

from __future__ import annotations

from uuid import uuid4

import pytest

from rustok.auth import buckets, leases


@pytest.fixture(autouse=True)
def _fresh() -> None:
    leases.ledger.clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each call to Valkey asked for."""
    seen: list[int] = []
    take = buckets.take

    def noting(key: str, *, times: int = 1, **measures: float) -> buckets.Taken:
        seen.append(times)
        return take(key, times=times, **measures)  # type: ignore[arg-type]

    monkeypatch.setattr(buckets, "take", noting)
    return seen


def test_many_requests_ask_once(asked: list[int]) -> None:
    key = f"test:{uuid4()}"

    taken = [leases.take(key, per_minute=1, burst=1000, lease=20) for _ in range(40)]

    assert asked == [20, 20]
    assert all(each.allowed for each in taken)
    assert [each.remaining for each in taken[:3]] == [999, 998, 997]
    assert taken[39].remaining == 960


def test_a_small_bucket_is_asked_each_time(asked: list[int]) -> None:
    key = f"test:{uuid4()}"

    assert [bool(leases.take(key, per_minute=1, burst=3, lease=20).allowed) for _ in range(4)] == [True] * 3 + [False]
    assert asked == [1, 1, 1, 1]


def test_no_more_is_given_away_than_the_bucket_holds(asked: list[int]) -> None:
    key = f"test:{uuid4()}"

    passed = sum(bool(leases.take(key, per_minute=0.001, burst=205, lease=20).allowed) for _ in range(300))

    assert passed == 205


def test_two_processes_share_what_there_is(asked: list[int]) -> None:
    key, other = f"test:{uuid4()}", leases._Ledger()
    mine, passed = leases.ledger, 0

    for n in range(400):
        setattr(leases, "ledger", other if n % 2 else mine)  # noqa: B010
        passed += bool(leases.take(key, per_minute=0.001, burst=100, lease=20).allowed)
    setattr(leases, "ledger", mine)  # noqa: B010

    assert passed == 100


def test_what_was_taken_ahead_lapses(asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    key = f"test:{uuid4()}"
    leases.take(key, per_minute=1, burst=1000, lease=20)

    now = leases.time.monotonic()
    monkeypatch.setattr(leases.time, "monotonic", lambda: now + 1.1)
    leases.take(key, per_minute=1, burst=1000, lease=20)

    assert asked == [20, 20]
