"""REST of customers and their groups for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CreateCustomerGroupRequest,
    CreateCustomerRequest,
    CustomerAddressResponse,
    CustomerGroupResponse,
    CustomerResponse,
    ErasureResponse,
    ListCustomersRequest,
    MergeCustomersRequest,
    PersonalDataResponse,
    UpdateCustomerAddressRequest,
    UpdateCustomerGroupRequest,
    UpdateCustomerRequest,
)
from rustok_commerce.selectors import customer_addresses as address_selectors
from rustok_commerce.selectors import customers as selectors
from rustok_commerce.services import customer_addresses, customer_groups, customer_merging, customer_privacy, customers


class CustomersView(ApiView):
    """Who buys."""

    tag = "customers"

    @endpoint(query=ListCustomersRequest, response=CustomerResponse, page=True)
    def get(self, request: Request, query: ListCustomersRequest) -> Page[CustomerResponse]:
        """List customers with what they have bought; those who were merged into others are left out."""
        return selectors.list_customers(self.ctx, query)

    @endpoint(request=CreateCustomerRequest, response=CustomerResponse)
    def post(self, request: Request, data: CreateCustomerRequest) -> CustomerResponse:
        """Enter a customer without a login."""
        return customers.create_customer(self.ctx, data)


class CustomerView(ApiView):
    """One customer."""

    tag = "customers"

    @endpoint(response=CustomerResponse)
    def get(self, request: Request, id: UUID) -> CustomerResponse:
        """Return a customer."""
        return selectors.get_customer(self.ctx, id)

    @endpoint(request=UpdateCustomerRequest, response=CustomerResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateCustomerRequest) -> CustomerResponse:
        """Change a customer; fields left out stay."""
        return customers.update_customer(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a customer who has bought nothing."""
        customers.delete_customer(self.ctx, id)


class MergeCustomersView(ApiView):
    """Two customers who are one person."""

    tag = "customers"

    @endpoint(request=MergeCustomersRequest, response=CustomerResponse, status=200)
    def post(self, request: Request, id: UUID, data: MergeCustomersRequest) -> CustomerResponse:
        """Give a customer all that another one has; the other is empty afterwards."""
        return customer_merging.merge_customers(self.ctx, id, data)


class CustomerExportView(ApiView):
    """All that is held of a customer."""

    tag = "customers"

    @endpoint(response=PersonalDataResponse)
    def get(self, request: Request, id: UUID) -> PersonalDataResponse:
        """Fetch all that the installation holds of a customer, over all modules."""
        return customer_privacy.export_customer(self.ctx, id)


class EraseCustomerView(ApiView):
    """A customer's right to be forgotten."""

    tag = "customers"

    @endpoint(response=ErasureResponse, status=200)
    def post(self, request: Request, id: UUID) -> ErasureResponse:
        """Forget a customer everywhere; orders stay without what names anybody. A second time changes nothing."""
        return customer_privacy.erase_customer(self.ctx, id)


class CustomerAddressesView(ApiView):
    """A customer's book of addresses."""

    tag = "customers"

    @endpoint(response=CustomerAddressResponse, page=True)
    def get(self, request: Request, id: UUID) -> tuple[CustomerAddressResponse, ...]:
        """List a customer's addresses."""
        return address_selectors.list_addresses(self.ctx, id)

    @endpoint(request=CreateCustomerAddressRequest, response=CustomerAddressResponse)
    def post(self, request: Request, id: UUID, data: CreateCustomerAddressRequest) -> CustomerAddressResponse:
        """Add an address; the first one is the default for everything."""
        return customer_addresses.create_address(self.ctx, id, data)


class CustomerAddressView(ApiView):
    """One of a customer's addresses."""

    tag = "customers"

    @endpoint(request=UpdateCustomerAddressRequest, response=CustomerAddressResponse)
    def patch(
        self, request: Request, id: UUID, address_id: UUID, data: UpdateCustomerAddressRequest
    ) -> CustomerAddressResponse:
        """Change an address, or make it a default one in place of another; fields left out stay."""
        return customer_addresses.update_address(self.ctx, id, address_id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID, address_id: UUID) -> None:
        """Take an address out of a customer's book. Orders keep theirs."""
        customer_addresses.delete_address(self.ctx, id, address_id)


class CustomerGroupsView(ApiView):
    """Customers who are treated alike."""

    tag = "customers"

    @endpoint(response=CustomerGroupResponse, page=True)
    def get(self, request: Request) -> tuple[CustomerGroupResponse, ...]:
        """List all groups, by code."""
        return selectors.list_customer_groups(self.ctx)

    @endpoint(request=CreateCustomerGroupRequest, response=CustomerGroupResponse)
    def post(self, request: Request, data: CreateCustomerGroupRequest) -> CustomerGroupResponse:
        """Make a group."""
        return customer_groups.create_customer_group(self.ctx, data)


class CustomerGroupView(ApiView):
    """One group of customers."""

    tag = "customers"

    @endpoint(response=CustomerGroupResponse)
    def get(self, request: Request, id: UUID) -> CustomerGroupResponse:
        """Return a group."""
        return selectors.get_customer_group(self.ctx, id)

    @endpoint(request=UpdateCustomerGroupRequest, response=CustomerGroupResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateCustomerGroupRequest) -> CustomerGroupResponse:
        """Change a group; fields left out stay."""
        return customer_groups.update_customer_group(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a group that nobody is in and no price list is for."""
        customer_groups.delete_customer_group(self.ctx, id)
