"""Fixtures of the tests of tenancy."""

from __future__ import annotations

import pytest

from rustok.tenancy.owner import owner_connection


@pytest.fixture
def dropped():
    """Drop silos that a test has made."""
    yield
    with owner_connection() as owner:
        for (name,) in owner.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'silo_t%'").fetchall():
            owner.execute(f'DROP SCHEMA "{name}" CASCADE')
            owner.execute("DELETE FROM tenants USING cells WHERE cells.id = cell_id AND schema_name = %s", (name,))
            owner.execute("DELETE FROM cells WHERE schema_name = %s", (name,))
