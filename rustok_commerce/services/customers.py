"""Customers: of logins, made at their first use, and entered by staff.

A login's customer follows its e-mail address. Nothing is taken over by an address alone: a customer that staff entered,
and orders placed as a guest, become the login's once the address is confirmed (:mod:`.customer_logins`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.auth import emails
from rustok.auth.selectors.users import get_me
from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import Unauthenticated
from rustok.events.bus import publish
from rustok.events.catalog.customers import CustomerCreated, CustomerDeleted, CustomerUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.customers import (
    CreateCustomerRequest,
    CustomerResponse,
    OwnCustomerResponse,
    UpdateCustomerRequest,
    UpdateOwnCustomerRequest,
)
from rustok_commerce.selectors.customers import has_history, present_customer
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.customer_logins import claim
from rustok_commerce.services.locales import enabled_locale
from rustok_commerce.services.revisions import check_version


def customer_for(ctx: RequestContext) -> models.Customer:
    """Return the customer of whoever is signed in; made at the first use.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    if ctx.actor_id is None:
        raise Unauthenticated()
    found: models.Customer | None = models.Customer.objects.filter(user_id=ctx.actor_id).first()
    return found or _of_login(ctx, ctx.actor_id)


def own_customer(ctx: RequestContext) -> OwnCustomerResponse:
    """Return what the shop knows of whoever is signed in.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    """
    return mappers.own_customer_response(customer_for(ctx))


@command()
def update_own_customer(ctx: RequestContext, request: UpdateOwnCustomerRequest) -> OwnCustomerResponse:
    """Change what customers may change about themselves. What is as asked already changes nothing.

    :raises Unauthenticated: nobody is signed in, or the user is gone.
    :raises StaleVersion: ``version`` was given and somebody changed the customer in between.
    :raises LocaleNotEnabled: the shop does not speak the language.
    """
    customer = lock_customer(customer_for(ctx).id)
    changes = given(request)
    check_version(customer, changes)
    _change(ctx, customer, changes)
    return mappers.own_customer_response(customer)


@command()
def create_customer(ctx: RequestContext, request: CreateCustomerRequest) -> CustomerResponse:
    """Enter a customer without a login.

    :raises DuplicateCustomer: somebody has this address.
    :raises CustomerGroupNotFound: no such group in the shop.
    :raises LocaleNotEnabled: the shop does not speak the language.
    """
    require(ctx, "commerce.customer:create")
    email = emails.normalise(request.email)
    if models.Customer.objects.filter(email=email).exists():
        raise errors.DuplicateCustomer()
    customer = models.Customer(
        email=email,
        first_name=request.first_name,
        last_name=request.last_name,
        phone=request.phone,
        company=request.company,
        vat_id=request.vat_id,
        tax_exempt=request.tax_exempt,
        locale=enabled_locale(request.locale) if request.locale is not None else ctx.locale,
        accepts_marketing=request.accepts_marketing,
        group_id=_group(request.group_id),
        note=request.note,
        metadata=request.metadata,
    )
    _save(customer)
    publish(ctx, CustomerCreated(customer_id=customer.id))
    return present_customer(customer.id)


@command()
def update_customer(ctx: RequestContext, customer_id: UUID, request: UpdateCustomerRequest) -> CustomerResponse:
    """Change a customer. What is as asked already changes nothing and tells nobody.

    :raises CustomerNotFound: no such customer in the shop.
    :raises CustomerErased: the personal data were erased.
    :raises StaleVersion: ``version`` was given and somebody changed the customer in between.
    :raises CustomerHasLogin: the address is a login's.
    :raises DuplicateCustomer: somebody else has the address.
    :raises CustomerGroupNotFound: no such group in the shop.
    :raises LocaleNotEnabled: the shop does not speak the language.
    """
    require(ctx, "commerce.customer:update")
    customer = lock_customer(customer_id)
    changes = given(request)
    check_version(customer, changes)
    if customer.erased_at is not None:
        raise errors.CustomerErased()
    if "email" in changes:
        changes["email"] = emails.normalise(changes["email"])
        if changes["email"] != customer.email:
            if customer.user_id is not None:
                raise errors.CustomerHasLogin()
            if models.Customer.objects.filter(email=changes["email"]).exists():
                raise errors.DuplicateCustomer()
    if "group_id" in changes and changes["group_id"] != customer.group_id:
        _group(changes["group_id"])
    _change(ctx, customer, changes)
    return present_customer(customer.id)


@command()
def delete_customer(ctx: RequestContext, customer_id: UUID) -> None:
    """Delete a customer who has bought nothing; one who has can be erased.

    :raises CustomerNotFound: no such customer in the shop.
    :raises CustomerHasHistory: there are orders or store credit.
    """
    require(ctx, "commerce.customer:delete")
    customer = lock_customer(customer_id, keys=True)
    if has_history(customer.id):
        raise errors.CustomerHasHistory()
    models.Cart.objects.filter(customer=customer).delete()
    customer.delete()
    publish(ctx, CustomerDeleted(customer_id=customer_id))


def lock_customer(customer_id: UUID, *, keys: bool = False) -> models.Customer:
    """Lock and return a customer.

    :raises CustomerNotFound: no such customer in the shop.
    """
    customer: models.Customer | None = models.Customer.objects.for_update(keys=keys).filter(id=customer_id).first()
    if customer is None:
        raise errors.CustomerNotFound(customer=to_ulid(customer_id))
    return customer


@command()
def _of_login(ctx: RequestContext, user_id: UUID) -> models.Customer:
    user = get_me(ctx)
    customer = models.Customer(
        user_id=user_id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        locale=user.locale,
    )
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError:
        # Made in this moment by another request of the same person.
        made: models.Customer = models.Customer.objects.get(user_id=user_id)
        return made
    publish(ctx, CustomerCreated(customer_id=customer.id))
    if user.email_verified:
        claim(ctx, customer)
    return customer


def _change(ctx: RequestContext, customer: models.Customer, changes: Mapping[str, Any]) -> None:
    changed = [name for name, value in changes.items() if getattr(customer, name) != value]
    if not changed:
        return
    if "locale" in changed:
        enabled_locale(changes["locale"])
    for name in changed:
        setattr(customer, name, changes[name])
    customer.version += 1
    _save(customer)
    publish(ctx, CustomerUpdated(customer_id=customer.id, fields=tuple(sorted(changed))))


def _group(group_id: UUID | None) -> UUID | None:
    if group_id is not None and not models.CustomerGroup.objects.filter(id=group_id).exists():
        raise errors.CustomerGroupNotFound(group=to_ulid(group_id))
    return group_id


def _save(customer: models.Customer) -> None:
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as exc:
        name = violated(exc)
        if name == "commerce_customers_email_uq":
            raise errors.DuplicateCustomer() from exc
        # Deferred or not, the group was there when it was looked at: it was deleted in this moment.
        if customer.group_id is not None and name is not None and "group" in name:
            raise errors.CustomerGroupNotFound(group=to_ulid(customer.group_id)) from exc
        raise
