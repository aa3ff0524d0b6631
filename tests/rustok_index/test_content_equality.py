"""What events keep up to date of content is, byte for byte, what a rebuild from nothing makes.

``RUSTOK_EQUALITY_OPERATIONS=10000`` does as many operations; ``RUSTOK_EQUALITY_SEED`` others than usual.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok_content import models
from rustok_content.services import recounting
from rustok_index.indexers import INDEXERS
from rustok_outbox import models as outbox
from rustok_outbox.relay import drain
from tests.rustok_index.desk import Desk
from tests.rustok_index.editor import REACTIONS
from tests.rustok_index.test_equality import OPERATIONS, SEED, difference, explained, forget, read_model

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120 + OPERATIONS)]


def test_upkeep_of_content_equals_a_rebuild_from_nothing(tenant_a: Tenant, search_path: Path, settings: Any) -> None:
    settings.RUSTOK = {
        **settings.RUSTOK,
        # As in production: who a tenant is is not read anew for every command.
        "tenant": {**settings.RUSTOK["tenant"], "cache_seconds": 30},
    }
    with tenant_scope(tenant_a):
        for module in ("blog", "forum", "pages"):
            TenantModule.objects.create(module_slug=module, enabled=True)
        models.CommunitySettings.objects.create(seconds_between_posts=0, duplicate_minutes=0, reactions=list(REACTIONS))
        editor = Desk(RequestContext.system(tenant_a.id), SEED)
        editor.begin()
        for indexer in INDEXERS.values():
            if indexer.is_searched:
                # Nobody sells anything here, so that no event would.
                indexer.rebuild_search()
    left = OPERATIONS
    while left:
        burst = min(left, editor.chance.choice((1, 1, 2, 5, 20, 60)))
        with tenant_scope(tenant_a):
            for _ in range(burst):
                editor.step()
        left -= burst
        drain()
        if editor.chance.random() < 0.01:
            kept = read_model(tenant_a)
            call_command("reindex", tenant="a", stdout=io.StringIO(), stderr=io.StringIO())
            assert_same(kept, read_model(tenant_a))
    with tenant_scope(tenant_a):
        assert not outbox.Delivery.objects.exclude(status="done").exists()
        assert recounting.check_counters(editor.ctx) == []
    kept = read_model(tenant_a)

    forget(tenant_a)
    call_command("reindex", tenant="a", stdout=io.StringIO(), stderr=io.StringIO())

    rebuilt = read_model(tenant_a)
    print(f"{OPERATIONS} operations, seed {SEED}:", dict(editor.done), "refused:", dict(editor.refused))
    print({name: len(rows) for name, rows in kept.items() if name.startswith("index_")})
    assert_same(kept, rebuilt)
    # It exits with a status where anything differs.
    call_command("reindex", tenant="a", verify=True, stdout=io.StringIO(), stderr=io.StringIO())
    assert sum(editor.done.values()) > OPERATIONS // 4
    assert len(kept["index_content"]) > 20 or OPERATIONS < 100


def assert_same(kept: dict[str, Any], rebuilt: dict[str, Any]) -> None:
    """Check that a rebuild has changed nothing."""
    for name, rows in rebuilt.items():
        assert difference(kept[name], rows) == ([], []), (name, explained(name, kept[name], rows)[:20])
