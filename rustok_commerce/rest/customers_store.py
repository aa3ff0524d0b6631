"""REST of what is a shopper's own, ``/api/v1/store/customers/me``, and of what forms for addresses ask for."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok.auth.dto import AcceptedResponse
from rustok_commerce.dto.addresses import AddressFormResponse, CountryResponse
from rustok_commerce.dto.customers import (
    CreateCustomerAddressRequest,
    CustomerAddressResponse,
    OwnCustomerResponse,
    PersonalDataResponse,
    UpdateCustomerAddressRequest,
    UpdateOwnCustomerRequest,
)
from rustok_commerce.selectors import customer_addresses as selectors
from rustok_commerce.services import addresses, customer_addresses, customer_privacy, customers


class OwnCustomerView(ApiView):
    """Whoever is signed in, as a customer."""

    tag = "customers"
    signed_in = True

    @endpoint(response=OwnCustomerResponse)
    def get(self, request: Request) -> OwnCustomerResponse:
        """Show what the shop knows of whoever is signed in."""
        return customers.own_customer(self.ctx)

    @endpoint(request=UpdateOwnCustomerRequest, response=OwnCustomerResponse, versioned=True)
    def patch(self, request: Request, data: UpdateOwnCustomerRequest) -> OwnCustomerResponse:
        """Change one's own data as a customer; fields left out stay. The e-mail address is the login's."""
        return customers.update_own_customer(self.ctx, data)


class OwnExportView(ApiView):
    """All that is held of whoever is signed in."""

    tag = "customers"
    signed_in = True

    @endpoint(response=PersonalDataResponse)
    def get(self, request: Request) -> PersonalDataResponse:
        """Fetch all that the installation holds of oneself, over all modules."""
        return customer_privacy.export_own_data(self.ctx)


class OwnErasureView(ApiView):
    """The wish to be forgotten."""

    tag = "customers"
    signed_in = True

    @endpoint(response=AcceptedResponse, status=202)
    def post(self, request: Request) -> AcceptedResponse:
        """Ask to be forgotten; the shop is told, and decides. Asking again changes nothing."""
        return customer_privacy.request_erasure(self.ctx)


class OwnAddressesView(ApiView):
    """One's own book of addresses."""

    tag = "customers"
    signed_in = True

    @endpoint(response=CustomerAddressResponse, page=True)
    def get(self, request: Request) -> tuple[CustomerAddressResponse, ...]:
        """List one's own addresses."""
        return selectors.list_own_addresses(self.ctx)

    @endpoint(request=CreateCustomerAddressRequest, response=CustomerAddressResponse)
    def post(self, request: Request, data: CreateCustomerAddressRequest) -> CustomerAddressResponse:
        """Add an address; the first one is the default for everything."""
        return customer_addresses.create_own_address(self.ctx, data)


class OwnAddressView(ApiView):
    """One of one's own addresses."""

    tag = "customers"
    signed_in = True

    @endpoint(request=UpdateCustomerAddressRequest, response=CustomerAddressResponse)
    def patch(self, request: Request, id: UUID, data: UpdateCustomerAddressRequest) -> CustomerAddressResponse:
        """Change an address, or make it a default one in place of another; fields left out stay."""
        return customer_addresses.update_own_address(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Take an address out of one's own book. Orders keep theirs."""
        customer_addresses.delete_own_address(self.ctx, id)


class CountriesView(ApiView):
    """Where the shop sells to."""

    tag = "addresses"

    @endpoint(response=CountryResponse, page=True)
    def get(self, request: Request) -> tuple[CountryResponse, ...]:
        """List the countries that the channel sells to, by their names in the language asked in."""
        return addresses.list_countries(self.ctx)


class AddressFormView(ApiView):
    """What a form for addresses asks for."""

    tag = "addresses"

    @endpoint(response=AddressFormResponse)
    def get(self, request: Request, country: str) -> AddressFormResponse:
        """Show what addresses of a country are made of: fields in their order, what is required, its regions."""
        return addresses.address_form(self.ctx, country)
