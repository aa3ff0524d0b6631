"""The operations of the OpenAPI document, where they take ids, and requests made from their schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import count
from typing import Any, Final
from urllib.parse import quote

from rustok.api.export import openapi_document
from rustok.testing.api import PASSWORD
from tests.security.world import World, png

METHODS: Final = ("get", "post", "put", "patch", "delete")
Place = tuple[str, ...]
"""Where an id stands: ``("path", "id")``, ``("query", "parent_id")``, ``("body", "media", "[]", "asset_id")``."""

Choose = Callable[[Place, str], str]
"""Gives the id for a place; gets the place and the kind that is wanted there."""

_numbers = count(1)


class UnknownKind(AssertionError):
    """An operation takes an id and nothing here says of what: seed it and name it."""


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return openapi_document()


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow references."""
    while "$ref" in part:
        found: Any = document()
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def is_id(schema: dict[str, Any]) -> bool:
    """Tell whether a schema is that of an id."""
    return (schema.get("minLength"), schema.get("maxLength")) == (26, 36)


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    said: Any

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def __hash__(self) -> int:
        return hash((self.method, self.path))

    @cached_property
    def parameters(self) -> list[dict[str, Any]]:
        """Parameters of the path and the query."""
        return [part for part in map(resolved, self.said.get("parameters", ())) if part["in"] in ("path", "query")]

    @cached_property
    def body(self) -> dict[str, Any] | None:
        """The schema of the JSON body."""
        content = self.said.get("requestBody", {}).get("content", {})
        return next((part["schema"] for kind, part in content.items() if kind == "application/json"), None)

    @property
    def is_upload(self) -> bool:
        """Whether the body is multipart."""
        return "multipart/form-data" in self.said.get("requestBody", {}).get("content", {})

    @property
    def needs_token(self) -> bool:
        """Whether a visitor is refused."""
        return {} not in self.said.get("security", [])

    @cached_property
    def places(self) -> list[Place]:
        """Where ids stand."""
        found: list[Place] = []
        for part in self.parameters:
            schema = resolved(part["schema"])
            if is_id(schema) or is_id(resolved(schema.get("items", {}))):
                found.append((part["in"], part["name"]))
        if self.body is not None:
            found += [("body", *rest) for rest in _places(self.body)]
        return found

    def kind(self, place: Place) -> str:
        """Say what an id is of.

        :raises UnknownKind: nothing says it.
        """
        name = next(part for part in reversed(place) if part != "[]")
        if place[0] == "path":
            before = self.path.split("/" + "{" + name + "}")[0].rpartition("/")[2]
            return _path_kind(before if name == "id" else name, self)
        if place[0] == "body":
            return _body_kind(_component(self.body or {}, place[1:]), name, self)
        return _body_kind(self.path, name, self)


def operations() -> list[Operation]:
    """Return every operation, by path."""
    return [
        Operation(method, path, said)
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]


_PATH_KINDS: Final = {
    "nodes": "node",
    "node-previews": "node_preview",
    "node-submissions": "node_submission",
    "node-categories": "node_category",
    "node-tags": "node_tag",
    "pages": "page",
    "reusable-blocks": "reusable_block",
    "menus": "menu",
    "redirects": "redirect",
    "media": "asset",
    "uploads": "upload",
    "users": "user",
    "sessions": "session",
    "dead": "dead_letter",
    "webhooks": "webhook",
    "webhook-deliveries": "webhook_delivery",
    "products": "product",
    "variants": "variant",
    "categories": "category",
    "collections": "collection",
    "attributes": "attribute",
    "product-types": "product_type",
    "channels": "channel",
    "price-lists": "price_list",
    "payment-methods": "payment_method",
    "promotions": "promotion",
    "coupons": "coupon",
    "credit": "credit",
    "jobs": "job",
    "content-imports": "content_import",
    "locations": "location",
    "stock-locations": "location",
    "tax-classes": "tax_class",
    "tax-zones": "tax_zone",
    "shipping-zones": "shipping_zone",
    "shipping-methods": "shipping_method",
    "tickets": "ticket",
    "synonyms": "search_synonym",
    "stop-words": "search_stop_word",
    "pins": "search_pin",
    "carts": "cart",
    "line_id": "cart_line",
    "credit_id": "cart_credit",
    "drafts": "draft",
    "customers": "customer",
    "customer-groups": "customer_group",
    "addresses": "my_address",
    "invoices": "invoice",
    "invoice_id": "invoice",
    "address_id": "customer_address",
    "variant_id": "variant",
    "product_id": "product",
    "location_id": "location",
    "category_id": "category",
    "asset_id": "asset",
}


