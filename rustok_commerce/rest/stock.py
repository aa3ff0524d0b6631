"""REST of stock of many variants, of transfers, and of the places that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Id, Page
from rustok_commerce.dto.inventory import (
    ChangeStockLevelsRequest,
    LowStockResponse,
    SetStockLevelsRequest,
    StockLevelsResponse,
    StockLocationResponse,
    TransferStockRequest,
    UpdateStockLocationRequest,
)
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors import low_stock
from rustok_commerce.services import stock_levels, stock_locations


class TransfersView(ApiView):
    """Stock on its way."""

    tag = "stock"

    @endpoint(request=TransferStockRequest, response=VariantResponse, status=200)
    def post(self, request: Request, data: TransferStockRequest) -> VariantResponse:
        """Take pieces of a variant from one location to another."""
        return stock_levels.transfer_stock(self.ctx, data)


class LevelsView(ApiView):
    """Counted stock of many variants."""

    tag = "stock"

    @endpoint(request=SetStockLevelsRequest, response=StockLevelsResponse)
    def put(self, request: Request, data: SetStockLevelsRequest) -> StockLevelsResponse:
        """Say how many pieces there are of many variants: all of it or nothing."""
        return stock_levels.set_stock_levels(self.ctx, data)


class ChangesView(ApiView):
    """Changes of the stock of many variants."""

    tag = "stock"

    @endpoint(request=ChangeStockLevelsRequest, response=StockLevelsResponse, status=200)
    def post(self, request: Request, data: ChangeStockLevelsRequest) -> StockLevelsResponse:
        """Add pieces to the stock of many variants, or take them away: all of it or nothing."""
        return stock_levels.change_stock_levels(self.ctx, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowStockQuery(PageQuery):
    """What runs out, at all locations together or at one."""

    location_id: Id | None = None


class LowStockView(ApiView):
    """What is to be ordered anew."""

    tag = "stock"

    @endpoint(query=LowStockQuery, response=LowStockResponse, page=True)
    def get(self, request: Request, query: LowStockQuery) -> Page[LowStockResponse]:
        """List the variants of which no more can be sold than their threshold says, in all or at one location."""
        return low_stock.list_low_stock(self.ctx, location_id=query.location_id, after=query.after, limit=query.limit)


class LocationView(ApiView):
    """A place that holds stock."""

    tag = "stock"

    @endpoint(request=UpdateStockLocationRequest, response=StockLocationResponse)
    def patch(self, request: Request, id: UUID, data: UpdateStockLocationRequest) -> StockLocationResponse:
        """Rename a location, switch it off or on; fields left out stay."""
        return stock_locations.update_location(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a location where no stock lies."""
        stock_locations.delete_location(self.ctx, id)


class DefaultLocationView(ApiView):
    """Where stock is of which nobody says where it lies."""

    tag = "stock"

    @endpoint(response=StockLocationResponse, status=200)
    def post(self, request: Request, id: UUID) -> StockLocationResponse:
        """Make a location the default one."""
        return stock_locations.set_default_location(self.ctx, id)
