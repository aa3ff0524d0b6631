"""Two customers become one: orders, addresses, carts and store credit of the one go to the other."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.customers import CustomersMerged
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.carts import CartKind, CartStatus
from rustok_commerce.dto.credit import CreditKind
from rustok_commerce.dto.customers import CustomerResponse, MergeCustomersRequest
from rustok_commerce.selectors.customers import present_customer
from rustok_commerce.services.carts.expiry import give_up
from rustok_commerce.services.credit import move_balance


@command()
def merge_customers(ctx: RequestContext, customer_id: UUID, request: MergeCustomersRequest) -> CustomerResponse:
    """Give a customer all that another one has; the other is left as an empty row that leads to this one.

    Fields that this customer has empty are taken over as well, and so is a login.

    :raises CustomerNotFound: one of the two is not in the shop.
    :raises SameCustomer: both are the same.
    :raises CustomerErased: the personal data of one were erased, or it was merged before.
    :raises BothHaveLogins: both sign in.
    :raises CreditOverflow: together they have more store credit than an account holds.
    """
    require(ctx, "commerce.customer:update")
    if customer_id == request.customer_id:
        raise errors.SameCustomer()
    rows = {
        row.id: row for row in models.Customer.objects.for_update().filter(id__in=[customer_id, request.customer_id])
    }
    for wanted in (customer_id, request.customer_id):
        if wanted not in rows:
            raise errors.CustomerNotFound(customer=to_ulid(wanted))
    customer, other = rows[customer_id], rows[request.customer_id]
    if customer.erased_at is not None or other.erased_at is not None:
        raise errors.CustomerErased()
    if customer.user_id is not None and other.user_id is not None:
        raise errors.BothHaveLogins()
    hold_belongings([other])
    absorb(ctx, customer, other)
    return present_customer(customer.id)


def hold_belongings(customers: Iterable[models.Customer], *, email: str | None = None) -> None:
    """Lock what locked customers have, and what was bought with an address: the carts, then the orders, in id order.

    Before anything that hangs on them, as whoever changes one cart or order comes to it.
    """
    ids = [customer.id for customer in customers]
    list(models.Cart.objects.for_update().filter(customer_id__in=ids).values_list("id", flat=True))
    guests = Q(email=email, customer_id=None) if email else Q(pk__in=())
    orders = models.Order.objects.for_update().filter(Q(customer_id__in=ids) | guests)
    list(orders.values_list("id", flat=True))


def absorb(ctx: RequestContext, customer: models.Customer, other: models.Customer) -> None:
    """Give a customer all that another one has; both are locked, and what the other one has."""
    models.Order.objects.filter(customer_id=other.id).update(customer_id=customer.id, updated_at=timezone.now())
    _addresses(customer, other)
    _carts(ctx, customer, other)
    _credit(ctx, customer, other)
    login, email = other.user_id, other.email
    _take_fields(customer, other)
    _empty(other, customer)
    if login is not None:
        customer.user_id, customer.email = login, email
    customer.version += 1
    customer.save()
    publish(ctx, CustomersMerged(customer_id=customer.id, merged_id=other.id))


def _addresses(customer: models.Customer, other: models.Customer) -> None:
    """Move the book; defaults that this customer has stay."""
    mine = models.CustomerAddress.objects.filter(customer=customer)
    theirs = models.CustomerAddress.objects.filter(customer=other)
    for mark in ("is_default_shipping", "is_default_billing"):
        if mine.filter(**{mark: True}).exists():
            theirs.filter(**{mark: True}).update(**{mark: False})
    theirs.update(customer=customer, updated_at=timezone.now())


def _carts(ctx: RequestContext, customer: models.Customer, other: models.Customer) -> None:
    """Move the carts; an open one is given up where this customer has one in the same channel and currency."""
    kept = models.Cart.objects.filter(customer=customer, status=CartStatus.OPEN, kind=CartKind.CART)
    taken = set(kept.values_list("channel", "currency"))
    carts = list(models.Cart.objects.filter(customer=other).order_by("id"))
    open_ones = [cart for cart in carts if cart.status == CartStatus.OPEN and cart.kind == CartKind.CART]
    give_up(ctx, [cart for cart in open_ones if (cart.channel, cart.currency) in taken])
    for cart in carts:
        cart.customer = customer
        cart.version += 1
        cart.updated_at = timezone.now()
        cart.save()


def _credit(ctx: RequestContext, customer: models.Customer, other: models.Customer) -> None:
    """Move the accounts; where both have store credit in a currency, only the balance."""
    rows = list(models.CreditAccount.objects.for_update().filter(customer_id__in=[customer.id, other.id]))
    mine = {row.currency: row for row in rows if row.customer_id == customer.id and row.kind == CreditKind.STORE_CREDIT}
    for row in rows:
        if row.customer_id != other.id:
            continue
        kept = mine.get(row.currency) if row.kind == CreditKind.STORE_CREDIT else None
        if kept is None:
            row.customer = customer
            row.save()
        else:
            move_balance(ctx, row, kept)


def _take_fields(customer: models.Customer, other: models.Customer) -> None:
    for name in ("first_name", "last_name", "phone", "company", "vat_id"):
        if not getattr(customer, name):
            setattr(customer, name, getattr(other, name))
    if customer.group_id is None:
        customer.group_id = other.group_id
    customer.tax_exempt = customer.tax_exempt or other.tax_exempt
    customer.note = "\n".join(text for text in (customer.note, other.note) if text)
    customer.metadata = {**other.metadata, **customer.metadata}


def _empty(other: models.Customer, customer: models.Customer) -> None:
    """Leave the row that refers to where everything is now."""
    other.user_id = None
    other.email = None
    other.group = None
    for name in ("first_name", "last_name", "phone", "company", "vat_id", "note"):
        setattr(other, name, "")
    other.tax_exempt = other.accepts_marketing = False
    other.metadata = {}
    other.merged_into_id = customer.id
    other.erased_at = timezone.now()
    other.version += 1
    other.save()
