"""Bodies whose parts must fit together in a way that no schema says."""

from __future__ import annotations

from typing import Any

from tests.security.world import World
from tests.security.world.seeds import numbers


def whole_promotion(value: Any) -> Any:
    """Fill in what conditions and effects need and no schema says: one kind, an amount, what a tier gives."""
    if isinstance(value, list):
        return [whole_promotion(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {name: whole_promotion(item) for name, item in value.items()}
    for name, item in value.items():
        if name in ("minimums", "maximums", "amounts") and item == []:
            value[name] = [{"currency": "USD", "amount": 1}]
        elif name == "tiers" and item == []:
            value[name] = [{"minimums": [{"currency": "USD", "amount": 1}]}]
        elif name == "effect" and item == {}:
            value[name] = {"free_shipping": {}}
    for tier in value.get("tiers", ()):
        if "amounts" not in tier and "rate_ppm" not in tier and "ratePpm" not in tier:
            tier["amounts"] = [{"currency": "USD", "amount": 1}]
    return value


def bulk_of(body: dict[str, Any]) -> dict[str, Any]:
    """Choose the action that takes what is there, and say that all products are meant where nothing else is said."""
    if body.get("selection") == {}:
        body = {**body, "selection": {"everything": True}}
    if "prices" in body:
        return {**body, "action": "change_prices", "prices": {**body["prices"], "percent": "1"}}
    if "channel_id" in body:
        return {**body, "action": "set_channel", "is_available": True}
    if "category_ids" in body:
        return {**body, "action": "add_categories"}
    return body


def delivery_of(
    body: dict[str, Any], world: World, *, zone: str = "zone_id", location: str = "location_id", pickup: str = "pickup"
) -> dict[str, Any]:
    """Let a way of delivery go somewhere, or be a place to fetch the goods from."""
    if location in body:
        return {**body, "kind": pickup, zone: None}
    return {zone: world.referred("shipping_zone"), **{name: value for name, value in body.items() if name != "kind"}}


def cart_of(about: str, body: Any, world: World) -> Any:
    """Say of a cart what the world has: its coupon, its gift card, a way to pay, a whole address."""
    match about:
        case "promotions":
            return {**body, "code": world.texts["coupon"]}
        case "credits":
            return {**body, "code": world.texts["gift_card"]}
        case "shipping-method":
            return {**body, "code": None}
        case "payment-session":
            return {**body, "method": "manual"}
        case "complete" if body is not None and "method" in body:
            return {**body, "method": "manual"}
        case "address":
            return {**body, "shipping_address": whole_address(body["shipping_address"], world)}
    return body


def site_of(body: dict[str, Any], world: World) -> dict[str, Any]:
    """Say of a menu or a redirect what no schema does: where it is, where it leads, what is to be read."""
    number = next(numbers)
    fit = {
        "location": f"{world.mark}-{number}",
        "path": f"/{world.mark}-{number}",
        "target": f"/to-{world.mark}",
        "csv": f"path,target\n/{world.mark}-{number},/to-{world.mark}\n",
    }
    body = {name: fit.get(name, value) for name, value in body.items()}
    for item in body.get("entries", ()):
        item["labels"] = {"en": f"Label {world.mark}"}
    return body


def order_of(body: dict[str, Any], world: World) -> dict[str, Any]:
    """Order what is below the category that is named."""
    for parent, names in (("parent_id", "category_ids"), ("parentId", "categoryIds")):
        if body.get(parent) is not None:
            body = {**body, names: [world.referred("inner_category")]}
    return body


def small_refund(body: dict[str, Any]) -> dict[str, Any]:
    """Give back next to nothing, so that there is enough for all."""
    if body.get("lines"):
        return {**body, "lines": [{**line, "amount": 1} for line in body["lines"]]}
    return {**body, "amount": 1}


def whole_address(body: dict[str, Any], world: World) -> dict[str, Any]:
    """Add what addresses of Germany need."""
    return {"line1": f"Street {world.mark}", "city": "Berlin", "postcode": "10115", "company": world.mark, **body}


def fitting(body: Any, world: World, of: str = "product") -> Any:
    """Let what a body says of a product or variant fit the product: its type, attributes and pictures."""
    if not isinstance(body, dict):
        return body
    for name in {"product_type", "productType"} & body.keys():
        body[name] = world.texts["product_type"]
    for entry in body.get("attributes", ()):
        if "reference_id" in entry or "referenceId" in entry:
            entry["attribute"] = world.texts[f"{of}_attribute"]
    for variant in body.get("variants", ()):
        fitting(variant, world, "variant")
        # A variant that there is has a product with pictures already.
        for name in {"asset_id", "assetId"} & variant.keys() if "id" not in variant else ():
            body["media"] = [{name: variant[name]}]
    return body
