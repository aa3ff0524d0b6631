"""Which price holds, against an oracle that follows the words of the rules one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rustok_commerce.mappers.prices import resolve, standing, tiers, within

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
CHANNELS = (UUID(int=1), UUID(int=2))
LISTS = (UUID(int=11), UUID(int=12), UUID(int=13))
GROUPS = (UUID(int=21), UUID(int=22))


@dataclass(frozen=True)
class Price:
    channel_id: UUID | None
    price_list_id: UUID | None
    currency: str
    min_quantity: int
    amount: int
    compare_at: int | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


@dataclass(frozen=True)
class PriceList:
    kind: str
    status: str
    priority: int
    customer_group_id: UUID | None
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None


moments = st.none() | st.integers(-2, 2).map(lambda hours: NOON + dt.timedelta(hours=hours))
prices = st.lists(
    st.builds(
        Price,
        channel_id=st.sampled_from((None, *CHANNELS)),
        price_list_id=st.sampled_from((None, None, *LISTS)),
        currency=st.sampled_from(("USD", "EUR")),
        min_quantity=st.sampled_from((1, 2, 5)),
        amount=st.integers(0, 6),
        compare_at=st.none() | st.integers(7, 9),
        starts_at=moments,
        ends_at=moments,
    ),
    max_size=12,
    # As the unique constraint of the table.
    unique_by=lambda row: (row.channel_id, row.price_list_id, row.currency, row.min_quantity, row.starts_at),
)
lists = st.dictionaries(
    st.sampled_from(LISTS),
    st.builds(
        PriceList,
        kind=st.sampled_from(("sale", "override")),
        status=st.sampled_from(("active", "active", "draft")),
        priority=st.integers(0, 1),
        customer_group_id=st.sampled_from((None, None, *GROUPS)),
        starts_at=moments,
        ends_at=moments,
    ),
)


def begun(row: Price | PriceList) -> dt.datetime:
    return row.starts_at or dt.datetime(1, 1, 1, tzinfo=dt.UTC)


def best(rows: list[Price], channel_id: UUID | None) -> Price | None:
    """Choose among the prices of one list, rule after rule."""
    own = [row for row in rows if row.channel_id is not None]
    rows = own or rows
    for most in (lambda row: row.min_quantity, begun):
        rows = [row for row in rows if most(row) == max(map(most, rows))]
    assert len(rows) <= 1
    return rows[0] if rows else None


def oracle(
    rows: list[Price], known: dict[UUID, PriceList], channel_id: UUID | None, quantity: int, group: UUID | None
) -> tuple[int, int | None] | None:
    fitting = [
        row
        for row in rows
        if row.currency == "USD"
        and row.channel_id in (None, channel_id)
        and row.min_quantity <= quantity
        and within(row.starts_at, row.ends_at, NOON)
    ]
    usual = best([row for row in fitting if row.price_list_id is None], channel_id)
    holding = [
        (list_id, terms)
        for list_id, terms in known.items()
        if terms.status == "active"
        and terms.customer_group_id in (None, group)
        and within(terms.starts_at, terms.ends_at, NOON)
        and any(row.price_list_id == list_id for row in fitting)
    ]
    for most in (
        lambda entry: entry[1].priority,
        lambda entry: entry[1].customer_group_id is not None,
        lambda entry: begun(entry[1]),
        lambda entry: entry[0],
    ):
        holding = [entry for entry in holding if most(entry) == max(map(most, holding))]
    if holding:
        list_id, terms = holding[0]
        listed = best([row for row in fitting if row.price_list_id == list_id], channel_id)
        assert listed is not None
        if terms.kind == "override":
            return listed.amount, listed.compare_at
        if usual is None:
            return listed.amount, listed.compare_at
        if listed.amount < usual.amount:
            return listed.amount, usual.amount if listed.compare_at is None else listed.compare_at
    return None if usual is None else (usual.amount, usual.compare_at)


@given(prices, lists, st.sampled_from((None, *CHANNELS)), st.integers(1, 6), st.sampled_from((None, *GROUPS)))
def test_the_price_that_holds_is_the_one_the_rules_say(
    rows: list[Price], known: dict[UUID, PriceList], channel_id: UUID | None, quantity: int, group: UUID | None
) -> None:
    found = resolve(
        rows, standing(known, NOON, group), channel_id=channel_id, currency="USD", at=NOON, quantity=quantity
    )

    expected = oracle(rows, known, channel_id, quantity, group)
    assert (found and (found.amount, found.compare_at)) == expected
    assert found == resolve(
        rows[::-1], standing(known, NOON, group), channel_id=channel_id, currency="USD", at=NOON, quantity=quantity
    )


@given(prices, lists, st.sampled_from((None, *CHANNELS)))
def test_tiers_say_the_same_as_each_quantity_asked_for(
    rows: list[Price], known: dict[UUID, PriceList], channel_id: UUID | None
) -> None:
    holding = standing(known, NOON)
    steps = tiers(rows, holding, channel_id=channel_id, currency="USD", at=NOON)

    for quantity in range(1, 8):
        found = resolve(rows, holding, channel_id=channel_id, currency="USD", at=NOON, quantity=quantity)
        reached = [offer.amount for least, offer in steps if least <= quantity]
        assert (found and found.amount) == (reached[-1] if reached else None)