_COMMUNITY_PATHS: Final = {
    "members": "member",
    "reviews": "review",
    "watched-words": "watched_word",
    "composer-drafts": "composer_draft",
}


def _path_kind(name: str, operation: Operation) -> str:
    if (kind := _COMMUNITY_PATHS.get(name)) is not None:
        return kind
    if (kind := _talk_kind(name, operation.path)) is not None:
        return kind
    if name == "nodes" and operation.path.endswith(("/nodes/{id}/restore", "/nodes/{id}/trash")):
        return "trashed_node"
    if (kind := _order_kind(name, operation.path)) is not None:
        return kind
    try:
        return _PATH_KINDS[name]
    except KeyError:
        raise UnknownKind(f"{operation}: of what is the id behind {name!r}?") from None


def _talk_kind(name: str, path: str) -> str | None:
    """Say which topic, reply or comment a request addresses: one that is deleted, where it is to be restored."""
    if name == "texts":
        return "others_topic"
    kind = {"topics": "forum_topic", "replies": "forum_reply", "posts": "post", "comments": "comment"}.get(name)
    if kind in ("forum_topic", "forum_reply", "comment") and path.endswith("/restore"):
        return f"deleted_{kind}"
    return kind


def _order_kind(name: str, path: str) -> str | None:
    """Say which order, parcel or return a request addresses: one that is in the state that it asks for."""
    last = path.rpartition("/")[2]
    match name:
        case "orders":
            if last == "complete":
                return "done_order"
            if last in ("payments", "refunds"):
                return "paid_order"
            is_about_sent = "/fulfilments/" in path or "/returns" in path or "/invoices/" in path
            return "sent_order" if is_about_sent else "order"
        case "payments":
            return "manual_payment" if last == "mark-paid" else "payment"
        case "fulfilment_id":
            return "packed_fulfilment" if last == "ship" else "fulfilment"
        case "return_id":
            return "requested_return" if last in ("approve", "reject") else "return"
    return None


def _body_kind(owner: str, name: str, operation: object) -> str:
    return kind_of(owner, name, operation)


def kind_of(owner: str, name: str, operation: object) -> str:
    """Say of what an id called ``name`` is; ``owner`` is the component, the path or the field that has it.

    :raises UnknownKind: nothing says it.
    """
    noun = re.sub(r"_ids?$", "", name)
    if (kind := _community_noun(owner, noun)) is not None:
        return kind
    if (kind := _talk_noun(owner, noun)) is not None:
        return kind
    about_nodes = "node" in owner.lower() or "page" in owner.lower()
    match noun:
        case "author" | "user" | "actor":
            return "user"
        case "location" if re.search("fulfil|return", owner, re.IGNORECASE):
            return "main_location"
        case "asset" | "channel" | "collection" | "job" | "location" | "node" | "price_list" | "product" | "variant":
            return noun
        case "promotion" | "event" | "webhook":
            return noun
        case "delivery":
            return "webhook_delivery"
        case "account":
            return "credit"
        case "excluded_product" | "excluded_category":
            return noun.removeprefix("excluded_")
        case "id" | "remove" if "variant" in owner.lower():
            return "variant"
        case "id" if "menu" in owner.lower():
            return "menu_item"
        case "tag":
            return "node_tag"
        case "cover":
            return "asset"
        case "series":
            return "node"
        case "into" if about_nodes:
            return "node_category"
        case "customer":
            return "customer"
        case "line" | "credit" if "cart" in owner.lower():
            return f"cart_{noun}"
        case "payment" if "cart" in owner.lower():
            return "cart_payment"
        case "group" | "customer_group":
            return "customer_group"
        case "zone":
            return "shipping_zone"
        case "line" if re.search("return|received", owner, re.IGNORECASE):
            return "sent_line"
        case "line" if re.search("fulfil|changed|edit", owner, re.IGNORECASE):
            return "order_line"
        case "order_line":
            return "paid_line"
        case "payment":
            return "payment"
        case "order" if re.search("refund|payments", owner, re.IGNORECASE):
            return "paid_order"
        case "order":
            return "sent_order" if re.search("fulfilment|return", owner, re.IGNORECASE) else "order"
        case "from_location":
            return "main_location"
        case "to_location":
            return "location"
        case "target":
            return "node"
        case "entity" | "reference":
            return "product"
        case "category":
            return "node_category" if about_nodes else "category"
        case "parent":
            if not about_nodes:
                return "category"
            return "node_category" if "category" in owner.lower() or "categories" in owner.lower() else "node"
    raise UnknownKind(f"{operation}: of what is the id {name!r} in {owner!r}?")


