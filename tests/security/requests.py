"""Requests made from the schemas of operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from rustok.testing.api import PASSWORD
from tests.security.bodies import (
    bulk_of,
    cart_of,
    delivery_of,
    fitting,
    order_of,
    site_of,
    small_refund,
    whole_address,
    whole_promotion,
)
from tests.security.kinds import UnknownKind
from tests.security.operations import Choose, Operation, Place, is_id, resolved, said_object
from tests.security.world import World, png
from tests.security.world.seeds import numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, ready to be sent."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    raw: bytes | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Path and query."""
        if not self.query:
            return self.path
        return self.path + "?" + "&".join(f"{name}={quote(value)}" for name, value in self.query.items())

    def send(self, client: Any, **headers: Any) -> Any:
        """Send it."""
        data = None if self.raw is not None else self.body
        return client.request(
            self.method.upper(),
            self.address,
            data,
            raw=self.raw,
            **{"Content-Type": self.content_type, **self.headers, **headers},
        )


def request_of(operation: Operation, world: World, *, choose: Choose, with_place: Place | None = None) -> Asked:
    """Make a request that the tenant's administrator may send with success.

    :param choose: gives the ids.
    :param with_place: a place whose optional parents are to be there.
    """
    path, query = operation.path, {}
    for part in operation.parameters:
        name, place = part["name"], (part["in"], part["name"])
        schema = resolved(part["schema"])
        if place in operation.places:
            value = choose(place, operation.kind(place)) if part["in"] == "path" or place == with_place else None
        elif part["in"] == "path":
            value = _text_of(operation, name, world)
        else:
            value = _value(schema, name, world, (), choose, operation, None) if part.get("required") else None
        if value is None:
            continue
        if part["in"] == "path":
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        else:
            query[name] = str(value)
    if "code" in query and operation.path.endswith("/carts/{id}/promotions"):
        query["code"] = world.texts["coupon"]
    body: Any = None
    if operation.body is not None:
        wanted = with_place[1:] if with_place and with_place[0] == "body" else None
        body = _value(operation.body, "", world, ("body",), choose, operation, wanted)
        body = _mended(operation, body, world)
    if operation.is_upload and operation.path.endswith(("/imports", "/content-imports")):
        raw = (
            b'--zq\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
            b"Content-Type: text/csv\r\n\r\nhandle,title\r\n--zq--\r\n"
        )
        return Asked(operation.method, path, query, None, raw, "multipart/form-data; boundary=zq")
    if operation.is_upload:
        raw = (
            b'--zq\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
            b"Content-Type: image/png\r\n\r\n" + png("plum") + b"\r\n--zq--\r\n"
        )
        return Asked(operation.method, path, query, None, raw, "multipart/form-data; boundary=zq")
    if operation.path.endswith("/payments/webhooks/{provider}"):
        signature = {"X-Test-Signature": world.secrets["payment_signature"]}
        return Asked(operation.method, path, query, None, world.secrets["payment_message"].encode(), headers=signature)
    return Asked(operation.method, path, query, body)


def _text_of(operation: Operation, name: str, world: World) -> str:
    """Give a path parameter that is no id."""
    if "/modules/" in operation.path:
        return "blog"
    if name == "kind":
        return "page"
    if name == "locale":
        return "ru"
    if name in ("revision", "number"):
        return "1"
    if "/store/menus/" in operation.path:
        return f"{world.mark}-main"
    if "/store/tags/" in operation.path:
        return f"loose-{world.mark}"
    if "/content-categories/" in operation.path:
        return "content" if name == "module" else world.texts["node_category"]
    if name == "token" and "/preview/" in operation.path:
        return world.secrets["preview"]
    if "/tags/" in operation.path:
        return f"tag {world.mark}"
    if name == "currency":
        return "EUR"
    if name == "country":
        return "DE"
    if name == "provider":
        return "test"
    if "/unsubscribe/" in operation.path:
        return world.secrets["unsubscribe"]
    kind = {"handle": "product", "slug": "node"}.get(name)
    if "/posts/{slug}" in operation.path:
        kind = "post"
    if "/series/{slug}" in operation.path:
        kind = "series"
    if "/categories/" in operation.path:
        kind = "category"
    if "/collections/" in operation.path:
        kind = "collection"
    if kind is None:
        raise UnknownKind(f"{operation}: what stands for the path parameter {name!r}?")
    return world.texts[kind]


def _value(
    schema: dict[str, Any],
    name: str,
    world: World,
    place: Place,
    choose: Choose,
    operation: Operation,
    wanted: Place | None,
) -> Any:
    """Make a value: the least that a schema asks for, and what leads to the wanted place."""
    schema = said_object(schema)
    if is_id(schema):
        return choose(place, operation.kind(place))
    if (hint := _hint(name, world, schema)) is not None:
        return hint
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next(each for each in kind if each != "null")
    if kind == "object" or "properties" in schema:
        made = {}
        for key, part in schema.get("properties", {}).items():
            leads = wanted is not None and wanted[:1] == (key,)
            if key in schema.get("required", ()) or leads:
                made[key] = _value(
                    part, key, world, (*place, key), choose, operation, wanted[1:] if leads and wanted else None
                )
        return made
    if kind == "array":
        leads = wanted is not None and wanted[:1] == ("[]",)
        number = max(schema.get("minItems", 0), int(leads))
        rest = wanted[1:] if leads and wanted else None
        return [_value(schema["items"], name, world, (*place, "[]"), choose, operation, rest) for _ in range(number)]
    if kind == "integer":
        return max(schema.get("minimum", 1), 1)
    if kind == "number":
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    return f"{world.mark} {next(numbers)}"[: schema.get("maxLength", 255)]


