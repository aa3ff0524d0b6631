"""What happened to an order, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.contrib.auth import get_user_model

from rustok_commerce.admin.order_words import amount_in, words
from rustok_commerce.dto.orders import OrderResponse, TimelineEntryResponse, TimelineKind

_ICONS: Final = {
    "order.placed": "shopping_bag",
    "order.paid": "paid",
    "order.completed": "task_alt",
    "order.cancelled": "cancel",
    "order.payment_changed": "payments",
    "order.updated": "edit",
    "order.edited": "edit_note",
    "order.mail_requested": "forward_to_inbox",
    "fulfilment": "local_shipping",
    "return": "assignment_return",
    "invoice": "request_quote",
    "refund": "currency_exchange",
}
_STATES: Final = {"order": "receipt_long", "payment": "payments", "fulfilment": "local_shipping"}
_NOUNS: Final = {"fulfilment": "parcel", "invoice": "document"}


def timeline(order: OrderResponse, entries: Iterable[TimelineEntryResponse]) -> list[dict[str, Any]]:
    """Return the entries as the page shows them, the last first."""
    found = list(entries)
    names = _names(entry.actor_id for entry in found if entry.actor_id is not None)
    return [
        {
            "at": entry.at,
            "kind": entry.kind.value,
            "icon": _icon(entry),
            "text": _sentence(order, entry),
            "note": entry.text,
            "for_customer": entry.kind is TimelineKind.NOTE and entry.type == "customer",
            "actor": names.get(entry.actor_id, "") if entry.actor_id is not None else "",
        }
        for entry in found
    ]


def _names(ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    users: Any = get_user_model()
    return dict(users.objects.filter(pk__in=wanted).values_list("pk", "email"))


def _icon(entry: TimelineEntryResponse) -> str:
    if entry.kind is TimelineKind.NOTE:
        return "sticky_note_2"
    if entry.kind is TimelineKind.STATE:
        return _STATES.get(entry.type, "circle")
    return _ICONS.get(entry.type) or _ICONS.get(entry.type.partition(".")[0], "circle")


def _sentence(order: OrderResponse, entry: TimelineEntryResponse) -> str:
    data = entry.data
    if entry.kind is TimelineKind.NOTE:
        return "Note for the customer" if entry.type == "customer" else "Note"
    if entry.kind is TimelineKind.STATE:
        noun = {"order": "Order", "payment": "Payment", "fulfilment": "Delivery"}.get(entry.type, entry.type)
        before = words(entry.type, data["before"]) if data.get("before") else ""
        after = words(entry.type, str(data.get("after", "")))
        change = f"{before} → {after}" if before else after
        return f"{noun}: {change}{': ' + str(data['reason']) if data.get('reason') else ''}"
    match entry.type:
        case "order.placed":
            return "The order was placed"
        case "order.payment_changed":
            names = ("authorised", "captured", "refunded")
            sums = [f"{name} {amount_in(order.currency, int(data[name]))}" for name in names if data.get(name)]
            return f"Money: {', '.join(sums)}" if sums else "Money: nothing"
        case "order.updated":
            named = ", ".join(str(name).replace("_", " ") for name in data.get("fields", ()))
            return f"Changed: {named}"
        case "order.edited":
            before, after = (amount_in(order.currency, int(data[name])) for name in ("before", "after"))
            return f"The lines were edited: {before} → {after}"
        case "order.mail_requested":
            return f"Mail asked for again: {str(data.get('mail', '')).replace('_', ' ')}"
    noun, _, verb = entry.type.partition(".")
    return f"{_NOUNS.get(noun, noun).replace('_', ' ').capitalize()} {verb.replace('_', ' ')}"
