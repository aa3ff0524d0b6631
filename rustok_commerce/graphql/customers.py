"""GraphQL of customers: what is a shopper's own, and all of them for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from rustok.api.graphql.dto import enum_type, input_type, object_type
from rustok.api.graphql.relay import Connection, connect, connection_field, page_query
from rustok.api.graphql.scalars import ID
from rustok.auth.dto import AcceptedResponse
from rustok.dto import parse
from rustok_commerce.dto.addresses import AddressFormResponse, CountryResponse
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CreateCustomerGroupRequest,
    CreateCustomerRequest,
    CustomerAddressResponse,
    CustomerGroupResponse,
    CustomerResponse,
    CustomerSort,
    ErasureResponse,
    ListCustomersRequest,
    MergeCustomersRequest,
    OwnCustomerResponse,
    PersonalDataResponse,
    UpdateCustomerAddressRequest,
    UpdateCustomerGroupRequest,
    UpdateCustomerRequest,
    UpdateOwnCustomerRequest,
)
from rustok_commerce.selectors import customer_addresses as address_selectors
from rustok_commerce.selectors import customers as selectors
from rustok_commerce.services import (
    addresses,
    customer_addresses,
    customer_groups,
    customer_merging,
    customer_privacy,
    customers,
)

CustomerAddress = object_type(CustomerAddressResponse)
Customer = object_type(
    CustomerResponse,
    addresses=graphene.List(graphene.NonNull(CustomerAddress), required=True),
    resolve_addresses=lambda customer, info: address_selectors.list_addresses(info.context.ctx, customer.id),
)
OwnCustomer = object_type(
    OwnCustomerResponse,
    addresses=graphene.List(graphene.NonNull(CustomerAddress), required=True),
    resolve_addresses=lambda customer, info: address_selectors.list_own_addresses(info.context.ctx),
)
CustomerGroup = object_type(CustomerGroupResponse)
Country = object_type(CountryResponse)
AddressForm = object_type(AddressFormResponse)
Erasure = object_type(ErasureResponse)
PersonalData = object_type(PersonalDataResponse)


class CustomerQuery:
    """Customers."""

    my_customer = graphene.Field(OwnCustomer, description="Whoever is signed in, as a customer; null for a visitor.")
    countries = graphene.List(
        graphene.NonNull(Country), required=True, description="Where the channel sells to, by name."
    )
    address_form = graphene.Field(
        AddressForm, country=graphene.String(required=True), description="What addresses of a country are made of."
    )
    admin_customers = connection_field(
        Customer,
        q=graphene.String(description="A part of the address, of a name, of the company or of the phone number."),
        group_id=ID(),
        has_login=graphene.Boolean(),
        accepts_marketing=graphene.Boolean(),
        sort=enum_type(CustomerSort)(),
    )
    admin_customer = graphene.Field(Customer, id=ID(required=True))
    my_personal_data = graphene.Field(PersonalData, description="All that is held of whoever is signed in.")
    customer_personal_data = graphene.Field(PersonalData, customer_id=ID(required=True))
    customer_groups = graphene.List(graphene.NonNull(CustomerGroup), required=True)
    customer_group = graphene.Field(CustomerGroup, id=ID(required=True))

    def resolve_my_customer(self, info: Any) -> OwnCustomerResponse | None:
        return None if info.context.ctx.actor_id is None else customers.own_customer(info.context.ctx)

    def resolve_countries(self, info: Any) -> tuple[CountryResponse, ...]:
        return addresses.list_countries(info.context.ctx)

    def resolve_address_form(self, info: Any, country: str) -> AddressFormResponse:
        return addresses.address_form(info.context.ctx, country)

    def resolve_admin_customers(
        self, info: Any, first: int | None = None, after: str | None = None, **filters: Any
    ) -> Connection:
        query = page_query(first, after)
        wanted = {name: getattr(value, "value", value) for name, value in filters.items() if value is not None}
        place = {"after": after} if after is not None else {}
        request = parse(ListCustomersRequest, {**wanted, **place, "limit": query.limit})
        return connect(selectors.list_customers(info.context.ctx, request), after)

    def resolve_admin_customer(self, info: Any, id: UUID) -> CustomerResponse:
        return selectors.get_customer(info.context.ctx, id)

    def resolve_my_personal_data(self, info: Any) -> PersonalDataResponse:
        return customer_privacy.export_own_data(info.context.ctx)

    def resolve_customer_personal_data(self, info: Any, customer_id: UUID) -> PersonalDataResponse:
        return customer_privacy.export_customer(info.context.ctx, customer_id)

    def resolve_customer_groups(self, info: Any) -> tuple[CustomerGroupResponse, ...]:
        return selectors.list_customer_groups(info.context.ctx)

    def resolve_customer_group(self, info: Any, id: UUID) -> CustomerGroupResponse:
        return selectors.get_customer_group(info.context.ctx, id)


class UpdateMyCustomer(graphene.Mutation):
    """Change one's own data as a customer; fields left out stay. The e-mail address is the login's."""

    class Arguments:
        input = input_type(UpdateOwnCustomerRequest, "UpdateMyCustomerInput")(required=True)

    Output = graphene.NonNull(OwnCustomer)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> OwnCustomerResponse:
        return customers.update_own_customer(info.context.ctx, parse(UpdateOwnCustomerRequest, input))


class CreateMyAddress(graphene.Mutation):
    """Add an address to one's own book; the first one is the default for everything."""

    class Arguments:
        input = input_type(CreateCustomerAddressRequest)(required=True)

    Output = graphene.NonNull(CustomerAddress)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CustomerAddressResponse:
        return customer_addresses.create_own_address(info.context.ctx, parse(CreateCustomerAddressRequest, input))


