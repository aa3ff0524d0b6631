"""Seeding writes everything once."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok.tenancy.services.tenants import enable_locale
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.demo.library import LIBRARIES
from rustok_content.demo.seed import seed

pytestmark = pytest.mark.django_db


def test_a_second_run_changes_nothing(ctx: RequestContext) -> None:
    enable_locale(ctx, "de")
    seen: list[tuple[str, int, int]] = []

    seed(ctx, "demo", lambda *step: seen.append(step))
    with published_events() as events:
        seed(ctx, "demo", lambda *step: None)

    library = LIBRARIES["demo"]
    assert models.Node.objects.filter(status="published").count() == len(library.nodes)
    assert models.NodeTranslation.objects.count() == sum(len(node.texts) for node in library.nodes)
    assert seen[-1] == ("posts and pages", len(library.nodes), len(library.nodes))
    assert events.types == []
    assert set(models.Menu.objects.values_list("location", flat=True)) == {"main", "footer"}


def test_other_data_sets_have_no_content(ctx: RequestContext) -> None:
    seed(ctx, "nothing", lambda *step: None)

    assert models.Node.objects.count() == 0
