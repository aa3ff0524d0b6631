"""Places that are taxed alike, and the rates there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.selling import TaxZoneCreated, TaxZoneDeleted, TaxZoneUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.taxes import CreateTaxZoneRequest, TaxRateInput, TaxZoneResponse, UpdateTaxZoneRequest
from rustok_commerce.selectors.taxes import present_tax_zone
from rustok_commerce.services import areas
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.revisions import check_version, lock_taxes


@command()
def create_tax_zone(ctx: RequestContext, request: CreateTaxZoneRequest) -> TaxZoneResponse:
    """Make a zone with its areas and rates.

    :raises DuplicateTaxZone: the code is taken.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises AreaUnfit: the parts of an area do not go together.
    :raises DuplicateArea: an area is there twice.
    :raises TaxClassNotFound: no such class in the shop.
    :raises DuplicateTaxRate: a tax is on a class twice.
    """
    require(ctx, "commerce.tax:create")
    lock_taxes(shared=True)
    row = models.TaxZone(
        code=request.code,
        name=request.name,
        position=request.position,
        reverse_charge=request.reverse_charge,
        is_active=request.is_active,
    )
    _save(row)
    areas.replace(models.TaxZoneArea, row, areas.checked(request.areas))
    _replace_rates(row, request.rates)
    publish(ctx, TaxZoneCreated(tax_zone_id=row.id))
    return present_tax_zone(row.id)


@command()
def update_tax_zone(ctx: RequestContext, tax_zone_id: UUID, request: UpdateTaxZoneRequest) -> TaxZoneResponse:
    """Change a zone. What is as asked already changes nothing and tells nobody.

    :raises TaxZoneNotFound: no such zone in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the zone in between.
    :raises DuplicateTaxZone: the code is taken.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises AreaUnfit: the parts of an area do not go together.
    :raises DuplicateArea: an area is there twice.
    :raises TaxClassNotFound: no such class in the shop.
    :raises DuplicateTaxRate: a tax is on a class twice.
    """
    require(ctx, "commerce.tax:update")
    lock_taxes(shared=True)
    row = _find(tax_zone_id)
    changes = given(request)
    # Of the parts a conflict does not tell whether they would change.
    check_version(row, changes, {"areas": None, "rates": None})
    changed = _change(row, {name: value for name, value in changes.items() if name not in ("areas", "rates")})
    if not isinstance(request.areas, Unset) and areas.replace(models.TaxZoneArea, row, areas.checked(request.areas)):
        changed.append("areas")
    if not isinstance(request.rates, Unset) and _replace_rates(row, request.rates):
        changed.append("rates")
    if changed:
        row.version += 1
        _save(row)
        publish(ctx, TaxZoneUpdated(tax_zone_id=row.id, fields=tuple(sorted(changed))))
    return present_tax_zone(row.id)


@command()
def delete_tax_zone(ctx: RequestContext, tax_zone_id: UUID) -> None:
    """Delete a zone with its areas and rates. Orders keep what was due then.

    :raises TaxZoneNotFound: no such zone in the shop.
    """
    require(ctx, "commerce.tax:delete")
    _find(tax_zone_id, keys=True).delete()
    publish(ctx, TaxZoneDeleted(tax_zone_id=tax_zone_id))


def _find(tax_zone_id: UUID, *, keys: bool = False) -> models.TaxZone:
    row: models.TaxZone | None = models.TaxZone.objects.for_update(keys=keys).filter(id=tax_zone_id).first()
    if row is None:
        raise errors.TaxZoneNotFound(tax_zone=to_ulid(tax_zone_id))
    return row


def _change(row: models.TaxZone, changes: dict[str, Any]) -> list[str]:
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    return changed


def _replace_rates(zone: models.TaxZone, wanted: Sequence[TaxRateInput]) -> bool:
    """Write the rates of a zone whose row is locked; tell whether any changed."""
    present = [
        TaxRateInput(tax_class=row.tax_class.code, name=row.name, rate_ppm=row.rate_ppm, compound=row.compound)
        for row in zone.rates.select_related("tax_class").order_by("position", "id")
    ]
    if present == list(wanted):
        return False
    classes = {row.code: row for row in models.TaxClass.objects.filter(code__in={rate.tax_class for rate in wanted})}
    seen = set()
    for rate in wanted:
        if rate.tax_class not in classes:
            raise errors.TaxClassNotFound(tax_class=rate.tax_class)
        if (rate.tax_class, rate.name) in seen:
            raise errors.DuplicateTaxRate(name=rate.name, tax_class=rate.tax_class)
        seen.add((rate.tax_class, rate.name))
    zone.rates.all().delete()
    rows = [
        models.TaxRate(
            zone=zone,
            tax_class=classes[rate.tax_class],
            name=rate.name,
            rate_ppm=rate.rate_ppm,
            compound=rate.compound,
            position=position,
        )
        for position, rate in enumerate(wanted)
    ]
    models.TaxRate.objects.bulk_create(rows)
    return True


def _save(row: models.TaxZone) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_tax_zones_code_uq":
            raise errors.DuplicateTaxZone(tax_zone=row.code) from exc
        raise
