"""The book of addresses of a customer."""

from __future__ import annotations

from uuid import UUID

from rustok.context import RequestContext
from rustok.errors import Unauthenticated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.customers import CustomerAddressResponse
from rustok_commerce.mappers.address_lines import format_lines
from rustok_commerce.selectors.customers import find_customer_of


def list_own_addresses(ctx: RequestContext) -> tuple[CustomerAddressResponse, ...]:
    """Return one's own book, in the order in which it was written.

    :raises Unauthenticated: nobody is signed in.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    customer = find_customer_of(ctx.actor_id)
    return () if customer is None else present_addresses(customer.id)


def list_addresses(ctx: RequestContext, customer_id: UUID) -> tuple[CustomerAddressResponse, ...]:
    """Return a customer's book.

    :raises CustomerNotFound: no such customer in the shop.
    """
    require(ctx, "commerce.customer:read")
    if not models.Customer.objects.filter(id=customer_id).exists():
        raise errors.CustomerNotFound(customer=to_ulid(customer_id))
    return present_addresses(customer_id)


def present_addresses(customer_id: UUID) -> tuple[CustomerAddressResponse, ...]:
    """Return a customer's book, without asking for the right to read."""
    rows = models.CustomerAddress.objects.filter(customer_id=customer_id).order_by("id")
    return tuple(present_address(row) for row in rows)


def present_address(row: models.CustomerAddress) -> CustomerAddressResponse:
    """Return an address with its lines, the country in the shop's own language."""
    lines = format_lines(mappers.address_of(row), locale=current_tenant().default_locale)
    return mappers.customer_address_response(row, lines=lines)
