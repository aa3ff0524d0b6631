"""How a shop sells: one row, made when something is first said."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion, Unauthenticated
from rustok.events.catalog.selling import SalesSettingsUpdated
from rustok_commerce import errors, models
from rustok_commerce.dto.sales_settings import SalesSettingsResponse, Seller, TaxRounding, UpdateSalesSettingsRequest
from rustok_commerce.selectors.sales_settings import get_sales_settings, sales_settings
from rustok_commerce.services import sales_settings as services
from tests.rustok_commerce.conftest import Heard


def update(ctx: RequestContext, **changes: Any) -> SalesSettingsResponse:
    return services.update_sales_settings(ctx, parse(UpdateSalesSettingsRequest, changes))


def test_a_shop_that_said_nothing_sells_by_the_defaults(ctx: RequestContext) -> None:
    found = sales_settings()

    assert (found.version, found.tax_rounding, found.country, found.tax_provider) == (0, TaxRounding.LINE, "", "table")
    assert (found.guest_checkout, found.max_lines, found.reservation_minutes) == (True, 100, 15)
    assert (found.invoice_prefix, found.seller) == ("INV-", Seller())
    assert models.SalesSettings.objects.count() == 0


def test_what_is_said_is_kept_and_told(ctx: RequestContext, heard: Heard) -> None:
    first = update(ctx, country="DE", max_lines=50)
    second = update(ctx, seller={"name": "Shop", "country": "DE", "vat_id": "de 136695976"}, version=1)

    assert (first.version, second.version) == (1, 2)
    assert second.seller == Seller(name="Shop", country="DE", vat_id="DE136695976")
    assert (second.country, second.max_lines) == ("DE", 50)
    assert get_sales_settings(ctx) == second
    assert heard == [
        SalesSettingsUpdated(tenant_id=ctx.tenant_id, fields=("country", "max_lines")),
        SalesSettingsUpdated(tenant_id=ctx.tenant_id, fields=("seller",)),
    ]
    assert models.SalesSettings.objects.count() == 1


def test_null_clears_and_nothing_new_tells_nobody(ctx: RequestContext, heard: Heard) -> None:
    update(ctx, country="DE", recovery_hours=24)
    heard.take()

    cleared = update(ctx, country=None, recovery_hours=None)
    again = update(ctx, country=None, guest_checkout=True)

    assert (cleared.country, cleared.recovery_hours, again.version) == ("", None, 2)
    assert len(heard) == 1


def test_the_defaults_said_again_write_nothing(ctx: RequestContext, heard: Heard) -> None:
    assert update(ctx, max_lines=100).version == 0
    assert (heard, models.SalesSettings.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"country": "ZZ"}, errors.CountryUnknown),
        ({"seller": {"country": "ZZ"}}, errors.CountryUnknown),
        ({"seller": {"vat_id": "DE1"}}, errors.VatIdInvalid),
        ({"max_lines": 0}, InvalidInput),
        ({"max_lines": 501}, InvalidInput),
        ({"order_prefix": "№"}, InvalidInput),
        ({"version": 2}, StaleVersion),
    ],
)
def test_what_cannot_be_changes_nothing(ctx: RequestContext, changes: dict[str, Any], fault: type[Exception]) -> None:
    before = update(ctx, cart_days=10)

    with pytest.raises(fault):
        update(ctx, **{"cart_days": 20, **changes})

    assert sales_settings() == before


def test_a_version_of_nothing_is_stale(ctx: RequestContext) -> None:
    with pytest.raises(StaleVersion):
        update(ctx, cart_days=20, version=1)

    assert models.SalesSettings.objects.count() == 0


def test_shoppers_neither_see_nor_change_it(ctx: RequestContext) -> None:
    visitor = RequestContext(tenant_id=ctx.tenant_id)

    with pytest.raises(Unauthenticated):
        get_sales_settings(visitor)
    with pytest.raises(Unauthenticated):
        update(visitor, country="DE")

    assert models.SalesSettings.objects.count() == 0
