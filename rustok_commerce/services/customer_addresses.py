"""The book of addresses of a customer: changed by themselves, or by staff."""

from __future__ import annotations

import dataclasses
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.customers import CustomerUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CustomerAddressResponse,
    UpdateCustomerAddressRequest,
)
from rustok_commerce.selectors.customer_addresses import present_address
from rustok_commerce.services.addresses import normalise
from rustok_commerce.services.customers import customer_for, lock_customer

MAX_ADDRESSES: Final = 50
_MARKS: Final = ("is_default_shipping", "is_default_billing")
_PARTS: Final = tuple(field.name for field in dataclasses.fields(Address))


@command()
def create_own_address(ctx: RequestContext, request: CreateCustomerAddressRequest) -> CustomerAddressResponse:
    """Add an address to one's own book. The first one is the default for everything.

    :raises Unauthenticated: nobody is signed in.
    :raises InvalidInput: the address does not fit its country.
    :raises TooManyAddresses: the book is full.
    """
    return _create(ctx, customer_for(ctx).id, request)


@command()
def update_own_address(
    ctx: RequestContext, address_id: UUID, request: UpdateCustomerAddressRequest
) -> CustomerAddressResponse:
    """Change an address of one's own, or make it a default one in place of another.

    :raises Unauthenticated: nobody is signed in.
    :raises AddressNotFound: no such address in the book.
    :raises InvalidInput: the address would not fit its country.
    """
    return _update(ctx, customer_for(ctx).id, address_id, request)


@command()
def delete_own_address(ctx: RequestContext, address_id: UUID) -> None:
    """Take an address out of one's own book. Orders keep theirs.

    :raises Unauthenticated: nobody is signed in.
    :raises AddressNotFound: no such address in the book.
    """
    _delete(ctx, customer_for(ctx).id, address_id)


@command()
def create_address(
    ctx: RequestContext, customer_id: UUID, request: CreateCustomerAddressRequest
) -> CustomerAddressResponse:
    """Add an address to a customer's book.

    :raises CustomerNotFound: no such customer in the shop.
    :raises CustomerErased: the personal data were erased.
    :raises InvalidInput: the address does not fit its country.
    :raises TooManyAddresses: the book is full.
    """
    require(ctx, "commerce.customer:update")
    return _create(ctx, customer_id, request)


@command()
def update_address(
    ctx: RequestContext, customer_id: UUID, address_id: UUID, request: UpdateCustomerAddressRequest
) -> CustomerAddressResponse:
    """Change an address of a customer, or make it a default one in place of another.

    :raises CustomerNotFound: no such customer in the shop.
    :raises AddressNotFound: no such address in the book.
    :raises InvalidInput: the address would not fit its country.
    """
    require(ctx, "commerce.customer:update")
    return _update(ctx, customer_id, address_id, request)


@command()
def delete_address(ctx: RequestContext, customer_id: UUID, address_id: UUID) -> None:
    """Take an address out of a customer's book. Orders keep theirs.

    :raises CustomerNotFound: no such customer in the shop.
    :raises AddressNotFound: no such address in the book.
    """
    require(ctx, "commerce.customer:update")
    _delete(ctx, customer_id, address_id)


def _create(ctx: RequestContext, customer_id: UUID, request: CreateCustomerAddressRequest) -> CustomerAddressResponse:
    customer = _lock(customer_id)
    count = models.CustomerAddress.objects.filter(customer=customer).count()
    if count >= MAX_ADDRESSES:
        raise errors.TooManyAddresses(limit=MAX_ADDRESSES)
    address = normalise(Address(**{name: getattr(request, name) for name in _PARTS}))
    marks = {mark: count == 0 or getattr(request, mark) for mark in _MARKS}
    _take_marks(customer, marks)
    row = models.CustomerAddress.objects.create(customer=customer, **dataclasses.asdict(address), **marks)
    publish(ctx, CustomerUpdated(customer_id=customer.id, fields=("addresses",)))
    return present_address(row)


def _update(
    ctx: RequestContext, customer_id: UUID, address_id: UUID, request: UpdateCustomerAddressRequest
) -> CustomerAddressResponse:
    customer = _lock(customer_id)
    row = _find(customer, address_id)
    asked = given(request)
    marks: dict[str, bool] = {mark: asked[mark] for mark in _MARKS if mark in asked}
    address = normalise(dataclasses.replace(mappers.address_of(row), **_parts(asked)))
    values: dict[str, Any] = {**dataclasses.asdict(address), **marks}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return present_address(row)
    _take_marks(customer, {mark: value and mark in changed for mark, value in marks.items()})
    for name in changed:
        setattr(row, name, values[name])
    row.save()
    publish(ctx, CustomerUpdated(customer_id=customer.id, fields=("addresses",)))
    return present_address(row)


def _delete(ctx: RequestContext, customer_id: UUID, address_id: UUID) -> None:
    customer = _lock(customer_id)
    _find(customer, address_id).delete()
    publish(ctx, CustomerUpdated(customer_id=customer.id, fields=("addresses",)))


def _lock(customer_id: UUID) -> models.Customer:
    customer = lock_customer(customer_id)
    if customer.erased_at is not None:
        raise errors.CustomerErased()
    return customer


def _find(customer: models.Customer, address_id: UUID) -> models.CustomerAddress:
    row: models.CustomerAddress | None = models.CustomerAddress.objects.filter(id=address_id, customer=customer).first()
    if row is None:
        raise errors.AddressNotFound(address=to_ulid(address_id))
    return row


def _parts(asked: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if name in _PARTS}


def _take_marks(customer: models.Customer, marks: dict[str, bool]) -> None:
    """Take marks from the addresses that have them, so that another can have them."""
    for mark, wanted in marks.items():
        if wanted:
            models.CustomerAddress.objects.filter(customer=customer, **{mark: True}).update(
                **{mark: False, "updated_at": timezone.now()}
            )
