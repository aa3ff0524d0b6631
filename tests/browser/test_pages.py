"""Every page there is, opened by those who may: nothing fails, and nobody outside of this machine is asked."""

from __future__ import annotations

import re
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib import admin

from rustok.api.admin.model_admin import ReadOnlyAdmin
from rustok.modules.registry import registry
from rustok.runtime.demo_logins import ACME, DEMO, PLATFORM, DemoLogin
from tests.browser.conftest import Visit
from tests.browser.watched import Visitor

_ID = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/)")
# What the browser downloads, or what would end the visit.
_LEFT_OUT = re.compile(r"^/admin/(logout|jsi18n|r|login)/|.*\.pdf$")
# An order is made of a cart or a draft; a shop that has its sales settings is led to them; who visits becomes a member,
# and moderators find what others have written and flagged.
_NOT_ADDED = {
    "rustok_commerce/order",
    "rustok_commerce/salessettings",
    "rustok_content/member",
    "rustok_content/reviewitem",
    "rustok_content/thread",
}


def _links(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.eval_on_selector_all(
        "a[href]", "links => links.map(link => link.href).filter(href => !href.startsWith('javascript'))"
    )
    host = urlsplit(visitor.base).netloc
    paths = [parts.path for href in found if (parts := urlsplit(href)).netloc == host]
    return [path for path in dict.fromkeys(paths) if path.startswith("/admin/") and not _LEFT_OUT.match(path)]


def _crawl(visitor: Visitor) -> set[str]:
    """Follow every link of the admin, to one object of each kind; return the kinds of pages that were opened."""
    waiting, seen = deque(["/admin/"]), {"/admin/"}
    while waiting:
        visitor.open(waiting.popleft())
        for path in _links(visitor):
            kind = _ID.sub("/:id", path)
            if kind not in seen:
                seen.add(kind)
                waiting.append(path)
    return seen


def _expected(login: DemoLogin) -> set[str]:
    """Name the pages of every model that the tenant's data and the operator's rights lead to."""
    found = {"/admin/", "/admin/modules/", "/admin/password_change/"}
    for model, page in admin.site._registry.items():
        module = registry.get(getattr(page, "module", None) or "platform")
        # The platform's own tenant sells nothing: modules that can be switched off are off.
        if module is None or (login is PLATFORM and not module.core):
            continue
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        if model._meta.model_name == "tenant":
            found |= {f"{base}:id/change/", f"{base}:id/history/"}
            found |= {base, f"{base}add/"} if login is PLATFORM else set()
            continue
        found.add(base)
        if not isinstance(page, ReadOnlyAdmin) and model._meta.label_lower.replace(".", "/") not in _NOT_ADDED:
            found.add(f"{base}add/")
    return found


@pytest.mark.parametrize("login", [DEMO, PLATFORM], ids=lambda login: login.tenant)
def test_every_page_of_the_admin_opens(visit: Visit, login: DemoLogin) -> None:
    with visit(login) as visitor:
        seen = _crawl(visitor)

    assert _expected(login) - seen == set()
    if login is DEMO:
        for model in ("rustok_commerce/product", "rustok_content/node", "rustok_media/asset", "rustok_auth/user"):
            for view in ("change", "history", "delete"):
                assert f"/admin/{model}/:id/{view}/" in seen


def test_the_silo_has_an_admin_of_its_own(visit: Visit) -> None:
    with visit(ACME) as visitor:
        visitor.open("/admin/rustok_commerce/product/")

        assert visitor.page.locator("#result_list tbody tr").count() > 0
        assert visitor.page.get_by_text("Acme", exact=True).count() > 0


def test_a_page_that_is_not_there_and_one_that_is_not_allowed(visit: Visit) -> None:
    with visit(DEMO) as visitor:
        visitor.notes.expect(r"^40[34] GET ")
        assert visitor.open("/admin/nothing/").status == 404
        assert visitor.page.get_by_text("There is nothing at this address").is_visible()
        visitor.shot("admin-not-found")
        assert visitor.open("/admin/rustok_tenancy/tenant/add/").status == 403
        assert visitor.page.get_by_text("Your role does not let you do this").is_visible()


def test_graphiql_runs_a_query(visit: Visit) -> None:
    with visit(DEMO, stranger=True) as visitor:
        visitor.open("/graphql")
        editor = visitor.page.locator(".graphiql-query-editor .CodeMirror")
        editor.click()
        visitor.page.keyboard.press("Control+A")
        visitor.page.keyboard.insert_text(
            "{\n  products(first: 3) {\n    totalCount\n    edges { node { title handle } }\n  }\n}"
        )
        visitor.page.keyboard.press("Control+Enter")
        visitor.page.locator(".result-window").get_by_text("handle").first.wait_for()
        visitor.shot("graphiql")


def test_swagger_shows_an_operation(visit: Visit) -> None:
    with visit(DEMO, stranger=True) as visitor:
        visitor.open("/swagger/")
        section = visitor.page.locator(".opblock-tag-section", has=visitor.page.locator("#operations-tag-storefront"))
        section.locator(".opblock-tag").click()
        block = section.locator(".opblock").first
        block.locator(".opblock-summary").click()
        block.locator(".opblock-body .responses-wrapper").wait_for()
        section.scroll_into_view_if_needed()
        visitor.shot("swagger")


def test_the_start_page_leads_on(visit: Visit) -> None:
    with visit(DEMO, stranger=True) as visitor:
        visitor.open("/")
        visitor.shot("start")
        places = visitor.page.locator("nav a").evaluate_all("links => links.map(link => link.pathname)")

        assert {"/graphql", "/swagger/", "/admin/", "/health/modules"} <= set(places)
        for path in places:
            assert visitor.open(path).status == 200


def test_policies_let_nothing_in_from_elsewhere(visit: Visit) -> None:
    with visit(DEMO, stranger=True) as visitor:
        policies: dict[str, Any] = {
            path: visitor.get(path).headers["content-security-policy"]
            for path in ("/", "/admin/login/", "/swagger/", "/api/v1/store/tenant")
        }

    for path, policy in policies.items():
        assert "http" not in policy
        assert "*" not in policy
        scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
        assert "unsafe-inline" not in scripts
        assert ("unsafe-eval" in scripts) == path.startswith("/admin/")
    assert "unsafe" not in policies["/"] + policies["/api/v1/store/tenant"]