def _hint(name: str, world: World, schema: dict[str, Any]) -> Any:
    """Give what the schema cannot say."""
    number = next(numbers)
    match name:
        case "email":
            return f"{world.mark}.{number}@example.com"
        case "password" | "current_password":
            return PASSWORD
        case "new_password":
            return f"{PASSWORD} {number}"
        case "path":
            return world.texts["address"]
        case "template":
            return "default"
        case "locale" | "target":
            return "en"
        case "kind":
            return "page"
        case "currency":
            return "USD"
        case "country":
            return "DE"
        case "provider" | "tax_provider":
            return "table"
        case "tax_class":
            return world.texts["tax_class"]
        case "currencies":
            return ["USD"]
        case "first" | "last" if schema.get("format") == "date":
            return "2026-11-01"
        case "tracking_url":
            return f"https://example.com/{world.mark}"
        case "names":
            if schema.get("type") == "object":
                return {"en": f"Name {world.mark}"}
        case "slug" | "handle" | "code" | "key":
            return f"{world.mark}-{number}"
        case "country":
            return "DE"
        case "postcode":
            return "10115"
        case "phone":
            return "+49 30 123456"
        case "url":
            return f"https://{world.mark}-{number}.invalid/hook"
        case "content_type":
            return "image/png"
        case "width":
            return 320
        case "phrases":
            return [f"{world.mark} {number}", f"other {number}"]
        case "word":
            return f"{world.mark}{number}"
        case "refresh_token" | "token":
            return world.secrets["refresh"]
        case "until":
            return "2100-01-01T00:00:00Z"
    return None


def _mended(operation: Operation, body: Any, world: World) -> Any:
    """Change what must fit together."""
    fitting(body, world, "variant" if "variants" in operation.path else "product")
    if "/addresses" in operation.path and body is not None:
        return whole_address(body, world)
    if "/promotions" in operation.path:
        body = whole_promotion(body)
    if operation.path.startswith(("/api/v1/store/carts/{id}", "/api/v1/admin/drafts/{id}")):
        body = cart_of(operation.path.rpartition("/")[2], body, world)
    if operation.path.startswith(("/api/v1/admin/menus", "/api/v1/admin/redirects")) and body is not None:
        return site_of(body, world)
    match str(operation):
        case "POST /api/v1/admin/node-categories/order":
            return order_of(body, world)
        case "POST /api/v1/admin/nodes/reorder" if body.get("parent_id"):
            return {**body, "node_ids": [world.referred("child_node")]}
        case "POST /api/v1/store/texts/{id}/reactions":
            return {**body, "name": "like"}
        case "POST /api/v1/admin/forum/topics/bulk":
            return {**body, "action": "move" if "category_id" in body else "lock"}
        case "POST /api/v1/admin/promotions/{id}/coupons/import":
            return {"csv": f"code\n{world.mark}-{next(numbers)}\n"}
        case "POST /api/v1/store/gift-cards/balance":
            return {"code": world.secrets["gift_card"]}
        case "POST /api/v1/auth/login":
            return {"email": f"{world.mark}.first@example.com", "password": PASSWORD}
        case "PUT /api/v1/admin/products/{id}/options":
            return {"options": [{"key": "colour", "values": [{"key": "red"}, {"key": "blue"}, {"key": "black"}]}]}
        case "POST /api/v1/store/flags":
            return {**body, "kind": "reply"}
        case "POST /api/v1/store/me/subscriptions":
            return {**body, "kind": "topic"}
        case "POST /api/v1/admin/payment-methods":
            return {**body, "provider": "manual"}
        case "POST /api/v1/admin/orders/{id}/refunds":
            return small_refund(body)
        case "POST /api/v1/admin/webhooks/{id}/replay":
            return {**body, "first_sequence": 1}
        case "POST /api/v1/admin/products/bulk":
            return bulk_of(body)
        case "POST /api/v1/admin/tags/rename":
            return {**body, "tag": f"tag {world.mark}"}
        case "POST /api/v1/admin/tags/merge":
            return {**body, "tags": [f"tag {world.mark}"]}
        case "POST /api/v1/admin/products/{id}/variants":
            return {**body, "options": [{"option": "colour", "value": "green"}]}
        case "POST /api/v1/admin/shipping-methods" | "PATCH /api/v1/admin/shipping-methods/{id}":
            return delivery_of(body, world)
        case "POST /api/v1/admin/products" | "PUT /api/v1/admin/products/{id}/type":
            return {**body, "product_type": world.texts["product_type"]}
    return body
