"""Mails about orders: one for each cause, in the order's language, once more only when asked."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok_commerce import errors, models
from rustok_commerce.dto.fulfilments import FulfilOrderRequest, ReceiveReturnRequest, RequestReturnRequest
from rustok_commerce.dto.orders import CancelOrderRequest, OrderMail, ResendMailRequest
from rustok_commerce.services.carts.tokens import hash_of, token_of
from rustok_commerce.services.orders import cancelling, fulfilment, mailing, returns, updating
from tests.factories import orders
from tests.rustok_commerce.conftest import Told


def sent(told: Told) -> list[tuple[str, str]]:
    """Send the mails of what was told since the last look; return subjects and texts."""
    mail.outbox.clear()
    mailing.send_mails([envelope for envelope in told.take() if envelope.event.type in mailing.MAIL_CAUSES])
    return [(message.subject, str(message.body)) for message in mail.outbox]


def test_every_cause_has_one_mail(ctx: RequestContext, told: Told) -> None:
    order = orders.order()

    ((subject, text),) = sent(told)
    assert subject == f"Your order {order.number}"
    assert "2 × " in text
    assert "$39.98" in text
    assert "Delivery — $5.00" in text
    assert "Total — $44.98" in text

    payment = orders.paid(order)
    ((subject, text),) = sent(told)
    assert subject == f"Payment received for order {order.number}"
    assert "$44.98" in text

    request = FulfilOrderRequest(carrier="DHL", tracking_number="0034", tracking_url="https://dhl.de/0034")
    parcel = fulfilment.fulfil_order(ctx, order.id, request).fulfilments[0]
    ((subject, text),) = sent(told)
    assert subject == f"Order {order.number} is on its way"
    assert "Tracking: DHL 0034\nhttps://dhl.de/0034" in text

    fulfilment.deliver_fulfilment(ctx, order.id, parcel.id)
    ((subject, text),) = sent(told)
    assert subject == f"Order {order.number} has arrived"

    line = models.OrderLine.objects.get(order=order)
    data = {"lines": [{"line_id": str(line.id), "quantity": 1}]}
    came = returns.create_return(ctx, order.id, parse(RequestReturnRequest, data)).returns[0]
    assert sent(told) == []
    returns.receive_return(ctx, order.id, came.id, ReceiveReturnRequest())
    ((subject, text),) = sent(told)
    assert subject == f"Your return for order {order.number} has arrived"
    assert f"1 × {line.title}" in text

    orders.refund(payment, order, 1999)
    assert sent(told) == []
    updating.resend_mail(ctx, order.id, ResendMailRequest(mail=OrderMail.REFUNDED))
    ((subject, text),) = sent(told)
    assert subject == f"Money back for order {order.number}"
    assert "$19.99" in text


def test_a_cancellation_says_why_and_that_money_comes_back(ctx: RequestContext, told: Told) -> None:
    order = orders.order(locale="ru", email="ann@example.com")
    orders.paid(order)
    sent(told)

    cancelling.cancel_order(ctx, order.id, CancelOrderRequest(reason="Нет на складе"))

    ((subject, text),) = sent(told)
    assert subject == f"Заказ {order.number} отменён"
    assert "Нет на складе" in text
    assert "44,98\u00a0$" in text


def test_a_guest_gets_the_token_and_a_customer_does_not(ctx: RequestContext, told: Told) -> None:
    order = orders.order()
    assert order.cart_id is not None
    models.Order.objects.filter(id=order.id).update(token_hash=hash_of(token_of(order.cart_id)))
    ((_, text),) = sent(told)
    assert f"/orders/{to_ulid(order.id)}?token={token_of(order.cart_id)}" in text

    models.Order.objects.filter(id=order.id).update(customer_id=ctx.correlation_id)
    updating.resend_mail(ctx, order.id, ResendMailRequest(mail=OrderMail.PLACED))

    ((_, text),) = sent(told)
    assert f"/orders/{to_ulid(order.id)}\n" in text


def test_the_same_cause_has_the_same_message_id(ctx: RequestContext, told: Told) -> None:
    orders.order()
    envelopes = [envelope for envelope in told.take() if envelope.event.type == "order.placed"]
    mail.outbox.clear()

    mailing.send_mails(envelopes)
    mailing.send_mails(envelopes)

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_nobody_is_told_of_what_is_not_there(ctx: RequestContext, told: Told) -> None:
    order = orders.order()
    for name in (OrderMail.PAID, OrderMail.SHIPPED, OrderMail.REFUNDED, OrderMail.CANCELLED):
        with pytest.raises(errors.NothingToMail):
            updating.resend_mail(ctx, order.id, ResendMailRequest(mail=name))
    models.Order.objects.filter(id=order.id).update(email="")
    with pytest.raises(errors.NothingToMail), transaction.atomic():
        updating.resend_mail(ctx, order.id, ResendMailRequest(mail=OrderMail.PLACED))

    assert sent(told) == []


def test_a_hostile_name_greets_nobody(ctx: RequestContext, told: Told) -> None:
    orders.order(billing_address={**orders.ADDRESS, "first_name": "Win at http://evil.example"})

    ((_, text),) = sent(told)

    assert "evil" not in text
    assert text.startswith("Hello,\n")
