"""Every role on every operation that asks for a right: granted exactly where the modules' permissions say so."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import Scope
from rustok.modules.registry import registry
from rustok.modules.rights import rights_of
from rustok.rbac.roles import Role
from tests.security.asking import Asked, rights_asked
from tests.security.conftest import Worlds
from tests.security.fields import Field, fields
from tests.security.operations import Operation, operations
from tests.security.requests import request_of
from tests.security.world import ROLES, World, undone

OPERATIONS = operations()
OF_THE_ADMIN_SITE = {"index.document:read"}
"""Rights that pages of the admin site ask for, and no operation of the API."""

MUTATIONS = [field for field in fields() if field.operation == "mutation"]


def _own(world: World) -> Any:
    return lambda place, kind: world.addressed(kind) if place[0] == "path" else world.referred(kind)


def _rights_of_operation(operation: Operation, worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what an operation asks of its caller."""
    with rights_asked(monkeypatch) as asked, undone():
        answer = request_of(operation, worlds.a, choose=_own(worlds.a)).send(worlds.a.client(Role.ADMIN))
    assert answer.status_code < 400 or operation.path.startswith("/api/v1/auth/"), f"{operation}: {answer.content!r}"
    return asked


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_role_does_what_its_rights_say(operation: Operation, worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _rights_of_operation(operation, worlds, monkeypatch)
    needed = asked.required | asked.measured

    if operation.path.startswith("/api/v1/admin/"):
        assert needed, f"{operation} asks for no right"
    for role in ROLES:
        scopes = {rights_of(role).get(code, Scope.NONE) for code in needed}
        with undone():
            answer = request_of(operation, worlds.a, choose=_own(worlds.a)).send(worlds.a.client(role))
        what = f"{operation} as {role}, which needs {sorted(needed)}: {answer.status_code} {answer.content[:300]!r}"
        if Scope.NONE in scopes:
            assert answer.status_code == (401 if role is Role.ANONYMOUS else 403), what
            assert answer.json()["code"] in ("auth.token.missing", "rbac.permission.denied"), what
        elif scopes == {Scope.ALL}:
            assert answer.status_code < 400, what
        elif scopes:
            # Reaches what is theirs: another's object is not there, or refused.
            assert answer.status_code < 400 or answer.status_code in (401, 403, 404), what


@pytest.mark.parametrize("field", MUTATIONS, ids=str)
def test_mutations_ask_for_the_rights_of_their_commands(
    field: Field, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(place: Any, kind: str) -> str:
        return worlds.a.addressed(kind) if field.is_address(place) else worlds.a.referred(kind)

    text, variables = field.document(worlds.a, choose)
    with rights_asked(monkeypatch) as asked, undone():
        worlds.a.client(Role.ADMIN).graphql(text, variables)
    needed = asked.required | asked.measured
    for role in ROLES:
        if Scope.NONE not in {rights_of(role).get(code, Scope.NONE) for code in needed}:
            continue
        with undone():
            answer = worlds.a.client(role).graphql(text, variables).json()
        what = f"{field} as {role}, which needs {sorted(needed)}: {answer}"
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        assert codes & {"auth.token.missing", "rbac.permission.denied"}, what
    worlds.assert_untouched(worlds.a, field)


def test_every_right_is_asked_for_by_an_operation(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    for operation in OPERATIONS:
        heard = _rights_of_operation(operation, worlds, monkeypatch)
        asked |= heard.required | heard.measured | heard.looked_at
    with rights_asked(monkeypatch) as more, undone():
        # A right that depends on whom it is about.
        body = {"email": "zq.staff@example.com", "role": "editor"}
        assert worlds.a.client(Role.ADMIN).post("/api/v1/admin/users", body).status_code == 201
        # A right that depends on how it is done.
        asset = worlds.a.addressed("asset")
        assert worlds.a.client(Role.ADMIN).delete(f"/api/v1/admin/media/{asset}?force=1").status_code == 204
    declared = {permission.code for permission in registry.permissions() if not permission.platform}

    assert declared - asked - more.required == OF_THE_ADMIN_SITE


def test_nobody_gives_more_than_they_have(worlds: Worlds) -> None:
    for role in ROLES:
        client = worlds.a.client(role)
        with undone():
            raised = client.patch("/api/v1/auth/me", {"role": "admin"})
            assert raised.status_code in (401, 422), raised.content
        with undone():
            made = client.post("/api/v1/admin/users", {"email": "zq.super@example.com", "role": "super_admin"})
            assert made.status_code in (401, 403, 422), made.content
        with undone():
            registered = client.post(
                "/api/v1/auth/register",
                {"email": "zq.new@example.com", "password": "a long enough one", "role": "admin"},
            )
            assert registered.status_code == 422, registered.content
