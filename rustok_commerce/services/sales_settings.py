"""How the shop sells: one row per shop, made when something is first said."""

from __future__ import annotations

import dataclasses
from typing import Any

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.selling import SalesSettingsUpdated
from rustok.rbac.policies import require
from rustok_commerce import mappers, models
from rustok_commerce.dto.sales_settings import SalesSettingsResponse, Seller, UpdateSalesSettingsRequest
from rustok_commerce.services import vat_ids
from rustok_commerce.services.channels import known_country
from rustok_commerce.services.revisions import check_version, lock_sales_settings
from rustok_commerce.services.tax_providers import tax_provider


@command()
def update_sales_settings(ctx: RequestContext, request: UpdateSalesSettingsRequest) -> SalesSettingsResponse:
    """Change how the shop sells. What is as asked already changes nothing and tells nobody.

    :raises StaleVersion: ``version`` was given and somebody changed the settings in between.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises VatIdInvalid: by its country's rules nobody has the seller's VAT id.
    :raises TaxProviderUnknown: the installation has no such provider of taxes.
    """
    require(ctx, "commerce.sales_settings:update")
    lock_sales_settings()
    row = models.SalesSettings.objects.for_update().first() or models.SalesSettings()
    is_new = row._state.adding
    changes = given(request)
    if "country" in changes:
        changes["country"] = known_country(changes["country"]) if changes["country"] else ""
    if not isinstance(request.seller, Unset):
        changes["seller"] = _seller(request.seller)
    if is_new and "version" in changes:
        # Nothing has been said yet: any version is of a row that is no more.
        raise StaleVersion(current=0, given=changes["version"], changed=())
    check_version(row, changes)
    changed = sorted(name for name, value in changes.items() if getattr(row, name) != value)
    if not changed:
        return mappers.sales_settings_response(row)
    for name in changed:
        setattr(row, name, changes[name])
    if "tax_provider" in changed:
        tax_provider(row.tax_provider)
    if not is_new:
        row.version += 1
    row.save()
    publish(ctx, SalesSettingsUpdated(tenant_id=ctx.tenant_id, fields=tuple(changed)))
    return mappers.sales_settings_response(row)


def _seller(seller: Seller) -> dict[str, Any]:
    """Return the seller as it is kept, without what is empty."""
    if seller.country:
        known_country(seller.country)
    said = dataclasses.asdict(seller)
    if seller.vat_id:
        said["vat_id"] = vat_ids.checked(seller.vat_id)
    return {name: value for name, value in said.items() if value}
