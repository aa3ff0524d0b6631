"""Saved filters: whose they are, and who sees them."""

from __future__ import annotations

import pytest

from rustok.auth import errors, models
from rustok.auth.dto import CreateUserRequest, SaveFilterRequest
from rustok.auth.selectors.filters import list_filters
from rustok.auth.services import filters, users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, Unauthenticated
from rustok.modules.rights import rights_of
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant

PAGE = "rustok_commerce.product"


def actor(tenant: Tenant, role: Role, name: str) -> RequestContext:
    made = users.create_user(
        RequestContext.system(tenant.id), CreateUserRequest(email=f"{name}@example.com", role=role)
    )
    return RequestContext(tenant_id=tenant.id, actor_id=made.id, locale="en", permissions=rights_of(role))


def wanted(name: str, **changes: object) -> SaveFilterRequest:
    return parse(SaveFilterRequest, {"page": PAGE, "name": name, "query": "status__exact=draft", **changes})


@pytest.fixture
def editor(in_tenant_a: Tenant) -> RequestContext:
    return actor(in_tenant_a, Role.EDITOR, "editor")


@pytest.fixture
def manager(in_tenant_a: Tenant) -> RequestContext:
    return actor(in_tenant_a, Role.MANAGER, "manager")


def test_a_filter_is_its_owners_unless_it_is_shared(editor: RequestContext, manager: RequestContext) -> None:
    filters.save_filter(editor, wanted("Drafts"))
    filters.save_filter(editor, wanted("For all", is_shared=True))
    filters.save_filter(manager, wanted("Zero"))

    assert [(f.name, f.is_own) for f in list_filters(editor, PAGE)] == [("Drafts", True), ("For all", True)]
    assert [(f.name, f.is_own) for f in list_filters(manager, PAGE)] == [("Zero", True), ("For all", False)]
    assert list_filters(manager, "rustok_commerce.category") == ()


def test_the_same_name_replaces(editor: RequestContext) -> None:
    first = filters.save_filter(editor, wanted("Drafts"))
    second = filters.save_filter(editor, wanted("Drafts", query="tag=night"))

    assert first.id == second.id
    assert [f.query for f in list_filters(editor, PAGE)] == ["tag=night"]


def test_nobody_deletes_what_is_not_theirs(
    in_tenant_a: Tenant, editor: RequestContext, manager: RequestContext
) -> None:
    own = filters.save_filter(editor, wanted("Drafts"))
    shared = filters.save_filter(editor, wanted("For all", is_shared=True))
    administrator = actor(in_tenant_a, Role.ADMIN, "admin")

    for ctx, saved in ((manager, own), (manager, shared), (administrator, own)):
        with pytest.raises(errors.SavedFilterNotFound):
            filters.delete_filter(ctx, saved.id)
    assert models.SavedFilter.objects.count() == 2

    filters.delete_filter(administrator, shared.id)
    filters.delete_filter(editor, own.id)
    assert models.SavedFilter.objects.count() == 0


def test_bad_input_and_too_many_are_refused(editor: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    for changes in ({"name": "  "}, {"page": "../etc"}, {"query": ""}, {"query": "x" * 2001}):
        with pytest.raises(InvalidInput):
            wanted("x", **changes) if "name" not in changes else wanted(**changes)  # type: ignore[arg-type]
    with pytest.raises(Unauthenticated):
        filters.save_filter(RequestContext.system(editor.tenant_id), wanted("x"))

    monkeypatch.setattr(filters, "MOST", 1)
    filters.save_filter(editor, wanted("One"))
    with pytest.raises(errors.TooManySavedFilters):
        filters.save_filter(editor, wanted("Two"))
    assert [f.name for f in list_filters(editor, PAGE)] == ["One"]
