"""Moving, ordering and copying in the tree."""

from __future__ import annotations

from uuid import UUID

import pytest

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden, StaleVersion
from rustok.events.catalog.places import NodesReordered
from rustok.ids import generate_id
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.nodes import UpdateNodeRequest
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest, ReorderNodesRequest
from rustok_content.selectors.nodes import get_node
from rustok_content.services import copying, nodes, placing, trash
from tests.factories.content import node, rights, text, write

pytestmark = pytest.mark.django_db


def _order(parent_id: UUID | None) -> list[UUID]:
    return list(models.Node.objects.filter(parent_id=parent_id).order_by("position", "id").values_list("id", flat=True))


def test_a_node_moves_with_all_below_it_to_a_place_among_others(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    first, last = (node(ctx, title, parent_id=top.id, position=place) for place, title in enumerate(("First", "Last")))
    moving = node(ctx, "Moving")
    below = node(ctx, "Below", parent_id=moving.id)

    with published_events() as events:
        placing.move_node(ctx, moving.id, MoveNodeRequest(parent_id=top.id, position=1))

    assert _order(top.id) == [first.id, moving.id, last.id]
    rows = {row.id: row for row in models.Node.objects.all()}
    assert rows[below.id].path == top.id.hex + moving.id.hex + below.id.hex
    assert (rows[below.id].depth, rows[below.id].version, rows[below.id].activity) == (2, 1, 1)
    assert events.types == ["node.addresses_changed", "node.moved", "node.reordered"]


def test_a_move_within_one_parent_makes_no_neighbour_stale(ctx: RequestContext) -> None:
    a, b, c = (node(ctx, title, position=place) for place, title in enumerate("ABC"))

    placing.move_node(ctx, c.id, MoveNodeRequest(position=0, version=1))
    same = placing.move_node(ctx, c.id, MoveNodeRequest(position=0))

    assert _order(None) == [c.id, a.id, b.id]
    assert dict(models.Node.objects.values_list("id", "version")) == {a.id: 1, b.id: 1, c.id: 2}
    assert same.version == 2
    nodes.update_node(ctx, a.id, UpdateNodeRequest(is_featured=True, version=1))


def test_no_node_is_its_own_ancestor(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    leaf = node(ctx, "Leaf", parent_id=top.id)

    for target in (top.id, leaf.id):
        with pytest.raises(errors.ParentInCircle):
            placing.move_node(ctx, top.id, MoveNodeRequest(parent_id=target))

    assert models.Node.objects.get(pk=top.id).parent_id is None


def test_a_place_too_far_down_is_refused(ctx: RequestContext) -> None:
    parent: UUID | None = None
    for number in range(errors.MAX_DEPTH + 1):
        parent = node(ctx, f"Page {number}", parent_id=parent).id

    with pytest.raises(errors.TooDeep):
        node(ctx, "Too deep", parent_id=parent)

    assert models.Node.objects.count() == errors.MAX_DEPTH + 1


def test_a_twin_below_the_new_parent_stops_a_move(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    node(ctx, "Same", parent_id=top.id)
    moving = node(ctx, "Same")

    with pytest.raises(errors.DuplicateSlug):
        placing.move_node(ctx, moving.id, MoveNodeRequest(parent_id=top.id))

    assert models.Node.objects.get(pk=moving.id).parent_id is None


def test_a_stale_move_is_refused(ctx: RequestContext) -> None:
    top, moving = node(ctx, "Top"), node(ctx, "Moving")
    write(ctx, moving.id, title="Changed")

    with pytest.raises(StaleVersion) as refusal:
        placing.move_node(ctx, moving.id, MoveNodeRequest(parent_id=top.id, version=1))

    assert refusal.value.params["changed"] == ["translations.en.title"]


def test_nodes_are_ordered_and_those_not_named_follow(ctx: RequestContext) -> None:
    a, b, c, d = (node(ctx, title, position=place) for place, title in enumerate("ABCD"))

    with published_events() as events:
        said = placing.reorder_nodes(ctx, ReorderNodesRequest(node_ids=(c.id, a.id)))
        placing.reorder_nodes(ctx, ReorderNodesRequest(node_ids=(c.id,)))

    assert list(said.node_ids) == _order(None) == [c.id, a.id, b.id, d.id]
    (envelope,) = events.envelopes
    assert isinstance(envelope.event, NodesReordered)
    assert set(envelope.event.node_ids) == {a.id, b.id, c.id}


def test_only_nodes_beside_one_another_are_ordered(ctx: RequestContext) -> None:
    a = node(ctx, "A")
    below = node(ctx, "Below", parent_id=a.id)

    for ids in ((a.id, below.id), (a.id, a.id), (generate_id(),)):
        with pytest.raises(errors.NotBeside):
            placing.reorder_nodes(ctx, ReorderNodesRequest(node_ids=ids))
    with pytest.raises(errors.NodeNotFound):
        placing.reorder_nodes(ctx, ReorderNodesRequest(parent_id=generate_id(), node_ids=(a.id,)))


def test_the_order_is_not_for_whoever_reaches_only_what_is_theirs(ctx: RequestContext) -> None:
    mine = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions=rights(Scope.OWN, "update"))
    made = node(ctx)

    with pytest.raises(Forbidden):
        placing.reorder_nodes(mine, ReorderNodesRequest(node_ids=(made.id,)))


def test_a_subtree_is_copied_as_drafts(ctx: RequestContext) -> None:
    top = node(ctx, "Top", published=True, ru="Верх", tags=("Tea",), metadata={"noindex": True})
    leaf = node(ctx, "Leaf", parent_id=top.id, published=True)
    trash.delete_node(ctx, node(ctx, "Gone", parent_id=top.id).id)
    write(ctx, top.id, title="Waiting", body="new")

    copied = copying.copy_node(ctx, top.id, CopyNodeRequest())
    again = copying.copy_node(ctx, top.id, CopyNodeRequest())

    copy = get_node(ctx, copied.id)
    assert (copied.count, copy.status, copy.tags, dict(copy.metadata)) == (2, "draft", ("Tea",), {"noindex": True})
    assert [(row.locale, row.title, row.slug, row.body, row.status) for row in copy.translations] == [
        ("en", "Waiting", "copy-of-top", "new", "draft"),
        ("ru", "Верх", "copy-of-verkh", "*Hi*", "draft"),
    ]
    child = get_node(ctx, models.Node.objects.get(parent_id=copied.id).id)
    assert (text(child).slug, text(child).html, child.depth) == ("leaf", "<p><em>Hi</em></p>", 1)
    assert text(get_node(ctx, again.id)).slug == f"copy-of-top-{again.id.hex[-8:]}"
    assert models.Node.objects.get(pk=leaf.id).parent_id == top.id


def test_a_copy_of_one_node_below_another(ctx: RequestContext) -> None:
    top = node(ctx, "Top")
    node(ctx, "Leaf", parent_id=top.id)
    other = node(ctx, "Other")

    copied = copying.copy_node(ctx, top.id, CopyNodeRequest(parent_id=other.id, with_children=False))

    assert (copied.count, get_node(ctx, copied.id).parent_id) == (1, other.id)


def test_a_node_is_copied_below_itself_once(ctx: RequestContext) -> None:
    top = node(ctx, "Top")

    assert copying.copy_node(ctx, top.id, CopyNodeRequest(parent_id=top.id)).count == 1
    assert models.Node.objects.count() == 2


def test_too_much_is_not_copied(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "LIMIT", 1)
    top = node(ctx, "Top")
    node(ctx, "Leaf", parent_id=top.id)

    with pytest.raises(errors.TooManyCopies):
        copying.copy_node(ctx, top.id, CopyNodeRequest())

    assert models.Node.objects.count() == 2


def test_the_order_of_one_kind_leaves_others_at_the_top_alone(ctx: RequestContext) -> None:
    first, second = node(ctx, "First"), node(ctx, "Second")
    posts = [node(ctx, f"Post {number}", kind="post").id for number in range(3)]

    with published_events() as events:
        placing.move_node(ctx, second.id, MoveNodeRequest(position=0))
        ordered = placing.reorder_nodes(ctx, ReorderNodesRequest(node_ids=(first.id,)))

    assert ordered.node_ids == (first.id, second.id)
    assert set(models.Node.objects.filter(pk__in=posts).values_list("position", "activity")) == {(0, 0)}
    told = [each.event for each in events.envelopes if isinstance(each.event, NodesReordered)]
    assert not {node_id for event in told for node_id in event.node_ids} & set(posts)
