"""Find the tenancy fields of a model.

By duck typing: the backend is imported while Django makes the first model class, so it may import no models.
"""

from __future__ import annotations

from typing import Any


def tenant_key(model: Any) -> Any | None:
    """Return the model's ``TenantKey``, or None for a global table."""
    return next((field for field in model._meta.local_fields if getattr(field, "is_tenant_key", False)), None)


def range_key(model: Any) -> Any | None:
    """Return the model's ``PartitionTimestamp``, or None where the table is not partitioned by time."""
    return next((field for field in model._meta.local_fields if getattr(field, "is_range_key", False)), None)
