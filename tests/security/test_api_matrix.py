"""One tenant's tokens on another tenant's ids: every operation, every place of an id, every role.

The operations come from the OpenAPI document and the fields from the GraphQL schema: what is new is tested at once, and
an id of which nothing here knows what it is of fails the test that names it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import pytest
from django.test import Client

from rustok.api.middleware import WITHOUT_SIGN_IN
from rustok.api.rest.query import COMMON
from rustok.errors import Forbidden, Unauthenticated
from rustok.ids import generate_id, parse_id, to_ulid
from rustok.rbac.roles import Role
from rustok.testing.api import PASSWORD, ApiClient
from tests.security.conftest import Worlds
from tests.security.fields import Field, fields
from tests.security.operations import Operation, Place, operations, resolved
from tests.security.requests import request_of
from tests.security.world import IDEMPOTENCY_KEY, ROLES, World, undone

OPERATIONS = operations()
ADDRESSED = [operation for operation in OPERATIONS if operation.places]
FIELDS = [field for field in fields() if field.places]
_REFUSED = frozenset({404, 409, 422})


def _is_text(part: dict[str, Any]) -> bool:
    schema = resolved(part["schema"])
    schema = resolved(schema.get("items", schema))
    return schema.get("type") == "string" and "enum" not in schema


def own(world: World) -> Any:
    """Choose the tenant's own ids."""
    return lambda place, kind: world.addressed(kind) if place[0] == "path" else world.referred(kind)


def foreign(world: World, at: Place, value: str) -> Any:
    """Choose the tenant's own ids but in one place."""
    mine = own(world)
    return lambda place, kind: value if place == at else mine(place, kind)


def shape(answer: Any, *values: str) -> tuple[int, str]:
    """Return an answer without what differs from one request to the next."""
    text = answer.content.decode()
    for value in values:
        text = re.sub(re.escape(value), "<id>", text, flags=re.IGNORECASE)
        text = text.replace(str(parse_id(value)), "<id>")
    return answer.status_code, re.sub(r'"trace_id":"[0-9a-f]+"', "", text)


def assert_silent(answer: Any, victim: World, what: object) -> None:
    """Check that nothing of the victim's is in an answer."""
    text = answer.content.decode("utf-8", "replace").lower() + str(answer.headers).lower()
    assert victim.mark not in text, f"{what}: {text[:2000]}"


@pytest.mark.parametrize("operation", ADDRESSED, ids=str)
def test_every_role_finds_nothing_behind_a_foreign_id(operation: Operation, worlds: Worlds) -> None:
    for victim in (worlds.b, worlds.x):
        # Who has no right to the operation is refused whatever is said: to ask once is enough.
        asking = list(ROLES if victim is worlds.b else (Role.ADMIN,))
        for place in operation.places:
            kind = operation.kind(place)
            theirs = (victim.addressed if place[0] == "path" else victim.referred)(kind)
            nobodys = to_ulid(generate_id())
            for role in tuple(asking):
                answers = []
                # To the administrator, who has every right, their id must look like nobody's.
                for value in (theirs, nobodys) if role is Role.ADMIN else (theirs,):
                    asked = request_of(operation, worlds.a, choose=foreign(worlds.a, place, value), with_place=place)
                    with undone():
                        answers.append(asked.send(worlds.a.client(role)))
                said = answers[0]
                what = (
                    f"{operation} as {role} with a foreign {kind} in {place}: {said.status_code} {said.content[:600]!r}"
                )
                assert_silent(said, victim, what)
                if role is Role.ADMIN:
                    assert shape(said, theirs) == shape(answers[1], nobodys), what
                _check_status(said.status_code, operation, place, role, what)
                if said.status_code in (401, 403):
                    asking.remove(role)
        worlds.assert_untouched(victim, operation)


_NO_RIGHT: Final = {Forbidden.code, Unauthenticated.code}


