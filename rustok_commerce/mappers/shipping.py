"""Delivery, as answers."""

from __future__ import annotations

from rustok_commerce import models
from rustok_commerce.dto.shipping import (
    ShippingKind,
    ShippingMethodResponse,
    ShippingMethodText,
    ShippingOptionResponse,
    ShippingRateResponse,
    ShippingZoneResponse,
)
from rustok_commerce.mappers.places import area_responses


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


def shipping_zone_response(row: models.ShippingZone) -> ShippingZoneResponse:
    """Map a zone that was loaded with its areas."""
    return ShippingZoneResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        position=row.position,
        is_active=row.is_active,
        areas=area_responses(row.areas.all()),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def shipping_method_response(row: models.ShippingMethod) -> ShippingMethodResponse:
    """Map a method that was loaded with its tax class, texts and rates."""
    rates = sorted(row.rates.all(), key=lambda rate: (rate.currency, rate.min_subtotal, rate.min_weight))
    return ShippingMethodResponse(
        id=row.id,
        code=row.code,
        kind=ShippingKind(row.kind),
        zone_id=row.zone_id,
        location_id=row.location_id,
        tax_class=None if row.tax_class is None else row.tax_class.code,
        provider=row.provider,
        provider_settings=row.provider_settings,
        channels=tuple(row.channels),
        min_days=row.min_days,
        max_days=row.max_days,
        position=row.position,
        is_active=row.is_active,
        translations=tuple(
            ShippingMethodText(locale=text.locale, name=text.name, description=text.description)
            for text in sorted(row.translations.all(), key=lambda text: text.locale)
        ),
        rates=tuple(
            ShippingRateResponse(
                currency=rate.currency,
                amount=rate.amount,
                min_subtotal=rate.min_subtotal,
                max_subtotal=rate.max_subtotal,
                min_weight=rate.min_weight,
                max_weight=rate.max_weight,
                free_from=rate.free_from,
            )
            for rate in rates
        ),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
