"""The trash: a subtree goes and comes back as one, and is done away with for good."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden
from rustok.events.catalog.content import NodeDeleted
from rustok.ids import generate_id
from rustok.tenancy.context import platform_scope, require_tenant_id
from rustok.tenancy.models import Tenant
from rustok.testing.events import published_events
from rustok_content import errors, models, tasks
from rustok_content.dto.lifecycle import CreatePreviewRequest
from rustok_content.dto.nodes import CreateNodeRequest, TranslationInput
from rustok_content.selectors.nodes import list_nodes
from rustok_content.services import nodes, previews, publishing, trash
from tests.factories.content import node, rights, text, write

pytestmark = pytest.mark.django_db


def test_a_subtree_goes_and_comes_back_as_one(ctx: RequestContext) -> None:
    top = node(ctx, "Top", published=True)
    middle = node(ctx, "Middle", parent_id=top.id, published=True)
    leaf = node(ctx, "Leaf", parent_id=middle.id)
    other = node(ctx, "Other")

    gone = trash.delete_node(ctx, top.id)

    assert (gone.id, gone.below) == (top.id, 2)
    assert set(models.Node.objects.filter(deleted_at=None).values_list("id", flat=True)) == {other.id}
    assert set(models.Node.objects.filter(trash_id=top.id).values_list("id", flat=True)) == {top.id, middle.id, leaf.id}
    assert [row.id for row in list_nodes(ctx, trashed=True).items] == [top.id]
    with pytest.raises(errors.NodeNotFound):
        publishing.publish_node(ctx, leaf.id)
    with pytest.raises(errors.TakenAlong):
        trash.restore_node(ctx, leaf.id)

    back = trash.restore_node(ctx, top.id)

    assert (back.status, back.deleted_at, back.trash_id) == ("published", None, None)
    assert not models.Node.objects.filter(deleted_at__isnull=False).exists()


def test_what_was_deleted_before_stays_when_what_is_above_comes_back(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    leaf = node(ctx, "Leaf", parent_id=top.id)
    trash.delete_node(ctx, leaf.id)
    trash.delete_node(ctx, top.id)

    with pytest.raises(errors.ParentInTrash):
        trash.restore_node(ctx, leaf.id)
    trash.restore_node(ctx, top.id)

    assert list(models.Node.objects.filter(deleted_at__isnull=False).values_list("id", flat=True)) == [leaf.id]
    assert trash.restore_node(ctx, leaf.id).parent_id == top.id


def test_a_slug_is_free_while_its_node_is_in_the_trash(ctx: RequestContext) -> None:
    first = node(ctx, kind="post", slug="wanted", published=True)
    trash.delete_node(ctx, first.id)
    second = node(ctx, kind="post", slug="wanted")

    back = trash.restore_node(ctx, first.id)

    assert (text(back).slug, text(second).slug) == (f"wanted-{first.id.hex[-8:]}", "wanted")
    with pytest.raises(errors.DuplicateSlug):
        write(ctx, second.id, slug=text(back).slug)


def test_nothing_is_added_below_what_is_in_the_trash(ctx: RequestContext) -> None:
    top = node(ctx)
    trash.delete_node(ctx, top.id)

    with pytest.raises(errors.NodeNotFound):
        nodes.create_node(
            ctx,
            CreateNodeRequest(
                kind="page", parent_id=top.id, translations=(TranslationInput(locale="en", title="Late"),)
            ),
        )

    assert models.Node.objects.count() == 1


def test_purging_does_away_with_everything_below(ctx: RequestContext) -> None:
    top = node(ctx, "Top", ru="Верх", tags=("Tea",))
    leaf = node(ctx, "Leaf", parent_id=top.id)
    with pytest.raises(errors.NotInTrash):
        trash.purge_node(ctx, top.id)
    trash.delete_node(ctx, leaf.id)
    trash.delete_node(ctx, top.id)

    trash.purge_node(ctx, top.id)

    for model in (models.Node, models.NodeTranslation, models.Body, models.NodeRevision, models.NodeTag):
        assert model.objects.count() == 0


def test_what_others_link_to_is_not_purged_unless_forced(ctx: RequestContext) -> None:
    target = node(ctx, "Target")
    leaf = node(ctx, "Leaf", parent_id=target.id)
    linking = node(ctx, "Linking", kind="post", metadata={"node_id": str(leaf.id)})
    trash.delete_node(ctx, target.id)

    with pytest.raises(errors.NodeReferenced) as refusal:
        trash.purge_node(ctx, target.id)

    assert refusal.value.params == {"count": 1}
    assert models.Node.objects.count() == 3
    trash.purge_node(ctx, target.id, force=True)
    assert list(models.Node.objects.values_list("id", flat=True)) == [linking.id]


def test_the_trash_is_emptied_when_its_days_are_over(ctx: RequestContext) -> None:
    old, new = node(ctx, "Old"), node(ctx, "New")
    below = node(ctx, "Below", parent_id=old.id)
    for each in (old, new):
        trash.delete_node(ctx, each.id)
    models.Node.objects.filter(id__in=(old.id, below.id)).update(deleted_at=timezone.now() - dt.timedelta(days=31))

    assert tasks.purge() == 1
    assert list(models.Node.objects.values_list("id", flat=True)) == [new.id]

    models.CommunitySettings.objects.create(trash_days=60)
    models.Node.objects.filter(id=new.id).update(deleted_at=timezone.now() - dt.timedelta(days=59))
    assert trash.purge_old() == 0


def test_one_event_tells_of_a_whole_subtree(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    leaf = node(ctx, "Leaf", parent_id=top.id)

    with published_events() as events:
        trash.delete_node(ctx, top.id)
        trash.restore_node(ctx, top.id)
        trash.delete_node(ctx, top.id)
        trash.purge_node(ctx, top.id)

    assert events.types == [
        "node.addresses_changed",
        "node.trashed",
        "node.restored",
        "node.addresses_changed",
        "node.trashed",
        "node.deleted",
    ]
    gone = events.envelopes[-1].event
    assert isinstance(gone, NodeDeleted)
    assert set(gone.node_ids) == {top.id, leaf.id}


def test_counters_follow_what_readers_see(ctx: RequestContext) -> None:
    category = models.Category.objects.create(slug="news")
    top = node(ctx, "Top", category_id=category.id, tags=("Tea",))
    counted = []

    def count() -> None:
        counted.append((models.Category.objects.get().node_count, models.Tag.objects.get().node_count))

    for command in (publishing.publish_node, trash.delete_node, trash.restore_node, publishing.unpublish_node):
        command(ctx, top.id)
        count()

    assert counted == [(1, 1), (0, 0), (1, 1), (0, 0)]


def test_previews_of_what_is_deleted_are_over(ctx: RequestContext) -> None:
    made = node(ctx)
    token = previews.create_preview(ctx, made.id, CreatePreviewRequest()).token
    assert previews.previewed(token).id == made.id
    trash.delete_node(ctx, made.id)
    trash.restore_node(ctx, made.id)

    with pytest.raises(errors.PreviewNotFound):
        previews.previewed(token)


def test_whoever_reaches_only_what_is_theirs_deletes_no_other(ctx: RequestContext) -> None:
    mine = RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=generate_id(),
        permissions=rights(Scope.OWN, "create", "read", "delete"),
    )
    theirs, own = node(ctx), node(mine)

    with pytest.raises(Forbidden):
        trash.delete_node(mine, theirs.id)
    trash.delete_node(mine, own.id)

    assert models.Node.objects.get(deleted_at=None).id == theirs.id
    assert [row.id for row in list_nodes(mine, trashed=True).items] == [own.id]
    assert list_nodes(mine).items == ()


def test_a_long_slug_that_was_taken_meanwhile_gets_a_number_and_is_no_longer(ctx: RequestContext) -> None:
    slug = "a" * 200
    first = node(ctx, "First", kind="note", slug=slug)
    trash.delete_node(ctx, first.id)
    node(ctx, "Second", kind="note", slug=slug)

    back = trash.restore_node(ctx, first.id)

    assert text(back).slug == f"{'a' * 191}-{first.id.hex[-8:]}"


def test_whoever_may_delete_nothing_is_refused_before_anybody_waits(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    nobody = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id())

    for command in (trash.delete_node, trash.restore_node, trash.purge_node):
        with CaptureQueriesContext(connection) as captured, pytest.raises(Forbidden):
            command(nobody, top.id)
        assert not [query for query in captured.captured_queries if "nodes" in query["sql"] or "lock" in query["sql"]]


def test_a_fault_at_one_tenant_stops_the_work_of_no_other(
    ctx: RequestContext, tenant_b: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty() -> int:
        if require_tenant_id() == ctx.tenant_id:
            raise errors.TakenAlong(id="x")
        return 1

    monkeypatch.setattr(trash, "purge_old", faulty)

    with platform_scope():
        others = Tenant.objects.count() - 1
    assert tasks.purge() == others > 0
