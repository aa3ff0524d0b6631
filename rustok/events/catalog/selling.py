"""Events about how a shop sells: its settings, taxes and deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rustok.events.types import DomainEvent, event


@event("sales_settings.updated", aggregate="commerce.sales_settings", key="tenant_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class SalesSettingsUpdated(DomainEvent):
    """The shop sells otherwise. ``fields`` names what changed."""

    tenant_id: UUID
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _TaxClassEvent(DomainEvent):
    tax_class_id: UUID


@event("tax_class.created", aggregate="commerce.tax_class", key="tax_class_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassCreated(_TaxClassEvent):
    """A class of goods that are taxed alike exists."""


@event("tax_class.updated", aggregate="commerce.tax_class", key="tax_class_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassUpdated(_TaxClassEvent):
    """A class changed, or became the default one or ceased to be it. ``fields`` names what changed."""

    fields: tuple[str, ...] = ()


@event("tax_class.deleted", aggregate="commerce.tax_class", key="tax_class_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassDeleted(_TaxClassEvent):
    """A class that nothing was of is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _TaxZoneEvent(DomainEvent):
    tax_zone_id: UUID


@event("tax_zone.created", aggregate="commerce.tax_zone", key="tax_zone_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxZoneCreated(_TaxZoneEvent):
    """Places that are taxed alike are known."""


@event("tax_zone.updated", aggregate="commerce.tax_zone", key="tax_zone_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxZoneUpdated(_TaxZoneEvent):
    """A zone, its places or its rates changed. ``fields`` names what changed."""

    fields: tuple[str, ...] = ()


@event("tax_zone.deleted", aggregate="commerce.tax_zone", key="tax_zone_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxZoneDeleted(_TaxZoneEvent):
    """A zone is gone, with its places and rates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShippingZoneEvent(DomainEvent):
    shipping_zone_id: UUID


@event("shipping_zone.created", aggregate="commerce.shipping_zone", key="shipping_zone_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingZoneCreated(_ShippingZoneEvent):
    """Places that are delivered alike are known."""


@event("shipping_zone.updated", aggregate="commerce.shipping_zone", key="shipping_zone_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingZoneUpdated(_ShippingZoneEvent):
    """A zone or its places changed. ``fields`` names what changed."""

    fields: tuple[str, ...] = ()


@event("shipping_zone.deleted", aggregate="commerce.shipping_zone", key="shipping_zone_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingZoneDeleted(_ShippingZoneEvent):
    """A zone is gone, with its places and methods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ShippingMethodEvent(DomainEvent):
    shipping_method_id: UUID


@event("shipping_method.created", aggregate="commerce.shipping_method", key="shipping_method_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethodCreated(_ShippingMethodEvent):
    """A way of delivery exists."""


@event("shipping_method.updated", aggregate="commerce.shipping_method", key="shipping_method_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethodUpdated(_ShippingMethodEvent):
    """A way of delivery, its texts or its rates changed. ``fields`` names what changed."""

    fields: tuple[str, ...] = ()


@event("shipping_method.deleted", aggregate="commerce.shipping_method", key="shipping_method_id")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingMethodDeleted(_ShippingMethodEvent):
    """A way of delivery is gone. Orders still tell of it."""
