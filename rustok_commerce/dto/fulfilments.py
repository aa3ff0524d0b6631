"""Parcels and returns: what is asked and answered."""

from __future__ import annotations

from enum import StrEnum


class ShipmentStatus(StrEnum):
    """How far a parcel is."""

    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class ReturnStatus(StrEnum):
    """How far a return is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    RECEIVED = "received"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
