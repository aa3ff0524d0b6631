"""Two who write at once, each on a connection of its own: addresses, redirects, menus, tags, categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.addresses import CreateRedirectRequest
from rustok_content.dto.categories import MergeNodeCategoriesRequest, UpdateNodeCategoryRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, TranslationInput, UpdateNodeRequest
from rustok_content.dto.tags import MergeNodeTagsRequest
from rustok_content.services import (
    categories,
    category_merging,
    home,
    menus,
    nodes,
    publishing,
    redirects,
    tags,
    translations,
)
from rustok_content.services.recounting import check_counters
from tests.rustok_commerce.races.meeting import Mode, meet
from tests.rustok_content.services.test_addresses import page
from tests.rustok_content.services.test_categories import category
from tests.rustok_content.services.test_menus import item, menu, put
from tests.rustok_content.services.test_tags import carried, tag, tagged

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ctx(tenant_a: Tenant) -> Iterator[RequestContext]:
    """The system's context of tenant ``a``, in its scope."""
    with tenant_scope(tenant_a):
        context = RequestContext.system(tenant_a.id)
        toggles.enable_module(context, "blog")
        toggles.enable_module(context, "pages")
        yield context


def against(tenant: Tenant, first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """Let the second come while the first holds what it wrote; return what each came to."""
    return list(meet(tenant, first, second, Mode.ONE_HOLDS))


def renaming(ctx: RequestContext, node_id: UUID, slug: str) -> Callable[[], Any]:
    request = SetNodeTranslationRequest(locale="en", slug=slug, publish=True)
    return lambda: translations.set_translation(ctx, node_id, request)


def creating(ctx: RequestContext, slug: str, **fields: Any) -> Callable[[], Any]:
    texts = (TranslationInput(locale="en", title=slug, slug=slug),)
    fields = {"kind": "page", **fields}
    return lambda: nodes.create_node(ctx, CreateNodeRequest(translations=texts, **fields))


def present(path: str) -> list[UUID]:
    return list(models.NodeAddress.objects.filter(path=path, is_current=True).values_list("node_id", flat=True))


def test_an_address_goes_to_one_of_two(ctx: RequestContext, tenant_a: Tenant) -> None:
    told = against(tenant_a, creating(ctx, "about"), creating(ctx, "about"))

    assert told == ["done", "content.address.taken"]
    assert (len(present("/about")), models.Node.objects.count()) == (1, 1)


@pytest.mark.parametrize("renames_first", [True, False])
def test_what_is_made_below_a_page_that_is_renamed_has_its_new_name(
    ctx: RequestContext, tenant_a: Tenant, renames_first: bool
) -> None:
    about = page(ctx, "about")
    both = [renaming(ctx, about, "company"), creating(ctx, "team", parent_id=about)]

    told = against(tenant_a, *(both if renames_first else both[::-1]))

    assert told == ["done", "done"]
    assert (len(present("/company/team")), present("/about/team")) == (1, [])


@pytest.mark.parametrize("renames_first", [True, False])
def test_a_move_and_a_rename_above_end_in_one_place(ctx: RequestContext, tenant_a: Tenant, renames_first: bool) -> None:
    old, new = page(ctx, "old"), page(ctx, "new")
    team = page(ctx, "team", page(ctx, "about", old))
    about = models.Node.objects.get(pk=team).parent_id
    both = [
        renaming(ctx, new, "newer"),
        lambda: nodes.update_node(ctx, about, UpdateNodeRequest(parent_id=new)),
    ]

    told = against(tenant_a, *(both if renames_first else both[::-1]))

    assert told == ["done", "done"]
    assert present("/newer/about/team") == [team]


def test_two_home_pages_take_turns(ctx: RequestContext, tenant_a: Tenant) -> None:
    one, two = page(ctx, "one"), page(ctx, "two")

    told = against(tenant_a, lambda: home.set_home(ctx, one), lambda: home.set_home(ctx, two))

    assert told == ["done", "done"]
    assert (present("/"), present("/one"), present("/two")) == ([two], [one], [])


def test_two_redirects_do_not_close_a_circle(ctx: RequestContext, tenant_a: Tenant) -> None:
    def leading(path: str, target: str) -> Callable[[], Any]:
        return lambda: redirects.create_redirect(ctx, CreateRedirectRequest(path=path, target=target))

    told = against(tenant_a, leading("/a", "/b"), leading("/b", "/a"))

    assert told == ["done", "content.redirect.loop"]
    assert models.Redirect.objects.count() == 1


def test_of_two_editors_of_a_menu_one_is_told(ctx: RequestContext, tenant_a: Tenant) -> None:
    made = menu(ctx)

    told = against(
        tenant_a,
        lambda: put(ctx, made.id, item("A", url="/a"), version=1),
        lambda: put(ctx, made.id, item("B", url="/b"), version=1),
    )

    assert told == ["done", "resource.stale_version"]
    assert [text.label for text in models.MenuItemTranslation.objects.all()] == ["A"]
    menus.delete_menu(ctx, made.id)


@pytest.mark.parametrize("merges_first", [True, False])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_merge_of_tags_loses_no_node_and_no_count(
    ctx: RequestContext, tenant_a: Tenant, merges_first: bool, is_new: bool
) -> None:
    coffee, java = tag(ctx, "Coffee"), tag(ctx, "Java")
    node = tagged(ctx, "java", seen=False)
    texts = (TranslationInput(locale="en", title="Other"),)
    both: list[Callable[[], Any]] = [
        lambda: tags.merge_tags(ctx, coffee.id, MergeNodeTagsRequest(tag_ids=(java.id,))),
        (lambda: nodes.create_node(ctx, CreateNodeRequest(kind="post", translations=texts, tags=("java",))))
        if is_new
        else (lambda: publishing.publish_node(ctx, node)),
    ]

    told = against(tenant_a, *(both if merges_first else both[::-1]))

    assert told == ["done", "done"]
    assert carried(node) == ["coffee"]
    assert set(models.NodeTag.objects.values_list("tag_id", flat=True)) == {coffee.id}
    assert models.Tag.objects.get().node_count == (0 if is_new else 1)
    assert check_counters(ctx) == []


@pytest.mark.parametrize("merges_first", [True, False])
def test_a_merge_of_categories_leaves_no_node_behind(ctx: RequestContext, tenant_a: Tenant, merges_first: bool) -> None:
    old, new = category(ctx, "old"), category(ctx, "new")
    both = [
        lambda: category_merging.merge_category(ctx, old.id, MergeNodeCategoriesRequest(into_id=new.id)),
        creating(ctx, "filed", category_id=old.id),
    ]

    told = against(tenant_a, *(both if merges_first else both[::-1]))

    assert told == (["done", "content.category.not_found"] if merges_first else ["done", "done"])
    assert list(models.Node.objects.values_list("category_id", flat=True)) == ([] if merges_first else [new.id])


def test_two_moves_of_categories_make_no_circle(ctx: RequestContext, tenant_a: Tenant) -> None:
    a, b = category(ctx, "a"), category(ctx, "b")

    def below(inner: UUID, outer: UUID) -> Callable[[], Any]:
        return lambda: categories.update_category(ctx, inner, UpdateNodeCategoryRequest(parent_id=outer))

    told = against(tenant_a, below(a.id, b.id), below(b.id, a.id))

    assert told == ["done", "content.node.parent_in_circle"]
    assert models.Category.objects.get(pk=b.id).parent_id is None
