"""A customer's right to see what is held of them, and to be forgotten.

Orders are kept: the law asks for them for years. What names the person goes out of them; amounts, taxes and the country
stay. Invoices are documents and stay as they were sent.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django.utils import timezone

from rustok.auth import emails
from rustok.auth.dto import AcceptedResponse
from rustok.auth.selectors.users import find_user, find_user_id
from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.customers import ErasureRequested
from rustok.modules import personal_data
from rustok.modules.subjects import Subject
from rustok.rbac.policies import require
from rustok_commerce import models
from rustok_commerce.dto.customers import ErasureResponse, PersonalDataResponse
from rustok_commerce.selectors.customers import find_customer
from rustok_commerce.services.customers import customer_for, lock_customer


def export_own_data(ctx: RequestContext) -> PersonalDataResponse:
    """Return all that the installation holds of whoever is signed in.

    :raises Unauthenticated: nobody is signed in.
    """
    return _export(ctx, customer_for(ctx))


@command()
def request_erasure(ctx: RequestContext) -> AcceptedResponse:
    """Ask to be forgotten; staff is told, and decides. Asking again changes nothing.

    :raises Unauthenticated: nobody is signed in.
    """
    customer = lock_customer(customer_for(ctx).id)
    if customer.erasure_requested_at is None:
        customer.erasure_requested_at = timezone.now()
        customer.version += 1
        customer.save()
        publish(ctx, ErasureRequested(customer_id=customer.id))
    return AcceptedResponse()


def export_customer(ctx: RequestContext, customer_id: UUID) -> PersonalDataResponse:
    """Return all that the installation holds of a customer.

    :raises CustomerNotFound: no such customer in the shop.
    """
    require(ctx, "commerce.customer:export")
    return _export(ctx, find_customer(customer_id))


@command(silent=True)
def erase_customer(ctx: RequestContext, customer_id: UUID) -> ErasureResponse:
    """Forget a customer everywhere; a second time changes nothing, and then there is nothing to tell.

    :raises CustomerNotFound: no such customer in the shop.
    :raises LastAdministrator: the customer's login is the shop's only administrator.
    """
    require(ctx, "commerce.customer:erase")
    return _erase(ctx, subject_of(lock_customer(customer_id)))


def export_person(ctx: RequestContext, email: str) -> PersonalDataResponse:
    """Return all that the installation holds under an e-mail address, of guests too."""
    require(ctx, "commerce.customer:export")
    return PersonalDataResponse(**personal_data.export(_everywhere(ctx), subject_of_email(email)))


@command(silent=True)
def erase_person(ctx: RequestContext, email: str) -> ErasureResponse:
    """Forget whoever has an e-mail address, guests too; a second time changes nothing.

    :raises LastAdministrator: it is the login of the shop's only administrator.
    """
    require(ctx, "commerce.customer:erase")
    return _erase(ctx, subject_of_email(email))


def subject_of(customer: models.Customer) -> Subject:
    """Return by what a customer is known. An address that the login has not confirmed is not surely theirs."""
    known = (customer.email,) if customer.email and customer.user_id is None else ()
    words = [_full_name(customer.first_name, customer.last_name), customer.phone]
    if customer.user_id is not None:
        user = find_user(customer.user_id)
        if user is not None:
            known = (user.email,) if user.email_verified else ()
            words.append(_full_name(user.first_name, user.last_name))
    return Subject(
        user_id=customer.user_id,
        ids=frozenset({customer.id}),
        emails=known,
        words=tuple(dict.fromkeys(word for word in words if word)),
    )


def subject_of_email(email: str) -> Subject:
    """Return everything that an address stands for: its customers, its login, what guests ordered with it."""
    address = emails.normalise(email)
    subject = Subject(user_id=find_user_id(address), emails=(address,))
    for customer in models.Customer.objects.filter(email=address).order_by("id"):
        own = subject_of(customer)
        subject = dataclasses.replace(subject, ids=subject.ids | own.ids, words=(*subject.words, *own.words))
    return subject


def _export(ctx: RequestContext, customer: models.Customer) -> PersonalDataResponse:
    return PersonalDataResponse(**personal_data.export(_everywhere(ctx), subject_of(customer)))


def _erase(ctx: RequestContext, subject: Subject) -> ErasureResponse:
    report = personal_data.erase(_everywhere(ctx), subject)
    return ErasureResponse(erased_at=report.erased_at, erased=report.erased, parts=report.parts)


def _everywhere(ctx: RequestContext) -> RequestContext:
    """Return a context that reaches all modules: whoever may ask for a person's data, asks for all of them."""
    return dataclasses.replace(ctx, is_system=True)


def _full_name(first: str, last: str) -> str:
    # One of the two alone says nothing of anybody.
    return f"{first} {last}" if first and last else ""
