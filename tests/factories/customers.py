"""Makes logins, customers and orders for tests: orders as rows, where how they were placed does not matter."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from rustok.auth.dto import CreateUserRequest, UserResponse
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import generate_id
from rustok.rbac.roles import Role
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import models
from rustok_commerce.dto.customers import CreateCustomerRequest, CustomerResponse
from rustok_commerce.services import customers
from tests.factories import commerce

_numbers = count(1)


def login(*, verified: bool = True, **changes: Any) -> UserResponse:
    """Make a login of a shopper."""
    data = {"email": f"shopper{next(_numbers)}@example.com", "password": "correct horse battery", **changes}
    request = CreateUserRequest(**data, role=Role.CUSTOMER, email_verified=verified)
    return users.create_user(commerce.system(), request)


def shopper(user_id: UUID) -> RequestContext:
    """Return the context of somebody who signed in to buy."""
    return RequestContext(tenant_id=require_tenant_id(), actor_id=user_id)


def customer(**changes: Any) -> CustomerResponse:
    """Make a customer without a login."""
    data = {"email": f"customer{next(_numbers)}@example.com", **changes}
    return customers.create_customer(commerce.system(), parse(CreateCustomerRequest, data))


def order(*, email: str = "", customer_id: UUID | None = None, total: int = 1000, **changes: Any) -> models.Order:
    """Make an order of one piece, as rows."""
    number = f"T{next(_numbers)}"
    made: models.Order = models.Order.objects.create(
        **{
            "number": number,
            "cart_id": generate_id(),
            "email": email,
            "customer_id": customer_id,
            "channel": "default",
            "locale": "en",
            "currency": "EUR",
            "prices_include_tax": True,
            "status": "placed",
            "payment_status": "unpaid",
            "fulfilment_status": "unfulfilled",
            "subtotal": total,
            "net_total": total,
            "total": total,
            **changes,
        }
    )
    models.OrderNumber.objects.create(number=number, order_id=made.id, cart_id=made.cart_id)
    return made
