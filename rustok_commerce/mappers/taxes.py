"""Taxes, as answers."""

from __future__ import annotations

from rustok_commerce import models
from rustok_commerce.dto.taxes import TaxClassResponse, TaxRateResponse, TaxZoneResponse
from rustok_commerce.mappers.places import area_responses


def tax_class_response(row: models.TaxClass) -> TaxClassResponse:
    """Map a class of goods."""
    return TaxClassResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        is_default=row.is_default,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def tax_zone_response(row: models.TaxZone) -> TaxZoneResponse:
    """Map a zone that was loaded with its areas and rates."""
    rates = sorted(row.rates.all(), key=lambda rate: (rate.position, rate.id))
    return TaxZoneResponse(
        id=row.id,
        code=row.code,
        name=row.name,
        position=row.position,
        reverse_charge=row.reverse_charge,
        is_active=row.is_active,
        areas=area_responses(row.areas.all()),
        rates=tuple(
            TaxRateResponse(
                tax_class=rate.tax_class.code, name=rate.name, rate_ppm=rate.rate_ppm, compound=rate.compound
            )
            for rate in rates
        ),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
