"""REST of how the shop sells, for staff."""

from __future__ import annotations

from rest_framework.request import Request

from rustok.api.rest.views import ApiView, endpoint
from rustok_commerce.dto.sales_settings import SalesSettingsResponse, UpdateSalesSettingsRequest
from rustok_commerce.selectors import sales_settings as selectors
from rustok_commerce.services import sales_settings


class SalesSettingsView(ApiView):
    """How the shop sells."""

    tag = "sales settings"

    @endpoint(response=SalesSettingsResponse)
    def get(self, request: Request) -> SalesSettingsResponse:
        """Return how the shop sells; `version` 0: nothing was said, these are the defaults."""
        return selectors.get_sales_settings(self.ctx)

    @endpoint(request=UpdateSalesSettingsRequest, response=SalesSettingsResponse, versioned=True)
    def patch(self, request: Request, data: UpdateSalesSettingsRequest) -> SalesSettingsResponse:
        """Change how the shop sells; fields left out stay."""
        return sales_settings.update_sales_settings(self.ctx, data)
