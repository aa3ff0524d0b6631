"""Categories of nodes: a tree for each module, whose rights only narrow, and whose former names lead on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.categories import (
    CreateNodeCategoryRequest,
    MergeNodeCategoriesRequest,
    NodeCategoryResponse,
    OrderNodeCategoriesRequest,
    UpdateNodeCategoryRequest,
)
from rustok_content.dto.nodes import CreateNodeRequest, TranslationInput
from rustok_content.search_source import CategorySource
from rustok_content.selectors.categories import get_category, list_categories
from rustok_content.services import categories, category_merging, nodes, publishing

pytestmark = pytest.mark.django_db

STAFF = [{"role": "moderator", "can_reply": True, "can_create": True}]


def category(ctx: RequestContext, slug: str, parent_id: UUID | None = None, **fields: Any) -> NodeCategoryResponse:
    asked = {"slug": slug, "names": {"en": slug.title()}, "parent_id": parent_id and str(parent_id), **fields}
    return categories.create_category(ctx, parse(CreateNodeCategoryRequest, asked))


def change(ctx: RequestContext, category_id: UUID, **fields: Any) -> NodeCategoryResponse:
    return categories.update_category(ctx, category_id, parse(UpdateNodeCategoryRequest, fields))


def filed(ctx: RequestContext, category_id: UUID) -> UUID:
    texts = (TranslationInput(locale="en", title="Filed"),)
    made = nodes.create_node(ctx, CreateNodeRequest(kind="post", translations=texts, category_id=category_id))
    return publishing.publish_node(ctx, made.id).id


def test_a_category_says_all_that_it_is(ctx: RequestContext) -> None:
    made = category(
        ctx,
        "news",
        names={"en": "News", "ru": "Новости"},
        descriptions={"ru": "О важном"},
        module="forum",
        colour="#ff0000",
        icon="bell",
        is_closed=True,
        needs_approval=True,
        slow_mode_seconds=30,
        rights=STAFF,
    )

    assert (made.names, made.descriptions) == ({"en": "News", "ru": "Новости"}, {"ru": "О важном"})
    assert (made.module, made.colour, made.icon, made.slow_mode_seconds) == ("forum", "#ff0000", "bell", 30)
    assert (made.is_closed, made.needs_approval) == (True, True)
    assert [(right.role, right.can_see, right.can_create) for right in made.rights] == [("moderator", True, True)]
    assert get_category(ctx, made.id) == made


def test_modules_have_trees_of_their_own(ctx: RequestContext) -> None:
    blog = category(ctx, "news", module="blog")
    forum = category(ctx, "news", module="forum")

    with pytest.raises(errors.CategoryOfOtherModule):
        category(ctx, "inner", blog.id, module="forum")
    with pytest.raises(errors.CategoryOfOtherModule):
        category_merging.merge_category(ctx, blog.id, MergeNodeCategoriesRequest(into_id=forum.id))
    with pytest.raises(errors.DuplicateCategorySlug):
        category(ctx, "news", module="blog")

    assert [shown.id for shown in list_categories(ctx, module="blog")] == [blog.id]


def test_a_former_slug_leads_on_until_another_takes_it(ctx: RequestContext) -> None:
    made = category(ctx, "news")
    renamed = change(ctx, made.id, slug="latest", version=1)
    assert (renamed.slug, renamed.aliases, renamed.version) == ("latest", ("news",), 2)

    other = category(ctx, "news")

    assert (get_category(ctx, made.id).aliases, other.aliases) == ((), ())
    with pytest.raises(StaleVersion):
        change(ctx, made.id, slug="newest", version=1)


def test_no_category_is_above_itself(ctx: RequestContext) -> None:
    top = category(ctx, "top")
    inner = category(ctx, "inner", top.id)

    for parent in (top, inner):
        with pytest.raises(errors.ParentInCircle):
            change(ctx, top.id, parent_id=str(parent.id))

    assert get_category(ctx, top.id).parent_id is None


def test_categories_go_only_so_far_down(ctx: RequestContext) -> None:
    parent = category(ctx, "c0")
    for level in range(1, 10):
        parent = category(ctx, f"c{level}", parent.id)
    with pytest.raises(errors.CategoryTooDeep):
        category(ctx, "c10", parent.id)

    top = category(ctx, "top")
    first = models.Category.objects.get(slug="c0")
    with pytest.raises(errors.CategoryTooDeep):
        change(ctx, first.id, parent_id=str(top.id))


def test_siblings_are_put_into_an_order(ctx: RequestContext) -> None:
    a, b, c = (category(ctx, slug) for slug in "abc")
    inner = category(ctx, "inner", a.id)

    shown = categories.order_categories(ctx, OrderNodeCategoriesRequest(category_ids=(c.id, a.id)))

    assert [(row.slug, row.position) for row in shown] == [("c", 0), ("a", 1), ("b", 2)]
    with pytest.raises(errors.CategoryNotFound):
        categories.order_categories(ctx, OrderNodeCategoriesRequest(category_ids=(b.id, inner.id)))


@pytest.mark.parametrize(
    "rights",
    [[{"role": "customer", "can_see": False, "can_reply": True}], [{"role": "customer"}, {"role": "customer"}]],
)
def test_rights_that_contradict_each_other_are_refused(ctx: RequestContext, rights: list[dict[str, Any]]) -> None:
    made = category(ctx, "news", rights=STAFF)

    with pytest.raises(InvalidInput):
        change(ctx, made.id, rights=rights)

    assert get_category(ctx, made.id).rights == made.rights


def test_a_change_of_rights_is_told(ctx: RequestContext) -> None:
    made = category(ctx, "news")
    with published_events() as events:
        change(ctx, made.id, rights=STAFF)
        change(ctx, made.id, colour="#000000")

    assert events.types == ["category.updated", "category.rights_changed", "category.updated"]


def test_what_is_below_a_deleted_category_stays_as_hidden_as_it_was(ctx: RequestContext) -> None:
    staff = category(ctx, "staff", rights=[*STAFF, {"role": "customer"}])
    plain = category(ctx, "plain", staff.id)
    narrow = category(ctx, "narrow", staff.id, rights=[{"role": "customer", "can_reply": True}, {"role": "anonymous"}])

    categories.delete_category(ctx, staff.id)

    assert get_category(ctx, plain.id).parent_id is None
    assert [(r.role, r.can_see, r.can_reply) for r in get_category(ctx, plain.id).rights] == [
        ("customer", True, False),
        ("moderator", True, True),
    ]
    assert [(r.role, r.can_see, r.can_reply) for r in get_category(ctx, narrow.id).rights] == [
        ("customer", True, False)
    ]


def test_deleting_a_category_brings_nothing_hidden_to_light(ctx: RequestContext) -> None:
    staff = category(ctx, "staff", rights=STAFF)
    inner = category(ctx, "inner", staff.id)
    node = filed(ctx, inner.id)

    with pytest.raises(errors.CategoryNotEmpty):
        categories.delete_category(ctx, inner.id)

    assert models.Node.objects.get(pk=node).category_id == inner.id


def test_an_open_category_leaves_its_nodes(ctx: RequestContext) -> None:
    made = category(ctx, "news")
    node = filed(ctx, made.id)
    with published_events() as events:
        categories.delete_category(ctx, made.id)

    assert models.Node.objects.get(pk=node).category_id is None
    (envelope,) = events.envelopes
    assert envelope.event.node_ids == (node,)  # type: ignore[attr-defined]


def test_a_merged_category_leaves_its_nodes_names_and_children(ctx: RequestContext) -> None:
    old, new = category(ctx, "old", rights=STAFF), category(ctx, "new")
    change(ctx, old.id, slug="older")
    inner = category(ctx, "inner", old.id)
    node = filed(ctx, old.id)
    models.Category.objects.filter(pk=old.id).update(node_count=1, reply_count=3)
    models.Category.objects.filter(pk=new.id).update(node_count=2, reply_count=1)

    with published_events() as events:
        merged = category_merging.merge_category(ctx, old.id, MergeNodeCategoriesRequest(into_id=new.id))

    assert (merged.aliases, merged.node_count, merged.reply_count) == (("old", "older"), 3, 4)
    assert models.Node.objects.get(pk=node).category_id == new.id
    assert get_category(ctx, inner.id).parent_id == new.id
    assert [right.role for right in get_category(ctx, inner.id).rights] == ["moderator"]
    assert events.types == ["category.merged"]
    assert {old.id, new.id} <= CategorySource().targets(events.envelopes)
    with pytest.raises(errors.CategoryNotFound):
        get_category(ctx, old.id)


def test_a_category_is_not_merged_into_what_is_below_it(ctx: RequestContext) -> None:
    top = category(ctx, "top")
    inner = category(ctx, "inner", top.id)

    for into in (top, inner):
        with pytest.raises(errors.CategoryMergedIntoItself):
            category_merging.merge_category(ctx, top.id, MergeNodeCategoriesRequest(into_id=into.id))


def test_a_deleted_category_names_its_nodes_in_portions(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "_IDS_IN_EVENT", 2)
    tea = category(ctx, "tea")
    ids = [filed(ctx, tea.id) for _ in range(3)]

    with published_events() as events:
        categories.delete_category(ctx, tea.id)

    told = [envelope.event.node_ids for envelope in events.envelopes if envelope.event.type == "category.deleted"]
    assert told == [tuple(ids[:2]), tuple(ids[2:])]