class UpdateMyAddress(graphene.Mutation):
    """Change an address of one's own, or make it a default one in place of another; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCustomerAddressRequest)(required=True)

    Output = graphene.NonNull(CustomerAddress)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CustomerAddressResponse:
        return customer_addresses.update_own_address(info.context.ctx, id, parse(UpdateCustomerAddressRequest, input))


class DeleteMyAddress(graphene.Mutation):
    """Take an address out of one's own book; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        customer_addresses.delete_own_address(info.context.ctx, id)
        return id


class CreateCustomer(graphene.Mutation):
    """Enter a customer without a login."""

    class Arguments:
        input = input_type(CreateCustomerRequest)(required=True)

    Output = graphene.NonNull(Customer)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CustomerResponse:
        return customers.create_customer(info.context.ctx, parse(CreateCustomerRequest, input))


class UpdateCustomer(graphene.Mutation):
    """Change a customer; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCustomerRequest)(required=True)

    Output = graphene.NonNull(Customer)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CustomerResponse:
        return customers.update_customer(info.context.ctx, id, parse(UpdateCustomerRequest, input))


class DeleteCustomer(graphene.Mutation):
    """Delete a customer who has bought nothing; returns the id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        customers.delete_customer(info.context.ctx, id)
        return id


class MergeIntoCustomer(graphene.Mutation):
    """Give a customer all that another one has; the other is empty afterwards."""

    class Arguments:
        id = ID(required=True)
        input = input_type(MergeCustomersRequest)(required=True)

    Output = graphene.NonNull(Customer)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CustomerResponse:
        return customer_merging.merge_customers(info.context.ctx, id, parse(MergeCustomersRequest, input))


