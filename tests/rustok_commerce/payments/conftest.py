"""Orders that are paid with the test provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from rustok.context import RequestContext
from rustok_commerce import models
from rustok_commerce.services.payments import authorising
from tests.factories import payments

Paid = Callable[..., tuple[models.Order, models.Payment]]


@pytest.fixture
def paid(ctx: RequestContext) -> Paid:
    """Return a maker of an order and its captured payment; ``told`` is what the test provider is told."""

    def make(
        *, total: int = 3000, told: str = "", capture: bool = True, **fields: Any
    ) -> tuple[models.Order, models.Payment]:
        cart = payments.cart()
        begun = payments.session(ctx, amount=total, cart_id=cart.id, told=told)
        authorising.authorise(ctx, begun.id)
        order = payments.order(total=total, cart_id=cart.id, **fields)
        with transaction.atomic():
            payments.attach(ctx, begun.id, order)
        if capture:
            authorising.capture(ctx, begun.id)
        return order, models.Payment.objects.get(id=begun.id)

    return make
