"""REST of prices, their history and price lists for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_commerce.dto.prices import (
    CreatePriceListRequest,
    PriceChangeResponse,
    PriceListResponse,
    RemovePriceRequest,
    SetPriceRequest,
    SetPricesRequest,
    SetPricesResponse,
    UpdatePriceListRequest,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors import price_lists as list_selectors
from rustok_commerce.selectors import prices as selectors
from rustok_commerce.services import price_lists, pricing


class PricesView(ApiView):
    """A variant's prices."""

    tag = "prices"

    @endpoint(request=SetPriceRequest, response=VariantResponse)
    def put(self, request: Request, id: UUID, data: SetPriceRequest) -> VariantResponse:
        """Set a variant's price in one currency from a quantity on."""
        return pricing.set_price(self.ctx, id, data)

    @endpoint(query=RemovePriceRequest, response=VariantResponse, status=200)
    def delete(self, request: Request, id: UUID, query: RemovePriceRequest) -> VariantResponse:
        """Remove a variant's price."""
        return pricing.remove_price(self.ctx, id, query)


class PriceChangesView(ApiView):
    """The history of a variant's prices."""

    tag = "prices"

    @endpoint(query=PageQuery, response=PriceChangeResponse, page=True)
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[PriceChangeResponse]:
        """List every change of a variant's prices, newest first."""
        return selectors.list_price_changes(self.ctx, id, after=query.after, limit=query.limit)


class PriceGridView(ApiView):
    """Many prices at once."""

    tag = "prices"

    @endpoint(request=SetPricesRequest, response=SetPricesResponse)
    def put(self, request: Request, data: SetPricesRequest) -> SetPricesResponse:
        """Set and remove prices of one or many products: all of them or none."""
        return pricing.set_prices(self.ctx, data)


class PriceListsView(ApiView):
    """Price lists."""

    tag = "price lists"

    @endpoint(response=PriceListResponse, page=True)
    def get(self, request: Request) -> tuple[PriceListResponse, ...]:
        """List all price lists, the one that decides first."""
        return list_selectors.list_price_lists(self.ctx)

    @endpoint(request=CreatePriceListRequest, response=PriceListResponse)
    def post(self, request: Request, data: CreatePriceListRequest) -> PriceListResponse:
        """Make a price list, as a draft."""
        return price_lists.create_price_list(self.ctx, data)


class PriceListView(ApiView):
    """One price list."""

    tag = "price lists"

    @endpoint(response=PriceListResponse)
    def get(self, request: Request, id: UUID) -> PriceListResponse:
        """Return a price list."""
        return list_selectors.get_price_list(self.ctx, id)

    @endpoint(request=UpdatePriceListRequest, response=PriceListResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdatePriceListRequest) -> PriceListResponse:
        """Change a price list; fields left out stay."""
        return price_lists.update_price_list(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a draft with its prices; their history remains."""
        price_lists.delete_price_list(self.ctx, id)


class ActivateView(ApiView):
    """Switching on."""

    tag = "price lists"

    @endpoint(response=PriceListResponse, status=200)
    def post(self, request: Request, id: UUID) -> PriceListResponse:
        """Let a price list hold, within its window."""
        return price_lists.activate_price_list(self.ctx, id)


class DeactivateView(ApiView):
    """Switching off."""

    tag = "price lists"

    @endpoint(response=PriceListResponse, status=200)
    def post(self, request: Request, id: UUID) -> PriceListResponse:
        """Make a price list a draft again: its prices hold no more."""
        return price_lists.deactivate_price_list(self.ctx, id)
