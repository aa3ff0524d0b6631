"""From a cart to an order, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.api.models import IdempotencyKey
from rustok.context import RequestContext
from rustok.ids import parse_id
from rustok_commerce import models
from rustok_commerce.dto.carts import CompleteCartRequest
from rustok_commerce.dto.credit import IssueGiftCardRequest
from rustok_commerce.services import checkout, credit, reservations
from tests.factories import commerce
from tests.rustok_commerce.carts.conftest import Basket, code

ADDRESS = {
    "country": "DE",
    "first_name": "Ada",
    "last_name": "King",
    "line1": "Hauptstr. 1",
    "city": "Berlin",
    "postcode": "10115",
}


def ready(basket: Basket, quantity: int = 2, **changes: Any) -> Any:
    """Fill a cart with pieces of a new thing, and say where they go; return the variant."""
    variant = commerce.product(published=True, variants=[commerce.variant(**changes)]).variants[0]
    assert basket.add(variant, quantity).status_code == 201
    told = basket.send("PUT", "/address", {"shipping_address": ADDRESS, "email": "Ada@Example.com"})
    assert told.status_code == 200, told.content
    return variant


def pay(basket: Basket, method: str = "manual", **data: Any) -> Any:
    answer = basket.send("POST", "/payment-session", {"method": method, "data": data})
    assert answer.status_code == 200, answer.content
    return answer.json()


def complete(basket: Basket, **data: Any) -> Any:
    return basket.send("POST", "/complete", data)


def test_a_guest_buys_by_bank_transfer(basket: Basket) -> None:
    variant = ready(basket)
    payment = pay(basket)

    done = complete(basket, total=3998)

    assert done.status_code == 200, done.content
    order = models.Order.objects.get(id=parse_id(done.json()["order_id"]))
    assert done.json() == {
        "cart_id": basket.id,
        "order_id": done.json()["order_id"],
        "order_number": order.number,
        "payment_id": payment["id"],
        "payment_state": "pending",
        "currency": "USD",
        "total": 3998,
    }
    assert (order.total, order.email, order.payment_status) == (3998, "ada@example.com", "pending")
    line = models.OrderLine.objects.get(order=order)
    assert (line.quantity, line.unit_price, line.variant_id) == (2, 1999, variant.id)
    reserved = models.StockReservation.objects.get()
    assert (reserved.order_line_id, reserved.quantity) == (line.id, 2)
    assert basket.seen()["status"] == "completed"
    assert reservations.check() == []


def test_an_order_keeps_what_the_cart_says_to_the_letter(basket: Basket) -> None:
    ready(basket)
    said = {"number": 10**30, "part": 0.1, "text": '„\\"\u2028', "list": [None, True, {"Ä": []}]}
    cart = models.Cart.objects.get(id=parse_id(basket.id))
    cart.metadata, cart.note = said, "a\\b\n'c'"
    cart.save()
    pay(basket)

    done = complete(basket)

    order = models.Order.objects.get(id=parse_id(done.json()["order_id"]))
    assert (order.metadata, order.note) == (said, "a\\b\n'c'")
    assert order.metadata["number"] == 10**30
    assert order.shipping_address == cart.shipping_address
    # It is written once, as it is paid, and its history tells how it came to be so.
    assert (order.version, order.payment_status) == (1, "pending")
    states = models.OrderTransition.objects.filter(order=order, machine="payment").order_by("id")
    assert list(states.values_list("before", "after")) == [("", "unpaid"), ("unpaid", "pending")]


def test_an_address_is_kept_in_its_one_form(basket: Basket) -> None:
    ready(basket)
    told = basket.send("PUT", "/address", {"shipping_address": ADDRESS, "email": " Jose\u0301@Example.COM "})
    assert told.status_code == 200, told.content
    # Composed, as logins keep it: claiming and erasing compare with that form.
    assert models.Cart.objects.get().email == "jos\u00e9@example.com"
    pay(basket)

    assert complete(basket).status_code == 200

    assert models.Order.objects.get().email == "jos\u00e9@example.com"


def counted() -> dict[str, int]:
    """Count what a checkout leaves behind."""
    return {
        "orders": models.Order.objects.count(),
        "lines": models.OrderLine.objects.count(),
        "reservations": models.StockReservation.objects.count(),
        "uses": models.PromotionUse.objects.count(),
    }


NOTHING = {"orders": 0, "lines": 0, "reservations": 0, "uses": 0}


def test_a_card_is_charged_once(basket: Basket) -> None:
    ready(basket)
    pay(basket, "test")

    done = complete(basket)

    assert done.json()["payment_state"] == "captured", done.content
    order = models.Order.objects.get()
    assert (order.payment_status, order.captured_total) == ("paid", 3998)
    assert [(row.kind, row.status) for row in models.PaymentAttempt.objects.order_by("id")] == [
        ("create", "succeeded"),
        ("authorise", "succeeded"),
        ("capture", "succeeded"),
    ]


def test_completing_twice_is_one_order(basket: Basket) -> None:
    ready(basket)
    pay(basket, "test")
    first = complete(basket)
    again = complete(basket)

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert counted() == {"orders": 1, "lines": 1, "reservations": 1, "uses": 0}


def test_an_answer_is_kept_for_its_key(basket: Basket) -> None:
    ready(basket)
    basket.send("POST", "/payment-session", {"method": "manual"})

    done = basket.send("POST", "/complete", {}, Idempotency_Key="buy")
    twice = basket.send("POST", "/complete", {}, Idempotency_Key="buy")
    assert (twice.content, twice["Idempotency-Replayed"]) == (done.content, "true")
    other = basket.send("POST", "/complete", {"total": 1}, Idempotency_Key="buy")
    assert code(other, 422) == "idempotency.key.reused"
    assert counted()["orders"] == 1


def test_whoever_finds_the_cart_bought_holds_no_money_again(
    basket: Basket, ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(basket)
    pay(basket, "test")
    bought = complete(basket).json()
    first = models.Payment.objects.get()
    other = models.Payment.objects.create(
        cart_id=first.cart_id,
        provider="test",
        method="test",
        state="pending",
        currency=first.currency,
        amount=first.amount,
        reference="test_other",
    )
    # The other request looked at the cart before it was bought.
    before = models.Cart.objects.get()
    before.status = "open"
    monkeypatch.setattr(checkout, "find_cart", lambda *args: before)

    told = checkout.complete_cart(ctx, before.id, basket.token, CompleteCartRequest(payment_id=other.id))

    assert (told.order_number, told.payment_id) == (bought["order_number"], first.id)
    assert not models.PaymentAttempt.objects.filter(payment=other).exists()


def test_what_lets_the_buyer_pay_is_not_kept_for_a_key(basket: Basket, shopper: Any) -> None:
    ready(basket)
    first = basket.send("POST", "/payment-session", {"method": "test"}, Idempotency_Key="pay")
    again = basket.send("POST", "/payment-session", {"method": "test"}, Idempotency_Key="pay")

    assert (first.status_code, again.content) == (200, first.content)
    assert first.json()["client_data"] == models.Payment.objects.get().client_data != {}
    assert IdempotencyKey.objects.count() == 0
    refused = shopper.graphql(
        'mutation ($id: ID!, $token: String!) { startCartPayment(id: $id, token: $token, input: {method: "manual"})'
        " { id } }",
        {"id": basket.id, "token": basket.token},
        Idempotency_Key="pay",
    ).json()
    assert refused["errors"][0]["extensions"]["code"] == "idempotency.mutation.secret"
    assert models.Payment.objects.get().method == "test"

    assert complete(basket).status_code == 200
    bought = models.Payment.objects.get()
    assert (bought.state, bought.client_data) == ("captured", {})


def test_a_key_of_another_guest_is_another_key(basket: Basket, shopper: Any) -> None:
    other = Basket(shopper)
    for each in (basket, other):
        ready(each)
        each.send("POST", "/payment-session", {"method": "manual"})
    basket.send("POST", "/complete", {}, Idempotency_Key="k")

    answer = other.send("POST", "/complete", {}, Idempotency_Key="k")

    assert answer.status_code == 200
    assert "Idempotency-Replayed" not in answer


@pytest.mark.parametrize(
    ("told", "status", "fault"),
    [
        ("authorise:decline", 409, "commerce.payment.declined"),
        ("authorise:action", 409, "commerce.payment.action_required"),
        ("authorise:timeout_before", 503, "commerce.payment.outcome_unknown"),
    ],
)
def test_without_money_there_is_no_order(basket: Basket, told: str, status: int, fault: str) -> None:
    ready(basket)
    pay(basket, "test", test=told)

    assert code(complete(basket), status) == fault

    assert counted() == {**NOTHING, "reservations": 1}
    assert basket.seen()["status"] == "open"


def test_an_answer_that_was_lost_is_found_by_the_same_request(basket: Basket) -> None:
    ready(basket)
    pay(basket, "test", test="authorise:timeout_after")
    assert code(complete(basket), 503) == "commerce.payment.outcome_unknown"

    done = complete(basket)

    assert done.status_code == 200, done.content
    assert models.Payment.objects.get().captured == 3998
    assert counted()["orders"] == 1


def test_a_cart_that_is_not_what_was_paid_is_refused_and_the_money_let_go(
    basket: Basket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody puts another piece in while the provider is asked."""
    variant = ready(basket)
    pay(basket, "test")
    authorise = checkout.authorising.authorise

    def slowly(*args: Any) -> Any:
        paid = authorise(*args)
        assert basket.add(variant).status_code == 201
        return paid

    monkeypatch.setattr(checkout.authorising, "authorise", slowly)

    assert code(complete(basket), 409) == "resource.stale_version"

    payment = models.Payment.objects.get()
    assert (payment.state, payment.captured) == ("voided", 0)
    assert counted() == {**NOTHING, "reservations": 1}


