"""Delivery, as answers."""

from __future__ import annotations

from rustok_commerce import models
from rustok_commerce.dto.shipping import ShippingKind, ShippingOptionResponse


def shipping_option_response(
    method: models.ShippingMethod,
    text: models.ShippingMethodTranslation | None,
    amount: int,
    *,
    currency: str,
    formatted: str,
) -> ShippingOptionResponse:
    """Map a method at its price; one without any name is called by its code."""
    return ShippingOptionResponse(
        method_id=method.id,
        code=method.code,
        name=method.code if text is None else text.name,
        description="" if text is None else text.description,
        kind=ShippingKind(method.kind),
        amount=amount,
        currency=currency,
        formatted=formatted,
        location_id=method.location_id,
        min_days=method.min_days,
        max_days=method.max_days,
    )