def _check_status(status: int, operation: Operation, place: Place, role: Role, what: str) -> None:
    if role is Role.ADMIN:
        if place[0] == "path":
            assert status == 404, what
        elif place[0] == "body":
            assert status in _REFUSED, what
        else:
            assert status in (200, 404, 422), what
    elif place[0] == "path":
        assert status in (401, 403, 404), what
    elif place[0] == "body":
        assert status in (401, 403, 404, 409, 422), what
    else:
        assert status in (200, 401, 403, 404, 422), what


@pytest.mark.parametrize("operation", ADDRESSED, ids=str)
def test_ones_own_ids_are_found(operation: Operation, worlds: Worlds) -> None:
    # The one that asks and its neighbour in the pool are seeded alike; the silo has a database cell of its own.
    for world in (worlds.a, worlds.x):
        for place in operation.places:
            asked = request_of(operation, world, choose=own(world), with_place=place)
            with undone():
                answer = asked.send(world.client(Role.ADMIN))
            assert answer.status_code < 300, f"{operation} {place}: {asked.body} {answer.content!r}"


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_every_role_finds_nothing_behind_a_foreign_id_in_graphql(field: Field, worlds: Worlds) -> None:
    for victim in (worlds.b, worlds.x):
        asking = list(ROLES if victim is worlds.b else (Role.ADMIN,))
        for place in field.places:
            kind = field.kind(place, worlds.a)
            theirs = (victim.addressed if field.is_address(place) else victim.referred)(kind)
            nobodys = to_ulid(generate_id())
            for role in tuple(asking):
                answers = []
                # To the administrator, who has every right, their id must look like nobody's.
                for value in (theirs, nobodys) if role is Role.ADMIN else (theirs,):
                    text, variables = field.document(worlds.a, foreign_id(field, worlds.a, place, value), place)
                    with undone():
                        answers.append(worlds.a.client(role).graphql(text, variables))
                said = answers[0]
                what = f"{field} as {role} with a foreign {kind} in {place}: {said.content[:600]!r}"
                assert_silent(said, victim, what)
                if role is Role.ADMIN:
                    assert shape(said, theirs) == shape(answers[1], nobodys), what
                _check_codes(said, field, place, role, what)
                if {error["extensions"]["code"] for error in said.json().get("errors", ())} & _NO_RIGHT:
                    asking.remove(role)
        worlds.assert_untouched(victim, field)


def foreign_id(field: Field, world: World, at: Place, value: str) -> Any:
    """Choose the tenant's own ids but in one place of a field."""
    mine = own_ids(field, world)
    return lambda place, kind: value if place == at else mine(place, kind)


def own_ids(field: Field, world: World) -> Any:
    """Choose the tenant's own ids for a field."""
    return lambda place, kind: world.addressed(kind) if field.is_address(place) else world.referred(kind)


def _check_codes(answer: Any, field: Field, place: Place, role: Role, what: str) -> None:
    content = answer.json()
    codes = [error["extensions"]["code"] for error in content.get("errors", ())]
    assert "server.error" not in codes, what
    assert "graphql.document.invalid" not in codes, what
    if field.operation == "mutation":
        assert codes, what
        assert not content["data"] or content["data"][field.name] is None, what
    if role is not Role.ADMIN:
        return
    if field.operation == "mutation" and field.is_address(place):
        assert codes[0].endswith("not_found"), what
    elif place == ("id",):
        assert (codes and codes[0].endswith("not_found")) or content["data"][field.name] is None, what


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_ones_own_ids_are_found_in_graphql(field: Field, worlds: Worlds) -> None:
    for world in (worlds.a, worlds.x):
        for place in field.places:
            text, variables = field.document(world, own_ids(field, world), place)
            with undone():
                answer = world.client(Role.ADMIN).graphql(text, variables)
            content = answer.json()
            assert "errors" not in content, f"{text} {variables} {content}"
            assert content["data"][field.name] is not None, f"{text} {variables} {content}"


