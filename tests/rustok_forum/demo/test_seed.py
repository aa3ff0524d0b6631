"""Seeding writes the forum once, and what it counts is what is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from slugify import slugify

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.tenants import enable_locale
from rustok.testing.events import published_events
from rustok_content import models
from rustok_forum.demo.seed import seed
from rustok_forum.demo.talks import COMMUNITIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctx(tenant_a: Tenant) -> Iterator[RequestContext]:
    """The system's context of tenant ``a``, in its scope, with the forum switched on."""
    with tenant_scope(tenant_a):
        context = RequestContext.system(tenant_a.id)
        toggles.enable_module(context, "forum")
        enable_locale(context, "de")
        yield context


def test_a_second_run_changes_nothing(ctx: RequestContext) -> None:
    seed(ctx, "acme", lambda *step: None)
    with published_events() as events:
        seed(ctx, "acme", lambda *step: None)

    (talk,) = COMMUNITIES["acme"].talks
    topic = models.Node.objects.get(kind="topic")
    assert events.types == []
    assert topic.reply_count == len(talk.replies)
    assert topic.translations.get().slug == talk.slug
    assert list(models.Node.objects.filter(kind="reply").order_by("number").values_list("number", "depth")) == [
        (1, 1),
        (2, 2),
    ]


def test_other_data_sets_have_no_forum(ctx: RequestContext) -> None:
    seed(ctx, "nothing", lambda *step: None)

    assert not models.Node.objects.exists()


def test_talks_are_known_again_by_the_slug_that_their_title_gives() -> None:
    for community in COMMUNITIES.values():
        assert [talk.slug for talk in community.talks] == [slugify(talk.title) for talk in community.talks]
