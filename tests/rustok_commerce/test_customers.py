"""Customers: of logins and of staff, claiming what was bought as a guest, merging two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from rustok.auth.dto import UpdateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext, Scope
from rustok.dto import MAX_AMOUNT, parse
from rustok.errors import Forbidden, StaleVersion, Unauthenticated
from rustok.events.catalog.carts import CartExpired
from rustok.events.catalog.customers import (
    CustomerCreated,
    CustomerDeleted,
    CustomersMerged,
    CustomerUpdated,
    OrdersClaimed,
)
from rustok.events.catalog.orders import OrderPlaced
from rustok.events.catalog.user import UserDeleted, UserUpdated
from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, handlers, models
from rustok_commerce.dto.customers import (
    CustomerResponse,
    CustomerSort,
    CustomerSpending,
    ListCustomersRequest,
    MergeCustomersRequest,
    UpdateCustomerRequest,
    UpdateOwnCustomerRequest,
)
from rustok_commerce.selectors import customers as selectors
from rustok_commerce.services import customer_merging, customers, reservations
from tests.factories import commerce
from tests.factories import customers as people
from tests.rustok_commerce.conftest import Heard


def update(ctx: RequestContext, row: CustomerResponse, **changes: Any) -> CustomerResponse:
    return customers.update_customer(ctx, row.id, parse(UpdateCustomerRequest, changes))


def hear(ctx: RequestContext, *events: Any) -> None:
    handlers.login_changed([EventEnvelope.wrap(ctx, event) for event in events])


def test_a_login_gets_its_customer_at_the_first_use(ctx: RequestContext, heard: Heard) -> None:
    user = people.login(first_name="Ada", last_name="Byron", locale="ru")
    heard.clear()

    first = customers.customer_for(people.shopper(user.id))
    second = customers.customer_for(people.shopper(user.id))

    assert first == second
    assert (first.email, first.first_name, first.last_name, first.locale) == (user.email, "Ada", "Byron", "ru")
    assert heard == [CustomerCreated(customer_id=first.id)]


def test_a_visitor_has_no_customer(ctx: RequestContext) -> None:
    with pytest.raises(Unauthenticated):
        customers.customer_for(RequestContext(tenant_id=ctx.tenant_id))
    with pytest.raises(Unauthenticated):
        customers.customer_for(people.shopper(generate_id()))

    assert not models.Customer.objects.exists()


def test_customers_change_what_is_theirs(ctx: RequestContext, heard: Heard) -> None:
    me = people.shopper(people.login().id)
    before = customers.own_customer(me)
    heard.clear()
    request = UpdateOwnCustomerRequest(phone="+49 30 1234", accepts_marketing=True, version=before.version)

    after = customers.update_own_customer(me, request)

    assert (after.phone, after.accepts_marketing, after.version) == ("+49 30 1234", True, before.version + 1)
    assert heard.take() == [CustomerUpdated(customer_id=before.id, fields=("accepts_marketing", "phone"))]
    with pytest.raises(StaleVersion):
        customers.update_own_customer(me, request)
    with pytest.raises(errors.LocaleNotEnabled):
        customers.update_own_customer(me, UpdateOwnCustomerRequest(locale="fr"))
    assert customers.own_customer(me) == after
    assert heard == []


def test_guest_orders_are_claimed_when_the_address_is_confirmed_and_not_before(
    ctx: RequestContext, heard: Heard
) -> None:
    user = people.login(verified=False)
    guest = people.order(email=user.email)
    other = people.order(email="somebody@example.com")
    customer = customers.customer_for(people.shopper(user.id))
    hear(ctx, UserUpdated(user_id=user.id, fields=("email_verified",)))
    guest.refresh_from_db()
    assert guest.customer_id is None

    users.update_user(ctx, user.id, UpdateUserRequest(email_verified=True))
    heard.clear()
    hear(ctx, UserUpdated(user_id=user.id, fields=("email_verified",)))
    hear(ctx, UserUpdated(user_id=user.id, fields=("email_verified",)))

    guest.refresh_from_db()
    other.refresh_from_db()
    assert (guest.customer_id, other.customer_id) == (customer.id, None)
    assert heard == [OrdersClaimed(customer_id=customer.id, orders=1)]


def test_a_confirmed_login_claims_at_its_first_use(ctx: RequestContext, heard: Heard) -> None:
    user = people.login()
    guest = people.order(email=user.email)
    theirs = people.order(email=user.email, customer_id=generate_id())

    customer = customers.customer_for(people.shopper(user.id))

    guest.refresh_from_db()
    theirs.refresh_from_db()
    assert guest.customer_id == customer.id
    assert theirs.customer_id not in (None, customer.id)


def test_an_order_placed_without_signing_in_is_the_customers_whose_confirmed_address_it_bears(
    ctx: RequestContext, heard: Heard
) -> None:
    known, unknown = people.login(), people.login(verified=False)
    customer = customers.customer_for(people.shopper(known.id))
    customers.customer_for(people.shopper(unknown.id))
    orders = [people.order(email=email) for email in (known.email, unknown.email, "guest@example.com")]
    heard.clear()

    placed = [
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            cart_id=None,
            customer_id=None,
            channel="default",
            currency="EUR",
            total=1000,
        )
        for order in orders
    ]
    for _ in range(2):
        handlers.orders_placed([EventEnvelope.wrap(ctx, event) for event in placed])

    for order in orders:
        order.refresh_from_db()
    assert [order.customer_id for order in orders] == [customer.id, None, None]
    assert heard == [OrdersClaimed(customer_id=customer.id, orders=1)]


def test_an_unconfirmed_login_gets_nothing_that_staff_entered(ctx: RequestContext) -> None:
    entered = people.customer(email="ada@example.com", phone="123", note="Calls on Mondays")
    user = people.login(email="Ada@Example.com", verified=False)

    mine = customers.customer_for(people.shopper(user.id))

    assert mine.id != entered.id
    assert (mine.phone, mine.note) == ("", "")

    users.update_user(ctx, user.id, UpdateUserRequest(email_verified=True))
    hear(ctx, UserUpdated(user_id=user.id, fields=("email_verified",)))

    mine.refresh_from_db()
    former = selectors.present_customer(entered.id)
    assert (mine.phone, mine.note, mine.user_id) == ("123", "Calls on Mondays", user.id)
    assert (former.email, former.phone, former.note, former.merged_into_id) == (None, "", "", mine.id)


def test_the_address_follows_the_login(ctx: RequestContext, heard: Heard) -> None:
    user = people.login()
    customer = customers.customer_for(people.shopper(user.id))
    users.update_user(ctx, user.id, UpdateUserRequest(email="new@example.com"))
    heard.clear()

    hear(ctx, UserUpdated(user_id=user.id, fields=("email", "email_verified")))

    customer.refresh_from_db()
    assert customer.email == "new@example.com"
    assert heard == [CustomerUpdated(customer_id=customer.id, fields=("email",))]


def test_a_customer_outlives_the_login(ctx: RequestContext) -> None:
    user = people.login()
    customer = customers.customer_for(people.shopper(user.id))
    users.delete_user(ctx, user.id)

    hear(ctx, UserDeleted(user_id=user.id))

    customer.refresh_from_db()
    assert (customer.user_id, customer.email) == (None, user.email)


def test_staff_enters_and_changes_customers(ctx: RequestContext, heard: Heard) -> None:
    customer = people.customer(email=" Ada@Example.com ", first_name="Ada", metadata={"source": "fair"})
    with pytest.raises(errors.DuplicateCustomer):
        people.customer(email="ada@example.com")
    with pytest.raises(errors.CustomerGroupNotFound):
        update(ctx, customer, group_id=str(generate_id()))
    with pytest.raises(errors.CustomerNotFound):
        customers.update_customer(ctx, generate_id(), UpdateCustomerRequest(note="?"))

    changed = update(ctx, customer, email="ada@byron.org", version=customer.version)
    update(ctx, customer, email="ada@byron.org")

    assert (customer.email, customer.locale, changed.email) == ("ada@example.com", "en", "ada@byron.org")
    assert heard == [
        CustomerCreated(customer_id=customer.id),
        CustomerUpdated(customer_id=customer.id, fields=("email",)),
    ]


def test_the_address_of_a_login_is_not_changed_here(ctx: RequestContext) -> None:
    row = customers.customer_for(people.shopper(people.login().id))

    with pytest.raises(errors.CustomerHasLogin):
        customers.update_customer(ctx, row.id, UpdateCustomerRequest(email="other@example.com"))

    assert selectors.get_customer(ctx, row.id).email == row.email


def test_only_customers_who_bought_nothing_are_deleted(ctx: RequestContext, heard: Heard) -> None:
    buyer, other = people.customer(), people.customer()
    people.order(customer_id=buyer.id)
    heard.clear()

    with pytest.raises(errors.CustomerHasHistory):
        customers.delete_customer(ctx, buyer.id)
    customers.delete_customer(ctx, other.id)

    assert [row.id for row in selectors.list_customers(ctx, ListCustomersRequest()).items] == [buyer.id]
    assert heard == [CustomerDeleted(customer_id=other.id)]


def test_lists_tell_what_was_bought(ctx: RequestContext, django_assert_num_queries: Any) -> None:
    buyer, other = people.customer(first_name="Ada"), people.customer(company="Byron Ltd")
    people.order(customer_id=buyer.id, total=1000, captured_total=1000, refunded_total=300)
    people.order(customer_id=buyer.id, total=2000)
    people.order(customer_id=buyer.id, total=9000, status="cancelled")
    people.order(customer_id=buyer.id, total=700, currency="USD")

    with django_assert_num_queries(2):
        page = selectors.list_customers(ctx, ListCustomersRequest())

    assert [(row.id, row.orders_count) for row in page.items] == [(other.id, 0), (buyer.id, 4)]
    assert page.items[1].spending == (
        CustomerSpending(currency="EUR", orders=2, total=3000, refunded=300),
        CustomerSpending(currency="USD", orders=1, total=700, refunded=0),
    )


def test_lists_are_searched_filtered_and_paged(ctx: RequestContext) -> None:
    ada = people.customer(first_name="Ada", accepts_marketing=True)
    company = people.customer(company="Byron Ltd", phone="+44 20 7946")
    member = customers.customer_for(people.shopper(people.login().id))

    def ids(**query: Any) -> list[Any]:
        return [row.id for row in selectors.list_customers(ctx, ListCustomersRequest(**query)).items]

    assert ids(q="ada") == [ada.id]
    assert ids(q="byron") == [company.id]
    assert ids(q="7946") == [company.id]
    assert ids(has_login=True) == [member.id]
    assert ids(has_login=False, sort=CustomerSort.OLDEST) == [ada.id, company.id]
    assert ids(accepts_marketing=True) == [ada.id]
    first = selectors.list_customers(ctx, ListCustomersRequest(limit=2))
    second = selectors.list_customers(ctx, ListCustomersRequest(limit=2, after=first.next))
    assert [row.id for row in (*first.items, *second.items)] == [member.id, company.id, ada.id]
    assert second.next is None
    with pytest.raises(errors.InvalidCursor):
        selectors.list_customers(ctx, ListCustomersRequest(sort=CustomerSort.OLDEST, after=first.next))


def test_a_merge_brings_everything_together(ctx: RequestContext, heard: Heard) -> None:
    user = people.login(first_name="Ada")
    kept = customers.customer_for(people.shopper(user.id))
    other = people.customer(last_name="Byron", note="Calls on Mondays", tax_exempt=True)
    order = people.order(customer_id=other.id)
    here = {"customer_id": kept.id, "country": "DE", "is_default_shipping": True}
    there = {"customer_id": other.id, "country": "DE", "is_default_shipping": True, "is_default_billing": True}
    models.CustomerAddress.objects.create(line1="Here 1", **here)
    models.CustomerAddress.objects.create(line1="There 2", **there)
    euro = models.CreditAccount.objects.create(kind="store_credit", customer_id=kept.id, currency="EUR", balance=100)
    theirs = models.CreditAccount.objects.create(kind="store_credit", customer_id=other.id, currency="EUR", balance=50)
    dollar = models.CreditAccount.objects.create(kind="store_credit", customer_id=other.id, currency="USD", balance=7)
    heard.clear()

    merged = customer_merging.merge_customers(ctx, kept.id, MergeCustomersRequest(customer_id=other.id))

    order.refresh_from_db()
    books = models.CustomerAddress.objects.filter(customer=kept.id).order_by("id")
    balances = dict(models.CreditAccount.objects.values_list("id", "balance"))
    assert (merged.first_name, merged.last_name, merged.note, merged.tax_exempt) == (
        "Ada",
        "Byron",
        "Calls on Mondays",
        True,
    )
    assert order.customer_id == kept.id
    assert [(row.line1, row.is_default_shipping, row.is_default_billing) for row in books] == [
        ("Here 1", True, False),
        ("There 2", False, True),
    ]
    assert balances == {euro.id: 150, theirs.id: 0, dollar.id: 7}
    assert models.CreditAccount.objects.get(id=dollar.id).customer_id == kept.id
    entries = models.CreditEntry.objects.order_by("id").values_list("account_id", "delta", "balance_after")
    assert list(entries) == [(theirs.id, -50, 0), (euro.id, 50, 150)]
    assert heard == [CustomersMerged(customer_id=kept.id, merged_id=other.id)]
    with pytest.raises(errors.CustomerErased):
        customer_merging.merge_customers(ctx, kept.id, MergeCustomersRequest(customer_id=other.id))


def test_a_merge_gives_an_open_cart_up_where_there_is_one_already(ctx: RequestContext) -> None:
    kept, other = people.customer(), people.customer()

    def cart(customer_id: Any, currency: str) -> models.Cart:
        made: models.Cart = models.Cart.objects.create(
            customer_id=customer_id,
            token_hash=str(generate_id()),
            channel="default",
            currency=currency,
            locale="en",
            expires_at="2100-01-01T00:00:00Z",
        )
        return made

    mine, clashing, moved = cart(kept.id, "EUR"), cart(other.id, "EUR"), cart(other.id, "USD")

    customer_merging.merge_customers(ctx, kept.id, MergeCustomersRequest(customer_id=other.id))

    rows = models.Cart.objects.order_by("id").values_list("id", "customer_id", "status")
    assert list(rows) == [
        (mine.id, kept.id, "open"),
        (clashing.id, kept.id, "expired"),
        (moved.id, kept.id, "open"),
    ]


def test_a_cart_that_a_merge_gives_up_promises_nothing_any_more(ctx: RequestContext, heard: Heard) -> None:
    kept, other = people.customer(), people.customer()
    carts = [
        models.Cart.objects.create(
            customer_id=customer.id,
            token_hash=str(generate_id()),
            channel="default",
            currency="EUR",
            locale="en",
            expires_at="2100-01-01T00:00:00Z",
        )
        for customer in (kept, other)
    ]
    piece = commerce.product(published=True).variants[0].id
    reservations.reserve_for_cart(ctx, carts[1].id, {piece: 3}, timezone.now() + dt.timedelta(minutes=15))
    heard.clear()

    customer_merging.merge_customers(ctx, kept.id, MergeCustomersRequest(customer_id=other.id))

    assert not models.StockReservation.objects.exists()
    assert set(models.StockLevel.objects.filter(variant_id=piece).values_list("reserved", flat=True)) == {0}
    assert [event for event in heard if isinstance(event, CartExpired)] == [CartExpired(cart_id=carts[1].id)]


def test_a_merge_that_an_account_cannot_hold_changes_nothing(ctx: RequestContext, heard: Heard) -> None:
    kept, other = people.customer(), people.customer()
    for customer, balance in ((kept, MAX_AMOUNT), (other, 1)):
        models.CreditAccount.objects.create(
            kind="store_credit", customer_id=customer.id, currency="EUR", balance=balance
        )
    heard.clear()

    with pytest.raises(errors.CreditOverflow):
        customer_merging.merge_customers(ctx, kept.id, MergeCustomersRequest(customer_id=other.id))

    assert list(models.CreditAccount.objects.order_by("id").values_list("balance", flat=True)) == [MAX_AMOUNT, 1]
    assert (models.Customer.objects.get(id=other.id).merged_into_id, heard) == (None, [])


def test_a_merge_takes_a_login_over_and_never_leaves_one_behind(ctx: RequestContext) -> None:
    entered = people.customer()
    first = customers.customer_for(people.shopper(people.login().id))
    second = customers.customer_for(people.shopper(people.login().id))

    with pytest.raises(errors.BothHaveLogins):
        customer_merging.merge_customers(ctx, first.id, MergeCustomersRequest(customer_id=second.id))
    with pytest.raises(errors.SameCustomer):
        customer_merging.merge_customers(ctx, first.id, MergeCustomersRequest(customer_id=first.id))
    with pytest.raises(errors.CustomerNotFound):
        customer_merging.merge_customers(ctx, first.id, MergeCustomersRequest(customer_id=generate_id()))
    merged = customer_merging.merge_customers(ctx, entered.id, MergeCustomersRequest(customer_id=first.id))

    assert (merged.user_id, merged.email) == (first.user_id, first.email)
    assert customers.customer_for(people.shopper(first.user_id)).id == entered.id


def test_another_shop_knows_none_of_them(ctx: RequestContext, tenant_b: Tenant) -> None:
    customer = people.customer()

    with tenant_scope(tenant_b), pytest.raises(errors.CustomerNotFound):
        selectors.get_customer(RequestContext.system(tenant_b.id), customer.id)


@pytest.mark.parametrize("right", ["commerce.customer:read", "commerce.customer_group:read"])
def test_customers_are_seen_with_the_right_only(ctx: RequestContext, right: str) -> None:
    customer = people.customer()
    staff = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions={right: Scope.ALL})

    if right == "commerce.customer:read":
        assert selectors.get_customer(staff, customer.id) == customer
    else:
        with pytest.raises(Forbidden):
            selectors.get_customer(staff, customer.id)
    with pytest.raises(Forbidden):
        update(staff, customer, note="?")
    assert selectors.present_customer(customer.id) == customer
