"""Places that are delivered alike."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.selling import ShippingZoneCreated, ShippingZoneDeleted, ShippingZoneUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.shipping import CreateShippingZoneRequest, ShippingZoneResponse, UpdateShippingZoneRequest
from rustok_commerce.selectors.shipping import present_shipping_zone
from rustok_commerce.services import areas
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.revisions import check_version


@command()
def create_shipping_zone(ctx: RequestContext, request: CreateShippingZoneRequest) -> ShippingZoneResponse:
    """Make a zone with its areas.

    :raises DuplicateShippingZone: the code is taken.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises AreaUnfit: the parts of an area do not go together.
    :raises DuplicateArea: an area is there twice.
    """
    require(ctx, "commerce.shipping:create")
    row = models.ShippingZone(
        code=request.code, name=request.name, position=request.position, is_active=request.is_active
    )
    _save(row)
    areas.replace(models.ShippingZoneArea, row, areas.checked(request.areas))
    publish(ctx, ShippingZoneCreated(shipping_zone_id=row.id))
    return present_shipping_zone(row.id)


@command()
def update_shipping_zone(
    ctx: RequestContext, shipping_zone_id: UUID, request: UpdateShippingZoneRequest
) -> ShippingZoneResponse:
    """Change a zone. What is as asked already changes nothing and tells nobody.

    :raises ShippingZoneNotFound: no such zone in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the zone in between.
    :raises DuplicateShippingZone: the code is taken.
    :raises CountryUnknown: ISO 3166-1 has no such country.
    :raises AreaUnfit: the parts of an area do not go together.
    :raises DuplicateArea: an area is there twice.
    """
    require(ctx, "commerce.shipping:update")
    row = _find(shipping_zone_id)
    changes = given(request)
    check_version(row, changes, {"areas": None})
    changes.pop("areas", None)
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, changes[name])
    if not isinstance(request.areas, Unset):
        wanted = areas.checked(request.areas)
        if areas.replace(models.ShippingZoneArea, row, wanted):
            changed.append("areas")
    if changed:
        row.version += 1
        _save(row)
        publish(ctx, ShippingZoneUpdated(shipping_zone_id=row.id, fields=tuple(sorted(changed))))
    return present_shipping_zone(row.id)


@command()
def delete_shipping_zone(ctx: RequestContext, shipping_zone_id: UUID) -> None:
    """Delete a zone with its areas and its methods. Carts that chose one of those choose anew.

    :raises ShippingZoneNotFound: no such zone in the shop.
    """
    require(ctx, "commerce.shipping:delete")
    _find(shipping_zone_id, keys=True).delete()
    publish(ctx, ShippingZoneDeleted(shipping_zone_id=shipping_zone_id))


def _find(shipping_zone_id: UUID, *, keys: bool = False) -> models.ShippingZone:
    row: models.ShippingZone | None = (
        models.ShippingZone.objects.for_update(keys=keys).filter(id=shipping_zone_id).first()
    )
    if row is None:
        raise errors.ShippingZoneNotFound(shipping_zone=to_ulid(shipping_zone_id))
    return row


def _save(row: models.ShippingZone) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_shipping_zones_code_uq":
            raise errors.DuplicateShippingZone(shipping_zone=row.code) from exc
        raise
