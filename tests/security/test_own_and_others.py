"""Every role on what is its own and on what is somebody else's: as the modules declare, over REST and GraphQL.

What is to come out is computed: a command asks for rights (heard as an administrator calls it), the registry says how
far each of them reaches for a role, and the object is given to the one or to the other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from rustok.context import RequestContext, Scope
from rustok.ids import parse_id
from rustok.modules.registry import registry
from rustok.modules.rights import rights_of
from rustok.rbac import policies
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok_content.services import visibility
from tests.security.asking import Asked, rights_asked
from tests.security.conftest import Worlds
from tests.security.fields import Field, fields
from tests.security.operations import Operation, Place, operations
from tests.security.requests import request_of
from tests.security.world import ROLES, World, undone
from tests.security.world.ownership import OWNED, Give, Owned

Send = Callable[[Role], tuple[bool, bool, str]]
"""Sends what is tested as a role; tells whether it was done, whether it was refused, and what was said."""

USERS = [role for role in ROLES if role is not Role.ANONYMOUS]
REFUSED = frozenset({"auth.token.missing", "rbac.permission.denied"})


def _kind_of_operation(operation: Operation) -> str:
    kinds = [operation.kind(place) for place in operation.places if place[0] == "path"]
    return next((kind for kind in kinds if kind in OWNED), "")


def _place_of_field(field: Field, world: World) -> Place | None:
    places = (place for place in field.places if field.is_address(place))
    return next((place for place in places if field.kind(place, world) in OWNED), None)


def _reach(role: Role, asked: Asked, owned: Owned) -> Scope | None:
    """Say how far a role reaches with what was asked for; None where it is none of the questions here.

    Whoever reaches all or nothing does so with whatever there is: :mod:`tests.security.test_rights_matrix`.
    """
    if not asked.required:
        return Scope.OWN if owned.by_login and not (asked.looked_at or asked.measured) else None
    held = {code: rights_of(role).get(code, Scope.NONE) for code in asked.required}
    # What is made is one's own, whosever it is made of.
    if Scope.OWN not in {scope for code, scope in held.items() if not code.endswith(":create")}:
        return None
    is_enough = Scope.NONE not in held.values() and all(held[code] is Scope.ALL for code in asked.of_everything)
    return Scope.OWN if is_enough else Scope.NONE


def _asked(
    what: str, kind: str, send: Send, world: World, monkeypatch: pytest.MonkeyPatch
) -> tuple[Asked, Callable[[Role, UUID], tuple[bool, bool, str, bool]]]:
    """Return what is asked of an administrator, and how others are tried."""
    owned, key = OWNED[kind], world.addressed(kind)

    def tried(give: Give, role: Role, owner: UUID) -> tuple[bool, bool, str, bool]:
        with undone():
            with tenant_scope(world.tenant):
                give(parse_id(key), owner)
                before = owned.row(key)
            done, refused, said = send(role)
            with tenant_scope(world.tenant):
                is_touched = owned.row(key) != before
        return done, refused, said, is_touched

    said = ""
    for give in owned.gives:
        with rights_asked(monkeypatch) as asked:
            is_done, _, said, _ = tried(give, Role.ADMIN, world.users[Role.ADMIN])
        if is_done:
            return asked, partial(tried, give)
    raise AssertionError(f"{what} of an administrator's own {kind}: {said}")


def _check(what: str, kind: str, send: Send, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try every role on its own object and on another's."""
    asked, tried = _asked(what, kind, send, world, monkeypatch)
    for role in USERS:
        reach = _reach(role, asked, OWNED[kind])
        if reach is None:
            continue
        for whose, owner in (("own", world.users[role]), ("another's", world.ids["user"][1])):
            done, refused, said, is_touched = tried(role, owner)
            said = f"{what} as {role} of {whose} {kind}, which needs {sorted(asked.required)}: {said}"
            if reach is Scope.OWN and whose == "own":
                assert done, said
            else:
                assert refused, said
                assert not is_touched, said


