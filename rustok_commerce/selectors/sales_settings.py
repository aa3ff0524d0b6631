"""How the shop sells."""

from __future__ import annotations

from typing import Final

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok.tenancy.prepared import Read
from rustok_commerce import mappers, models
from rustok_commerce.dto.sales_settings import SalesSettingsResponse

_SETTINGS: Final = Read(models.SalesSettings, "s", "commerce_sales_settings s WHERE s.tenant_id = %s")


def sales_settings() -> SalesSettingsResponse:
    """Return how the shop sells: the defaults where it said nothing. Asks for no right."""
    return mappers.sales_settings_response(_SETTINGS.first() or models.SalesSettings())


def get_sales_settings(ctx: RequestContext) -> SalesSettingsResponse:
    """Return how the shop sells, for staff."""
    require(ctx, "commerce.sales_settings:read")
    return sales_settings()
