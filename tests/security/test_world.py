"""The seeds are complete: what is not there cannot leak, and would prove nothing."""

from __future__ import annotations

from tests.security.conftest import Worlds
from tests.security.world import fingerprints


def test_every_table_of_tenants_has_a_row(worlds: Worlds) -> None:
    empty = {table for table, (count, _) in fingerprints(worlds.b.tenant).items() if count == 0}

    assert empty == set()