def test_a_price_that_rose_is_shown_before_it_is_paid(basket: Basket, ctx: RequestContext) -> None:
    variant = ready(basket)
    pay(basket)
    models.Price.objects.filter(variant_id=variant.id, currency="USD").update(amount=2500)

    refused = complete(basket)
    assert code(refused, 409) == "commerce.cart.not_ready"
    assert [error["code"] for error in refused.json()["errors"]] == ["price_changed"]
    problem = basket.seen()["problems"][0]
    assert (problem["code"], problem["was"], problem["now"]) == ("price_changed", 1999, 2500)

    assert basket.send("POST", "/refresh", {}).json()["problems"] == []
    assert code(complete(basket), 409) == "commerce.cart.changed"
    pay(basket)
    assert complete(basket).json()["total"] == 5000


def test_what_was_agreed_on_is_what_is_bought(basket: Basket) -> None:
    ready(basket)
    pay(basket)
    assert code(complete(basket, total=3997), 409) == "commerce.cart.changed"
    assert code(complete(basket, version=1), 409) == "resource.stale_version"
    assert counted() == NOTHING


def test_sold_out_is_told_by_piece(basket: Basket, shopper: Any) -> None:
    variant = ready(basket, 2, stock=3)
    pay(basket)
    other = Basket(shopper)
    other.add(variant, 2)
    other.send("PUT", "/address", {"shipping_address": ADDRESS, "email": "bob@example.com"})
    pay(other)
    assert complete(basket).status_code == 200

    refused = complete(other)

    assert code(refused, 409) == "commerce.stock.sold_out"
    assert [(error["path"][0], error["code"]) for error in refused.json()["errors"]] == [("variants", "only_n_left")]
    assert counted()["orders"] == 1
    assert other.problems() == ["only_n_left"]


