"""Orders: staff's and the buyer's own."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from uuid import UUID

from django.db.models import Q

from rustok.auth import emails
from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.orders import ListOrdersRequest, OrderResponse, OrderSummaryResponse
from rustok_commerce.selectors import keyset


def hash_token(token: str) -> str:
    """Return what is kept of the token that opens a cart and the order made of it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def get_order(ctx: RequestContext, order_id: UUID) -> OrderResponse:
    """Return an order to staff.

    :raises OrderNotFound: no such order in the shop.
    """
    require(ctx, "commerce.order:read")
    return present_order(order_id)


def present_order(order_id: UUID) -> OrderResponse:
    """Return an order to whoever of staff has just changed it, without asking for the right to read.

    :raises OrderNotFound: no such order in the shop.
    """
    return _present(find_order(order_id), for_staff=True)


def present_own_order(order_id: UUID) -> OrderResponse:
    """Return an order to its buyer, who has shown already that it is theirs.

    :raises OrderNotFound: no such order in the shop.
    """
    return _present(find_order(order_id), for_staff=False)


def find_order(order_id: UUID) -> models.Order:
    """Return an order's row.

    :raises OrderNotFound: no such order in the shop.
    """
    order: models.Order | None = models.Order.objects.filter(id=order_id).first()
    if order is None:
        raise errors.OrderNotFound(order=to_ulid(order_id))
    return order


def list_orders(ctx: RequestContext, request: ListOrdersRequest) -> Page[OrderSummaryResponse]:
    """Return one page of orders, newest first.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.order:read")
    return _page(select_orders(request), request.after, request.limit)


def select_orders(request: ListOrdersRequest) -> Any:
    """Return the rows that are asked for, in no order, without heeding the page."""
    exact = {
        "status": request.status,
        "payment_status": request.payment_status,
        "fulfilment_status": request.fulfilment_status,
        "customer_id": request.customer_id,
        "channel": request.channel,
        "email": emails.normalise(request.email) if request.email is not None else None,
        "created_at__gte": request.placed_from,
        "created_at__lt": request.placed_before,
    }
    rows = models.Order.objects.filter(**{name: value for name, value in exact.items() if value is not None})
    if request.number is not None:
        rows = _among(rows, models.OrderNumber.objects.filter(number=request.number))
    return _search(rows, request.q) if request.q is not None else rows


def get_own_order(ctx: RequestContext, order_id: UUID, token: str | None) -> OrderResponse:
    """Return an order to its buyer: signed in, or by the token.

    :raises OrderNotFound: no such order, or it is somebody else's.
    """
    return _present(find_own_order(ctx, order_id, token), for_staff=False)


def find_own_order(ctx: RequestContext, order_id: UUID, token: str | None) -> models.Order:
    """Return the row of an order to its buyer.

    :raises OrderNotFound: no such order, or it is somebody else's.
    """
    order = find_order(order_id)
    if not (_opens(order, token) or _owns(ctx, order)):
        raise errors.OrderNotFound(order=to_ulid(order_id))
    return order


def list_own_orders(ctx: RequestContext, *, after: str | None = None, limit: int = 24) -> Page[OrderSummaryResponse]:
    """Return one page of the orders of whoever is signed in, newest first. Nobody, or no customer yet, has none.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    customer_id = _customer_of(ctx)
    rows = models.Order.objects.filter(customer_id=customer_id) if customer_id else models.Order.objects.none()
    return _page(rows, after, limit)


def _present(order: models.Order, *, for_staff: bool) -> OrderResponse:
    refunds = _of(models.Refund, order)
    fulfilments = _of(models.Fulfilment, order)
    returns = _of(models.Return, order)
    parts = mappers.OrderParts(
        lines=list(models.OrderLine.objects.filter(order=order).order_by("position", "id")),
        shipping=models.OrderShipping.objects.filter(order=order).order_by("id").first(),
        discounts=_of(models.OrderDiscount, order),
        payments=list(models.Payment.objects.filter(order_id=order.id).order_by("id")),
        refunds=refunds,
        fulfilments=fulfilments,
        returns=returns,
        invoices=_of(models.Invoice, order),
        notes=_of(models.OrderNote, order),
        refund_lines=_by(models.RefundLine, "refund_id", refunds),
        fulfilment_lines=_by(models.FulfilmentLine, "fulfilment_id", fulfilments),
        return_lines=_by(models.ReturnLine, "parcel_id", returns),
    )
    return mappers.order_response(order, parts, for_staff=for_staff)


def _of(model: Any, order: models.Order) -> list[Any]:
    return list(model.objects.filter(order=order).order_by("id"))


def _by(model: Any, owner: str, owners: list[Any]) -> dict[UUID, list[Any]]:
    """Return the rows of several owners; no statement where there is none."""
    found: dict[UUID, list[Any]] = {}
    if owners:
        for row in model.objects.filter(**{f"{owner}__in": [one.id for one in owners]}).order_by("id"):
            found.setdefault(getattr(row, owner), []).append(row)
    return found


def _opens(order: models.Order, token: str | None) -> bool:
    return bool(token and order.token_hash) and hmac.compare_digest(hash_token(token or ""), order.token_hash)


def _owns(ctx: RequestContext, order: models.Order) -> bool:
    return order.customer_id is not None and order.customer_id == _customer_of(ctx)


def _customer_of(ctx: RequestContext) -> UUID | None:
    if ctx.actor_id is None:
        return None
    found: UUID | None = (
        models.Customer.objects.filter(user_id=ctx.actor_id, erased_at=None).values_list("id", flat=True).first()
    )
    return found


def _search(rows: Any, text: str) -> Any:
    """Find by the beginning of a number or an e-mail address. Ranges, since no index serves LIKE under row security."""
    upper, lower = text.upper(), text.lower()
    numbers = models.OrderNumber.objects.filter(
        Q(number__gte=text, number__lt=_after(text)) | Q(number__gte=upper, number__lt=_after(upper))
    )
    found = list(numbers.values_list("order_id", flat=True)[:1000])
    return rows.filter(Q(id__in=found) | Q(email__gte=lower, email__lt=_after(lower)))


def _after(prefix: str) -> str:
    """Return the smallest text that is larger than all that begin with a prefix."""
    return prefix + "\U0010ffff"


def _among(rows: Any, numbers: Any) -> Any:
    return rows.filter(id__in=list(numbers.values_list("order_id", flat=True)))


def _page(rows: Any, after: str | None, limit: int) -> Page[OrderSummaryResponse]:
    if after is not None:
        when, last = keyset.decode_time("orders", after)
        rows = rows.filter(Q(created_at__lt=when) | Q(created_at=when, id__lt=last))
    page = list(rows.order_by("-created_at", "-id")[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    return Page(
        items=tuple(mappers.order_summary(order) for order in page),
        next=keyset.encode("orders", page[-1].created_at, page[-1].id) if more else None,
    )
