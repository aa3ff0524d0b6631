"""What this backend can do that differs from Django's."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import features

from rustok.tenancy.backend.keys import tenant_key


class DatabaseFeatures(features.DatabaseFeatures):
    """PostgreSQL, with tables whose real key is longer than Django knows."""

    def allows_group_by_selected_pks_on_model(self, model: Any) -> bool:
        """Tell whether GROUP BY id is enough: not where the table's key is (tenant_id, id)."""
        return super().allows_group_by_selected_pks_on_model(model) and tenant_key(model) is None
