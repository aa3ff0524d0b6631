"""Gift cards and store credit, spent on an order while it is placed."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok_commerce import models
from rustok_commerce.dto.payments import PaymentState
from rustok_commerce.services.carts.baskets import Contents
from rustok_commerce.services.credit import spend


def spend_credits(ctx: RequestContext, contents: Contents, order_id: UUID) -> list[models.Payment]:
    """Pay with gift cards and store credit, in the order of their accounts: each is a payment of its own."""
    made: list[models.Payment] = []
    for credit in sorted(contents.credits, key=lambda credit: credit.row.account_id):
        if not credit.amount:
            continue
        payment = models.Payment.objects.create(
            cart_id=contents.cart.id,
            order_id=order_id,
            provider="credit",
            method="credit",
            state=PaymentState.CAPTURED,
            currency=contents.cart.currency,
            amount=credit.amount,
            authorised=credit.amount,
            captured=credit.amount,
            credit_account_id=credit.row.account_id,
        )
        spend(ctx, credit.row.account_id, credit.amount, order_id=order_id, payment_id=payment.id)
        made.append(payment)
    return made