OPERATIONS = [operation for operation in operations() if _kind_of_operation(operation)]


def _sender(operation: Operation, world: World) -> Send:
    def send(role: Role) -> tuple[bool, bool, str]:
        asked = request_of(
            operation,
            world,
            choose=lambda place, kind: world.addressed(kind) if place[0] == "path" else world.referred(kind),
        )
        answer = asked.send(world.client(role))
        status = answer.status_code
        return status < 400, status in (401, 403, 404), f"{status} {answer.content[:300]!r}"

    return send


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_role_reaches_what_is_its_own_as_far_as_declared(
    operation: Operation, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = _sender(operation, worlds.a)
    _check(str(operation), _kind_of_operation(operation), send, worlds.a, monkeypatch)


def test_every_right_that_reaches_only_what_is_ones_own_is_tried(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: set[str] = set()
    for operation in OPERATIONS:
        send, kind = _sender(operation, worlds.a), _kind_of_operation(operation)
        tried |= _asked(str(operation), kind, send, worlds.a, monkeypatch)[0].required
    declared = {
        permission.code
        for permission in registry.permissions()
        if Scope.OWN in permission.roles.values() and permission.action != "create"
    }

    assert declared - tried == set()
    # And the other way: what is written of somebody's asks for a right, or is had by whoever is signed in.
    assert len(declared) > 10


def test_lists_show_what_is_ones_own_and_nobody_elses(worlds: Worlds) -> None:
    world = worlds.a
    keys = {kind: world.addressed(kind) for kind, owned in OWNED.items() if owned.by_login}
    lists = [each for each in operations() if each.method == "get" and "{" not in each.path]

    def seen_by(role: Role, owner: UUID) -> dict[str, list[str]]:
        seen: dict[str, list[str]] = {kind: [] for kind in keys}
        with undone():
            with tenant_scope(world.tenant):
                for kind, key in keys.items():
                    OWNED[kind].gives[0](parse_id(key), owner)
            for operation in lists:
                asked = request_of(operation, world, choose=lambda place, kind: world.referred(kind))
                text = asked.send(world.client(role)).content.decode("utf-8", "replace")
                for kind, key in keys.items():
                    if key in text:
                        seen[kind].append(str(operation))
        return seen

    own = seen_by(Role.CUSTOMER, world.users[Role.CUSTOMER])
    anothers = seen_by(Role.CUSTOMER, world.ids["user"][1])

    assert {kind for kind, found in own.items() if not found} == set(), own
    assert {kind: found for kind, found in anothers.items() if found} == {}


FIELDS = [field for field in fields() if field.places]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_role_reaches_what_is_its_own_as_far_as_declared_in_graphql(
    field: Field, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds.a
    at = _place_of_field(field, world)
    if at is None:
        return

    def send(role: Role) -> tuple[bool, bool, str]:
        text, variables = field.document(
            world, lambda place, kind: world.addressed(kind) if field.is_address(place) else world.referred(kind), at
        )
        answer = world.client(role).graphql(text, variables).json()
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        is_nothing = not codes and answer["data"][field.name] is None
        is_refused = is_nothing or bool(codes & REFUSED) or any(code.endswith("not_found") for code in codes)
        return not codes and not is_nothing, is_refused, str(answer)[:300]

    _check(str(field), field.kind(at, world), send, world, monkeypatch)


def test_a_command_that_takes_own_for_all_is_found_out(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(ctx: RequestContext, permission: str, *, owner_id: UUID | None = None) -> Scope:
        return policies.require(ctx, permission, owner_id=ctx.actor_id)

    monkeypatch.setattr(visibility, "require", careless)
    operation = next(each for each in OPERATIONS if str(each) == "DELETE /api/v1/store/forum/replies/{id}")

    with pytest.raises(AssertionError, match="of another's forum_reply"):
        _check(str(operation), "forum_reply", _sender(operation, worlds.a), worlds.a, monkeypatch)
