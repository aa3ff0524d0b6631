"""Gift cards and store credit as answers."""

from __future__ import annotations

import datetime as dt

from rustok_commerce import models
from rustok_commerce.dto.credit import (
    CreditAccountResponse,
    CreditEntryResponse,
    CreditKind,
    CreditReason,
    GiftCardBalanceResponse,
    StoreCreditResponse,
)


def is_usable(account: models.CreditAccount, at: dt.datetime) -> bool:
    """Tell whether something may be spent of an account at a time."""
    return bool(account.is_active and (account.expires_at is None or account.expires_at > at))


def credit_account_response(account: models.CreditAccount, at: dt.datetime) -> CreditAccountResponse:
    """Show an account to staff, as it is at a time."""
    return CreditAccountResponse(
        id=account.id,
        kind=CreditKind(account.kind),
        last4=account.last4,
        customer_id=account.customer_id,
        currency=account.currency,
        balance=account.balance,
        is_active=account.is_active,
        is_usable=is_usable(account, at),
        expires_at=account.expires_at,
        note=account.note,
        version=account.version,
        created_at=account.created_at,
        updated_at=account.updated_at,
    )


def gift_card_balance(account: models.CreditAccount, at: dt.datetime) -> GiftCardBalanceResponse:
    """Show a card to whoever knows its code."""
    return GiftCardBalanceResponse(
        last4=account.last4,
        currency=account.currency,
        balance=account.balance,
        is_usable=is_usable(account, at),
        expires_at=account.expires_at,
    )


def store_credit_response(account: models.CreditAccount, at: dt.datetime) -> StoreCreditResponse:
    """Show store credit to the customer who has it."""
    return StoreCreditResponse(
        id=account.id,
        currency=account.currency,
        balance=account.balance,
        is_usable=is_usable(account, at),
        expires_at=account.expires_at,
    )


def credit_entry_response(entry: models.CreditEntry) -> CreditEntryResponse:
    """Show a line of the ledger."""
    return CreditEntryResponse(
        id=entry.id,
        delta=entry.delta,
        balance_after=entry.balance_after,
        reason=CreditReason(entry.reason),
        order_id=entry.order_id,
        payment_id=entry.payment_id,
        note=entry.note,
        actor_id=entry.actor_id,
        created_at=entry.created_at,
    )