def test_a_cart_that_lacks_something_says_all_of_it(basket: Basket) -> None:
    refused = complete(basket)
    assert code(refused, 409) == "commerce.cart.not_ready"
    assert [(error["path"], error["code"]) for error in refused.json()["errors"]] == [
        (["lines"], "empty"),
        (["email"], "email_missing"),
        (["shipping_address"], "address_missing"),
    ]


def test_something_to_pay_needs_a_payment(basket: Basket) -> None:
    ready(basket)
    assert code(complete(basket), 409) == "commerce.payment.missing"
    assert code(complete(basket, payment_id="01J" + "0" * 23), 404) == "commerce.payment.not_of_cart"
    assert counted() == NOTHING


def test_what_costs_nothing_needs_no_payment(basket: Basket) -> None:
    ready(basket, 1, prices=[{"currency": "USD", "amount": 0}])
    assert code(basket.send("POST", "/payment-session", {"method": "manual"}), 409) == "commerce.payment.not_needed"

    done = complete(basket)

    assert (done.status_code, done.json()["total"], done.json()["payment_id"]) == (200, 0, None)
    assert models.Order.objects.get().payment_status == "paid"


def test_a_gift_card_pays_first(basket: Basket, ctx: RequestContext) -> None:
    card = credit.issue_gift_card(ctx, IssueGiftCardRequest(amount=3000, currency="USD"))
    ready(basket)
    shown = basket.send("POST", "/credits", {"code": card.code}).json()
    assert (shown["total"], shown["credit_total"], shown["amount_due"]) == (3998, 3000, 998)
    pay(basket, "test")

    done = complete(basket)

    assert done.json()["payment_state"] == "captured", done.content
    order = models.Order.objects.get()
    assert (order.captured_total, order.payment_status) == (3998, "paid")
    assert models.CreditAccount.objects.get().balance == 0
    assert sorted(models.Payment.objects.values_list("provider", "captured")) == [("credit", 3000), ("test", 998)]


