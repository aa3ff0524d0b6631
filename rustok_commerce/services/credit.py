"""Gift cards and store credit: issue, spend, give back, adjust.

A balance changes by one conditional UPDATE, never by a value that was read before, and every change adds an entry to
the ledger in the same transaction. Of a card's code only a hash is kept: it has 80 random bits, which no list of
hashes gives away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.credit import CreditChanged, CreditIssued, CreditUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.credit import (
    MAX_BALANCE,
    AdjustCreditRequest,
    CreditAccountResponse,
    CreditKind,
    CreditReason,
    GiftCardBalanceRequest,
    GiftCardBalanceResponse,
    GrantStoreCreditRequest,
    IssuedGiftCardResponse,
    IssueGiftCardRequest,
    UpdateCreditRequest,
)
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.revisions import check_version

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's digits: none is taken for another."""
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
_LENGTH: Final = 16
_GROUP: Final = 4


def find_card(code: str) -> models.CreditAccount:
    """Return the gift card of a code, as somebody typed it.

    :raises GiftCardNotFound: there is none.
    """
    row: models.CreditAccount | None = models.CreditAccount.objects.filter(code_hash=hashed(code)).first()
    if row is None:
        raise errors.GiftCardNotFound()
    return row


def card_balance(request: GiftCardBalanceRequest) -> GiftCardBalanceResponse:
    """Tell whoever knows a card's code what is left on it.

    :raises GiftCardNotFound: there is none.
    """
    return mappers.gift_card_balance(find_card(request.code), timezone.now())


def hashed(code: str) -> str:
    """Return what is kept of a code: hyphens, spaces and case do not matter, nor O for 0, I and L for 1."""
    return hashlib.sha256(code.upper().translate(_MISREAD).encode()).hexdigest()


@command()
def issue_gift_card(ctx: RequestContext, request: IssueGiftCardRequest) -> IssuedGiftCardResponse:
    """Make a gift card. The answer is the only one that has its code.

    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    :raises CustomerNotFound: no such customer in the shop.
    :raises CustomerErased: the customer's personal data were erased.
    :raises CreditNotUsable: it would have expired already.
    """
    require(ctx, "commerce.credit:issue")
    if request.expires_at is not None and request.expires_at <= timezone.now():
        raise errors.CreditNotUsable()
    code = _new_code()
    account = models.CreditAccount.objects.create(
        kind=CreditKind.GIFT_CARD,
        code_hash=hashed(code),
        last4=code[-4:],
        customer=_customer(request.customer_id) if request.customer_id is not None else None,
        currency=enabled_currency(request.currency),
        expires_at=request.expires_at,
        note=request.note,
    )
    _add(ctx, account.id, request.amount, CreditReason.ISSUE, note=request.note)
    publish(
        ctx,
        CreditIssued(
            account_id=account.id, kind=CreditKind.GIFT_CARD, currency=request.currency, amount=request.amount
        ),
    )
    return IssuedGiftCardResponse(code=code, card=present(account.id))


@command()
def grant_store_credit(ctx: RequestContext, request: GrantStoreCreditRequest) -> CreditAccountResponse:
    """Give a customer credit, on top of what there is in the currency.

    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    :raises CustomerNotFound: no such customer in the shop.
    :raises CustomerErased: the customer's personal data were erased.
    :raises CreditOverflow: the customer would have more than an account holds.
    """
    require(ctx, "commerce.credit:issue")
    account = _store_credit(_customer(request.customer_id), enabled_currency(request.currency))
    _add(ctx, account.id, request.amount, CreditReason.ISSUE, note=request.note)
    publish(
        ctx,
        CreditIssued(
            account_id=account.id, kind=CreditKind.STORE_CREDIT, currency=request.currency, amount=request.amount
        ),
    )
    return present(account.id)


@command()
def adjust_credit(ctx: RequestContext, account_id: UUID, request: AdjustCreditRequest) -> CreditAccountResponse:
    """Add to a balance by hand, or take away. Nothing to add changes nothing and tells nobody.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    :raises CreditTooLow: there is less than is to be taken away.
    :raises CreditOverflow: there would be more than an account holds.
    """
    require(ctx, "commerce.credit:adjust")
    _find(account_id)
    if request.delta:
        if request.delta > 0:
            _add(ctx, account_id, request.delta, CreditReason.ADJUSTMENT, note=request.note)
        else:
            _subtract(ctx, account_id, -request.delta, CreditReason.ADJUSTMENT, note=request.note)
        publish(ctx, CreditChanged(account_id=account_id, delta=request.delta, reason=CreditReason.ADJUSTMENT))
    return present(account_id)


