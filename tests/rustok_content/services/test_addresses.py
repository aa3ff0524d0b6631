"""Addresses of nodes: made of the slugs above each other, kept when they change, one hop from old to new."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.events.catalog.addresses import NodeAddressesChanged
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.addresses import AddressOutcome
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, TranslationInput, UpdateNodeRequest
from rustok_content.selectors.addresses import node_addresses, resolve
from rustok_content.services import addresses, nodes, publishing, translations
from rustok_content.services.kinds import kinds as registered

pytestmark = pytest.mark.django_db


def page(ctx: RequestContext, slug: str, parent_id: UUID | None = None, *, kind: str = "page", **others: str) -> UUID:
    """Make and publish a page, or another kind; ``others`` are slugs in other languages."""
    texts = tuple(
        TranslationInput(locale=locale, title=f"Title {name}", slug=name)
        for locale, name in {"en": slug, **others}.items()
    )
    made = nodes.create_node(ctx, CreateNodeRequest(kind=kind, translations=texts, parent_id=parent_id))
    return publishing.publish_node(ctx, made.id).id


def rename(ctx: RequestContext, node_id: UUID, slug: str, locale: str = "en", *, publish: bool = True) -> None:
    change = SetNodeTranslationRequest(locale=locale, slug=slug, title=slug, publish=publish)
    translations.set_translation(ctx, node_id, change)


def paths(node_id: UUID, *, current: bool = True) -> dict[str, Any]:
    rows = models.NodeAddress.objects.filter(node_id=node_id, is_current=current).order_by("locale", "path")
    found: dict[str, Any] = {}
    for locale, path in rows.values_list("locale", "path"):
        found.setdefault(locale, []).append(path)
    return {locale: values[0] if current else values for locale, values in found.items()}


def test_addresses_are_the_slugs_from_the_top_down(ctx: RequestContext) -> None:
    about = page(ctx, "about", ru="o-nas")
    team = page(ctx, "team", about, ru="komanda")
    post = page(ctx, "tea", kind="post")

    assert paths(about) == {"en": "/about", "ru": "/o-nas"}
    assert paths(team) == {"en": "/about/team", "ru": "/o-nas/komanda"}
    assert paths(post) == {"en": "/blog/tea"}


def test_what_is_above_gives_the_slug_that_readers_of_the_language_see(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    team = page(ctx, "team", about, ru="komanda")
    assert paths(team)["ru"] == "/about/komanda"

    # A draft is seen by nobody yet.
    translations.set_translation(ctx, about, SetNodeTranslationRequest(locale="ru", title="О нас", slug="o-nas"))
    assert paths(team)["ru"] == "/about/komanda"
    publishing.publish_node(ctx, about, locales=["ru"])

    assert paths(team)["ru"] == "/o-nas/komanda"
    assert resolve(ctx, "/about/komanda", locale="ru").target == "/o-nas/komanda"


def test_a_rename_leads_from_every_former_address_in_one_hop(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    team = page(ctx, "team", about)
    rename(ctx, about, "company")
    rename(ctx, about, "firm")
    rename(ctx, team, "people")

    for former in ("/about/team", "/company/team", "/firm/team"):
        found = resolve(ctx, former, locale="en")
        assert (found.outcome, found.status, found.target) == (AddressOutcome.MOVED, 301, "/firm/people")
    assert resolve(ctx, "/firm/people", locale="en").status == 200
    assert [entry.path for entry in node_addresses(ctx, team) if entry.is_current] == ["/firm/people"]


def test_a_name_taken_back_is_no_redirect_to_itself(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    rename(ctx, about, "company")
    rename(ctx, about, "about")

    assert (paths(about), paths(about, current=False)) == ({"en": "/about"}, {"en": ["/company"]})
    assert resolve(ctx, "/about", locale="en").outcome is AddressOutcome.FOUND


def test_a_former_address_goes_to_the_node_that_takes_it(ctx: RequestContext) -> None:
    old = page(ctx, "about")
    rename(ctx, old, "company")

    new = page(ctx, "about")

    assert resolve(ctx, "/about", locale="en").node_id == new
    assert paths(old, current=False) == {}


def test_an_address_is_one_nodes_only(ctx: RequestContext) -> None:
    blog = page(ctx, "blog")
    page(ctx, "tea", kind="post")

    with pytest.raises(errors.AddressTaken) as refusal:
        page(ctx, "tea", blog)

    assert refusal.value.params == {"locale": "en", "path": "/blog/tea"}
    assert models.Node.objects.count() == 2


def test_names_may_be_swapped_by_way_of_a_third(ctx: RequestContext) -> None:
    one, two = page(ctx, "one"), page(ctx, "two")
    rename(ctx, one, "three")
    rename(ctx, two, "one")
    rename(ctx, one, "two")

    assert (paths(one), paths(two)) == ({"en": "/two"}, {"en": "/one"})


def test_what_readers_never_saw_leaves_no_redirect(ctx: RequestContext) -> None:
    texts = (TranslationInput(locale="en", title="Draft", slug="draft"),)
    node = nodes.create_node(ctx, CreateNodeRequest(kind="page", translations=texts))
    rename(ctx, node.id, "final", publish=False)

    assert (paths(node.id), paths(node.id, current=False)) == ({"en": "/final"}, {})


def test_a_move_takes_everything_below_along_and_tells_once(ctx: RequestContext) -> None:
    old, new = page(ctx, "old"), page(ctx, "new")
    about = page(ctx, "about", old)
    below = [page(ctx, f"p{number}", about) for number in range(3)]

    with published_events() as events:
        nodes.update_node(ctx, about, UpdateNodeRequest(parent_id=new))

    assert [paths(node_id)["en"] for node_id in below] == [f"/new/about/p{number}" for number in range(3)]
    assert resolve(ctx, "/old/about/p1", locale="en").target == "/new/about/p1"
    assert sorted(events.types) == ["node.addresses_changed", "node.moved", "node.updated"]


def test_a_branch_of_five_hundred_is_renamed_in_as_many_statements_as_a_leaf(ctx: RequestContext) -> None:
    top = page(ctx, "top")
    leaf = page(ctx, "leaf")
    fill(top, 500)
    addresses.refresh(ctx, (top,))

    with CaptureQueriesContext(connection) as of_leaf:
        rename(ctx, leaf, "other")
    with CaptureQueriesContext(connection) as of_branch:
        rename(ctx, top, "summit")

    assert len(of_branch) == len(of_leaf)
    rows = models.NodeAddress.objects.filter(locale="en")
    assert rows.filter(is_current=True, path__startswith="/summit/").count() == 500
    assert rows.filter(is_current=False, path__startswith="/top/").count() == 500
    assert resolve(ctx, "/top/n7/n77", locale="en").target == "/summit/n7/n77"


def fill(top: UUID, count: int) -> None:
    """Put published pages below one, in two levels, as an import would: ten of them hold the others."""
    made: list[models.Node] = []
    for number in range(count):
        parent = made[number % 10].id if number >= 10 else top
        made.append(models.Node(kind="page", parent_id=parent, source_locale="en", status="published"))
        made[-1].published_at = models.Node.objects.get(pk=top).published_at if number == 0 else made[0].published_at
    models.Node.objects.bulk_create(made[:10])
    models.Node.objects.bulk_create(made[10:])
    models.NodeTranslation.objects.bulk_create(
        models.NodeTranslation(
            node_id=node.id,
            kind="page",
            is_addressed=False,
            locale="en",
            title="x",
            slug=f"n{number}",
            status="published",
        )
        for number, node in enumerate(made)
    )


def test_an_address_beyond_measure_is_refused(ctx: RequestContext) -> None:
    parent: UUID | None = None
    for _ in range(4):
        parent = page(ctx, "a" * 200, parent)

    with pytest.raises(errors.AddressTooLong):
        page(ctx, "a" * 200, parent)


def test_readers_of_a_language_without_the_text_find_it_where_it_is(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    both = page(ctx, "team", ru="komanda")

    assert resolve(ctx, "/about", locale="ru").node_id == about
    found = resolve(ctx, "/team", locale="ru")
    assert (found.status, found.target, found.node_id) == (301, "/komanda", both)
    with pytest.raises(errors.AddressNotFound):
        resolve(ctx, "/komanda", locale="en")


@pytest.mark.parametrize("typed", ["/about/", "//about", "/about//", "/%61bout", " /about "])
def test_an_address_may_be_typed_in_many_ways(ctx: RequestContext, typed: str) -> None:
    about = page(ctx, "about")

    assert resolve(ctx, typed, locale="en").node_id == about


def scans_of(plan: Any, table: str) -> list[Any]:
    """Return the parts of a plan that read a table."""
    mine = [plan] if plan.get("Relation Name") == table else []
    return mine + [scan for part in plan.get("Plans", []) for scan in scans_of(part, table)]


def test_texts_are_looked_up_node_by_node_where_tables_were_never_analysed(ctx: RequestContext) -> None:
    top = page(ctx, "top")
    rows = models.Node.objects.bulk_create(
        models.Node(kind="page", source_locale="en", parent_id=top, status="published") for _ in range(2000)
    )
    models.NodeTranslation.objects.bulk_create(
        models.NodeTranslation(node=row, kind="page", is_addressed=False, locale="en", title="P", slug=f"p-{n}")
        for n, row in enumerate(rows)
    )
    kinds = [kind for kind in registered() if kind.url_prefix is not None]
    arguments = addresses._arguments(kinds, addresses._nested(kinds), [top], yields=False)

    for statement in (addresses._RETIRE, addresses._PLACE):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", arguments)
            (((found,),),) = cursor.fetchall()
        scans = scans_of(found["Plan"], "node_translations")

        assert len(scans) == 3
        assert all("node_id" in scan.get("Index Cond", "") for scan in scans), scans


def test_who_loses_a_former_address_is_told_of(ctx: RequestContext) -> None:
    loser = page(ctx, "old")
    rename(ctx, loser, "new")
    assert paths(loser, current=False) == {"en": ["/old"]}

    with published_events() as events:
        taker = page(ctx, "old")

    assert (paths(loser, current=False), paths(taker)) == ({}, {"en": "/old"})
    assert [each.event for each in events.envelopes if isinstance(each.event, NodeAddressesChanged)] == [
        NodeAddressesChanged(node_id=loser, kind="page")
    ]
