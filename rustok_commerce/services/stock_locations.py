"""The places that hold stock. Nothing that shoppers see depends on them, so these commands are silent."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.inventory import StockLocationResponse, UpdateStockLocationRequest
from rustok_commerce.services.constraints import violated


@command(silent=True)
def update_location(
    ctx: RequestContext, location_id: UUID, request: UpdateStockLocationRequest
) -> StockLocationResponse:
    """Rename a location, switch it off or on.

    :raises StockLocationNotFound: no such location in the shop.
    :raises DuplicateLocation: the code is taken.
    :raises LocationIsDefault: the default location is to be switched off.
    :raises LocationInUse: it is to be switched off, and stock lies there or is promised from there.
    """
    require(ctx, "commerce.inventory:adjust")
    location = _find(location_id)
    if request.is_active is False and location.is_active:
        _refuse_use(location)
    for name, value in given(request).items():
        setattr(location, name, value)
    try:
        with transaction.atomic():
            location.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_stock_locations_code_uq":
            raise errors.DuplicateLocation(location=location.code) from exc
        raise
    return mappers.location_response(location)


@command(silent=True)
def set_default_location(ctx: RequestContext, location_id: UUID) -> StockLocationResponse:
    """Make a location the one of all stock of which nobody says where it lies.

    :raises StockLocationNotFound: no such location in the shop.
    :raises LocationInactive: it is switched off.
    """
    require(ctx, "commerce.inventory:adjust")
    # All of them, in order: two such commands at a time end with one default.
    rows = {row.id: row for row in models.StockLocation.objects.for_update()}
    location = rows.get(location_id)
    if location is None:
        raise errors.StockLocationNotFound(location=to_ulid(location_id))
    if not location.is_active:
        raise errors.LocationInactive(location=location.code)
    if not location.is_default:
        models.StockLocation.objects.filter(is_default=True).update(is_default=False)
        location.is_default = True
        location.save()
    return mappers.location_response(location)


@command(silent=True)
def delete_location(ctx: RequestContext, location_id: UUID) -> None:
    """Delete a location where no stock lies. The ledger of stock still tells of it.

    :raises StockLocationNotFound: no such location in the shop.
    :raises LocationIsDefault: it is the default location.
    :raises LocationInUse: stock lies there, or is promised from there.
    """
    require(ctx, "commerce.inventory:adjust")
    # Locked: whoever puts stock there holds the location still, so that nobody is about to.
    location = _find(location_id)
    _refuse_use(location)
    models.StockLevel.objects.filter(location=location, on_hand=0, reserved=0).delete()
    try:
        with transaction.atomic():
            location.delete()
    except IntegrityError as exc:
        # Something was promised from there just now, or parcels, returns or deliveries name it.
        raise errors.LocationInUse() from exc


def _find(location_id: UUID) -> models.StockLocation:
    location: models.StockLocation | None = (
        models.StockLocation.objects.for_update(keys=True).filter(id=location_id).first()
    )
    if location is None:
        raise errors.StockLocationNotFound(location=to_ulid(location_id))
    return location


def _refuse_use(location: models.StockLocation) -> None:
    if location.is_default:
        raise errors.LocationIsDefault()
    if models.StockLevel.objects.filter(~Q(on_hand=0, reserved=0), location=location).exists():
        raise errors.LocationInUse()
