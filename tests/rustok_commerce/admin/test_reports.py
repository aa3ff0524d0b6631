"""Reports and the dashboard of sales in the admin."""

from __future__ import annotations

import json
from typing import Any, Final

from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from tests.factories import orders
from tests.rustok_commerce.admin.operator import signed_in

REPORTS: Final = "/admin/rustok_commerce/order/reports/"


def table(answer: Any) -> Any:
    assert answer.status_code == 200
    return answer.context["table"]


def test_sales_are_reported_with_sums_and_as_a_file(admin: Client) -> None:
    made = [orders.order(quantities=(2,)), orders.order(quantities=(1,))]
    orders.paid(made[0])
    found = table(admin.get(f"{REPORTS}sales/?by=month&currency=USD"))
    (row,) = found.rows
    assert row[1:6] == ("default", "USD", "2", "3", "0")
    assert row[-2] == "$69.97"
    assert found.sums[0][0] == "All"
    assert found.sums[0][-2] == "$69.97"
    assert table(admin.get(f"{REPORTS}sales/?first=2020-01-01&last=2020-01-31")).rows == []

    file = admin.get(f"{REPORTS}sales/?format=csv")
    heading, line = file.content.decode("utf-8-sig").splitlines()
    assert heading.startswith("Period,Channel,Currency,Orders")
    assert line.split(",")[1:4] == ["default", "USD", "2"]
    assert ",69.97," in line


def test_taxes_and_stock_are_reported(admin: Client) -> None:
    orders.order(quantities=(2,))
    (row,) = table(admin.get(f"{REPORTS}tax/")).rows
    assert row[1:5] == ("USD", "DE", "VAT", "19 %")
    (row,) = table(admin.get(f"{REPORTS}stock/")).rows
    assert row[2:] == ("0", "100", "0", "0", "0", "0", "0", "100")
    assert admin.get(f"{REPORTS}stock/?format=csv").content.decode("utf-8-sig").startswith("SKU,Location,Opening")


def test_a_range_that_cannot_be_is_refused_at_its_field(admin: Client) -> None:
    nonsense = admin.get(f"{REPORTS}sales/?first=yesterday")
    assert list(nonsense.context["form"].errors) == ["first"]
    assert nonsense.context["table"] is None
    long = admin.get(f"{REPORTS}sales/?first=2020-01-01&last=2026-01-01")
    assert "at most 366" in str(long.context["form"].errors)
    assert admin.get(f"{REPORTS}stock/?after=nonsense").status_code == 200


def test_reports_are_for_those_with_the_right(shop: Tenant) -> None:
    orders.order()
    editor = signed_in(shop, Role.EDITOR)
    assert editor.get(f"{REPORTS}sales/").status_code == 403
    front = editor.get("/admin/")
    assert front.context["charts"] == []
    assert "Sales" not in {card.title for card in front.context["cards"]}
    assert "To send" in {card.title for card in front.context["cards"]}


def test_the_front_page_shows_how_the_shop_sells(admin: Client) -> None:
    assert admin.get("/admin/").context["charts"] == []
    one = orders.order(quantities=(2,))
    orders.order(quantities=(1,))
    orders.paid(one)
    orders.cart()
    front = admin.get("/admin/")
    cards = {card.title: card.value for card in front.context["cards"]}
    assert cards["Sales"] == "$69.97"
    assert cards["Average order"] == "$34.98"
    assert (cards["To send"], cards["Failed payments"], cards["Returns"]) == (1, 0, 0)
    by_day, counts = (json.loads(entry["data"]) for entry in front.context["charts"])
    assert len(by_day["labels"]) == 30
    assert by_day["datasets"][0]["label"] == "USD"
    assert by_day["datasets"][0]["data"][-1] == 69.97
    assert counts["datasets"][0]["data"][-1] == 2
