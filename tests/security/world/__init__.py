"""A tenant with one of everything that has an API, every text of it bearing the tenant's mark."""

from tests.security.world.building import build_world
from tests.security.world.rows import (
    Rows,
    as_in_tests,
    check_constraints,
    fingerprints,
    keep_tenants,
    tenant_tables,
    undone,
)
from tests.security.world.seeds import IDEMPOTENCY_KEY, ROLES, World, png

__all__ = [
    "IDEMPOTENCY_KEY",
    "ROLES",
    "Rows",
    "World",
    "as_in_tests",
    "build_world",
    "check_constraints",
    "fingerprints",
    "keep_tenants",
    "png",
    "tenant_tables",
    "undone",
]