class EraseCustomer(graphene.Mutation):
    """Forget a customer everywhere; orders stay without what names anybody. A second time changes nothing."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(Erasure)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> ErasureResponse:
        return customer_privacy.erase_customer(info.context.ctx, id)


class RequestMyErasure(graphene.Mutation):
    """Ask to be forgotten; the shop is told, and decides. Asking again changes nothing."""

    Output = graphene.NonNull(object_type(AcceptedResponse))

    @staticmethod
    def mutate(root: Any, info: Any) -> AcceptedResponse:
        return customer_privacy.request_erasure(info.context.ctx)


class CreateCustomerAddress(graphene.Mutation):
    """Add an address to a customer's book; the first one is the default for everything."""

    class Arguments:
        customer_id = ID(required=True)
        input = input_type(CreateCustomerAddressRequest)(required=True)

    Output = graphene.NonNull(CustomerAddress)

    @staticmethod
    def mutate(root: Any, info: Any, customer_id: UUID, input: Any) -> CustomerAddressResponse:
        request = parse(CreateCustomerAddressRequest, input)
        return customer_addresses.create_address(info.context.ctx, customer_id, request)


class UpdateCustomerAddress(graphene.Mutation):
    """Change an address of a customer, or make it a default one in place of another; fields left out stay."""

    class Arguments:
        customer_id = ID(required=True)
        id = ID(required=True)
        input = input_type(UpdateCustomerAddressRequest)(required=True)

    Output = graphene.NonNull(CustomerAddress)

    @staticmethod
    def mutate(root: Any, info: Any, customer_id: UUID, id: UUID, input: Any) -> CustomerAddressResponse:
        request = parse(UpdateCustomerAddressRequest, input)
        return customer_addresses.update_address(info.context.ctx, customer_id, id, request)


class DeleteCustomerAddress(graphene.Mutation):
    """Take an address out of a customer's book; returns its id."""

    class Arguments:
        customer_id = ID(required=True)
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, customer_id: UUID, id: UUID) -> UUID:
        customer_addresses.delete_address(info.context.ctx, customer_id, id)
        return id


class CreateCustomerGroup(graphene.Mutation):
    """Make a group of customers."""

    class Arguments:
        input = input_type(CreateCustomerGroupRequest)(required=True)

    Output = graphene.NonNull(CustomerGroup)

    @staticmethod
    def mutate(root: Any, info: Any, input: Any) -> CustomerGroupResponse:
        return customer_groups.create_customer_group(info.context.ctx, parse(CreateCustomerGroupRequest, input))


class UpdateCustomerGroup(graphene.Mutation):
    """Change a group of customers; fields left out stay."""

    class Arguments:
        id = ID(required=True)
        input = input_type(UpdateCustomerGroupRequest)(required=True)

    Output = graphene.NonNull(CustomerGroup)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID, input: Any) -> CustomerGroupResponse:
        return customer_groups.update_customer_group(info.context.ctx, id, parse(UpdateCustomerGroupRequest, input))


class DeleteCustomerGroup(graphene.Mutation):
    """Delete a group that nobody is in and no price list is for; returns its id."""

    class Arguments:
        id = ID(required=True)

    Output = graphene.NonNull(ID)

    @staticmethod
    def mutate(root: Any, info: Any, id: UUID) -> UUID:
        customer_groups.delete_customer_group(info.context.ctx, id)
        return id


class CustomerMutation:
    """Changes to customers."""

    update_my_customer = UpdateMyCustomer.Field()
    create_my_address = CreateMyAddress.Field()
    update_my_address = UpdateMyAddress.Field()
    delete_my_address = DeleteMyAddress.Field()
    create_customer = CreateCustomer.Field()
    update_customer = UpdateCustomer.Field()
    delete_customer = DeleteCustomer.Field()
    merge_into_customer = MergeIntoCustomer.Field()
    erase_customer = EraseCustomer.Field()
    request_my_erasure = RequestMyErasure.Field()
    create_customer_address = CreateCustomerAddress.Field()
    update_customer_address = UpdateCustomerAddress.Field()
    delete_customer_address = DeleteCustomerAddress.Field()
    create_customer_group = CreateCustomerGroup.Field()
    update_customer_group = UpdateCustomerGroup.Field()
    delete_customer_group = DeleteCustomerGroup.Field()