def _community_noun(owner: str, noun: str) -> str | None:
    """Say of what an id in a request of a member or a moderator is."""
    about = owner.lower().replace("_", "").replace("-", "")
    match noun:
        case "ids" if "review" in about:
            return "review"
        case "ids" if "notifications" in about:
            return "notification"
        case "ids" if "readstates" in about:
            return "forum_topic"
        case "id" if about in ("flag", "flagrequest"):
            return "forum_reply"
        case "id" if about in ("follow", "followrequest"):
            return "forum_topic"
        case "target" if "action" in about:
            return "forum_reply"
        case "member" if "action" in about:
            return "member"
        case "avatar":
            return "asset"
    return None


def _talk_noun(owner: str, noun: str) -> str | None:
    """Say of what an id in a request about topics, replies or comments is."""
    about = owner.lower()
    if "forum" in about or "comment" in about:
        match noun:
            case "parent":
                return "comment" if "comment" in about else "forum_reply"
            case "category":
                return "forum_category"
            case "reply" | "answer":
                return "forum_reply"
            case "ids" | "into" | "topic":
                return "forum_topic"
    if "post" in about and "payment" not in about:
        known = {"category": "node_category", "author": "user", "cover": "asset", "series": "series", "related": "post"}
        return known.get(noun)
    if about in ("movethreadrequest", "splitthreadrequest", "bulkthreadsrequest", "mergethreadrequest"):
        return {"category": "forum_category", "answer": "forum_reply"}.get(noun, "forum_topic")
    return None


def _places(schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[Place]:
    """Find the ids in a schema."""
    if "$ref" in schema:
        if schema["$ref"] in seen:
            return
        seen = (*seen, schema["$ref"])
        schema = resolved(schema)
    if is_id(schema):
        yield ()
    for member in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _places(member, seen)
    if isinstance(schema.get("items"), dict):
        for place in _places(schema["items"], seen):
            yield ("[]", *place)
    for name, part in schema.get("properties", {}).items():
        for place in _places(part, seen):
            yield (name, *place)


def _component(schema: dict[str, Any], place: Place) -> str:
    """Name the component that has the last named property of a place."""
    owner = _ref(schema)
    for step in place[:-1] if place[-1] != "[]" else place[:-2]:
        schema = _object(schema)
        schema = schema["items"] if step == "[]" else schema["properties"][step]
        owner = _ref(schema) or owner
    return owner


def _ref(schema: dict[str, Any]) -> str:
    for part in (schema, *schema.get("anyOf", ())):
        if "$ref" in part:
            return str(part["$ref"]).rpartition("/")[2]
    return ""


def _object(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the member that says something: not null."""
    schema = resolved(schema)
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _object(next(part for part in schema[key] if resolved(part).get("type") != "null"))
    return schema


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
    if name == "revision":
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
    schema = _object(schema)
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
    return f"{world.mark} {next(_numbers)}"[: schema.get("maxLength", 255)]


def _hint(name: str, world: World, schema: dict[str, Any]) -> Any:
    """Give what the schema cannot say."""
    number = next(_numbers)
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
            return {"csv": f"code\n{world.mark}-{next(_numbers)}\n"}
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


def site_of(body: dict[str, Any], world: World) -> dict[str, Any]:
    """Say of a menu or a redirect what no schema does: where it is, where it leads, what is to be read."""
    number = next(_numbers)
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
