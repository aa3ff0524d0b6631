"""Gift cards and store credit: exact, never below zero, everything in the ledger."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import MAX_AMOUNT
from rustok.errors import Forbidden
from rustok.events.catalog.credit import CreditChanged, CreditIssued, CreditUpdated
from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.credit import (
    AdjustCreditRequest,
    CreditKind,
    CreditReason,
    GiftCardBalanceRequest,
    GrantStoreCreditRequest,
    IssuedGiftCardResponse,
    IssueGiftCardRequest,
    ListCreditRequest,
    UpdateCreditRequest,
)
from rustok_commerce.selectors import credit as selectors
from rustok_commerce.services import credit
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard
from tests.rustok_commerce.test_inventory import in_threads

LATER = timezone.now() + dt.timedelta(days=30)


def card(ctx: RequestContext, amount: int = 5000, **changes: object) -> IssuedGiftCardResponse:
    """Issue a gift card in USD."""
    return credit.issue_gift_card(ctx, IssueGiftCardRequest(currency="USD", amount=amount, **changes))  # type: ignore[arg-type]


def customer() -> models.Customer:
    """Write a customer."""
    row: models.Customer = models.Customer.objects.create(email=f"{generate_id()}@example.com", locale="en")
    return row


def ledger() -> list[tuple[int, int, str]]:
    """Return all entries, oldest first."""
    return list(models.CreditEntry.objects.order_by("id").values_list("delta", "balance_after", "reason"))


def test_a_card_is_known_by_its_code_alone(ctx: RequestContext, heard: Heard) -> None:
    issued = card(ctx)

    assert len(issued.code) == 19
    row = models.CreditAccount.objects.get()
    assert issued.code.replace("-", "") not in (row.code_hash, row.note)
    assert (row.last4, row.balance, row.currency) == (issued.code[-4:], 5000, "USD")
    assert heard == [CreditIssued(account_id=row.id, kind="gift_card", currency="USD", amount=5000)]
    assert ledger() == [(5000, 5000, "issue")]
    typed = issued.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert credit.find_card(typed).id == row.id
    assert credit.card_balance(GiftCardBalanceRequest(code=typed)).balance == 5000
    with pytest.raises(errors.GiftCardNotFound):
        credit.find_card(issued.code[:-1] + ("2" if issued.code[-1] != "2" else "3"))


def test_two_cards_have_two_codes(ctx: RequestContext) -> None:
    assert len({card(ctx).code for _ in range(20)}) == 20


def test_spending_and_giving_back_are_exact_and_written_down(ctx: RequestContext, heard: Heard) -> None:
    account_id = card(ctx).card.id
    order_id, payment_id = generate_id(), generate_id()
    heard.clear()

    assert credit.spend(ctx, account_id, 4999, order_id=order_id, payment_id=payment_id) == 1
    assert credit.give_back(ctx, account_id, 499, order_id=order_id, payment_id=payment_id) == 500

    assert heard == [
        CreditChanged(account_id=account_id, delta=-4999, reason="spend", order_id=order_id),
        CreditChanged(account_id=account_id, delta=499, reason="refund", order_id=order_id),
    ]
    assert ledger() == [(5000, 5000, "issue"), (-4999, 1, "spend"), (499, 500, "refund")]
    entries = selectors.list_entries(ctx, account_id).items
    assert [(entry.reason, entry.order_id, entry.payment_id) for entry in entries[:2]] == [
        (CreditReason.REFUND, order_id, payment_id),
        (CreditReason.SPEND, order_id, payment_id),
    ]


def test_what_is_asked_for_twice_with_a_key_happens_once(ctx: RequestContext) -> None:
    account_id = card(ctx).card.id
    spending, refund = generate_id(), generate_id()

    for _ in range(2):
        assert credit.spend(ctx, account_id, 3000, order_id=None, payment_id=None, key=spending) == 2000
    for _ in range(2):
        assert credit.give_back(ctx, account_id, 1000, order_id=None, payment_id=None, key=refund) == 3000

    assert ledger() == [(5000, 5000, "issue"), (-3000, 2000, "spend"), (1000, 3000, "refund")]


def test_more_than_there_is_cannot_be_spent(ctx: RequestContext, heard: Heard) -> None:
    account_id = card(ctx).card.id
    heard.clear()

    with pytest.raises(errors.CreditTooLow):
        credit.spend(ctx, account_id, 5001, order_id=None, payment_id=None)

    assert models.CreditAccount.objects.get().balance == 5000
    assert (ledger(), heard) == ([(5000, 5000, "issue")], [])


def test_an_expired_or_inactive_card_pays_nothing_and_takes_refunds(ctx: RequestContext) -> None:
    account_id = card(ctx, expires_at=LATER).card.id
    models.CreditAccount.objects.update(expires_at=timezone.now())
    with pytest.raises(errors.CreditNotUsable):
        credit.spend(ctx, account_id, 1, order_id=None, payment_id=None)
    models.CreditAccount.objects.update(expires_at=None)
    credit.update_credit(ctx, account_id, UpdateCreditRequest(is_active=False))
    with pytest.raises(errors.CreditNotUsable):
        credit.spend(ctx, account_id, 1, order_id=None, payment_id=None)

    assert credit.give_back(ctx, account_id, 1, order_id=None, payment_id=None) == 5001


def test_a_card_that_has_expired_already_is_not_issued(ctx: RequestContext) -> None:
    with pytest.raises(errors.CreditNotUsable):
        card(ctx, expires_at=timezone.now())

    assert not models.CreditAccount.objects.exists()


def test_only_what_has_expired_is_written_off_once(ctx: RequestContext, heard: Heard) -> None:
    account_id = card(ctx, expires_at=LATER).card.id
    heard.clear()
    with pytest.raises(errors.CreditNotExpired):
        credit.write_off_credit(ctx, account_id)
    models.CreditAccount.objects.update(expires_at=timezone.now())

    assert credit.write_off_credit(ctx, account_id).balance == 0
    assert credit.write_off_credit(ctx, account_id).balance == 0

    assert ledger() == [(5000, 5000, "issue"), (-5000, 0, "expiry")]
    assert heard == [CreditChanged(account_id=account_id, delta=-5000, reason="expiry")]


def test_store_credit_is_one_account_per_customer_and_currency(ctx: RequestContext) -> None:
    ada = customer()

    def grant(amount: int, currency: str = "USD") -> None:
        credit.grant_store_credit(
            ctx, GrantStoreCreditRequest(customer_id=ada.id, currency=currency, amount=amount, note="late")
        )

    grant(100)
    grant(250)
    grant(70, "EUR")

    found = selectors.list_credit(ctx, ListCreditRequest(kind=CreditKind.STORE_CREDIT, customer_id=ada.id)).items
    assert [(account.currency, account.balance) for account in found] == [("EUR", 70), ("USD", 350)]
    with pytest.raises(errors.CustomerNotFound):
        credit.grant_store_credit(ctx, GrantStoreCreditRequest(customer_id=generate_id(), currency="USD", amount=1))
    with pytest.raises(errors.CurrencyNotEnabled):
        grant(1, "JPY")


def test_nothing_is_given_to_somebody_who_was_forgotten(ctx: RequestContext, heard: Heard) -> None:
    gone = customer()
    models.Customer.objects.filter(id=gone.id).update(erased_at=timezone.now(), email=None)
    give = GrantStoreCreditRequest(customer_id=gone.id, currency="USD", amount=100)

    for ask in (
        lambda: credit.grant_store_credit(ctx, give),
        lambda: card(ctx, customer_id=gone.id),
        lambda: credit.store_credit_of(gone.id, "USD"),
    ):
        with pytest.raises(errors.CustomerErased):
            ask()

    assert (models.CreditAccount.objects.count(), ledger(), heard) == (0, [], [])


def test_balances_are_adjusted_within_their_bounds(ctx: RequestContext, heard: Heard) -> None:
    account_id = card(ctx).card.id
    heard.clear()

    assert credit.adjust_credit(ctx, account_id, AdjustCreditRequest(delta=-5000, note="lost")).balance == 0
    assert credit.adjust_credit(ctx, account_id, AdjustCreditRequest(delta=0, note="nothing")).balance == 0
    with pytest.raises(errors.CreditTooLow):
        credit.adjust_credit(ctx, account_id, AdjustCreditRequest(delta=-1, note="more"))
    credit.adjust_credit(ctx, account_id, AdjustCreditRequest(delta=MAX_AMOUNT, note="all"))
    with pytest.raises(errors.CreditOverflow):
        credit.adjust_credit(ctx, account_id, AdjustCreditRequest(delta=1, note="more"))

    assert [event.delta for event in heard if isinstance(event, CreditChanged)] == [-5000, MAX_AMOUNT]
    assert [entry[:2] for entry in ledger()] == [(5000, 5000), (-5000, 0), (MAX_AMOUNT, MAX_AMOUNT)]


def test_an_update_tells_what_changed(ctx: RequestContext, heard: Heard) -> None:
    account_id = card(ctx).card.id
    heard.clear()

    changed = credit.update_credit(ctx, account_id, UpdateCreditRequest(expires_at=LATER, note="birthday"))
    credit.update_credit(ctx, account_id, UpdateCreditRequest(note="birthday"))

    assert (changed.note, changed.expires_at, changed.version) == ("birthday", LATER, 2)
    assert heard == [CreditUpdated(account_id=account_id, fields=("expires_at", "note"))]


def test_who_may_not_issue_is_refused(ctx: RequestContext) -> None:
    visitor = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id())

    with pytest.raises(Forbidden):
        card(visitor)

    assert not models.CreditAccount.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE commerce_credit_entries SET delta = 1", "DELETE FROM commerce_credit_entries"]
)
def test_the_ledger_is_only_added_to(ctx: RequestContext, statement: str) -> None:
    card(ctx)

    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_another_shop_has_its_own_cards(tenant_a: Tenant, tenant_b: Tenant) -> None:
    with tenant_scope(tenant_a):
        issued = card(commerce.system())

    with tenant_scope(tenant_b), pytest.raises(errors.GiftCardNotFound):
        credit.find_card(issued.code)
    with tenant_scope(tenant_b), pytest.raises(errors.CreditAccountNotFound):
        credit.spend(commerce.system(), issued.card.id, 1, order_id=None, payment_id=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("balance", "buyers"), [(100, 2), (300, 8)])
def test_of_buyers_at_once_as_many_pay_as_the_balance_allows(tenant_a: Tenant, balance: int, buyers: int) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        account_id = card(ctx, balance).card.id

    def pay() -> None:
        credit.spend(ctx, account_id, 100, order_id=generate_id(), payment_id=generate_id())

    outcome = in_threads(tenant_a, [pay] * buyers)

    paid = balance // 100
    assert [type(raised) for raised in outcome if raised is not None] == [errors.CreditTooLow] * (buyers - paid)
    with tenant_scope(tenant_a):
        assert models.CreditAccount.objects.get().balance == 0
        # The ledger is in the order of the changes: each balance follows from the one before.
        rows = ledger()
        assert sorted(rows[1:], key=lambda row: -row[1]) == [
            (-100, balance - 100 * number, "spend") for number in range(1, paid + 1)
        ]


@pytest.mark.django_db(transaction=True)
def test_a_payment_that_is_asked_for_twice_at_once_is_paid_once(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        account_id = card(ctx, 100).card.id
    key = generate_id()

    def pay() -> None:
        assert credit.spend(ctx, account_id, 100, order_id=None, payment_id=None, key=key) == 0

    assert in_threads(tenant_a, [pay] * 4) == [None] * 4
    with tenant_scope(tenant_a):
        assert ledger()[1:] == [(-100, 0, "spend")]


@pytest.mark.django_db(transaction=True)
def test_store_credit_that_is_granted_twice_at_once_is_one_account(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx, ada = commerce.system(), customer()

    def grant() -> None:
        credit.grant_store_credit(ctx, GrantStoreCreditRequest(customer_id=ada.id, currency="USD", amount=50))

    assert in_threads(tenant_a, [grant] * 4) == [None] * 4
    with tenant_scope(tenant_a):
        assert models.CreditAccount.objects.get().balance == 200
