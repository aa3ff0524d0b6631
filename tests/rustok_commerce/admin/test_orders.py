"""The order desk: the queue, the page of an order, and what can be done there."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.selectors.order_queue import OrderQueue, count_queues
from tests.factories import commerce, orders
from tests.rustok_commerce.admin.operator import signed_in

LIST: Final = "/admin/rustok_commerce/order/"


def page(order: models.Order) -> str:
    return f"{LIST}{order.pk}/change/"


def dialog(admin: Client, order: models.Order, key: str) -> dict[str, Any]:
    """Return what a browser would send of an untouched dialog."""
    answer = admin.get(page(order))
    assert answer.status_code == 200
    (action,) = (action for action in answer.context["dialogs"] if action.key == key)
    form = action.form
    return {
        field.html_name: "on" if field.value() is True else field.value()
        for field in form
        if field.value() not in (None, False)
    }


def do(admin: Client, order: models.Order, key: str, data: dict[str, Any]) -> Any:
    return admin.post(f"{LIST}{order.pk}/do/{key}/", data)


def done(admin: Client, order: models.Order, key: str, **changes: Any) -> models.Order:
    answer = do(admin, order, key, {**dialog(admin, order, key), **changes})
    if answer.status_code == 200:
        pytest.fail(str(refusals(answer, key)))
    assert answer.status_code == 302
    found: models.Order = models.Order.objects.get(pk=order.pk)
    return found


def refusals(answer: Any, key: str) -> dict[str, list[str]]:
    """Return what a dialog says about its fields."""
    assert answer.status_code == 200
    assert answer.context["opened"] == key
    (action,) = (action for action in answer.context["dialogs"] if action.key == key)
    return {name: list(map(str, found)) for name, found in action.form.errors.items()}


def names(answer: Any) -> set[str]:
    return {action.name for part in ("next", "more") for action in answer.context[part]}


def line_of(order: models.Order, place: int = 0) -> models.OrderLine:
    found: models.OrderLine = models.OrderLine.objects.filter(order=order).order_by("position")[place]
    return found


def numbers(answer: Any) -> set[str]:
    assert answer.status_code == 200
    return {row.number for row in answer.context["cl"].result_list}


def test_orders_stand_in_the_queues_of_what_is_to_be_done(admin: Client) -> None:
    unpaid, paid, sent = orders.order(), orders.order(), orders.order()
    orders.paid(paid)
    orders.paid(sent)
    done(admin, sent, "send")
    held = orders.order()
    orders.payment(held, captured=0, state="authorised", authorised=held.total)
    orders.settle(held)

    assert {queue.value: count for queue, count in count_queues().items()} == {
        "to_pay": 1,
        "to_capture": 1,
        "to_send": 2,
        "to_refund": 0,
        "returns": 0,
        "failed": 0,
    }
    shown = {queue: numbers(admin.get(f"{LIST}?queue={queue.value}")) for queue in OrderQueue}
    assert shown[OrderQueue.TO_PAY] == {unpaid.number}
    assert shown[OrderQueue.TO_CAPTURE] == {held.number}
    assert shown[OrderQueue.TO_SEND] == {paid.number, held.number}
    assert shown[OrderQueue.TO_REFUND] == shown[OrderQueue.RETURNS] == shown[OrderQueue.DONE] == set()
    assert numbers(admin.get(f"{LIST}?queue=nonsense")) == set()
    assert len(numbers(admin.get(f"{LIST}?payment_status=paid&fulfilment_status=fulfilled"))) == 1


def test_orders_are_found_by_number_email_and_sku(admin: Client) -> None:
    lamp = commerce.product(variants=[commerce.variant(sku="LAMP-1", stock=9)])
    one, other = orders.order(product=lamp), orders.order(email="bob@example.org")
    for text, expected in {
        one.number: {one.number},
        one.number[:3]: {one.number, other.number},
        "BOB@exam": {other.number},
        "lamp-1": {one.number},
        "LAMP-1": {one.number},
        "LAMP": set(),
        "100%": set(),
    }.items():
        assert numbers(admin.get(LIST, {"q": text})) == expected, text


def test_a_page_shows_totals_that_add_up(admin: Client) -> None:
    order = orders.order(quantities=(2, 1))
    orders.paid(order)
    answer = admin.get(page(order))
    rows = {row["label"]: row["amount"] for row in answer.context["totals"]}
    assert rows["Goods"] == "$59.97"
    assert rows["Total"] == rows["Paid"] == "$64.97"
    assert "Due" not in rows
    told = answer.content.decode()
    assert "Ann Example" in told
    assert "Hauptstr. 1" in told
    assert "engraving: Für Ann" in told


def test_pieces_are_sent_in_parts(admin: Client) -> None:
    order = orders.order(quantities=(3,))
    orders.paid(order)
    line = line_of(order)
    assert names(admin.get(page(order))) >= {"send", "refund", "cancel", "edit", "note"}

    field = f"quantity-{line.pk.hex}"
    order = done(admin, order, "send", **{field: "1", "carrier": "DHL", "tracking_number": "123"})
    assert order.fulfilment_status == "partially_fulfilled"
    parcel = models.Fulfilment.objects.get(order=order)
    assert (parcel.carrier, parcel.tracking_number, parcel.status) == ("DHL", "123", "shipped")

    untouched = dialog(admin, order, "send")
    assert untouched[field] == 2
    too_many = do(admin, order, "send", {**untouched, field: "3"})
    assert list(refusals(too_many, "send")) == [field]
    none = do(admin, order, "send", {**untouched, field: "0"})
    assert refusals(none, "send") == {field: ["Choose at least one piece."]}
    assert models.Fulfilment.objects.filter(order=order).count() == 1

    order = done(admin, order, "send")
    assert order.fulfilment_status == "fulfilled"
    order = done(admin, order, f"deliver-{parcel.pk.hex}")
    assert models.Fulfilment.objects.get(pk=parcel.pk).status == "delivered"
    assert "send" not in names(admin.get(page(order)))
    reasons = {action.name: reason for action, reason in admin.get(page(order)).context["not_now"]}
    assert reasons["send"] == "Everything was sent or given up."
    assert "parcels back" in reasons["cancel"]


def test_a_dialog_that_is_sent_twice_does_it_once(admin: Client) -> None:
    order = orders.order(quantities=(4,))
    orders.paid(order)
    field = f"quantity-{line_of(order).pk.hex}"
    data = {**dialog(admin, order, "send"), field: "2"}
    assert do(admin, order, "send", data).status_code == 302
    again = do(admin, order, "send", data)
    assert "Somebody else has saved this meanwhile" in str(refusals(again, "send")["__all__"])
    assert models.Fulfilment.objects.filter(order=order).count() == 1
    assert line_of(order).fulfilled == 2


def test_money_is_given_back_by_line_amount_and_delivery(admin: Client) -> None:
    order = orders.order(quantities=(2,))
    orders.paid(order)
    line = line_of(order)
    amount = f"amount-{line.pk.hex}"
    untouched = dialog(admin, order, "refund")

    nothing = do(admin, order, "refund", untouched)
    assert refusals(nothing, "refund") == {amount: ["Say how much, or of what."]}
    high = do(admin, order, "refund", {**untouched, amount: "39.99"})
    assert refusals(high, "refund") == {amount: ["At most $39.98."]}
    delivery = do(admin, order, "refund", {**untouched, "shipping_amount": "5.01"})
    assert list(refusals(delivery, "refund")) == ["shipping_amount"]
    whole = do(admin, order, "refund", {**untouched, "amount": "44.99"})
    assert list(refusals(whole, "refund")) == ["amount"]
    assert not models.Refund.objects.exists()

    order = done(
        admin, order, "refund", **{f"quantity-{line.pk.hex}": "1", "shipping_amount": "2.50", "reason": "Scratched"}
    )
    refund = models.Refund.objects.get(order=order)
    assert (refund.amount, refund.shipping_amount, refund.reason, refund.status) == (
        2249,
        250,
        "Scratched",
        "succeeded",
    )
    assert (order.payment_status, order.refunded_total) == ("partially_refunded", 2249)
    assert "up to $19.99" in admin.get(page(order)).content.decode()


def test_a_refund_that_is_sent_twice_is_made_once(admin: Client) -> None:
    order = orders.order()
    orders.paid(order)
    data = {**dialog(admin, order, "refund"), "amount": "10"}
    assert do(admin, order, "refund", data).status_code == 302
    assert do(admin, order, "refund", data).status_code == 200
    assert models.Refund.objects.count() == 1


def test_money_that_came_is_written_down(admin: Client) -> None:
    order = orders.order()
    payment = orders.payment(order, captured=0)
    orders.settle(order)
    key = f"mark-paid-{payment.pk.hex}"
    high = do(admin, order, key, {**dialog(admin, order, key), "amount": "1000"})
    assert refusals(high, key) == {"amount": ["At most $44.98."]}
    order = done(admin, order, key, amount="4.98", note="Cash")
    assert (order.payment_status, order.captured_total) == ("partially_paid", 498)
    order = done(admin, order, key)
    assert (order.payment_status, order.captured_total) == ("paid", 4498)
    assert key not in {action.key for action in admin.get(page(order)).context["dialogs"]}


def test_goods_come_back(admin: Client) -> None:
    order = orders.order(quantities=(3,))
    orders.paid(order)
    order = done(admin, order, "send")
    line = line_of(order)
    pieces = f"quantity-{line.pk.hex}"
    order = done(admin, order, "return", **{pieces: "2", f"reason-{line.pk.hex}": "Too small"})
    back = models.Return.objects.get(order=order)
    assert count_queues()[OrderQueue.RETURNS] == 1
    key = f"receive-return-{back.pk.hex}"
    data = dialog(admin, order, key)
    more = do(admin, order, key, {**data, f"received-{line.pk.hex}": "1", f"restocked-{line.pk.hex}": "2"})
    assert refusals(more, key) == {f"restocked-{line.pk.hex}": ["Only 1 left for this."]}
    order = done(admin, order, key, **{f"received-{line.pk.hex}": "2", f"restocked-{line.pk.hex}": "1"})
    assert order.fulfilment_status == "partially_returned"
    (row,) = models.ReturnLine.objects.filter(parcel=back)
    assert (row.received, row.restocked, row.reason) == (2, 1, "Too small")


def test_a_page_asks_once_for_the_places_of_the_stock_however_much_comes_back(admin: Client) -> None:
    order = orders.order(quantities=(5,))
    models.StockLocation.objects.create(code="shop", name="Shop")
    orders.paid(order)
    field = f"quantity-{line_of(order).pk.hex}"
    done(admin, order, "send", **{field: "3"})
    for _ in range(2):
        done(admin, order, "return", **{field: "1"})

    with CaptureQueriesContext(connection) as captured:
        answer = admin.get(page(order))
    asking = [action.name for action in answer.context["dialogs"] if "location_id" in action.form.fields]
    assert asking == ["send", "receive-return", "receive-return"]
    places = 'FROM "commerce_stock_locations"'
    listed = [query["sql"] for query in captured if places in query["sql"] and "is_active" in query["sql"]]
    assert len([sql for sql in listed if "ORDER BY" in sql]) == 1


def test_an_order_is_cancelled_edited_noted_and_completed(admin: Client) -> None:
    order = orders.order()
    order = done(admin, order, "cancel", reason="Changed their mind")
    assert order.status == "cancelled"

    order = orders.order(quantities=(2,))
    line = line_of(order)
    orders.paid(order)
    unknown = do(admin, order, "edit", {**dialog(admin, order, "edit"), "sku": "NOTHING"})
    assert refusals(unknown, "edit") == {"sku": ["There is no variant with this SKU."]}
    order = done(admin, order, "edit", **{f"quantity-{line.pk.hex}": "1"})
    assert line_of(order).quantity == 1
    assert count_queues()[OrderQueue.TO_REFUND] == 1
    reasons = {action.name: reason for action, reason in admin.get(page(order)).context["not_now"]}
    assert reasons["complete"] == "Not yet: something is left to send."

    order = done(admin, order, "note", text="Call before delivery", for_customer="on")
    note = models.OrderNote.objects.get(order=order)
    assert (note.text, note.for_customer) == ("Call before delivery", True)
    order = done(admin, order, "refund", amount="19.99")
    order = done(admin, order, "send")
    order = done(admin, order, "complete")
    assert order.status == "completed"


def test_addresses_are_checked_by_their_country(admin: Client) -> None:
    order = orders.order()
    data = dialog(admin, order, "shipping-address")
    bad = do(admin, order, "shipping-address", {**data, "postcode": "ABC"})
    assert list(refusals(bad, "shipping-address")) == ["postcode"]
    order = done(admin, order, "shipping-address", postcode="20095", city="Hamburg")
    assert order.shipping_address["city"] == "Hamburg"
    assert order.billing_address["city"] == "Berlin"
    order = done(admin, order, "email", email="new@example.com")
    assert order.email == "new@example.com"


def test_documents_are_issued_and_fetched(admin: Client) -> None:
    order = orders.order()
    orders.paid(order)
    asked = dialog(admin, order, "invoice")
    order = done(admin, order, "invoice")
    answer = admin.get(page(order))
    assert "invoice" not in names(answer)
    told = {action.name: obstacle for action, obstacle in answer.context["not_now"]}
    assert told["invoice"] == "Everything about the order has been invoiced."
    again = do(admin, order, "invoice", {**asked, "version": order.version})
    assert refusals(again, "invoice") == {"__all__": ["Everything about the order has been invoiced."]}
    invoice = models.Invoice.objects.get(order=order)
    answer = admin.get(f"{LIST}invoices/{invoice.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert admin.get(f"{LIST}invoices/{order.pk}.pdf").status_code == 404


def test_a_document_is_offered_where_one_may_be_issued(admin: Client) -> None:
    order = orders.order()
    payment = orders.paid(order)
    assert "invoice" in names(admin.get(page(order)))
    order = done(admin, order, "invoice")
    assert "invoice" not in names(admin.get(page(order)))

    orders.refund(payment, order, 500)

    assert "invoice" in names(admin.get(page(order)))
    order = done(admin, order, "invoice")
    assert "invoice" not in names(admin.get(page(order)))
    kinds = models.Invoice.objects.filter(order=order).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["invoice", "credit_note"]


def test_nothing_is_invoiced_of_an_order_that_was_given_up(admin: Client) -> None:
    order = orders.order()
    order = done(admin, order, "cancel")

    assert "invoice" not in names(admin.get(page(order)))


def test_many_orders_are_sent_printed_and_exported(admin: Client) -> None:
    good, bad = orders.order(), orders.order()
    orders.paid(good)
    done(admin, bad, "cancel")
    chosen = {"_selected_action": [str(good.pk), str(bad.pk)]}
    asked = admin.post(LIST, {"action": "mark_sent", **chosen})
    assert asked.status_code == 302
    assert admin.get(asked["Location"]).status_code == 200
    told = admin.post(asked["Location"], {}, follow=True).content.decode()
    assert "Sent: 1 order." in told
    assert f"{bad.number}: The order is cancelled." in told
    table = admin.post(LIST, {"action": "export_csv", **chosen}).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in table] == ["number", good.number, bad.number]
    done(admin, good, "invoice")
    archive = admin.post(LIST, {"action": "print_documents", **chosen})
    assert archive["Content-Type"] == "application/zip"


def test_who_may_only_look_is_offered_nothing(shop: Tenant) -> None:
    order = orders.order()
    orders.paid(order)
    editor = signed_in(shop, Role.EDITOR)
    answer = editor.get(page(order))
    assert {action.key for action in answer.context["dialogs"]} == {"note"}
    assert do(editor, order, "cancel", {"version": "1", "once": "x"}).status_code == 403
    assert models.Order.objects.get(pk=order.pk).status == "placed"


def test_an_order_of_nowhere_is_not_found(admin: Client) -> None:
    assert admin.get(f"{LIST}nonsense/change/").status_code == 404
    assert admin.get(f"{LIST}01ARZ3NDEKTSV4RRFFQ69G5FAV/change/").status_code == 404
