"""What is in a cart, through REST and GraphQL."""

from __future__ import annotations

from rustok_commerce import models
from tests.factories import commerce
from tests.rustok_commerce.carts.conftest import Basket, code


def test_a_guest_puts_a_thing_into_a_cart(basket: Basket) -> None:
    variant = commerce.product(published=True).variants[0]

    added = basket.add(variant, 2)

    assert added.status_code == 201, added.content
    assert added.json() == {
        "cart_id": basket.id,
        "version": 2,
        "line_id": added.json()["line_id"],
        "quantity": 2,
        "unit_price": 1999,
        "currency": "USD",
        "line_count": 1,
        "piece_count": 2,
    }
    shown = basket.seen()
    assert (shown["subtotal"], shown["total"], shown["token"]) == (3998, 3998, None)
    assert [line["quantity"] for line in shown["lines"]] == [2]
    assert len(basket.token) == 43


def test_the_same_thing_again_is_the_same_line(basket: Basket) -> None:
    variant = commerce.product(published=True).variants[0]
    basket.add(variant, 2)
    basket.add(variant, personalisation={"engraving": "Ada"})

    again = basket.add(variant, 3)

    assert (again.json()["quantity"], again.json()["line_count"], again.json()["piece_count"]) == (5, 2, 6)


def test_a_cart_is_its_owners_alone(basket: Basket) -> None:
    for token in ("", "x" * 43):
        assert code(basket.send("GET", X_Cart_Token=token), 404) == "commerce.cart.not_found"
    assert models.Cart.objects.get().version == 1