def test_a_gift_card_that_was_spent_elsewhere_meanwhile_lets_the_money_go(
    basket: Basket, ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = credit.issue_gift_card(ctx, IssueGiftCardRequest(amount=3000, currency="USD"))
    ready(basket)
    basket.send("POST", "/credits", {"code": card.code})
    pay(basket, "test")
    authorise = checkout.authorising.authorise

    def slowly(*args: Any) -> Any:
        paid = authorise(*args)
        models.CreditAccount.objects.update(balance=2000)
        return paid

    monkeypatch.setattr(checkout.authorising, "authorise", slowly)

    assert code(complete(basket), 409) == "commerce.cart.changed"
    assert models.Payment.objects.get().state == "voided"
    assert counted() == {**NOTHING, "reservations": 1}


def test_nobody_comes_back_and_the_paid_cart_is_completed_all_the_same(basket: Basket, ctx: RequestContext) -> None:
    ready(basket)
    payment = pay(basket, "test")
    checkout.authorising.authorise(ctx, parse_id(payment["id"]))

    checkout.complete_paid_cart(ctx, parse_id(basket.id), parse_id(payment["id"]))

    assert counted()["orders"] == 1
    assert models.Payment.objects.get().state == "captured"
    checkout.complete_paid_cart(ctx, parse_id(basket.id), parse_id(payment["id"]))
    assert counted()["orders"] == 1


def test_a_paid_cart_that_cannot_be_bought_any_more_is_given_its_money_back(
    basket: Basket, ctx: RequestContext
) -> None:
    variant = ready(basket)
    payment = pay(basket, "test")
    checkout.authorising.authorise(ctx, parse_id(payment["id"]))
    models.Product.objects.update(status="archived")

    checkout.complete_paid_cart(ctx, parse_id(basket.id), parse_id(payment["id"]))

    assert counted()["orders"] == 0
    assert models.Payment.objects.get().state == "voided"
    assert variant is not None


def test_a_completed_cart_stands_still(basket: Basket) -> None:
    variant = ready(basket)
    pay(basket)
    complete(basket)

    assert code(basket.add(variant), 409) == "commerce.cart.not_open"
    assert code(basket.send("PATCH", "", {"note": "x"}), 409) == "commerce.cart.not_open"
    assert code(basket.send("POST", "/payment-session", {"method": "manual"}), 409) == "commerce.cart.not_open"


BUY = """
mutation ($id: ID!, $token: String!) {
  completeCart(id: $id, token: $token, input: {}) { orderId orderNumber total { amount formatted } }
}
"""


def test_the_same_in_graphql(shopper: Any, ctx: RequestContext) -> None:
    variant = commerce.product(published=True).variants[0]
    made = shopper.graphql("mutation { createCart(input: {}) { id token } }").json()["data"]["createCart"]
    added = shopper.graphql(
        "mutation ($id: ID!, $token: String!, $input: AddCartLineInput!) { addCartLine(id: $id, token: $token,"
        " input: $input) { lineCount unitPrice { amount } cart { total { amount formatted } } } }",
        {**made, "input": {"variantId": str(variant.id), "quantity": 2}},
    ).json()
    assert added["data"]["addCartLine"] == {
        "lineCount": 1,
        "unitPrice": {"amount": 1999},
        "cart": {"total": {"amount": 3998, "formatted": "$39.98"}},
    }
    told = shopper.graphql(
        "mutation ($id: ID!, $token: String!, $input: SetCartAddressInput!) {"
        " setCartAddress(id: $id, token: $token, input: $input) { email problems { code } } }",
        {
            **made,
            "input": {
                "email": "ada@example.com",
                "shippingAddress": {
                    "country": "DE",
                    "line1": "Hauptstr. 1",
                    "city": "Berlin",
                    "postcode": "10115",
                    "firstName": "Ada",
                    "lastName": "King",
                },
            },
        },
    ).json()
    assert told["data"]["setCartAddress"] == {"email": "ada@example.com", "problems": []}, told
    begun = shopper.graphql(
        "mutation ($id: ID!, $token: String!) { startCartPayment(id: $id, token: $token,"
        ' input: {method: "test"}) { state amount { amount } } }',
        made,
    ).json()
    assert begun["data"]["startCartPayment"]["amount"] == {"amount": 3998}, begun

    bought = shopper.graphql(BUY, made, Idempotency_Key="buy")
    again = shopper.graphql(BUY, made, Idempotency_Key="buy")

    assert bought.json()["data"]["completeCart"]["total"] == {"amount": 3998, "formatted": "$39.98"}, bought.content
    assert again.content == bought.content
    assert counted()["orders"] == 1
