"""Whoever changes nodes and their counters comes to the tables in one order: none waits for another in a circle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.lifecycle import ApproveSubmissionRequest, SubmitNodeRequest
from rustok_content.dto.nodes import UpdateNodeRequest
from rustok_content.services import due, home, nodes, publishing, submissions, trash, visibility
from tests.factories import community
from tests.factories.content import node, write
from tests.rustok_commerce.races.locking import watched

ORDER: Final = ("threads", "nodes", "categories", "tags", "members")


def _approve(ctx: RequestContext, post: UUID) -> None:
    handed = submissions.submit_node(ctx, post, SubmitNodeRequest())
    submissions.approve_submission(ctx, handed.id, ApproveSubmissionRequest(publish=True))


def _publish_what_is_due(_ctx: RequestContext, post: UUID) -> None:
    models.NodeTranslation.objects.filter(node_id=post).update(publish_at=timezone.now() - dt.timedelta(minutes=1))
    assert due.apply() == 1


def _take_back_what_is_over(_ctx: RequestContext, post: UUID) -> None:
    models.NodeTranslation.objects.filter(node_id=post).update(unpublish_at=timezone.now() - dt.timedelta(minutes=1))
    assert due.apply() == 1


COMMANDS: Final[dict[str, Callable[[RequestContext, UUID], Any]]] = {
    "comment": lambda ctx, post: community.comment(community.member(), post),
    "write at once": lambda ctx, post: write(ctx, post, title="Now", publish=True),
    "wait": lambda ctx, post: write(ctx, post, title="Later"),
    "approve": _approve,
    "take back in time": _take_back_what_is_over,
    "publish in time": _publish_what_is_due,
    "file elsewhere": lambda ctx, post: nodes.update_node(ctx, post, UpdateNodeRequest(tags=("tea",))),
    "hide a comment": lambda ctx, post: visibility.delete_text(
        ctx, models.Node.objects.filter(root_id=post)[0].id, kind="comment"
    ),
    "unpublish": lambda ctx, post: publishing.unpublish_node(ctx, post),
    "delete": lambda ctx, post: trash.delete_node(ctx, post),
    "restore": lambda ctx, post: trash.restore_node(ctx, post),
}


@pytest.mark.django_db(transaction=True)
def test_threads_come_before_nodes_and_nodes_before_what_they_count_for(tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id)
        toggles.enable_module(ctx, "blog")
        post = community.post(ctx, category_id=str(community.category(module="blog")), tags=["milk"])
        community.comment(community.member(), post)
        for name, command in COMMANDS.items():
            with watched() as seen:
                command(ctx, post)
            for tables in seen():
                counted = [table for table in tables if table in ORDER]
                assert counted == sorted(counted, key=ORDER.index), f"{name}: {tables}"


@pytest.mark.django_db
def test_who_makes_a_page_the_home_holds_it_before_the_addresses(ctx: RequestContext) -> None:
    page = node(ctx, published=True)

    with CaptureQueriesContext(connection) as captured:
        home.set_home(ctx, page.id)

    said = [query["sql"] for query in captured.captured_queries]
    held = next(place for place, sql in enumerate(said) if 'FROM "nodes"' in sql and "FOR NO KEY UPDATE" in sql)
    assert held < next(place for place, sql in enumerate(said) if "content.addresses" in sql)
