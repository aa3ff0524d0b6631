"""Events of customers: ids and names of fields, nothing that a person is known by."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@dataclass(frozen=True, slots=True, kw_only=True)
class _CustomerEvent(DomainEvent):
    customer_id: UUID


@event("customer.created", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(_CustomerEvent):
    """A customer exists: a login's, at its first use, or one that staff entered."""


@event("customer.updated", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerUpdated(_CustomerEvent):
    """Fields or addresses of the customer changed. ``fields`` names them."""

    fields: tuple[str, ...] = ()


@event("customer.orders_claimed", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersClaimed(_CustomerEvent):
    """Orders that were placed as a guest, with the address that the login has confirmed, are the customer's now."""

    orders: int


@event("customer.merged", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(_CustomerEvent):
    """All that another customer had is this one's now; the other is gone."""

    merged_id: UUID


@event("customer.erased", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(_CustomerEvent):
    """Nothing names the person any more; orders keep what the law asks for."""


@event("customer.deleted", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDeleted(_CustomerEvent):
    """The customer, who never bought anything, is gone."""


@event("customer.erasure_requested", aggregate="commerce.customer", key="customer_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequested(_CustomerEvent):
    """The customer asks to be forgotten; staff decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _GroupEvent(DomainEvent):
    group_id: UUID


@event("customer_group.created", aggregate="commerce.customer_group", key="group_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGroupCreated(_GroupEvent):
    """The shop has one more group of customers."""


@event("customer_group.updated", aggregate="commerce.customer_group", key="group_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGroupUpdated(_GroupEvent):
    """A group changed. ``fields`` names what did."""

    fields: tuple[str, ...] = ()


@event("customer_group.deleted", aggregate="commerce.customer_group", key="group_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGroupDeleted(_GroupEvent):
    """A group without customers is gone."""
