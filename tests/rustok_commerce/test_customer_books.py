"""Books of addresses, groups, and the APIs of customers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.catalog.customers import (
    CustomerGroupCreated,
    CustomerGroupDeleted,
    CustomerGroupUpdated,
    CustomerUpdated,
)
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from rustok_commerce import errors, models
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CreateCustomerGroupRequest,
    CustomerAddressResponse,
    UpdateCustomerAddressRequest,
    UpdateCustomerGroupRequest,
    UpdateCustomerRequest,
)
from rustok_commerce.selectors import customer_addresses as selectors
from rustok_commerce.selectors import customers as customer_selectors
from rustok_commerce.services import customer_addresses, customer_groups, customers
from tests.factories import customers as people
from tests.rustok_commerce.conftest import Heard

BERLIN = {"country": "DE", "last_name": "Byron", "line1": "Allee 1", "city": "Berlin", "postcode": "10115"}


def add(ctx: RequestContext, **parts: Any) -> CustomerAddressResponse:
    return customer_addresses.create_own_address(ctx, parse(CreateCustomerAddressRequest, {**BERLIN, **parts}))


def change(ctx: RequestContext, address_id: UUID, **parts: Any) -> CustomerAddressResponse:
    return customer_addresses.update_own_address(ctx, address_id, parse(UpdateCustomerAddressRequest, parts))


def marks(ctx: RequestContext) -> list[tuple[str, bool, bool]]:
    found = selectors.list_own_addresses(ctx)
    return [(row.line1, row.is_default_shipping, row.is_default_billing) for row in found]


@pytest.fixture
def me(ctx: RequestContext) -> RequestContext:
    """Somebody who signed in to buy."""
    return people.shopper(people.login().id)


@pytest.fixture
def shop(in_tenant_a: Tenant) -> Tenant:
    """Tenant ``a``, with a shop."""
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    return in_tenant_a


def test_the_first_address_is_the_default_for_everything(me: RequestContext) -> None:
    first = add(me)
    add(me, line1="Allee 2")

    assert first.lines == ("Byron", "Allee 1", "10115 BERLIN", "Germany")
    assert marks(me) == [("Allee 1", True, True), ("Allee 2", False, False)]


def test_a_default_goes_to_another_address_in_one_step(me: RequestContext, heard: Heard) -> None:
    add(me)
    second = add(me, line1="Allee 2", is_default_billing=True)
    customer = customers.customer_for(me)
    heard.clear()

    change(me, second.id, is_default_shipping=True)
    change(me, second.id, is_default_shipping=True)

    assert marks(me) == [("Allee 1", False, False), ("Allee 2", True, True)]
    assert heard == [CustomerUpdated(customer_id=customer.id, fields=("addresses",))]


def test_an_address_stays_right_when_it_is_changed(me: RequestContext) -> None:
    row = add(me)

    with pytest.raises(InvalidInput) as caught:
        change(me, row.id, country="US", postcode="90210")
    moved = change(me, row.id, country="US", postcode="90210", region="California")

    assert [(error.path, error.code) for error in caught.value.errors] == [(("region",), "required")]
    assert (moved.region, moved.country) == ("CA", "US")


def test_a_wrong_address_is_not_kept(me: RequestContext) -> None:
    with pytest.raises(InvalidInput):
        add(me, postcode="1")

    assert selectors.list_own_addresses(me) == ()


def test_an_address_is_its_owners(me: RequestContext, ctx: RequestContext) -> None:
    mine = add(me)
    other = people.shopper(people.login().id)

    with pytest.raises(errors.AddressNotFound):
        change(other, mine.id, line1="Mine now")
    with pytest.raises(errors.AddressNotFound):
        customer_addresses.delete_own_address(other, mine.id)
    with pytest.raises(errors.AddressNotFound):
        customer_addresses.delete_address(ctx, people.customer().id, mine.id)
    assert marks(me) == [("Allee 1", True, True)]

    customer_addresses.delete_own_address(me, mine.id)
    assert marks(me) == []


def test_a_book_has_an_end(me: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_addresses, "MAX_ADDRESSES", 2)
    add(me)
    add(me)

    with pytest.raises(errors.TooManyAddresses):
        add(me)

    assert len(marks(me)) == 2


def test_groups_are_made_changed_and_deleted(ctx: RequestContext, heard: Heard) -> None:
    group = customer_groups.create_customer_group(ctx, CreateCustomerGroupRequest(code="trade", name="Trade"))
    with pytest.raises(errors.DuplicateCustomerGroup):
        customer_groups.create_customer_group(ctx, CreateCustomerGroupRequest(code="trade", name="Other"))
    request = UpdateCustomerGroupRequest(tax_exempt=True, version=group.version)
    changed = customer_groups.update_customer_group(ctx, group.id, request)
    with pytest.raises(StaleVersion):
        customer_groups.update_customer_group(ctx, group.id, request)
    customer = people.customer(group_id=str(group.id))

    with pytest.raises(errors.CustomerGroupInUse):
        customer_groups.delete_customer_group(ctx, group.id)
    assert customer_selectors.get_customer_group(ctx, group.id).customers == 1
    customers.update_customer(ctx, customer.id, UpdateCustomerRequest(group_id=None))
    heard_before = [event for event in heard.take() if "group" in event.type]
    customer_groups.delete_customer_group(ctx, group.id)

    assert (changed.tax_exempt, changed.version) == (True, group.version + 1)
    assert heard_before == [
        CustomerGroupCreated(group_id=group.id),
        CustomerGroupUpdated(group_id=group.id, fields=("tax_exempt",)),
    ]
    assert heard == [CustomerGroupDeleted(group_id=group.id)]
    assert customer_selectors.list_customer_groups(ctx) == ()


def test_a_group_with_prices_of_its_own_stays(ctx: RequestContext) -> None:
    group = customer_groups.create_customer_group(ctx, CreateCustomerGroupRequest(code="trade", name="Trade"))
    models.PriceList.objects.create(code="trade", name="Trade", customer_group_id=group.id)

    with pytest.raises(errors.CustomerGroupInUse):
        customer_groups.delete_customer_group(ctx, group.id)

    assert models.CustomerGroup.objects.count() == 1


def test_shoppers_keep_their_things_by_rest(shop: Tenant) -> None:
    me, other = api_client(shop, Role.CUSTOMER), api_client(shop, Role.CUSTOMER)

    shown = me.get("/api/v1/store/customers/me")
    changed = me.patch("/api/v1/store/customers/me", {"phone": "+49 30 123456"}, If_Match=shown["ETag"])
    stale = me.patch("/api/v1/store/customers/me", {"phone": "+49 30 1"}, If_Match=shown["ETag"])
    made = me.post("/api/v1/store/customers/me/addresses", BERLIN)
    address = f"/api/v1/store/customers/me/addresses/{made.json()['id']}"
    wrong = me.patch(address, {"postcode": "x"})

    assert (shown.status_code, changed.status_code, stale.status_code) == (200, 200, 409)
    assert changed.json()["phone"] == "+49 30 123456"
    assert (made.status_code, made.json()["lines"][2]) == (201, "10115 BERLIN")
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, ["postcode"])
    assert other.patch(address, {"line1": "Mine"}).status_code == 404
    assert other.get("/api/v1/store/customers/me/addresses").json()["items"] == []
    assert api_client(shop).get("/api/v1/store/customers/me").status_code == 401
    assert me.delete(address).status_code == 204
    assert me.get("/api/v1/store/countries/US").json()["region_kind"] == "state"
    assert me.get("/api/v1/store/countries/XX").status_code == 422


def test_shoppers_keep_their_things_by_graphql(shop: Tenant) -> None:
    me = api_client(shop, Role.CUSTOMER)
    add_one = "mutation($a: CreateCustomerAddressInput!) { createMyAddress(input: $a) { id lines } }"
    show = '{ myCustomer { phone addresses { line1 isDefaultShipping } } addressForm(country: "DE") { required } }'

    me.graphql('mutation { updateMyCustomer(input: {phone: "+49 30 123456"}) { id } }')
    berlin = {"lastName" if name == "last_name" else name: value for name, value in BERLIN.items()}
    made = me.graphql(add_one, {"a": berlin}).json()
    shown = me.graphql(show).json()["data"]

    assert made["data"]["createMyAddress"]["lines"][0] == "Byron"
    assert shown["myCustomer"]["phone"] == "+49 30 123456"
    assert shown["myCustomer"]["addresses"] == [{"line1": "Allee 1", "isDefaultShipping": True}]
    assert shown["addressForm"]["required"] == ["city", "last_name", "line1", "postcode"]
    assert api_client(shop).graphql("{ myCustomer { id } }").json() == {"data": {"myCustomer": None}}


def test_staff_works_with_customers_by_both_apis(shop: Tenant, tenant_b: Tenant) -> None:
    staff, shopper = api_client(shop, Role.MANAGER), api_client(shop, Role.CUSTOMER)

    made = staff.post("/api/v1/admin/customers", {"email": "ada@example.com"}).json()
    other = staff.post("/api/v1/admin/customers", {"email": "eve@example.com"}).json()
    book = f"/api/v1/admin/customers/{made['id']}/addresses"
    address = staff.post(book, BERLIN).json()
    found = staff.get("/api/v1/admin/customers?q=ada").json()["items"]
    query = "query($id: ID!) { adminCustomer(id: $id) { email ordersCount addresses { city } } }"
    shown = staff.graphql(query, {"id": made["id"]}).json()["data"]["adminCustomer"]
    merged = staff.post(f"/api/v1/admin/customers/{made['id']}/merge", {"customer_id": other["id"]})

    assert [row["id"] for row in found] == [made["id"]]
    assert shown == {"email": "ada@example.com", "ordersCount": 0, "addresses": [{"city": "Berlin"}]}
    assert merged.status_code == 200
    assert staff.get(f"/api/v1/admin/customers/{other['id']}").json()["merged_into_id"] == made["id"]
    assert staff.delete(f"{book}/{address['id']}").status_code == 204
    assert staff.get(f"/api/v1/admin/customers/{to_ulid(generate_id())}").status_code == 404
    assert shopper.get("/api/v1/admin/customers").status_code == 403
    with tenant_scope(tenant_b):
        TenantModule.objects.create(module_slug="commerce", enabled=True)
        foreign = api_client(tenant_b, Role.MANAGER)
        assert foreign.get(f"/api/v1/admin/customers/{made['id']}").status_code == 404
        assert foreign.delete(f"/api/v1/admin/customers/{made['id']}").status_code == 404
