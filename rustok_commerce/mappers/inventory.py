"""Stock to DTOs."""

from __future__ import annotations

from rustok_commerce import models
from rustok_commerce.dto.inventory import (
    MovementReason,
    StockLevelResponse,
    StockLocationResponse,
    StockMovementResponse,
)


def level_response(level: models.StockLevel) -> StockLevelResponse:
    """Map a level; its location must be loaded."""
    return StockLevelResponse(
        location_id=level.location_id,
        location_code=level.location.code,
        on_hand=level.on_hand,
        reserved=level.reserved,
        available=level.on_hand - level.reserved,
        updated_at=level.updated_at,
    )


def location_response(location: models.StockLocation) -> StockLocationResponse:
    """Map a location."""
    return StockLocationResponse(
        id=location.id,
        code=location.code,
        name=location.name,
        is_default=location.is_default,
        is_active=location.is_active,
    )


def movement_response(movement: models.StockMovement) -> StockMovementResponse:
    """Map a line of the ledger."""
    return StockMovementResponse(
        id=movement.id,
        variant_id=movement.variant_id,
        location_id=movement.location_id,
        sku=movement.sku,
        delta=movement.delta,
        on_hand_after=movement.on_hand_after,
        reason=MovementReason(movement.reason),
        note=movement.note,
        actor_id=movement.actor_id,
        created_at=movement.created_at,
    )
