"""Of what the ids are that operations take, told from their names."""

from __future__ import annotations

import re
from typing import Final


class UnknownKind(AssertionError):
    """An operation takes an id and nothing here says of what: seed it and name it."""


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
    "assignments": "assignment",
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
    "bookmarks": "bookmark",
    "post-authors": "author",
}


def path_kind(name: str, path: str) -> str:
    """Say of what the id in a path is that stands behind ``name``, or is called so.

    :raises UnknownKind: nothing says it.
    """
    if (kind := _COMMUNITY_PATHS.get(name)) is not None:
        return kind
    if (kind := _talk_kind(name, path)) is not None:
        return kind
    if name == "nodes" and path.endswith(("/nodes/{id}/restore", "/nodes/{id}/trash")):
        return "trashed_node"
    if (kind := _order_kind(name, path)) is not None:
        return kind
    try:
        return _PATH_KINDS[name]
    except KeyError:
        raise UnknownKind(f"{path}: of what is the id behind {name!r}?") from None


def _talk_kind(name: str, path: str) -> str | None:
    """Say which topic, reply or comment a request addresses: one that is deleted, where it is to be restored."""
    if name == "texts":
        return "others_topic"
    known = {
        "topics": "forum_topic",
        "replies": "forum_reply",
        "posts": "post",
        "comments": "comment",
        "series": "series",
    }
    kind = known.get(name)
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
        case "user" if "assign" in owner.lower():
            return "staff"
        case "below":
            return "node"
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
        case "category" if "mythreads" in about or "me/threads" in about or "markallread" in about:
            return "forum_category"
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
    if "series" in about and noun in ("post", "category"):
        return {"post": "post", "category": "node_category"}[noun]
    if "post" in about and "payment" not in about:
        known = {"category": "node_category", "author": "user", "cover": "asset", "series": "series", "related": "post"}
        return known.get(noun)
    if about in ("movethreadrequest", "splitthreadrequest", "bulkthreadsrequest", "mergethreadrequest"):
        return {"category": "forum_category", "answer": "forum_reply"}.get(noun, "forum_topic")
    return None
