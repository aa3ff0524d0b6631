"""Taxes, deliveries and the sales settings in the admin."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin import site
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.sales_settings import TaxRounding
from rustok_commerce.selectors import shipping, taxes
from rustok_commerce.selectors.sales_settings import sales_settings
from rustok_commerce.services import inventory
from tests.factories import commerce, selling
from tests.rustok_commerce.admin.operator import save, signed_in, typed

BASE = "/admin/rustok_commerce/"


def told(answer: Any) -> str:
    return str(answer.content.decode())


def changed(client: Client, url: str, **changes: Any) -> Any:
    return save(client, url, {**typed(client, url), **changes})


def test_tax_zones_are_made_with_places_and_rates(admin: Client) -> None:
    changed(admin, f"{BASE}taxclass/add/", code="standard", name="Standard")
    changed(admin, f"{BASE}taxclass/add/", code="books", name="Books")
    rows = {
        "areas-TOTAL_FORMS": "2",
        "areas-0-country": "de",
        "areas-1-country": "us",
        "areas-1-region": "ca",
        "rates-TOTAL_FORMS": "2",
        "rates-0-taxed_as": "standard",
        "rates-0-name": "VAT",
        "rates-0-percent": "19",
        "rates-1-taxed_as": "books",
        "rates-1-name": "VAT",
        "rates-1-percent": "9.975",
        "rates-1-compound": "on",
    }
    changed(admin, f"{BASE}taxzone/add/", code="home", name="Home", reverse_charge="on", **rows)

    (zone,) = taxes.list_tax_zones(commerce.system())
    assert (zone.code, zone.reverse_charge, zone.is_active) == ("home", True, True)
    assert [(area.country, area.region) for area in zone.areas] == [("DE", ""), ("US", "CA")]
    assert [(rate.tax_class, rate.rate_ppm, rate.compound) for rate in zone.rates] == [
        ("standard", 190_000, False),
        ("books", 99_750, True),
    ]
    page = f"{BASE}taxzone/{zone.id}/change/"
    changed(admin, page, **{"rates-0-percent": "16", "areas-1-DELETE": "on"})
    zone = taxes.get_tax_zone(commerce.system(), zone.id)
    assert [rate.rate_ppm for rate in zone.rates] == [160_000, 99_750]
    assert [area.country for area in zone.areas] == ["DE"]

    refused = admin.post(page, {**typed(admin, page), "name": "Other", "areas-0-country": "ZZ"})
    assert refused.status_code == 200
    assert taxes.get_tax_zone(commerce.system(), zone.id) == zone
    assert "books: VAT 9.975 %" in told(admin.get(f"{BASE}taxzone/"))
    assert "Books" in told(admin.get(f"{BASE}taxclass/"))
    admin.post(f"{BASE}taxzone/{zone.id}/delete/", {"post": "yes"})
    assert models.TaxZone.objects.count() == 0


def test_a_default_class_is_chosen(admin: Client) -> None:
    selling.tax_class("standard")
    books = selling.tax_class("books")

    changed(admin, f"{BASE}taxclass/{books.id}/change/", is_default="on")

    assert [(row.code, row.is_default) for row in taxes.list_tax_classes(commerce.system())] == [
        ("books", True),
        ("standard", False),
    ]


def test_deliveries_are_made_with_texts_and_rates(admin: Client) -> None:
    changed(
        admin,
        f"{BASE}shippingzone/add/",
        code="de",
        name="Germany",
        **{"areas-TOTAL_FORMS": "1", "areas-0-country": "DE"},
    )
    (zone,) = shipping.list_shipping_zones(commerce.system())
    rows = {
        "rates-TOTAL_FORMS": "1",
        "rates-0-currency": "EUR",
        "rates-0-amount": "4.90",
        "rates-0-free_from": "59",
        "rates-0-max_weight": "31500",
    }
    new = {"code": "post", "goes_to": str(zone.id), "name__en": "Post", "name__ru": "Почта", "min_days": "1"}
    changed(admin, f"{BASE}shippingmethod/add/", **new, **rows)

    (method,) = shipping.list_shipping_methods(commerce.system())
    assert (method.kind, method.zone_id, method.min_days, method.max_days) == ("delivery", zone.id, 1, None)
    assert [(text.locale, text.name) for text in method.translations] == [("en", "Post"), ("ru", "Почта")]
    (rate,) = method.rates
    assert (rate.amount, rate.free_from, rate.max_weight, rate.min_subtotal) == (490, 5900, 31_500, 0)

    page = f"{BASE}shippingmethod/{method.id}/change/"
    assert str(typed(admin, page)["rates-0-amount"]) == "4.90"
    changed(admin, page, **{"rates-0-amount": "5.50", "description__en": "By van"})
    method = shipping.get_shipping_method(commerce.system(), method.id)
    assert (method.rates[0].amount, method.rates[0].free_from) == (550, 5900)
    assert method.translations[0].description == "By van"

    for wrong in ({"rates-0-amount": "5.555"}, {"goes_to": ""}, {"code": ""}):
        assert admin.post(page, {**typed(admin, page), **wrong}).status_code == 200
    assert shipping.get_shipping_method(commerce.system(), method.id) == method

    place = inventory.default_location()
    changed(admin, page, goes_to="", fetched_from=str(place.id))
    method = shipping.get_shipping_method(commerce.system(), method.id)
    assert (method.kind, method.zone_id, method.location_id) == ("pickup", None, place.id)
    for each in ("shippingzone", "shippingmethod"):
        assert admin.get(f"{BASE}{each}/").status_code == 200
    admin.post(f"{BASE}shippingmethod/{method.id}/delete/", {"post": "yes"})
    assert models.ShippingMethod.objects.count() == 0


def test_how_the_shop_sells_is_one_page(admin: Client) -> None:
    url = f"{BASE}salessettings/"
    first = admin.get(url)
    assert first["Location"].endswith("/salessettings/add/")
    unchanged = admin.post(f"{url}add/", typed(admin, f"{url}add/"))
    assert (unchanged.status_code, models.SalesSettings.objects.count()) == (200, 0)

    changed(admin, f"{url}add/", country="de", seller__name="Shop", tax_rounding="group")
    found = sales_settings()
    assert (found.country, found.seller.name, found.tax_rounding) == ("DE", "Shop", TaxRounding.GROUP)

    page = admin.get(url)["Location"]
    stale = typed(admin, page)
    changed(admin, page, seller__city="Berlin", recovery_hours="24", max_lines="")
    found = sales_settings()
    assert (found.seller.name, found.seller.city, found.recovery_hours, found.version) == ("Shop", "Berlin", 24, 2)
    assert "Somebody else has saved this meanwhile" in told(admin.post(page, {**stale, "country": "AT"}))
    refused = admin.post(page, {**typed(admin, page), "seller__vat_id": "DE1"})
    assert "DE1" in told(refused)
    assert sales_settings() == found


def test_whoever_may_only_look_changes_nothing(shop: Tenant) -> None:
    selling.tax_class("standard")
    zone = selling.tax_zone("de", ("DE",), (selling.rate("standard", 190_000),))
    delivery = selling.shipping_zone("de", "DE")
    method = selling.method("post", delivery, {"amount": 490})
    selling.settings(country="DE")
    editor = signed_in(shop, Role.EDITOR)
    row = models.SalesSettings.objects.get()

    for address in (
        f"taxzone/{zone.id}",
        f"shippingzone/{delivery.id}",
        f"shippingmethod/{method.id}",
        f"salessettings/{row.id}",
    ):
        page = editor.get(f"{BASE}{address}/change/")
        assert page.status_code == 200
        assert 'name="_save"' not in told(page)
        assert editor.post(f"{BASE}{address}/change/", {"code": "x", "name": "x"}).status_code == 403
    assert taxes.get_tax_zone(commerce.system(), zone.id) == zone


def test_the_menu_leads_to_all_of_it(admin: Client) -> None:
    front = told(admin.get("/admin/"))

    for name in ("salessettings", "taxclass", "taxzone", "shippingzone", "shippingmethod"):
        assert f'href="{BASE}{name}/"' in front


def test_the_menu_names_several_as_people_do() -> None:
    """Django puts an s behind whatever something is called."""
    named = {str(admin.opts.verbose_name_plural) for admin in site._registry.values()}

    assert {name for name in named if re.search(r"(ss|[^aeiou]y|x|ch|sh)s$|settingss$", name)} == set()


def test_a_product_is_given_a_tax_class(admin: Client) -> None:
    selling.tax_class("standard")
    selling.tax_class("books")
    product = commerce.product()
    page = f"{BASE}product/{product.id}/change/"

    changed(admin, page, taxed_as="books")

    assert models.Product.objects.get(id=product.id).tax_class.code == "books"  # type: ignore[union-attr]
    changed(admin, page, taxed_as="")
    assert models.Product.objects.get(id=product.id).tax_class is None