@command()
def update_credit(ctx: RequestContext, account_id: UUID, request: UpdateCreditRequest) -> CreditAccountResponse:
    """Switch a card or credit on or off, let it last longer or shorter. What is as asked already changes nothing.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed it in between.
    """
    require(ctx, "commerce.credit:adjust")
    account = models.CreditAccount.objects.for_update().filter(id=account_id).first()
    if account is None:
        raise errors.CreditAccountNotFound()
    changes = given(request)
    check_version(account, changes)
    changes = {name: value for name, value in changes.items() if getattr(account, name) != value}
    if changes:
        for name, value in changes.items():
            setattr(account, name, value)
        account.version += 1
        account.save(update_fields=[*changes, "version", "updated_at"])
        publish(ctx, CreditUpdated(account_id=account_id, fields=tuple(sorted(changes))))
    return present(account_id)


@command()
def spend(
    ctx: RequestContext,
    account_id: UUID,
    amount: int,
    *,
    order_id: UUID | None,
    payment_id: UUID | None,
    key: UUID | None = None,
) -> int:
    """Take an amount off a card or credit for an order; return what is left.

    With a ``key`` the same spending happens once, however often it is asked for.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    :raises CreditNotUsable: it is switched off or has expired.
    :raises CreditTooLow: there is less.
    """
    if amount <= 0:
        raise ValueError("an amount to spend is positive")
    if key is not None and (done := _done(account_id, key)) is not None:
        return done
    left = _subtract(
        ctx,
        account_id,
        amount,
        CreditReason.SPEND,
        usable_at=timezone.now(),
        order_id=order_id,
        payment_id=payment_id,
        key=key,
    )
    publish(ctx, CreditChanged(account_id=account_id, delta=-amount, reason=CreditReason.SPEND, order_id=order_id))
    return left


@command()
def give_back(
    ctx: RequestContext,
    account_id: UUID,
    amount: int,
    *,
    order_id: UUID | None,
    payment_id: UUID | None,
    key: UUID | None = None,
) -> int:
    """Put an amount that was spent back, also on a card that has expired since; return what there is then.

    With a ``key`` the same amount comes back once, however often it is asked for.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    :raises CreditOverflow: there would be more than an account holds.
    """
    if amount <= 0:
        raise ValueError("an amount to give back is positive")
    if key is not None and (done := _done(account_id, key)) is not None:
        return done
    there = _add(ctx, account_id, amount, CreditReason.REFUND, order_id=order_id, payment_id=payment_id, key=key)
    publish(ctx, CreditChanged(account_id=account_id, delta=amount, reason=CreditReason.REFUND, order_id=order_id))
    return there


@command()
def write_off_credit(ctx: RequestContext, account_id: UUID) -> CreditAccountResponse:
    """Write off what is left on a card or credit that has expired. Nothing left changes nothing and tells nobody.

    Never done by itself: what was refunded to an expired card would be gone, and an expiry may be put off.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    :raises CreditNotExpired: it has not expired.
    """
    require(ctx, "commerce.credit:adjust")
    account = models.CreditAccount.objects.for_update().filter(id=account_id).first()
    if account is None:
        raise errors.CreditAccountNotFound()
    if account.expires_at is None or account.expires_at > timezone.now():
        raise errors.CreditNotExpired()
    delta = account.balance
    if delta:
        _subtract(ctx, account_id, delta, CreditReason.EXPIRY)
        publish(ctx, CreditChanged(account_id=account_id, delta=-delta, reason=CreditReason.EXPIRY))
    return present(account_id)


def move_balance(ctx: RequestContext, account: models.CreditAccount, into: models.CreditAccount) -> None:
    """Move all that is on an account, whose row is locked, to another, in the caller's transaction.

    :raises CreditOverflow: there would be more than an account holds.
    """
    if amount := account.balance:
        _subtract(ctx, account.id, amount, CreditReason.ADJUSTMENT)
        _add(ctx, into.id, amount, CreditReason.ADJUSTMENT)


