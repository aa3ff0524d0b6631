"""Three seeded tenants for all tests of this folder, in one transaction that is rolled back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from rustok.tenancy.context import tenant_scope
from rustok.tenancy.info import forget_tenant
from rustok.testing.tenants import make_tenants
from rustok_outbox.models import Event
from tests.security.world import (
    Rows,
    World,
    as_in_tests,
    build_world,
    check_constraints,
    fingerprints,
    keep_tenants,
    undone,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """``a`` is the one that asks; ``b`` shares its pool, ``x`` has a silo."""

    a: World
    b: World
    x: World
    rows: dict[str, Rows] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows.update({world.mark: fingerprints(world.tenant) for world in (self.a, self.b, self.x)})

    def assert_nothing_told(self, world: World, what: object) -> None:
        """Check that no event of the tenant has been stored since it was seeded: no command has changed anything."""
        with tenant_scope(world.tenant):
            count = Event.objects.count()
        assert count == self.rows[world.mark]["public.sys_events"][0], f"{what} published an event"

    def assert_untouched(self, victim: World, what: object) -> None:
        """Check that no row of the tenant has come, gone or changed since it was seeded."""
        now, before = fingerprints(victim.tenant), self.rows[victim.mark]
        changed = {table for table in now if now[table] != before[table]}
        assert not changed, f"{what} changed rows of tenant {victim.tenant.slug}: {changed}"


@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """Build the tenants once. Tests take :func:`worlds`, which undoes what they write."""
    folder = tmp_path_factory.mktemp("security")
    rustok = {
        **settings.RUSTOK,
        "search": {**settings.RUSTOK["search"], "path": folder / "search"},
        # The tokens must outlive the slowest run.
        "auth": {**settings.RUSTOK["auth"], "access_minutes": 240},
        # As in production: what a request needs to know of its tenant is not read anew by each.
        "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 240 * 60},
    }
    with (
        override_settings(MEDIA_ROOT=folder / "media", RUSTOK=rustok),
        django_db_blocker.unblock(),
        as_in_tests(transaction.atomic()),
    ):
        tenants = make_tenants()
        made = Worlds(
            a=build_world(tenants["a"], "zqalpha"),
            b=build_world(tenants["b"], "zqcanaryb"),
            x=build_world(tenants["x"], "zqcanaryx"),
        )
        # Once, for all that was seeded: what waits here would be checked again at the end of each test.
        check_constraints()
        keep_tenants()
        yield made
        # The next tests have tenants of the same names.
        forget_tenant(tenants["a"].id)
        transaction.set_rollback(True)


@pytest.fixture
def worlds(seeded: Worlds, django_db_blocker: Any) -> Iterator[Worlds]:
    """The seeded tenants; what the test writes is undone."""
    with django_db_blocker.unblock(), undone():
        yield seeded
