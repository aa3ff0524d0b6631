"""Gift cards and store credit, with their ledgers."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.credit import (
    CreditAccountResponse,
    CreditEntryResponse,
    CreditKind,
    ListCreditRequest,
    StoreCreditResponse,
)
from rustok_commerce.selectors import keyset
from rustok_commerce.selectors.customers import find_customer_of


def list_credit(ctx: RequestContext, request: ListCreditRequest) -> Page[CreditAccountResponse]:
    """Return one page of gift cards and store credit.

    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.credit:read")
    rows = models.CreditAccount.objects.order_by("-id")
    if request.kind is not None:
        rows = rows.filter(kind=request.kind)
    if request.customer_id is not None:
        rows = rows.filter(customer_id=request.customer_id)
    if request.last4:
        rows = rows.filter(last4=request.last4.upper())
    if request.after is not None:
        rows = rows.filter(id__lt=keyset.decode("credit", request.after)[1])
    found = list(rows[: request.limit + 1])
    page, more = found[: request.limit], len(found) > request.limit
    now = timezone.now()
    return Page(
        items=tuple(mappers.credit_account_response(row, now) for row in page),
        next=keyset.encode("credit", None, page[-1].id) if more else None,
    )


def get_credit(ctx: RequestContext, account_id: UUID) -> CreditAccountResponse:
    """Return a gift card or store credit.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    """
    require(ctx, "commerce.credit:read")
    row = models.CreditAccount.objects.filter(id=account_id).first()
    if row is None:
        raise errors.CreditAccountNotFound()
    return mappers.credit_account_response(row, timezone.now())


def list_entries(
    ctx: RequestContext, account_id: UUID, *, after: str | None = None, limit: int = 24
) -> Page[CreditEntryResponse]:
    """Return one page of an account's ledger, the newest first.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.credit:read")
    if not models.CreditAccount.objects.filter(id=account_id).exists():
        raise errors.CreditAccountNotFound()
    rows = models.CreditEntry.objects.filter(account_id=account_id).order_by("-id")
    if after is not None:
        rows = rows.filter(id__lt=keyset.decode("credit_entries", after)[1])
    found = list(rows[: limit + 1])
    page, more = found[:limit], len(found) > limit
    return Page(
        items=tuple(mappers.credit_entry_response(row) for row in page),
        next=keyset.encode("credit_entries", None, page[-1].id) if more else None,
    )


def own_store_credit(ctx: RequestContext) -> tuple[StoreCreditResponse, ...]:
    """Return what whoever is signed in has to spend, by currency."""
    customer = find_customer_of(ctx.actor_id)
    if customer is None:
        return ()
    rows = models.CreditAccount.objects.filter(kind=CreditKind.STORE_CREDIT, customer=customer)
    now = timezone.now()
    return tuple(mappers.store_credit_response(row, now) for row in rows.order_by("currency"))
