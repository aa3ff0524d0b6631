"""Customers, their groups and addresses."""

from __future__ import annotations

from collections.abc import Sequence

from rustok_commerce import models
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.customers import (
    CustomerAddressResponse,
    CustomerGroupResponse,
    CustomerResponse,
    CustomerSpending,
    OwnCustomerResponse,
)


def own_customer_response(row: models.Customer) -> OwnCustomerResponse:
    """Map a customer for themselves."""
    return OwnCustomerResponse(
        id=row.id,
        email=row.email or "",
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        company=row.company,
        vat_id=row.vat_id,
        locale=row.locale,
        accepts_marketing=row.accepts_marketing,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def customer_response(
    row: models.Customer, *, orders_count: int, spending: Sequence[CustomerSpending]
) -> CustomerResponse:
    """Map a customer for staff."""
    return CustomerResponse(
        id=row.id,
        user_id=row.user_id,
        group_id=row.group_id,
        merged_into_id=row.merged_into_id,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        phone=row.phone,
        company=row.company,
        vat_id=row.vat_id,
        tax_exempt=row.tax_exempt,
        locale=row.locale,
        accepts_marketing=row.accepts_marketing,
        note=row.note,
        metadata=row.metadata,
        orders_count=orders_count,
        spending=tuple(spending),
        erased_at=row.erased_at,
        erasure_requested_at=row.erasure_requested_at,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def customer_group_response(row: models.CustomerGroup, *, customers: int) -> CustomerGroupResponse:
    """Map a group of customers."""
    return CustomerGroupResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        tax_exempt=row.tax_exempt,
        customers=customers,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def address_of(row: models.CustomerAddress) -> Address:
    """Return the address within a row of a customer's book, as carts and orders take it."""
    return Address(
        country=row.country,
        first_name=row.first_name,
        last_name=row.last_name,
        company=row.company,
        line1=row.line1,
        line2=row.line2,
        city=row.city,
        region=row.region,
        postcode=row.postcode,
        phone=row.phone,
    )


def customer_address_response(row: models.CustomerAddress, *, lines: Sequence[str]) -> CustomerAddressResponse:
    """Map an address of a customer's book."""
    return CustomerAddressResponse(
        id=row.id,
        country=row.country,
        first_name=row.first_name,
        last_name=row.last_name,
        company=row.company,
        line1=row.line1,
        line2=row.line2,
        city=row.city,
        region=row.region,
        postcode=row.postcode,
        phone=row.phone,
        lines=tuple(lines),
        is_default_shipping=row.is_default_shipping,
        is_default_billing=row.is_default_billing,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
