"""The operator's day at the order desk: money taken, parcels sent, a line refunded, a note, the invoice; a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

LIST: Final = "/admin/rustok_commerce/order/"
SIZE: Final = {"width": 1440, "height": 1000}
ADDRESS: Final = {
    "country": "DE",
    "first_name": "Ann",
    "last_name": "Example",
    "line1": "Hauptstr. 1",
    "postcode": "10115",
    "city": "Berlin",
}


class _Shopper:
    """A guest at the store's API, as a storefront is."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._api = f"http://127.0.0.1:{urlsplit(visitor.base).port}/api/v1/store/"
        self._headers = {"X-Tenant-ID": DEMO.tenant}

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        answer = self._visitor.page.request.fetch(self._api + path, method=method, data=data, headers=self._headers)
        assert answer.ok, answer.text()
        return answer.json()

    def buy(self, email: str) -> str:
        """Buy three of something, with money that the provider holds ready and does not give yet."""
        cart = self.ask("POST", "carts", {"email": email, "currency": "USD"})
        self._headers["X-Cart-Token"] = cart["token"]
        path = f"carts/{cart['id']}"
        self.ask("POST", f"{path}/lines", {"variant_id": self._variant(), "quantity": 3})
        self.ask("PUT", f"{path}/address", {"shipping_address": ADDRESS})
        options = self.ask("GET", f"{path}/shipping-options")["items"]
        code = next(option["code"] for option in options if option["kind"] != "pickup")
        self.ask("PUT", f"{path}/shipping-method", {"code": code})
        self.ask("POST", f"{path}/payment-session", {"method": "test", "data": {"test": "capture:decline"}})
        return str(self.ask("POST", f"{path}/complete", {})["order_number"])

    def _variant(self) -> str:
        """Return a variant of a pack: there is plenty of each."""
        variants = self.ask("GET", "products/ridge-trekking-pack?locale=en")["variants"]
        return str(next(variant["id"] for variant in reversed(variants) if variant["in_stock"]))


def _do(visitor: Visitor, dialog: str, **typed: str) -> None:
    """Open a dialog, type into it, and send it."""
    page = visitor.page
    page.locator(f"[data-opens^='{dialog}']").first.click()
    shown = page.locator("dialog[open]")
    for name, value in typed.items():
        shown.locator(f"[name^='{name}']").first.fill(value)
    visitor.shot(f"order-{dialog}")
    with page.expect_navigation(wait_until="load"):
        shown.locator("button[type=submit]").click()


def _state(visitor: Visitor, **states: str) -> None:
    """Assert what the order's page says of its states."""
    order = visitor.page.get_by_test_id("order")
    for name, state in states.items():
        assert order.get_attribute(f"data-{name}") == state


def test_an_order_is_paid_sent_in_parts_and_refunded(visit: Visit) -> None:
    email = f"{uuid4().hex[:8]}@example.com"
    with visit(DEMO) as visitor:
        page = visitor.page
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        number = _Shopper(visitor).buy(email)

        visitor.open(f"{LIST}?queue=to_capture")
        visitor.shot("orders")
        page.get_by_role("link", name=number, exact=True).click()
        page.get_by_test_id("order").wait_for()
        _state(visitor, status="placed", payment="authorised", fulfilment="unfulfilled")
        page.get_by_test_id("not-now").locator("summary").click()
        assert page.get_by_test_id("not-now").get_by_text("Nothing that was sent can come back.").is_visible()

        # More than there is: the dialog says so at the amount, and nothing is taken.
        visitor.page.locator("[data-opens^='capture']").click()
        shown = page.locator("dialog[open]")
        shown.locator("[name=amount]").fill("99999")
        with page.expect_navigation(wait_until="load"):
            shown.locator("button[type=submit]").click()
        assert page.locator("dialog[open] .rustok-wrong").is_visible()
        _state(visitor, payment="authorised")
        page.keyboard.press("Escape")

        # Before anything is sent: then the shop issues it by itself.
        _do(visitor, "invoice")
        with page.expect_download() as printed:
            page.get_by_test_id("documents").get_by_role("link").first.click()
        assert Path(printed.value.path()).read_bytes().startswith(b"%PDF")

        _do(visitor, "send", quantity="1", carrier="DHL", tracking_number="00340434161094")
        _state(visitor, fulfilment="partially_fulfilled")
        assert page.locator("[data-counter=open]").first.inner_text() == "2 to send"
        _do(visitor, "send")
        _state(visitor, fulfilment="fulfilled")
        assert page.locator("[data-parcel=shipped]").count() == 2
        _do(visitor, "deliver")
        assert page.locator("[data-parcel=delivered]").count() == 1

        _do(visitor, "note", text="Rings twice.")
        assert page.get_by_test_id("timeline").get_by_text("Rings twice.").is_visible()
        visitor.shot("order")


def test_a_draft_is_placed_paid_by_hand_and_refunded(visit: Visit) -> None:
    email = f"{uuid4().hex[:8]}@example.com"
    with visit(DEMO) as visitor:
        page = visitor.page
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]

        def press(form: str, button: str) -> None:
            with page.expect_navigation(wait_until="load"):
                page.get_by_test_id(form).get_by_role("button", name=button).first.click()

        visitor.open(f"{LIST}drafts/")
        page.fill("[name=email]", email)
        press("new-draft", "Begin a draft")
        page.fill("[name=q]", "pack")
        press("search", "Search")
        press("found", "Add")
        page.locator("[name^=quantity-]").fill("2")
        page.locator("[name^=unit_price-]").fill("10")
        press("lines", "Save lines")
        for name, value in ADDRESS.items():
            page.get_by_test_id("address").locator(f"[name={name}]").fill(value)
        press("address", "Save the address")
        page.get_by_test_id("shipping").locator("select").select_option(index=1)
        press("shipping", "Choose")
        assert "token=" in page.get_by_test_id("pay-link").input_value()
        visitor.shot("draft")
        press("place", "Place the order")

        _state(visitor, payment="pending", fulfilment="unfulfilled")
        _do(visitor, "mark-paid", note="Bank statement 47")
        _state(visitor, payment="paid")
        _do(visitor, "refund", quantity="1", reason="One arrived broken")
        _state(visitor, payment="partially_refunded")
        assert page.locator("[data-refund=succeeded]").get_by_text("$10.00").is_visible()
        assert page.locator("[data-counter=refunded]").inner_text() == "$10.00 refunded"
        visitor.open(f"{LIST}reports/sales/")
        assert page.get_by_test_id("report").is_visible()
        visitor.shot("report-sales")
        visitor.open("/admin/")
        assert page.get_by_test_id("charts").locator("canvas").count() == 2
        visitor.shot("dashboard-sales")