READS = [operation for operation in OPERATIONS if operation.method == "get"]
TEXT_PLACES = [
    (operation, part)
    for operation in OPERATIONS
    for part in operation.parameters
    if (part["in"], part["name"]) not in operation.places
    and _is_text(part)
    and (part["in"] == "path" or part["name"] not in COMMON)
]


@pytest.mark.parametrize("operation", READS, ids=str)
def test_no_read_shows_another_tenants_things(operation: Operation, worlds: Worlds) -> None:
    asked = request_of(operation, worlds.a, choose=own(worlds.a))
    for role in (Role.ADMIN, Role.ANONYMOUS):
        answer = asked.send(worlds.a.client(role))

        assert_silent(answer, worlds.b, operation)
        assert_silent(answer, worlds.x, operation)
        assert answer.status_code == 200 or role is Role.ANONYMOUS, answer.content


@pytest.mark.parametrize(
    ("operation", "part"), TEXT_PLACES, ids=lambda given: str(given) if isinstance(given, Operation) else given["name"]
)
def test_another_tenants_slugs_and_words_find_nothing(
    operation: Operation, part: dict[str, Any], worlds: Worlds
) -> None:
    for victim in (worlds.b, worlds.x):
        for text in (victim.mark, *victim.texts.values(), victim.referred("node"), victim.referred("category")):
            asked = request_of(operation, worlds.a, choose=own(worlds.a))
            if part["in"] == "query":
                asked.query[part["name"]] = text
            else:
                template = operation.path.replace("{" + part["name"] + "}", quote(text, safe=""))
                asked = replace(asked, path=_filled(template, asked.path, operation.path))
            with undone():
                answer = asked.send(worlds.a.client(Role.ADMIN))
            # What was asked may be repeated, as it was written or as tags are kept.
            said = answer.content.decode().replace(text, "").replace(text.lower(), "")
            assert victim.mark not in said, f"{asked.address}: {said}"
            if part["in"] == "path":
                assert answer.status_code in (404, 422) or answer.json()["items"] == [], f"{asked.address}: {said}"
        worlds.assert_untouched(victim, operation)


def _filled(template: str, path: str, pattern: str) -> str:
    """Fill what is left of a template's parameters as they are in a path made from the same pattern."""
    parts = zip(template.split("/"), path.split("/"), pattern.split("/"), strict=True)
    return "/".join(made if part == shown and part.startswith("{") else part for part, made, shown in parts)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_token_opens_its_own_tenant_only(operation: Operation, worlds: Worlds) -> None:
    asked = request_of(operation, worlds.b, choose=own(worlds.b))
    intruder = ApiClient(worlds.b.tenant, token=worlds.a.tokens[Role.ADMIN])
    with undone():
        answer = asked.send(intruder)

    if operation.path in WITHOUT_SIGN_IN:
        # There the token counts for nothing at all.
        assert answer.status_code != 500
        assert worlds.a.mark not in answer.content.decode()
        return
    assert answer.status_code == 401, answer.content
    assert_silent(answer, worlds.b, operation)
    worlds.assert_untouched(worlds.b, operation)


def test_a_token_opens_its_own_tenant_only_however_it_is_named(worlds: Worlds) -> None:
    token = f"Bearer {worlds.a.tokens[Role.ADMIN]}"
    http = Client(raise_request_exception=False, HTTP_AUTHORIZATION=token)
    for path in ("/api/v1/auth/me", "/api/v1/store/products", "/graphql?query={me{id}}"):
        assert http.get(path, headers={"X-Tenant-ID": "b"}).status_code == 401, path
        assert http.get(path, headers={"X-Tenant-ID": to_ulid(worlds.b.tenant.id)}).status_code == 401, path
        assert http.get(path, HTTP_HOST="b.test").status_code == 401, path
        assert http.get(path, HTTP_HOST="a.test").status_code == 200, path


