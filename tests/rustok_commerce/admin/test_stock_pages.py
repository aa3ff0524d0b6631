"""Stock in the admin: moved between places, the places themselves, and what runs out."""

from __future__ import annotations

from typing import Any

from django.test import Client

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.events.catalog.commerce import InventoryUpdated
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.inventory import AdjustStockRequest, CreateStockLocationRequest, MovementReason
from rustok_commerce.selectors.low_stock import list_low_stock
from rustok_commerce.services import inventory
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import page, save, signed_in, typed
from tests.rustok_commerce.conftest import Heard

LOCATIONS = "/admin/rustok_commerce/stocklocation/"
LOW = f"{LOCATIONS}low/"


def location(ctx: RequestContext, code: str = "shop") -> Any:
    data = {"code": code, "name": code.title()}
    return inventory.create_location(ctx, parse(CreateStockLocationRequest, data))


def told(answer: Any) -> str:
    return str(answer.content.decode())


def on_hand(variant_id: Any) -> dict[str, int]:
    rows = models.StockLevel.objects.filter(variant_id=variant_id)
    return dict(rows.values_list("location__code", "on_hand"))


def test_pieces_are_moved_between_locations(admin: Client, heard: Heard, ctx: RequestContext) -> None:
    product = commerce.product(variants=[commerce.variant(sku="KETTLE", stock=5)])
    (variant,) = product.variants
    url = page(product.id, "stock")
    assert admin.get(url).context["transfer"] is None
    shop = location(ctx)
    main = models.StockLocation.objects.get(is_default=True)
    heard.clear()
    data = {
        "form": "transfer",
        "transfer-variant": str(variant.id),
        "transfer-from_location": str(main.pk),
        "transfer-to_location": str(shop.id),
        "transfer-quantity": "2",
        "transfer-note": "For the window",
    }

    assert admin.post(url, data).status_code == 302

    assert [(e.location_id, e.delta) for e in heard.take() if isinstance(e, InventoryUpdated)] == [
        (main.pk, -2),
        (shop.id, 2),
    ]
    assert on_hand(variant.id) == {"main": 3, "shop": 2}
    lines = models.StockMovement.objects.filter(reason=MovementReason.TRANSFER)
    assert set(lines.values_list("delta", "note")) == {(-2, "For the window"), (2, "For the window")}

    short = admin.post(url, {**data, "transfer-quantity": "4"})
    assert short.context["transfer"].errors == {"quantity": ["Only 3 pieces can be taken."]}
    same = admin.post(url, {**data, "transfer-to_location": str(main.pk)})
    assert list(same.context["transfer"].errors) == ["to_location"]
    nothing = admin.post(url, {**data, "transfer-quantity": "0"})
    assert list(nothing.context["transfer"].errors) == ["quantity"]
    elsewhere = admin.post(url, {**data, "transfer-variant": str(shop.id)})
    assert list(elsewhere.context["transfer"].errors) == ["variant"]
    assert on_hand(variant.id) == {"main": 3, "shop": 2}
    assert heard == []


def test_locations_are_added_renamed_chosen_switched_off_and_deleted(admin: Client, ctx: RequestContext) -> None:
    main = inventory.default_location()
    data = {**typed(admin, f"{LOCATIONS}add/"), "name": "Corner", "code": "corner"}
    save(admin, f"{LOCATIONS}add/", data)
    corner = models.StockLocation.objects.get(code="corner")
    url = f"{LOCATIONS}{corner.pk}/change/"
    assert "Corner" in told(admin.get(LOCATIONS))

    save(admin, url, {**typed(admin, url), "name": "Corner shop"})
    taken = admin.post(url, {**typed(admin, url), "code": "main"})
    assert "main" in str(taken.context["adminform"].form.errors)
    corner.refresh_from_db()
    assert (corner.name, corner.code) == ("Corner shop", "corner")

    save(admin, url, {**typed(admin, url), "rustok_commerce_stocklocation_make_default": ""})
    assert models.StockLocation.objects.get(is_default=True) == corner
    assert "make_default" not in told(admin.get(url))
    off = {name: value for name, value in typed(admin, url).items() if name != "is_active"}
    refused = admin.post(url, off)
    assert "default" in str(refused.context["adminform"].form.errors)

    product = commerce.product(variants=[commerce.variant(stock=None)])
    request = {"variant_id": str(product.variants[0].id), "location_id": str(main.pk), "delta": 3}
    inventory.adjust_stock(ctx, parse(AdjustStockRequest, request))
    used = admin.post(f"{LOCATIONS}{main.pk}/delete/", {"post": "yes"}, follow=True)
    assert "stock" in " ".join(str(message) for message in used.context["messages"]).lower()
    assert models.StockLocation.objects.filter(pk=main.pk).exists()
    inventory.adjust_stock(ctx, parse(AdjustStockRequest, {**request, "delta": -3}))
    change = f"{LOCATIONS}{main.pk}/change/"
    save(admin, change, {name: value for name, value in typed(admin, change).items() if name != "is_active"})
    assert not models.StockLocation.objects.get(pk=main.pk).is_active
    assert admin.post(f"{LOCATIONS}{main.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(models.StockLocation.objects.values_list("code", flat=True)) == ["corner"]


def test_what_runs_out_is_listed_by_location(admin: Client, ctx: RequestContext) -> None:
    low = commerce.product(title="Low", variants=[commerce.variant(sku="LOW-1", stock=2, low_stock_threshold=2)])
    plenty = commerce.product(title="Plenty", variants=[commerce.variant(stock=9, low_stock_threshold=2)])
    shop = location(ctx)
    request = {"variant_id": str(plenty.variants[0].id), "location_id": str(shop.id), "delta": 1}
    inventory.adjust_stock(ctx, parse(AdjustStockRequest, request))

    def listed(query: str = "") -> list[tuple[str, int]]:
        rows = admin.get(f"{LOW}{query}").context["rows"]
        return [(row["item"].product_title, row["item"].available) for row in rows]

    assert listed() == [("Low", 2)]
    assert listed(f"?location={shop.id}") == [("Plenty", 1)]
    assert f"{page(low.id, 'stock')}?q=LOW-1" in told(admin.get(LOW))
    assert [item.available for item in list_low_stock(ctx, location_id=shop.id).items] == [1]
    for wrong in ("?location=nonsense", "?after=nonsense"):
        answer = admin.get(f"{LOW}{wrong}")
        assert (answer.status_code, answer["Location"]) == (302, LOW)


def test_who_may_not_change_stock_only_looks(shop: Tenant) -> None:
    editor = signed_in(shop, Role.EDITOR)
    product = commerce.product(variants=[commerce.variant(stock=1)])
    main = inventory.default_location()
    assert editor.get(LOW).status_code == 200
    assert editor.get(f"{LOCATIONS}{main.pk}/change/").status_code == 200
    assert editor.get(f"{LOCATIONS}add/").status_code == 403
    assert editor.post(f"{LOCATIONS}{main.pk}/delete/", {"post": "yes"}).status_code == 403
    assert editor.post(page(product.id, "stock"), {"form": "transfer"}).status_code == 403
