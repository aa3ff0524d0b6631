"""How the shop sells."""

from __future__ import annotations

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok_commerce import mappers, models
from rustok_commerce.dto.sales_settings import SalesSettingsResponse


def sales_settings() -> SalesSettingsResponse:
    """Return how the shop sells: the defaults where it said nothing. Asks for no right."""
    return mappers.sales_settings_response(models.SalesSettings.objects.first() or models.SalesSettings())


def get_sales_settings(ctx: RequestContext) -> SalesSettingsResponse:
    """Return how the shop sells, for staff."""
    require(ctx, "commerce.sales_settings:read")
    return sales_settings()