def test_another_tenants_secrets_open_nothing(worlds: Worlds) -> None:
    visitor = worlds.a.client(Role.ANONYMOUS)
    for victim in (worlds.b, worlds.x):
        tries = {
            "refresh": {"refresh_token": victim.secrets["refresh"]},
            "password-reset/confirm": {"token": victim.secrets["reset"], "new_password": "a new and long password"},
            "verify-email/confirm": {"token": victim.secrets["verify"]},
            "login": {"email": f"{victim.mark}.first@example.com", "password": PASSWORD},
        }
        for path, body in tries.items():
            answer = visitor.post(f"/api/v1/auth/{path}", body)
            assert answer.status_code in (400, 401, 404, 422), (path, answer.content)
            assert_silent(answer, victim, path)
        # Signing out with a token that is not known here is no error, and ends nothing.
        visitor.post("/api/v1/auth/logout", {"refresh_token": victim.secrets["refresh"]})
        worlds.assert_untouched(victim, "secrets")


def test_another_tenants_idempotency_key_is_free(worlds: Worlds) -> None:
    body = {"email": f"{worlds.b.mark}.keyed@example.com", "first_name": f"First {worlds.b.mark}"}
    answer = worlds.a.client(Role.ADMIN).post("/api/v1/admin/users", body, Idempotency_Key=IDEMPOTENCY_KEY)

    # Tenant a has used the key for its own request: the same key with this body is refused, and nothing is replayed.
    assert answer.status_code == 422, answer.content
    assert "Idempotency-Replayed" not in answer.headers
    worlds.assert_untouched(worlds.b, "idempotency key")


@pytest.mark.parametrize(
    "operation", [each for each in READS if any(p["name"] == "after" for p in each.parameters)], ids=str
)
def test_another_tenants_cursor_leads_nowhere(operation: Operation, worlds: Worlds) -> None:
    theirs = request_of(operation, worlds.b, choose=own(worlds.b))
    theirs.query["limit"] = "1"
    cursor = theirs.send(worlds.b.client(Role.ADMIN)).json()["page"]["next"]
    asked = request_of(operation, worlds.a, choose=own(worlds.a))
    # A list that fits one page has none; what looks like one is then refused or passed over as well.
    asked.query["after"] = cursor or "bm8gY3Vyc29y"
    answer = asked.send(worlds.a.client(Role.ADMIN))

    assert answer.status_code in (200, 422), answer.content
    assert_silent(answer, worlds.b, operation)


def test_another_tenants_files_are_not_served(worlds: Worlds) -> None:
    for victim in (worlds.b, worlds.x):
        address = victim.texts["asset_url"]
        path = address[address.index("/media/") :]
        assert victim.client(Role.ANONYMOUS).get(path).status_code == 200
        assert worlds.a.client(Role.ADMIN).get(path).status_code == 404 or worlds.a.texts["asset_url"] == address
        inside = path.replace(f"tenants/{to_ulid(victim.tenant.id)}/", "")
        climbing = path.replace("/media/", f"/media/tenants/{to_ulid(worlds.a.tenant.id)}/../../")
        for name in (climbing, inside.replace("/media/", f"/media/%2e%2e/{to_ulid(victim.tenant.id)}/")):
            assert worlds.a.client(Role.ADMIN).get(name).status_code in (400, 404)


def test_every_operation_was_asked() -> None:
    """Goal 14's figure: how many operations and places there are; all of them are parametrised above."""
    places = sum(len(operation.places) for operation in ADDRESSED)
    in_fields = sum(len(field.places) for field in FIELDS)
    print(
        f"{len(OPERATIONS)} operations, {places} places of ids; {len(fields())} GraphQL fields, {in_fields} places; "
        f"{len(ROLES)} roles"
    )
    assert places >= 40
    assert in_fields >= 40
