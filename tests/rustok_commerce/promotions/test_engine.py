"""Which promotions hold and what they take off: rules by example, and laws that hold for whatever comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rustok.ids import generate_id
from rustok_commerce.dto.promotions import PromotionStatus
from rustok_commerce.dto.totals import Basket, BasketLine, BasketShipping, Buyer, Discounts
from rustok_commerce.services.promotions.engine import Code, Rule, evaluate
from tests.factories.promotions import NOON, basket, line, rule, usd

FREE = {"percent": {"rate_ppm": 1_000_000}}


def only(wanted: Basket, *rules: Rule, **said: Any) -> Discounts:
    """Evaluate rules without codes."""
    return evaluate(wanted, rules, {}, **said)


def taken(found: Discounts) -> int:
    """Return what is taken off in all."""
    return sum(applied.amount for applied in found.applied)


def faults(found: Discounts) -> list[str]:
    """Return why others do not hold."""
    return [refused.code for refused in found.refused]


def off(found: Discounts, wanted: BasketLine) -> int:
    """Return what is taken off a line."""
    return sum(share.amount for share in found.lines.get(wanted.id, ()))


# --- Effects


def test_a_percentage_off_lines_is_rounded_in_each() -> None:
    first, second = line(5), line(15)

    found = only(basket(first, second), rule({"percent": {"rate_ppm": 100_000}}))

    assert (off(found, first), off(found, second)) == (1, 2)


def test_a_percentage_off_the_cart_is_rounded_once() -> None:
    first, second = line(5), line(15)

    found = only(basket(first, second), rule({"percent": {"rate_ppm": 100_000, "target": "cart"}}))

    assert (off(found, first), off(found, second)) == (1, 1)
    assert taken(found) == 2


def test_a_percentage_is_limited() -> None:
    goods = line(10_000)

    found = only(basket(goods), rule({"percent": {"rate_ppm": 500_000, "maximums": usd(700)}}))

    assert off(found, goods) == 700


def test_an_amount_off_the_cart_is_shared_by_worth() -> None:
    first, second = line(1000), line(2000)

    found = only(basket(first, second), rule({"fixed": {"amounts": usd(100)}}))

    assert (off(found, first), off(found, second)) == (33, 67)


def test_an_amount_off_lines_is_off_every_piece() -> None:
    goods = line(1000, 3)

    assert off(only(basket(goods), rule({"fixed": {"amounts": usd(100), "target": "lines"}})), goods) == 300


def test_no_more_than_a_line_costs_is_taken_off() -> None:
    goods = line(1000)

    found = only(basket(goods), rule({"fixed": {"amounts": usd(5000)}}), rule(FREE))

    assert off(found, goods) == 1000
    assert faults(found) == ["nothing_to_discount"]


def test_a_price_for_every_piece() -> None:
    dear, cheap = line(1000, 2), line(300)

    found = only(basket(dear, cheap), rule({"fixed_price": {"amounts": usd(400)}}))

    assert (off(found, dear), off(found, cheap)) == (1200, 0)


def test_free_delivery_by_a_method() -> None:
    free = rule({"free_shipping": {"method_codes": ["post"]}})

    by_post = only(basket(line(), delivery=500), free)
    without = only(basket(line()), free)
    by_other = only(replace(basket(line()), shipping=BasketShipping(code="fast", amount=900, tax_class="")), free)

    assert [share.amount for share in by_post.shipping] == [500]
    assert faults(without) == faults(by_other) == ["nothing_to_discount"]


def test_a_share_and_an_amount_off_the_delivery() -> None:
    half = rule({"percent": {"rate_ppm": 500_000, "target": "shipping"}}, priority=1)
    three = rule({"fixed": {"amounts": usd(300), "target": "shipping"}})

    found = only(basket(line(), delivery=500), half, three)

    assert [share.amount for share in found.shipping] == [250, 250]


def test_the_cheapest_of_three_is_free() -> None:
    dear, middle, cheap = line(900), line(500), line(100)

    found = only(basket(dear, middle, cheap), rule({"buy_get": {"buy_quantity": 2}}))

    assert (off(found, dear), off(found, middle), off(found, cheap)) == (0, 0, 100)


def test_the_cheapest_is_the_one_that_was_before_any_discount() -> None:
    """Else one promotion more could turn the free piece into one that another makes free anyway."""
    cheap, dear = line(1000), line(1200, tags=frozenset(["gift"]))
    one_free = rule({"buy_get": {"buy_quantity": 1}})
    gifts_free = rule({"percent": {"rate_ppm": 1_000_000, "of": {"tags": ["gift"]}}}, priority=-1)
    five_off = rule({"fixed": {"amounts": usd(500), "target": "lines", "of": {"tags": ["gift"]}}}, priority=1)

    found = only(basket(cheap, dear), one_free, gifts_free, five_off)

    assert [share.promotion_id for share in found.lines[cheap.id]] == [one_free.promotion_id]
    assert taken(found) == taken(only(basket(cheap, dear), one_free, gifts_free)) == 2200


@pytest.mark.parametrize(("pieces", "free"), [(2, 0), (3, 1), (5, 1), (6, 2), (9, 3), (12, 3)])
def test_two_and_one_repeats_to_its_limit(pieces: int, free: int) -> None:
    goods = line(100, pieces)

    found = only(basket(goods), rule({"buy_get": {"buy_quantity": 2, "limit": 3}}))

    assert off(found, goods) == free * 100


def test_what_is_bought_and_what_is_got_may_differ() -> None:
    shirt, sock, other = line(3000, 2), line(500, 3), line(100)
    pair = {"buy_of": {"product_ids": [str(shirt.product_id)]}, "get_of": {"product_ids": [str(sock.product_id)]}}

    found = only(
        basket(shirt, sock, other),
        rule({"buy_get": {"buy_quantity": 1, "get_quantity": 1, "rate_ppm": 500_000, **pair}}),
    )

    assert (off(found, shirt), off(found, sock), off(found, other)) == (0, 500, 0)


def test_a_piece_is_either_bought_or_got() -> None:
    """One shirt and any one piece: the shirt itself is the price of it."""
    shirt = line(3000, 1)
    one = {"buy_quantity": 1, "buy_of": {"product_ids": [str(shirt.product_id)]}, "get_of": {}}
    offer = rule({"buy_get": one})

    assert faults(only(basket(shirt), offer)) == ["nothing_to_discount"]
    assert off(only(basket(replace(shirt, quantity=2)), offer), shirt) == 3000


def test_the_more_the_more() -> None:
    tiers = rule(
        {
            "tiered": {
                "tiers": [
                    {"minimums": usd(1000), "rate_ppm": 50_000},
                    {"minimums": usd(5000), "rate_ppm": 100_000},
                    {"minimums": usd(9000), "amounts": usd(2000)},
                ]
            }
        }
    )

    assert [taken(only(basket(line(price)), tiers)) for price in (999, 1000, 4999, 5000, 9000)] == [
        0,
        50,
        250,
        500,
        2000,
    ]


# --- What is meant


def test_a_filter_means_any_of_what_it_names() -> None:
    category, collection = generate_id(), generate_id()
    lines = {
        "category": line(categories=frozenset([category])),
        "collection": line(collections=frozenset([collection])),
        "tag": line(tags=frozenset(["summer"])),
        "variant": line(),
        "other": line(),
    }
    items = {
        "category_ids": [str(category)],
        "collection_ids": [str(collection)],
        "tags": ["summer"],
        "variant_ids": [str(lines["variant"].variant_id)],
    }

    found = only(basket(*lines.values()), rule({"percent": {"rate_ppm": 100_000, "of": items}}))

    assert {name: off(found, goods) for name, goods in lines.items()} == {
        "category": 100,
        "collection": 100,
        "tag": 100,
        "variant": 100,
        "other": 0,
    }


def test_what_is_excluded_reduced_or_not_discountable_is_not_meant() -> None:
    category = generate_id()
    excluded, reduced = line(categories=frozenset([category])), line(compare_at=2000)
    card, usual = line(discountable=False), line()
    items = {"excluded_category_ids": [str(category)], "skip_reduced": True}

    found = only(basket(excluded, reduced, card, usual), rule({"percent": {"rate_ppm": 100_000, "of": items}}), rule())

    assert [off(found, goods) for goods in (excluded, reduced, card)] == [100, 100, 0]
    assert [share.amount for share in found.lines[usual.id]] == [100, 90]


# --- Conditions and states


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ({"subtotal": {"minimums": usd(1000)}}, None),
        ({"subtotal": {"minimums": usd(1001)}}, "minimum_not_reached"),
        ({"subtotal": {"minimums": [{"currency": "EUR", "amount": 1}]}}, "wrong_currency"),
        ({"quantity": {"minimum": 2}}, "minimum_not_reached"),
        ({"quantity": {"of": {"tags": ["none"]}}}, "no_matching_items"),
        ({"currency": {"currencies": ["USD", "EUR"]}}, None),
        ({"currency": {"currencies": ["EUR"]}}, "wrong_currency"),
        ({"customer": {"first_order": True}}, None),
        ({"customer": {"group_ids": ["00000000-0000-7000-8000-000000000001"]}}, "not_for_customer"),
    ],
)
def test_a_condition_holds_or_says_why_not(condition: dict[str, Any], fault: str | None) -> None:
    found = only(basket(line(1000)), rule(None, condition))

    assert faults(found) == ([] if fault is None else [fault])


def test_a_minimum_counts_what_can_be_discounted_before_any_discount() -> None:
    condition = {"subtotal": {"minimums": usd(1000)}}
    half = rule({"percent": {"rate_ppm": 500_000}}, priority=9)

    assert faults(only(basket(line(1000)), half, rule(None, condition))) == []
    assert faults(only(basket(line(999), line(5000, discountable=False)), rule(None, condition))) == [
        "minimum_not_reached"
    ]


def test_a_group_and_a_first_order() -> None:
    group = generate_id()
    friends = rule(None, {"customer": {"group_ids": [str(group)], "first_order": True}})
    friend = basket(line(), buyer=Buyer(group_id=group))

    assert faults(only(friend, friends)) == []
    assert faults(only(friend, friends, has_ordered=True)) == ["not_for_customer"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"status": PromotionStatus.DRAFT}, "not_active"),
        ({"starts_at": NOON + dt.timedelta(seconds=1)}, "not_started"),
        ({"starts_at": NOON}, None),
        ({"ends_at": NOON}, "expired"),
        ({"channels": frozenset(["outlet"])}, "wrong_channel"),
        ({"needs_coupon": True}, "needs_coupon"),
        ({"usage_limit": 3, "used_count": 3}, "limit_reached"),
        ({"usage_limit": 3, "used_count": 2}, None),
        ({"customer_limit": 1, "customer_used": 1}, "customer_limit_reached"),
    ],
)
def test_a_state_holds_or_says_why_not(changes: dict[str, Any], fault: str | None) -> None:
    assert faults(only(basket(line()), rule(**changes))) == ([] if fault is None else [fault])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"is_active": False}, "coupon_inactive"),
        ({"expires_at": NOON}, "coupon_expired"),
        ({"usage_limit": 1, "used_count": 1}, "coupon_limit_reached"),
    ],
)
def test_a_code_brings_its_promotion_or_says_why_not(changes: dict[str, Any], fault: str | None) -> None:
    offer = rule(needs_coupon=True)
    code = Code(coupon_id=generate_id(), promotion_id=offer.promotion_id, code="SAVE", **changes)

    found = evaluate(basket(line(), coupon_codes=("SAVE", "WRONG")), [offer], {"SAVE": code})

    wanted = [("WRONG", "unknown_code")] if fault is None else [("SAVE", fault), ("WRONG", "unknown_code")]
    assert [(refused.coupon_code, refused.code) for refused in found.refused if refused.coupon_code] == wanted
    assert [applied.coupon_code for applied in found.applied] == ([] if fault else ["SAVE"])


def test_two_codes_of_one_promotion_count_once() -> None:
    offer = rule(needs_coupon=True)
    codes = {text: Code(coupon_id=generate_id(), promotion_id=offer.promotion_id, code=text) for text in ("ONE", "TWO")}

    found = evaluate(basket(line(), coupon_codes=("TWO", "ONE")), [offer], codes)

    assert [applied.coupon_code for applied in found.applied] == ["TWO"]
    assert [(refused.coupon_code, refused.code) for refused in found.refused] == [("ONE", "already_applied")]


# --- Together


def test_percentages_are_of_what_the_earlier_ones_left() -> None:
    goods = line(1000)
    first = rule({"percent": {"rate_ppm": 200_000}}, priority=1)
    second = rule({"percent": {"rate_ppm": 100_000}}, priority=2)

    found = only(basket(goods), first, second)

    assert [(share.promotion_id, share.amount) for share in found.lines[goods.id]] == [
        (second.promotion_id, 100),
        (first.promotion_id, 180),
    ]


def test_an_exclusive_one_holds_alone() -> None:
    alone = rule(is_exclusive=True, priority=2, name="Alone")
    other = rule(priority=1)

    found = only(basket(line()), other, alone)

    assert [applied.name for applied in found.applied] == ["Alone"]
    assert [(refused.code, refused.message) for refused in found.refused] == [
        ("excluded_by", "This offer does not go together with 'Alone'.")
    ]
    assert [a.promotion_id for a in only(basket(line()), rule(priority=3), alone).applied] != [alone.promotion_id]


def test_an_exclusive_one_that_does_not_hold_is_in_nobodys_way() -> None:
    found = only(basket(line()), rule(is_exclusive=True, priority=2, ends_at=NOON), rule())

    assert len(found.applied) == 1


def test_of_a_group_the_first_holds() -> None:
    first = rule(stacking_group="season", priority=1)
    second, apart = rule(stacking_group="season"), rule(stacking_group="loyalty")

    found = only(basket(line()), second, apart, first)

    assert {applied.promotion_id for applied in found.applied} == {first.promotion_id, apart.promotion_id}
    assert faults(found) == ["excluded_by"]


def test_what_is_in_another_currency_does_not_hold() -> None:
    assert faults(only(basket(line(), currency="EUR"), rule({"fixed": {"amounts": usd(1)}}))) == ["wrong_currency"]


# --- Laws

TAGS = ("a", "b", "c")
AMOUNTS = st.integers(0, 5000).map(usd)
RATES = st.integers(1, 1_000_000)
FILTERS = st.one_of(
    st.just({}),
    st.sets(st.sampled_from(TAGS), min_size=1).map(lambda tags: {"tags": sorted(tags)}),
    st.just({"skip_reduced": True}),
)
ALONE = st.one_of(
    st.builds(lambda rate, items: {"percent": {"rate_ppm": rate, "of": items}}, RATES, FILTERS),
    st.builds(lambda amounts, items: {"fixed": {"amounts": amounts, "target": "lines", "of": items}}, AMOUNTS, FILTERS),
    st.builds(lambda amounts, items: {"fixed_price": {"amounts": amounts, "of": items}}, AMOUNTS, FILTERS),
    st.builds(
        lambda buy, get, rate, buys, gets: {
            "buy_get": {"buy_quantity": buy, "get_quantity": get, "rate_ppm": rate, "buy_of": buys, "get_of": gets}
        },
        st.integers(1, 4),
        st.integers(1, 3),
        RATES,
        FILTERS,
        FILTERS,
    ),
    st.builds(lambda rate: {"percent": {"rate_ppm": rate, "target": "shipping"}}, RATES),
    st.builds(lambda amounts: {"fixed": {"amounts": amounts, "target": "shipping"}}, AMOUNTS),
    st.just({"free_shipping": {}}),
)
SHARED = st.one_of(
    st.builds(lambda rate: {"percent": {"rate_ppm": rate, "target": "cart"}}, RATES),
    st.builds(lambda amounts: {"fixed": {"amounts": amounts}}, AMOUNTS),
    st.builds(
        lambda low, high: {
            "tiered": {
                "tiers": [
                    {"minimums": usd(100), "rate_ppm": min(low, high)},
                    {"minimums": usd(3000), "rate_ppm": max(low, high)},
                ]
            }
        },
        RATES,
        RATES,
    ),
)
SHARED_BY_SOME = st.one_of(
    st.builds(lambda amounts, items: {"fixed": {"amounts": amounts, "of": items}}, AMOUNTS, FILTERS),
    st.builds(
        lambda rate, amounts, items: {"percent": {"rate_ppm": rate, "maximums": amounts, "of": items}},
        RATES,
        AMOUNTS,
        FILTERS,
    ),
)
LINES = st.lists(
    st.builds(
        lambda price, pieces, tags, reduced, discountable: line(
            price,
            pieces,
            tags=frozenset(tags),
            compare_at=price + 1 if reduced else None,
            discountable=discountable,
        ),
        st.integers(0, 3000),
        st.integers(1, 7),
        st.sets(st.sampled_from(TAGS)),
        st.booleans(),
        st.sampled_from([True, True, True, False]),
    ),
    max_size=6,
)
BASKETS = st.builds(
    lambda lines, shipping: basket(*lines, delivery=shipping), LINES, st.one_of(st.none(), st.integers(0, 2000))
)


def rules_of(effects: st.SearchStrategy[dict[str, Any]], **changes: Any) -> st.SearchStrategy[list[Rule]]:
    """Return rules with these effects, in any order of priority."""
    return st.lists(
        st.builds(lambda effect, priority: rule(effect, priority=priority, **changes), effects, st.integers(-2, 2)),
        max_size=5,
    )


ANY = st.one_of(ALONE, SHARED, SHARED_BY_SOME)


@settings(max_examples=300, deadline=None)
@given(BASKETS, rules_of(ANY))
def test_shares_agree_with_what_is_applied_and_nothing_costs_less_than_nothing(
    wanted: Basket, rules: list[Rule]
) -> None:
    found = only(wanted, *rules)

    of_lines = {line.id: off(found, line) for line in wanted.lines}
    assert sum(of_lines.values()) + sum(share.amount for share in found.shipping) == taken(found)
    for goods in wanted.lines:
        assert 0 <= of_lines[goods.id] <= (goods.amount if goods.discountable else 0)
    assert sum(share.amount for share in found.shipping) <= (wanted.shipping.amount if wanted.shipping else 0)
    shares = [share for parts in found.lines.values() for share in parts] + list(found.shipping)
    assert all(share.amount > 0 for share in shares)
    for applied in found.applied:
        assert applied.amount == sum(share.amount for share in shares if share.promotion_id == applied.promotion_id)
    told = {applied.promotion_id for applied in found.applied} | {refused.promotion_id for refused in found.refused}
    assert told == {rule.promotion_id for rule in rules}


@settings(max_examples=200, deadline=None)
@given(BASKETS, rules_of(ANY), st.randoms())
def test_the_order_of_lines_and_rules_changes_nothing(wanted: Basket, rules: list[Rule], random: Any) -> None:
    lines, mixed = list(wanted.lines), list(rules)
    random.shuffle(lines)
    random.shuffle(mixed)

    assert only(replace(wanted, lines=tuple(lines)), *mixed) == only(wanted, *rules) == only(wanted, *rules)


@settings(max_examples=400, deadline=None)
@given(BASKETS, rules_of(st.one_of(ALONE, SHARED)), st.one_of(ALONE, SHARED), st.integers(-2, 2))
def test_one_more_that_stacks_never_makes_a_basket_dearer(
    wanted: Basket, rules: list[Rule], effect: dict[str, Any], priority: int
) -> None:
    assert taken(only(wanted, *rules, rule(effect, priority=priority))) >= taken(only(wanted, *rules))


@settings(max_examples=200, deadline=None)
@given(BASKETS, rules_of(ANY), ANY, st.integers(-2, 2))
def test_one_more_that_some_lines_share_costs_at_most_the_rounding(
    wanted: Basket, rules: list[Rule], effect: dict[str, Any], priority: int
) -> None:
    """Shares are whole minor units: where some lines share an amount, each share may move by one of them."""
    rounding = len(wanted.lines) * (len(rules) + 1)

    assert taken(only(wanted, *rules, rule(effect, priority=priority))) >= taken(only(wanted, *rules)) - rounding