def store_credit_of(customer_id: UUID, currency: str) -> models.CreditAccount:
    """Return a customer's store credit in a currency, made if there is none yet, in the caller's transaction.

    :raises CustomerNotFound: no such customer in the shop.
    :raises CustomerErased: the personal data were erased.
    """
    return _store_credit(_customer(customer_id), currency)


def present(account_id: UUID) -> CreditAccountResponse:
    """Return an account to whoever has just changed it, without asking for the right to read."""
    return mappers.credit_account_response(_find(account_id), timezone.now())


def _new_code() -> str:
    digits = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return "-".join(digits[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def _find(account_id: UUID) -> models.CreditAccount:
    row: models.CreditAccount | None = models.CreditAccount.objects.filter(id=account_id).first()
    if row is None:
        raise errors.CreditAccountNotFound()
    return row


def _customer(customer_id: UUID) -> models.Customer:
    row: models.Customer | None = models.Customer.objects.filter(id=customer_id).first()
    if row is None:
        raise errors.CustomerNotFound(customer=to_ulid(customer_id))
    if row.erased_at is not None:
        # Nobody could spend it.
        raise errors.CustomerErased()
    return row


def _store_credit(customer: models.Customer, currency: str) -> models.CreditAccount:
    own = {"kind": CreditKind.STORE_CREDIT, "customer": customer, "currency": currency}
    account: models.CreditAccount | None = models.CreditAccount.objects.filter(**own).first()
    if account is None:
        try:
            with transaction.atomic():
                account = models.CreditAccount.objects.create(**own)
        except IntegrityError as exc:
            if violated(exc) != "commerce_credit_accounts_customer_uq":
                raise
            # Another transaction has just made it.
            account = models.CreditAccount.objects.get(**own)
    return account


def hold(account_id: UUID) -> None:
    """Lock an account in the caller's transaction. Accounts come before the payments that move them.

    :raises CreditAccountNotFound: no such card or credit in the shop.
    """
    if models.CreditAccount.objects.for_update().filter(id=account_id).first() is None:
        raise errors.CreditAccountNotFound()


def _done(account_id: UUID, key: UUID) -> int | None:
    """Lock the account; return the balance after the change of a key, None where there was none."""
    hold(account_id)
    entries = models.CreditEntry.objects.filter(account_id=account_id, key=key)
    done: int | None = entries.values_list("balance_after", flat=True).first()
    return done


def _subtract(
    ctx: RequestContext,
    account_id: UUID,
    amount: int,
    reason: CreditReason,
    *,
    usable_at: dt.datetime | None = None,
    **entry: Any,
) -> int:
    rows = models.CreditAccount.objects.filter(id=account_id, balance__gte=amount)
    if usable_at is not None:
        rows = rows.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=usable_at), is_active=True)
    if not rows.update(balance=F("balance") - amount, updated_at=timezone.now()):
        account = _find(account_id)
        if usable_at is not None and not mappers.is_usable(account, usable_at):
            raise errors.CreditNotUsable()
        raise errors.CreditTooLow()
    return _write_down(ctx, account_id, -amount, reason, **entry)


def _add(ctx: RequestContext, account_id: UUID, amount: int, reason: CreditReason, **entry: Any) -> int:
    rows = models.CreditAccount.objects.filter(id=account_id, balance__lte=MAX_BALANCE - amount)
    if not rows.update(balance=F("balance") + amount, updated_at=timezone.now()):
        _find(account_id)
        raise errors.CreditOverflow(limit=MAX_BALANCE)
    return _write_down(ctx, account_id, amount, reason, **entry)


def _write_down(ctx: RequestContext, account_id: UUID, delta: int, reason: CreditReason, **entry: Any) -> int:
    """Add an entry to the ledger. The account's row is locked by the change, so the balance is this one's."""
    balance: int = models.CreditAccount.objects.values_list("balance", flat=True).get(id=account_id)
    models.CreditEntry.objects.create(
        account_id=account_id, delta=delta, balance_after=balance, reason=reason, actor_id=ctx.actor_id, **entry
    )
    return balance
