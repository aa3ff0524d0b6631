"""Who buys what is in a cart, as far as prices depend on it."""

from __future__ import annotations

from uuid import UUID

from rustok.auth import emails
from rustok_commerce import models
from rustok_commerce.dto.totals import Buyer


def buyer_of(cart: models.Cart) -> Buyer:
    """Return the buyer of a cart: a customer with a group, or a guest; at most one statement."""
    key = emails.normalise(cart.email) if cart.email else ""
    if cart.customer_id is None:
        return Buyer(key=key, vat_id=cart.vat_id)
    customer = models.Customer.objects.filter(id=cart.customer_id).select_related("group").first()
    if customer is None:
        return Buyer(key=key, vat_id=cart.vat_id)
    group = customer.group
    return Buyer(
        key=key or customer.email or "",
        customer_id=customer.id,
        group_id=customer.group_id,
        tax_exempt=customer.tax_exempt or (group is not None and group.tax_exempt),
        vat_id=cart.vat_id or customer.vat_id,
    )


def group_of(cart: models.Cart) -> UUID | None:
    """Return the customer group whose prices hold; None for guests."""
    if cart.customer_id is None:
        return None
    found: UUID | None = models.Customer.objects.filter(id=cart.customer_id).values_list("group_id", flat=True).first()
    return found
