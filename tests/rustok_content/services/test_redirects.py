"""Redirects: where they lead, what they may not do, and how they meet addresses of nodes."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.ids import generate_id
from rustok_content import errors, models
from rustok_content.dto.addresses import (
    AddressOutcome,
    CreateRedirectRequest,
    ImportRedirectsRequest,
    RedirectResponse,
    UpdateRedirectRequest,
)
from rustok_content.selectors.addresses import resolve
from rustok_content.services import redirects
from tests.rustok_content.services.test_addresses import page, rename

pytestmark = pytest.mark.django_db


def redirect(ctx: RequestContext, path: str, target: str = "", **fields: Any) -> RedirectResponse:
    return redirects.create_redirect(ctx, parse(CreateRedirectRequest, {"path": path, "target": target, **fields}))


def test_a_redirect_leads_on(ctx: RequestContext) -> None:
    redirect(ctx, "/old/", "https://example.com/new?x=1")
    redirect(ctx, "/sale", "/spring", permanent=False)

    found = resolve(ctx, "/old", locale="ru")
    assert (found.outcome, found.status, found.target) == (AddressOutcome.MOVED, 301, "https://example.com/new?x=1")
    assert resolve(ctx, "/sale", locale="en").status == 302


def test_a_redirect_without_a_target_says_that_it_is_gone(ctx: RequestContext) -> None:
    redirect(ctx, "/old")

    found = resolve(ctx, "/old", locale="en")

    assert (found.outcome, found.status, found.target) == (AddressOutcome.GONE, 410, None)


def test_a_languages_own_redirect_goes_before_that_for_all(ctx: RequestContext) -> None:
    redirect(ctx, "/old", "/all")
    redirect(ctx, "/old", "/russian", locale="ru")

    assert (resolve(ctx, "/old", locale="ru").target, resolve(ctx, "/old", locale="en").target) == ("/russian", "/all")


def test_redirects_after_each_other_are_one_hop(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    redirect(ctx, "/a", "/b")
    redirect(ctx, "/b", "/about")
    rename(ctx, about, "company")

    found = resolve(ctx, "/a", locale="en")

    assert (found.target, found.node_id, found.status) == ("/company", about, 301)


@pytest.mark.parametrize(("path", "target"), [("/a", "/c"), ("/c", "/c/"), ("/b", "/a#x")])
def test_a_circle_is_refused(ctx: RequestContext, path: str, target: str) -> None:
    redirect(ctx, "/c", "/b") if path != "/c" else None
    redirect(ctx, "/b", "/a") if path == "/a" else redirect(ctx, "/a", "/b")
    count = models.Redirect.objects.count()

    with pytest.raises(errors.RedirectLoop):
        redirect(ctx, path, target)

    assert models.Redirect.objects.count() == count


def test_a_change_that_would_close_a_circle_is_refused(ctx: RequestContext) -> None:
    redirect(ctx, "/a", "/b")
    last = redirect(ctx, "/b", "/c")

    with pytest.raises(errors.RedirectLoop):
        redirects.update_redirect(ctx, last.id, UpdateRedirectRequest(target="/a"))

    assert models.Redirect.objects.get(pk=last.id).target == "/c"


def test_where_a_node_is_nothing_leads_on(ctx: RequestContext) -> None:
    about = page(ctx, "about")
    with pytest.raises(errors.RedirectFromNode):
        redirect(ctx, "/about", "/x")

    # A node that comes later goes before the redirect.
    redirect(ctx, "/team", "/about")
    team = page(ctx, "team")
    assert resolve(ctx, "/team", locale="en").node_id == team
    # And a redirect before a node that was there.
    rename(ctx, about, "company")
    people = page(ctx, "people")
    redirect(ctx, "/about", "/people")
    assert resolve(ctx, "/about", locale="en").node_id == people


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "http://", "ftp://x", "x", "/a b", "/a\n"]
)
def test_what_is_no_address_is_no_target(ctx: RequestContext, target: str) -> None:
    with pytest.raises(InvalidInput):
        redirects.create_redirect(ctx, CreateRedirectRequest(path="/old", target=target))


def test_an_address_leads_to_one_place(ctx: RequestContext) -> None:
    redirect(ctx, "/old", "/a")

    with pytest.raises(errors.DuplicateRedirect):
        redirect(ctx, "/old/", "/b")


def test_a_stale_change_is_refused_and_an_empty_one_is_none(ctx: RequestContext) -> None:
    made = redirect(ctx, "/old", "/a")
    assert redirects.update_redirect(ctx, made.id, UpdateRedirectRequest(target="/a")).version == 1
    changed = redirects.update_redirect(ctx, made.id, UpdateRedirectRequest(target="/b", version=1))

    with pytest.raises(StaleVersion):
        redirects.update_redirect(ctx, made.id, UpdateRedirectRequest(target="/c", version=1))

    assert (changed.version, models.Redirect.objects.get().target) == (2, "/b")


def test_a_deleted_redirect_leads_nowhere(ctx: RequestContext) -> None:
    redirects.delete_redirect(ctx, redirect(ctx, "/old", "/a").id)

    with pytest.raises(errors.AddressNotFound):
        resolve(ctx, "/old", locale="en")
    with pytest.raises(errors.RedirectNotFound):
        redirects.delete_redirect(ctx, generate_id())


def test_a_table_is_taken_once_and_what_does_not_fit_is_told(ctx: RequestContext) -> None:
    page(ctx, "about")
    table = (
        "\ufeffPath,Target,Locale,Permanent\n"
        "/a,/about,,\n"
        '"/b/","https://example.com/?q=1,2",en,302\n'
        "/about,/x,,\n"
        "/c,/c,,\n"
        "no slash,/x,,\n"
        "/d,/x,fr,\n"
        "/e,/x,,maybe\n"
    )

    first = redirects.import_redirects(ctx, ImportRedirectsRequest(csv=table))
    second = redirects.import_redirects(ctx, ImportRedirectsRequest(csv=table.replace("/a,/about", "/a,/about#top")))

    assert (first.created, first.updated, first.unchanged) == (2, 0, 0)
    assert (second.created, second.updated, second.unchanged) == (0, 1, 1)
    assert [(line.line, line.code) for line in first.refused] == [
        (4, "content.redirect.from_node"),
        (5, "content.redirect.loop"),
        (6, "input.invalid"),
        (7, "content.locale.not_enabled"),
        (8, "input.invalid"),
    ]
    assert list(models.Redirect.objects.order_by("path").values_list("path", "locale", "permanent")) == [
        ("/a", "", True),
        ("/b", "en", False),
    ]


def test_a_table_without_paths_is_refused(ctx: RequestContext) -> None:
    with pytest.raises(InvalidInput):
        redirects.import_redirects(ctx, ImportRedirectsRequest(csv="from,to\n/a,/b\n"))


@pytest.mark.parametrize("target", ["http://[", "https://[::1", "/a[b]"])
def test_a_target_that_is_no_address_is_refused_in_words(ctx: RequestContext, target: str) -> None:
    if target.startswith("/"):
        assert redirect(ctx, "/old", target).target == target
        return
    with pytest.raises(InvalidInput) as refused:
        redirect(ctx, "/old", target)

    assert [(error.path, error.code) for error in refused.value.errors] == [(("target",), "url")]


def test_a_table_whose_first_line_cannot_be_read_is_refused(ctx: RequestContext) -> None:
    with pytest.raises(InvalidInput) as refused:
        redirects.import_redirects(ctx, ImportRedirectsRequest(csv='path,"' + "a" * 1_900_000 + '"'))

    assert [error.path for error in refused.value.errors] == [("csv",)]
    assert not models.Redirect.objects.exists()
