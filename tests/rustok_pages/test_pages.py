"""Pages: laid out by templates, found by their places in the tree, one of them at the site's own address."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion, Unauthenticated
from rustok_content import errors, models
from rustok_content.dto.lifecycle import PublishNodeRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, TranslationInput
from rustok_content.dto.places import MoveNodeRequest
from rustok_content.selectors.addresses import resolve
from rustok_content.services import nodes
from rustok_pages import errors as page_errors
from rustok_pages.dto.pages import CreatePageRequest, CreateReusableBlockRequest, PageResponse, UpdatePageRequest
from rustok_pages.services import pages, reusable
from tests.rustok_content.conftest import ctx

__all__ = ["ctx"]

pytestmark = pytest.mark.django_db


def blocks(**regions: list[str]) -> str:
    """Write a body with blocks of these types in each region."""
    props: dict[str, Any] = {"heading": {"text": "Hello"}, "products": {"tag": "tea"}, "divider": {}}
    return json.dumps(
        {"regions": {name: [{"type": t, "props": props[t]} for t in types] for name, types in regions.items()}}
    )


def page(ctx: RequestContext, slug: str, body: str | None = None, **fields: Any) -> PageResponse:
    text = {"locale": "en", "title": slug.title(), "slug": slug} | (
        {} if body is None else {"body": body, "format": "blocks"}
    )
    return pages.create_page(ctx, parse(CreatePageRequest, {"translations": [text], **fields}))


def shown(ctx: RequestContext, slug: str, **fields: Any) -> PageResponse:
    return pages.publish_page(ctx, page(ctx, slug, **fields).id, PublishNodeRequest())


def test_a_page_says_its_template_and_its_addresses(ctx: RequestContext) -> None:
    about = shown(ctx, "about", template="sidebar")
    team = page(ctx, "team", parent_id=str(about.id))

    assert (about.template, about.addresses, about.is_home) == ("sidebar", {"en": "/about"}, False)
    assert (team.template, team.addresses, team.depth) == ("default", {"en": "/about/team"}, 1)
    assert pages.get_page(ctx, team.id) == team


def test_a_body_is_written_for_the_regions_of_the_template(ctx: RequestContext) -> None:
    made = page(ctx, "home", blocks(hero=["heading"], main=["products"]), template="landing")
    assert "Hello" in (made.translations[0].html or "")

    with pytest.raises(InvalidInput) as unknown:
        page(ctx, "other", blocks(aside=["heading"]), template="landing")
    with pytest.raises(InvalidInput) as refused:
        page(ctx, "other", blocks(hero=["products", "heading"]), template="landing")

    assert [(error.path, error.code) for error in unknown.value.errors] == [
        (("body", "regions", "aside"), "unknown_region")
    ]
    assert [error.code for error in refused.value.errors] == ["block_not_allowed"]
    assert models.Node.objects.count() == 1


def test_another_template_has_to_have_a_place_for_what_is_written(ctx: RequestContext) -> None:
    made = page(ctx, "about", blocks(main=["heading"], aside=["divider"]), template="sidebar")

    with pytest.raises(InvalidInput):
        pages.update_page(ctx, made.id, UpdatePageRequest(template="default"))
    with pytest.raises(page_errors.UnknownTemplate):
        pages.update_page(ctx, made.id, UpdatePageRequest(template="nowhere"))
    assert pages.get_page(ctx, made.id).template == "sidebar"

    body = blocks(main=["heading"])
    pages.set_page_text(ctx, made.id, SetNodeTranslationRequest(locale="en", body=body))
    assert pages.update_page(ctx, made.id, UpdatePageRequest(template="default")).template == "default"


def test_what_waits_to_be_published_needs_its_place_too(ctx: RequestContext) -> None:
    made = page(ctx, "about", blocks(main=["heading"]), template="sidebar")
    pages.publish_page(ctx, made.id, PublishNodeRequest())
    text = {"locale": "en", "body": blocks(aside=["divider"]), "format": "blocks"}
    drafted = pages.set_page_text(ctx, made.id, parse(SetNodeTranslationRequest, text))
    assert drafted.translations[0].draft is not None

    with pytest.raises(InvalidInput):
        pages.update_page(ctx, made.id, UpdatePageRequest(template="default"))
    wrong = {**text, "body": blocks(hero=["heading"])}
    with pytest.raises(InvalidInput):
        pages.set_page_text(ctx, made.id, parse(SetNodeTranslationRequest, wrong))


def test_the_editors_of_all_nodes_write_for_regions_too(ctx: RequestContext) -> None:
    text = {"locale": "en", "title": "X", "body": blocks(aside=["heading"]), "format": "blocks"}

    with pytest.raises(InvalidInput):
        nodes.create_node(ctx, parse(CreateNodeRequest, {"kind": "page", "translations": [text]}))

    assert models.Node.objects.count() == 0


def test_fields_that_a_page_has_not_are_refused(ctx: RequestContext) -> None:
    text = {"locale": "en", "title": "X"}

    with pytest.raises(InvalidInput):
        nodes.create_node(
            ctx, parse(CreateNodeRequest, {"kind": "page", "translations": [text], "metadata": {"colour": "red"}})
        )


def test_one_page_is_at_the_sites_own_address(ctx: RequestContext) -> None:
    first, second = shown(ctx, "welcome"), shown(ctx, "start")
    below = shown(ctx, "team", parent_id=str(first.id))
    assert below.addresses == {"en": "/welcome/team"}

    home = pages.set_home_page(ctx, first.id)
    assert (home.is_home, home.addresses) == (True, {"en": "/"})
    # What is below the home page is not below its slug.
    assert pages.get_page(ctx, below.id).addresses == {"en": "/team"}
    assert resolve(ctx, "/welcome/team", locale="en").target == "/team"

    other = pages.set_home_page(ctx, second.id)
    assert (other.addresses, pages.get_page(ctx, first.id).addresses) == ({"en": "/"}, {"en": "/welcome"})
    assert resolve(ctx, "/", locale="en").node_id == second.id
    assert resolve(ctx, "/start", locale="en").target == "/"
    assert models.Node.objects.filter(is_home=True).count() == 1


def test_the_home_page_is_at_the_top(ctx: RequestContext) -> None:
    about = shown(ctx, "about")
    team = shown(ctx, "team", parent_id=str(about.id))
    with pytest.raises(errors.HomeNotOnTop):
        pages.set_home_page(ctx, team.id)

    home = pages.set_home_page(ctx, shown(ctx, "home").id)
    with pytest.raises(errors.HomeNotOnTop):
        pages.move_page(ctx, home.id, MoveNodeRequest(parent_id=about.id))
    with pytest.raises(StaleVersion):
        pages.set_home_page(ctx, about.id, version=1)

    assert pages.get_page(ctx, home.id).addresses == {"en": "/"}


def test_a_deleted_page_is_gone_from_its_address_and_comes_back(ctx: RequestContext) -> None:
    about = shown(ctx, "about")
    pages.delete_page(ctx, about.id)

    assert resolve(ctx, "/about", locale="en").status == 410
    assert shown(ctx, "about").addresses == {"en": "/about"}


def test_pages_are_listed_level_by_level_in_their_order(ctx: RequestContext) -> None:
    top = [page(ctx, f"p{number}", position=position).id for number, position in enumerate((2, 0, 1, 1))]
    inner = page(ctx, "inner", parent_id=str(top[0]))

    first = pages.list_pages(ctx, limit=3)
    rest = pages.list_pages(ctx, limit=3, after=UUID(str(first.next)))

    assert [found.id for found in (*first.items, *rest.items)] == [top[1], top[2], top[3], top[0]]
    assert [found.id for found in pages.list_pages(ctx, parent_id=top[0]).items] == [inner.id]
    with pytest.raises(errors.NodeNotFound):
        pages.list_pages(ctx, parent_id=UUID(int=5))


def test_other_kinds_are_no_pages(ctx: RequestContext) -> None:
    texts = (TranslationInput(locale="en", title="Note"),)
    block = reusable.create_block(ctx, CreateReusableBlockRequest(translations=texts))

    with pytest.raises(errors.NodeNotFound):
        pages.get_page(ctx, block.id)
    with pytest.raises(errors.NodeNotFound):
        reusable.get_block(ctx, page(ctx, "about").id)
    assert (block.kind, [found.id for found in reusable.list_blocks(ctx).items]) == ("block", [block.id])
    assert models.NodeAddress.objects.filter(node_id=block.id).count() == 0


def test_templates_are_told(ctx: RequestContext) -> None:
    told = {template.name: [region.name for region in template.regions] for template in pages.list_templates(ctx)}

    assert told == {"default": ["main"], "landing": ["hero", "main", "footer"], "sidebar": ["main", "aside"]}
    with pytest.raises(Unauthenticated):
        pages.list_templates(RequestContext(tenant_id=ctx.tenant_id))
