"""What a login means for its customer: the address, and what was bought with it before.

Orders placed as a guest, and a customer that staff entered, become the login's once it has shown that the mailbox is
theirs, and never before: an address that is only claimed gives no right to see where somebody lives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok.auth.selectors.users import find_user
from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.customers import CustomerUpdated, OrdersClaimed
from rustok_commerce import models
from rustok_commerce.services.customer_merging import absorb, hold_belongings


@command()
def follow_login(ctx: RequestContext, user_id: UUID) -> None:
    """Let the customer of a login have its address, and what was bought with it if the address is confirmed.

    A login without a customer gets all of this at its first use.
    """
    user = find_user(user_id)
    if user is None:
        return
    rows = _lock(Q(user_id=user_id) | Q(email=user.email, user_id=None))
    customer = next((row for row in rows if row.user_id == user_id), None)
    if customer is None or customer.erased_at is not None:
        return
    if customer.email != user.email:
        customer.email = user.email
        customer.version += 1
        customer.save()
        publish(ctx, CustomerUpdated(customer_id=customer.id, fields=("email",)))
    if user.email_verified:
        _take_over(ctx, customer, [row for row in rows if row.user_id is None])


@command()
def leave_login(ctx: RequestContext, user_id: UUID) -> None:
    """Keep the customer of a login that is gone, as one without.

    Where staff entered another one with the address, which the login never confirmed, the two stay apart: the
    customer keeps the mark of its login.
    """
    customer = next(iter(_lock(Q(user_id=user_id))), None)
    if customer is None:
        return
    if models.Customer.objects.filter(email=customer.email, user_id=None, email__isnull=False).exists():
        return
    customer.user_id = None
    customer.version += 1
    customer.save()
    publish(ctx, CustomerUpdated(customer_id=customer.id, fields=("user_id",)))


@command()
def claim_orders(ctx: RequestContext, order_ids: Collection[UUID]) -> None:
    """Give orders that were just placed as a guest to the customers whose confirmed addresses they bear."""
    guests = models.Order.objects.filter(id__in=order_ids, customer_id=None).exclude(email="")
    emails = set(guests.values_list("email", flat=True))
    customers = _lock(Q(email__in=emails, user_id__isnull=False)) if emails else ()
    # All of them before any is given away, in id order.
    list(guests.for_update().values_list("id", flat=True))
    for customer in customers:
        user = find_user(customer.user_id) if customer.user_id is not None else None
        if user is not None and user.email_verified and user.email == customer.email:
            _take_over(ctx, customer, ())


def claim(ctx: RequestContext, customer: models.Customer) -> None:
    """Give a new customer, whose confirmed address it is, what there is under the address."""
    _take_over(ctx, customer, _lock(Q(email=customer.email, user_id=None)))


def _take_over(ctx: RequestContext, customer: models.Customer, entered: Iterable[models.Customer]) -> None:
    others = list(entered)
    hold_belongings(others, email=customer.email)
    for other in others:
        absorb(ctx, customer, other)
    guests = models.Order.objects.filter(email=customer.email, customer_id=None)
    if guests.exists():
        claimed = guests.update(customer_id=customer.id, updated_at=timezone.now())
        publish(ctx, OrdersClaimed(customer_id=customer.id, orders=claimed))


def _lock(condition: Q) -> list[models.Customer]:
    return list(models.Customer.objects.for_update().filter(condition))
