"""REST of shipping zones and methods for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.shipping import (
    CreateShippingMethodRequest,
    CreateShippingZoneRequest,
    ShippingMethodResponse,
    ShippingZoneResponse,
    UpdateShippingMethodRequest,
    UpdateShippingZoneRequest,
)
from rustok_commerce.selectors import shipping
from rustok_commerce.services import shipping_methods, shipping_zones


class ShippingZonesView(ApiView):
    """Places that are delivered alike."""

    tag = "shipping"

    @endpoint(response=ShippingZoneResponse, page=True)
    def get(self, request: Request) -> tuple[ShippingZoneResponse, ...]:
        """List all shipping zones with their areas."""
        return shipping.list_shipping_zones(self.ctx)

    @endpoint(request=CreateShippingZoneRequest, response=ShippingZoneResponse)
    def post(self, request: Request, data: CreateShippingZoneRequest) -> ShippingZoneResponse:
        """Make a shipping zone with its areas."""
        return shipping_zones.create_shipping_zone(self.ctx, data)


class ShippingZoneView(ApiView):
    """One shipping zone."""

    tag = "shipping"

    @endpoint(response=ShippingZoneResponse)
    def get(self, request: Request, id: UUID) -> ShippingZoneResponse:
        """Return a shipping zone."""
        return shipping.get_shipping_zone(self.ctx, id)

    @endpoint(request=UpdateShippingZoneRequest, response=ShippingZoneResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateShippingZoneRequest) -> ShippingZoneResponse:
        """Change a shipping zone; fields left out stay, areas are given whole."""
        return shipping_zones.update_shipping_zone(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a shipping zone with its areas and methods."""
        shipping_zones.delete_shipping_zone(self.ctx, id)


class ShippingMethodsView(ApiView):
    """Ways of delivery."""

    tag = "shipping"

    @endpoint(response=ShippingMethodResponse, page=True)
    def get(self, request: Request) -> tuple[ShippingMethodResponse, ...]:
        """List all ways of delivery with their texts and rates."""
        return shipping.list_shipping_methods(self.ctx)

    @endpoint(request=CreateShippingMethodRequest, response=ShippingMethodResponse)
    def post(self, request: Request, data: CreateShippingMethodRequest) -> ShippingMethodResponse:
        """Make a way of delivery in a zone, or a place to fetch the goods from."""
        return shipping_methods.create_shipping_method(self.ctx, data)


class ShippingMethodView(ApiView):
    """One way of delivery."""

    tag = "shipping"

    @endpoint(response=ShippingMethodResponse)
    def get(self, request: Request, id: UUID) -> ShippingMethodResponse:
        """Return a way of delivery."""
        return shipping.get_shipping_method(self.ctx, id)

    @endpoint(request=UpdateShippingMethodRequest, response=ShippingMethodResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateShippingMethodRequest) -> ShippingMethodResponse:
        """Change a way of delivery; fields left out stay, texts and rates are given whole."""
        return shipping_methods.update_shipping_method(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a way of delivery; orders still tell of it."""
        shipping_methods.delete_shipping_method(self.ctx, id)
