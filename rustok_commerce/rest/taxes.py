"""REST of tax classes and tax zones for staff."""

from __future__ import annotations

from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.taxes import (
    CreateTaxClassRequest,
    CreateTaxZoneRequest,
    TaxClassResponse,
    TaxZoneResponse,
    UpdateTaxClassRequest,
    UpdateTaxZoneRequest,
)
from rustok_commerce.selectors import taxes
from rustok_commerce.services import tax_classes, tax_zones


class TaxClassesView(ApiView):
    """Classes of goods that are taxed alike."""

    tag = "taxes"

    @endpoint(response=TaxClassResponse, page=True)
    def get(self, request: Request) -> tuple[TaxClassResponse, ...]:
        """List all tax classes, the default one first."""
        return taxes.list_tax_classes(self.ctx)

    @endpoint(request=CreateTaxClassRequest, response=TaxClassResponse)
    def post(self, request: Request, data: CreateTaxClassRequest) -> TaxClassResponse:
        """Make a tax class; the first one is the default."""
        return tax_classes.create_tax_class(self.ctx, data)


class TaxClassView(ApiView):
    """One tax class."""

    tag = "taxes"

    @endpoint(response=TaxClassResponse)
    def get(self, request: Request, id: UUID) -> TaxClassResponse:
        """Return a tax class."""
        return taxes.get_tax_class(self.ctx, id)

    @endpoint(request=UpdateTaxClassRequest, response=TaxClassResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateTaxClassRequest) -> TaxClassResponse:
        """Change a tax class, or make it the default; fields left out stay."""
        return tax_classes.update_tax_class(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a tax class that nothing is of."""
        tax_classes.delete_tax_class(self.ctx, id)


class TaxZonesView(ApiView):
    """Places that are taxed alike."""

    tag = "taxes"

    @endpoint(response=TaxZoneResponse, page=True)
    def get(self, request: Request) -> tuple[TaxZoneResponse, ...]:
        """List all tax zones with their areas and rates."""
        return taxes.list_tax_zones(self.ctx)

    @endpoint(request=CreateTaxZoneRequest, response=TaxZoneResponse)
    def post(self, request: Request, data: CreateTaxZoneRequest) -> TaxZoneResponse:
        """Make a tax zone with its areas and rates."""
        return tax_zones.create_tax_zone(self.ctx, data)


class TaxZoneView(ApiView):
    """One tax zone."""

    tag = "taxes"

    @endpoint(response=TaxZoneResponse)
    def get(self, request: Request, id: UUID) -> TaxZoneResponse:
        """Return a tax zone."""
        return taxes.get_tax_zone(self.ctx, id)

    @endpoint(request=UpdateTaxZoneRequest, response=TaxZoneResponse, versioned=True)
    def patch(self, request: Request, id: UUID, data: UpdateTaxZoneRequest) -> TaxZoneResponse:
        """Change a tax zone; fields left out stay, areas and rates are given whole."""
        return tax_zones.update_tax_zone(self.ctx, id, data)

    @endpoint()
    def delete(self, request: Request, id: UUID) -> None:
        """Delete a tax zone with its areas and rates."""
        tax_zones.delete_tax_zone(self.ctx, id)
