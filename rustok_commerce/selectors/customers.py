"""Customers and their groups, for staff and for those who work out prices."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.customers import (
    CustomerGroupResponse,
    CustomerResponse,
    CustomerSort,
    CustomerSpending,
    ListCustomersRequest,
)
from rustok_commerce.dto.orders import OrderStatus
from rustok_commerce.selectors import keyset


@dataclasses.dataclass(frozen=True, slots=True)
class Bought:
    """How many orders a customer has placed, and what they came to in each currency."""

    orders: int = 0
    spending: tuple[CustomerSpending, ...] = ()


def find_customer_of(user_id: UUID | None) -> models.Customer | None:
    """Return the customer of a login, if it has been used to buy; None for a visitor."""
    if user_id is None:
        return None
    found: models.Customer | None = models.Customer.objects.filter(user_id=user_id).first()
    return found


def find_customer(customer_id: UUID) -> models.Customer:
    """Return a customer's row.

    :raises CustomerNotFound: no such customer in the shop.
    """
    row: models.Customer | None = models.Customer.objects.filter(id=customer_id).first()
    if row is None:
        raise errors.CustomerNotFound(customer=to_ulid(customer_id))
    return row


def get_customer(ctx: RequestContext, customer_id: UUID) -> CustomerResponse:
    """Return a customer.

    :raises CustomerNotFound: no such customer in the shop.
    """
    require(ctx, "commerce.customer:read")
    return present_customer(customer_id)


def list_customers(ctx: RequestContext, request: ListCustomersRequest) -> Page[CustomerResponse]:
    """List customers; those who were merged into others are left out.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.customer:read")
    newest = request.sort is CustomerSort.NEWEST
    # An id begins with the time it was made at.
    rows = _filtered(request).order_by("-id" if newest else "id")
    if request.after is not None:
        _, last = keyset.decode(request.sort, request.after)
        rows = rows.filter(id__lt=last) if newest else rows.filter(id__gt=last)
    found = list(rows[: request.limit + 1])
    shown = found[: request.limit]
    bought = bought_by(row.id for row in shown)
    following = keyset.encode(request.sort, None, shown[-1].id) if len(found) > request.limit else None
    return Page(items=tuple(_response(row, bought.get(row.id, Bought())) for row in shown), next=following)


def present_customer(customer_id: UUID) -> CustomerResponse:
    """Return a customer to whoever has just changed it, without asking for the right to read.

    :raises CustomerNotFound: no such customer in the shop.
    """
    row = find_customer(customer_id)
    return _response(row, bought_by([row.id]).get(row.id, Bought()))


def bought_by(customer_ids: Iterable[UUID]) -> Mapping[UUID, Bought]:
    """Return what customers have bought, of all of them in one statement; without an order a customer is left out."""
    rows = (
        models.Order.objects.filter(customer_id__in=list(customer_ids))
        .order_by("customer_id", "currency")
        .values("customer_id", "currency")
        .annotate(
            placed=Count("id"),
            kept=Count("id", filter=~Q(status=OrderStatus.CANCELLED)),
            sold=Sum("total", filter=~Q(status=OrderStatus.CANCELLED), default=0),
            given_back=Sum("refunded_total", filter=~Q(status=OrderStatus.CANCELLED), default=0),
        )
    )
    found: dict[UUID, Bought] = {}
    for row in rows:
        spending = CustomerSpending(
            currency=row["currency"], orders=row["kept"], total=int(row["sold"]), refunded=int(row["given_back"])
        )
        before = found.get(row["customer_id"], Bought())
        found[row["customer_id"]] = Bought(before.orders + row["placed"], (*before.spending, spending))
    return found


def has_history(customer_id: UUID) -> bool:
    """Tell whether a customer has orders or an account of credit."""
    orders = models.Order.objects.filter(customer_id=customer_id)
    credit = models.CreditAccount.objects.filter(customer_id=customer_id)
    return bool(orders.exists() or credit.exists())


def list_customer_groups(ctx: RequestContext) -> tuple[CustomerGroupResponse, ...]:
    """Return all groups, by code, with how many customers are in each."""
    require(ctx, "commerce.customer_group:read")
    sizes = dict(
        models.Customer.objects.filter(group__isnull=False)
        .order_by("group_id")
        .values("group_id")
        .annotate(size=Count("id"))
        .values_list("group_id", "size")
    )
    rows = models.CustomerGroup.objects.order_by("code")
    return tuple(mappers.customer_group_response(row, customers=sizes.get(row.id, 0)) for row in rows)


def get_customer_group(ctx: RequestContext, group_id: UUID) -> CustomerGroupResponse:
    """Return a group.

    :raises CustomerGroupNotFound: no such group in the shop.
    """
    require(ctx, "commerce.customer_group:read")
    return present_customer_group(group_id)


def present_customer_group(group_id: UUID) -> CustomerGroupResponse:
    """Return a group to whoever has just changed it, without asking for the right to read.

    :raises CustomerGroupNotFound: no such group in the shop.
    """
    row = models.CustomerGroup.objects.filter(id=group_id).first()
    if row is None:
        raise errors.CustomerGroupNotFound(group=to_ulid(group_id))
    return mappers.customer_group_response(row, customers=models.Customer.objects.filter(group=row).count())


def _filtered(request: ListCustomersRequest) -> QuerySet[models.Customer]:
    rows: QuerySet[models.Customer] = models.Customer.objects.filter(merged_into_id=None)
    if request.q:
        found = Q()
        for name in ("email", "first_name", "last_name", "company", "phone"):
            found |= Q(**{f"{name}__icontains": request.q})
        rows = rows.filter(found)
    if request.group_id is not None:
        rows = rows.filter(group_id=request.group_id)
    if request.has_login is not None:
        rows = rows.filter(user_id__isnull=not request.has_login)
    if request.accepts_marketing is not None:
        rows = rows.filter(accepts_marketing=request.accepts_marketing)
    return rows


def _response(row: models.Customer, bought: Bought) -> CustomerResponse:
    return mappers.customer_response(row, orders_count=bought.orders, spending=bought.spending)
