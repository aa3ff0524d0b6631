"""What an operator of the catalogue does, page by page, until a shopper sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from rustok.runtime.demo_logins import DEMO
from tests.browser.conftest import Visit
from tests.browser.test_stories import _picture
from tests.browser.watched import Visitor

BASE: Final = "/admin/rustok_commerce"
_WITHIN: Final = 10.0


def _unique(text: str) -> str:
    return f"{text} {uuid4().hex[:8]}"


def _until(seen: Callable[[], bool], what: str) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < _WITHIN:
        if seen():
            return
        time.sleep(0.05)
    pytest.fail(f"{what} did not come to be within {_WITHIN} s")


def _submit(visitor: Visitor, form: str, button: str) -> None:
    """Press a button of one of the forms of a page."""
    with visitor.page.expect_navigation(wait_until="load"):
        visitor.page.get_by_test_id(form).get_by_role("button", name=button, exact=True).click()


def _added(visitor: Visitor, noun: str, **fields: str) -> str:
    """Fill in the form of a new object; return the address of its page."""
    visitor.open(f"{BASE}/{noun}/add/")
    for name, value in fields.items():
        # Fields of other languages and settings are in tabs that are not open.
        visitor.page.locator(f"[name={name}]").evaluate("(field, value) => { field.value = value; }", value)
    visitor.save("Save and continue editing")
    assert visitor.page.locator(".errornote").count() == 0, visitor.page.locator("#content").inner_text()
    found = re.search(r"(/admin/[^?#]+/)change/", visitor.page.url)
    assert found is not None
    return found[1]


def _channel(visitor: Visitor, code: str) -> None:
    """Make a channel, if the shop has none of the code."""
    visitor.open(f"{BASE}/channel/")
    if visitor.page.locator("#result_list").get_by_text(code, exact=True).count() == 0:
        _added(visitor, "channel", code=code, name=f"Channel {code}")


def _variants(visitor: Visitor, product: str) -> None:
    """Give a product two sizes, and generate a variant of each."""
    page = visitor.page
    visitor.open(f"{product}variants/")
    page.fill("[name=new-name]", "Size")
    page.fill("[name=new-added]", "Small, Large")
    _submit(visitor, "options", "Save options")
    page.get_by_test_id("generate").locator("summary").click()
    page.fill("[name=sku_pattern]", "{handle}-{size}")
    _submit(visitor, "generate", "Preview")
    assert page.get_by_test_id("preview").locator("li").count() == 2
    visitor.shot("catalogue-generate")
    _submit(visitor, "generate", "Generate")
    assert page.get_by_test_id("matrix").locator("tbody tr").count() == 2
    page.locator("[data-fill=weight]").fill("250")
    page.locator("[data-fill=weight]").press("Tab")
    _submit(visitor, "matrix", "Save variants")
    assert page.locator("[data-column=weight]").first.input_value() == "250"
    visitor.shot("catalogue-variants")


def _prices(visitor: Visitor, product: str) -> None:
    """Set prices for all channels, then others for one of them."""
    page = visitor.page
    visitor.open(f"{product}prices/")
    for currency, amount in (("USD", "20"), ("EUR", "18.50")):
        page.locator(f"[data-fill={currency}]").fill(amount)
        page.locator(f"[data-fill={currency}]").press("Tab")
    _submit(visitor, "prices", "Save prices")
    page.get_by_test_id("which").locator("[name=channel]").select_option(label="Channel app")
    _submit(visitor, "which", "Show")
    page.locator("[data-fill=EUR]").fill("17")
    page.locator("[data-fill=EUR]").press("Tab")
    _submit(visitor, "prices", "Save prices")
    assert page.get_by_test_id("others").locator("li").count() == 2
    visitor.shot("catalogue-prices")


def _stock(visitor: Visitor, product: str) -> None:
    """Count pieces at two places."""
    page = visitor.page
    visitor.open(f"{BASE}/stocklocation/")
    if page.locator("#result_list tbody tr").count() < 2:
        visitor.open(f"{BASE}/stocklocation/add/")
        page.fill("[name=code]", "corner")
        page.fill("[name=name]", "Corner shop")
        visitor.save()
    visitor.open(f"{product}stock/")
    for row in page.get_by_test_id("stock").locator("tbody tr").all():
        for number, cell in enumerate(row.locator("input[type=number]").all()[:2], start=3):
            cell.fill(str(number))
    page.fill("[name=note]", "First count")
    _submit(visitor, "stock", "Save stock")
    visitor.shot("catalogue-stock")
    page.get_by_role("link", name="Add or take away").click()
    first = page.get_by_test_id("stock").locator("tbody tr").first.locator("input[type=number]").first
    first.fill("-1")
    _submit(visitor, "stock", "Save stock")
    assert page.get_by_test_id("stock").get_by_text("2 there").count() == 1


def test_a_product_is_made_from_nothing_until_shoppers_buy_it(visit: Visit) -> None:
    title = _unique("Travel kettle")
    with visit(DEMO) as visitor:
        page = visitor.page
        _channel(visitor, "default")
        _channel(visitor, "app")
        product = _added(visitor, "product", title__en=title, description__en="Boils.", title__ru="Чайник")
        handle = page.locator("[name=handle]").input_value()
        assert page.get_by_text("Русский !").count() > 0
        page.get_by_text("Русский !").click()
        expect(page.locator(".rustok-original:visible").filter(has_text="Boils.")).to_have_count(1)
        assert page.locator("[data-snippet=ru] [data-part=title]").inner_text() == "Чайник"
        visitor.shot("catalogue-translation")

        visitor.open(f"{product}sellability/")
        assert page.locator("section:not([data-channel]) [data-reason=draft]").count() == 1
        assert page.locator("[data-channel=default] [data-reason=draft]").count() == 1
        assert page.locator("section:not([data-channel]) [data-reason=no_variant]").count() == 1
        _variants(visitor, product)
        visitor.open(f"{product}sellability/")
        assert page.locator("[data-channel=default] [data-reason=no_price]").count() == 2
        assert page.locator("[data-channel=default] [data-reason=out_of_stock]").count() == 1
        visitor.shot("catalogue-sellability")
        _prices(visitor, product)
        _stock(visitor, product)

        visitor.open(f"{product}pictures/")
        files: Any = [
            {"name": f"{n}.png", "mimeType": "image/png", "buffer": _picture(uuid4().bytes)} for n in range(2)
        ]
        page.get_by_test_id("upload").set_input_files(files)
        assert page.locator("[data-previews] img").count() == 2
        visitor.save("Save")
        tiles = page.get_by_test_id("strip").locator("li")
        first = tiles.first.get_attribute("data-asset")
        with page.expect_navigation(wait_until="load"):
            tiles.last.get_by_title("Move left").click()
        assert tiles.last.get_attribute("data-asset") == first
        visitor.shot("catalogue-pictures")

        visitor.open(f"{product}sellability/")
        page.locator("[data-channel=default] [data-reason=draft]").get_by_role("link", name="Mend").click()
        page.wait_for_url("**/sales/")
        _submit(visitor, "publish", "Publish now")
        visitor.shot("catalogue-sales")

        url = f"/api/v1/store/products/{handle}?locale=en"
        _until(lambda: visitor.get(url).status == 200, "the product in the shop")
        shown = visitor.get_json(f"{url}&channel=app")
        assert {variant["sku"] for variant in shown["variants"]} == {f"{handle}-small", f"{handle}-large"}
        assert "1700" in str(shown["variants"])
        visitor.open(f"{product}sellability/")
        assert page.get_by_test_id("verdict").get_by_text("Shoppers can buy this product now").is_visible()

        page.locator("[data-testid=product-tabs]").get_by_role("link", name="Channels & schedule").click()
        page.locator("tr[data-channel=app] [type=checkbox]").uncheck()
        _submit(visitor, "channels", "Save channels")
        assert page.locator("tr[data-channel=app]").get_by_text("not offered").is_visible()


def test_products_are_narrowed_down_saved_as_a_filter_and_changed_together(visit: Visit) -> None:
    name = _unique("Drafts")
    with visit(DEMO) as visitor:
        page = visitor.page
        visitor.open(f"{BASE}/product/?status__exact=active&stock=available")
        page.get_by_text("Save this filter").click()
        page.get_by_label("Name of the filter").fill(name)
        visitor.shot("catalogue-filter")
        visitor.save("Save filter")
        visitor.open(f"{BASE}/product/")
        page.get_by_test_id("saved-filters").get_by_role("link", name=name).click()
        page.wait_for_url("**stock=available**")
        count = page.locator("#result_list tbody tr").count()
        assert count > 2
        titles = []
        for row in page.locator("#result_list tbody tr").all()[:2]:
            titles.append(row.locator("a").last.inner_text())
            row.locator("input.action-select").check()
        visitor.shot("catalogue-list")
        page.select_option("[name=action]", label="Unpublish …")
        visitor.save("Run")
        _submit(visitor, "bulk", "Unpublish")
        assert page.get_by_text("Unpublish: 2 done").is_visible()
        for title in titles:
            visitor.open(f"{BASE}/product/?status__exact=draft&q={title}")
            page.locator("#result_list input.action-select").first.check()
            page.select_option("[name=action]", label="Publish …")
            visitor.save("Run")
            _submit(visitor, "bulk", "Publish")
        visitor.open(f"{BASE}/product/")
        page.get_by_label(f"Delete the filter {name}").click()
        page.wait_for_load_state("load")
        assert page.get_by_text(name, exact=True).count() == 0


def test_types_attributes_collections_and_price_lists_are_kept(visit: Visit) -> None:
    mark = uuid4().hex[:8]
    with visit(DEMO) as visitor:
        page = visitor.page
        attribute = _added(visitor, "attribute", name__en=f"Fuel {mark}", type="text")
        visitor.shot("catalogue-attribute")
        visitor.open(f"{BASE}/producttype/add/")
        page.fill("[name=name__en]", f"Stove {mark}")
        page.get_by_text("Add another Attribute").click()
        page.locator("[name=attributes-0-key]").select_option(f"fuel-{mark}")
        visitor.save()
        product = _added(visitor, "product", title__en=f"Stove {mark}")
        visitor.open(f"{product}attributes/")
        page.locator("[name=product_type]").select_option(f"stove-{mark}")
        _submit(visitor, "type", "Save type")
        page.fill(f"[name=product-fuel-{mark}]", "Gas")
        _submit(visitor, "attributes", "Save attributes")
        assert page.locator(f"[name=product-fuel-{mark}]").input_value() == "Gas"
        visitor.shot("catalogue-attributes")

        collection = _added(visitor, "collection", name__en=f"Hot {mark}", kind="manual")
        visitor.open(f"{collection}products/?q={mark}")
        page.get_by_test_id("candidates").locator("[name=add]").first.check()
        _submit(visitor, "candidates", "Put in")
        assert page.get_by_test_id("places").locator("tbody tr").count() == 1
        visitor.shot("catalogue-collection")
        rules = _added(
            visitor,
            "collection",
            name__en=f"Rules {mark}",
            kind="rules",
            rule_0_field="title",
            rule_0_operator="contains",
            rule_0_value=mark,
        )
        page.locator("nav a:visible").get_by_text("Rules", exact=True).click()
        page.get_by_text(f"products: Stove {mark}").wait_for()
        visitor.shot("catalogue-rules")

        prices = _added(visitor, "pricelist", code=f"sale-{mark}", name=f"Sale {mark}", kind="sale")
        visitor.shot("catalogue-price-list")
        visitor.save("Save and switch on")
        visitor.open(f"{BASE}/pricelist/")
        assert page.get_by_text("holds now").count() > 0
        for place in (prices, rules, collection, product):
            visitor.open(f"{place}delete/")
            visitor.save("Yes, I’m sure")
        assert attribute.endswith("/")


@pytest.mark.parametrize(
    "tab", ["change", "pictures", "variants", "attributes", "prices", "stock", "sales", "sellability"]
)
def test_pages_of_a_product_are_fine_in_the_dark(visit: Visit, tab: str) -> None:
    with visit(DEMO, color_scheme="dark") as visitor:
        visitor.open(f"{BASE}/product/?q=mug")
        href = visitor.page.locator("#result_list a[href*='/change/']").first.get_attribute("href")
        assert href is not None
        visitor.open(href.split("?")[0].replace("/change/", f"/{tab}/"))
        assert visitor.page.locator("[data-testid=product-tabs] a.is-active").count() == 1
        visitor.shot(f"catalogue-dark-{tab}")
