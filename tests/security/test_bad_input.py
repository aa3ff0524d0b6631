"""Whatever is sent, the answer is a refusal that can be read, and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import jwt
import orjson
import pytest
from django.conf import settings
from django.test import override_settings

from rustok.api.middleware import WITHOUT_SIGN_IN
from rustok.api.rest.query import COMMON
from rustok.auth.tokens import decode_access, encode_access
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from tests.security.conftest import Worlds
from tests.security.fuzzing import EXAMPLES
from tests.security.operations import METHODS, Operation, operations, resolved
from tests.security.requests import Asked, request_of
from tests.security.world import World, undone

OPERATIONS = operations()
FULL: Final = frozenset(
    map(str, OPERATIONS)
    if EXAMPLES
    else {
        "POST /api/v1/admin/nodes",
        "PATCH /api/v1/admin/products/{id}",
        "POST /api/v1/auth/register",
        "GET /api/v1/store/search",
    }
)
"""What runs through code that all endpoints share gets the long list of inputs on these, the short one elsewhere.

``RUSTOK_FUZZ_EXAMPLES`` asks for the long list everywhere.
"""

_PROBLEM: Final = {"type", "title", "status", "code", "detail", "errors", "trace_id"}


def valid(operation: Operation, world: World) -> Asked:
    """Return a request that would succeed."""
    return request_of(
        operation,
        world,
        choose=lambda place, kind: world.addressed(kind) if place[0] == "path" else world.referred(kind),
    )


def assert_refused(answer: Any, what: object, *statuses: int) -> None:
    """Check that an answer is a problem (RFC 9457) of the client's making."""
    shown = f"{what}: {answer.status_code} {answer.content[:500]!r}"
    assert 400 <= answer.status_code < 500, shown
    assert not statuses or answer.status_code in statuses, shown
    assert answer["Content-Type"] == "application/problem+json", shown
    problem = answer.json()
    assert problem.keys() >= _PROBLEM, shown
    assert problem["status"] == answer.status_code, shown
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", problem["code"]), shown


def assert_no_fault(answer: Any, what: object) -> None:
    """Check that an answer is no fault of ours; a refusal must be a problem."""
    if answer.status_code >= 400:
        assert_refused(answer, what)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.body is not None], ids=str)
def test_bodies_that_are_no_such_json_are_refused(operation: Operation, worlds: Worlds) -> None:
    client, asked = worlds.a.client(Role.ADMIN), valid(operation, worlds.a)
    text = orjson.dumps(asked.body)
    inside = text[1:-1]
    bodies = {
        b"{": (400,),
        b"[]": (400, 422),
        b"null": (400, 422),
        b'"text"': (400, 422),
        b"1": (400, 422),
        b"\x00": (400,),
        b"\xff\xfe": (400,),
        b'{"zz":"\xff"}': (400,),
        text + b"x": (400,),
        text.decode().encode("utf-16"): (400,),
        b'{"zz":1,"zz":2}': (400,),
        b'{"zz":NaN}': (400,),
        b'{"zz":-Infinity}': (400,),
        b'{"zz":1e999}': (400,),
        b'{"zz":' + b"9" * 5000 + b"}": (400,),
        b'{"zz":99999999999999999999}': (422,),
        b"[" * 100_000: (400,),
        b'{"zz":' * 200 + b"1" + b"}" * 200: (400,),
        b'{"zz":' * 50 + b"1" + b"}" * 50: (400, 422),
        b'{"\\ud800":1}': (400, 422),
        b'{"zz":"\\udfff"}': (400, 422),
        b'{"z\\u0000z":1}': (400, 422),
        b"{" + inside + (b"," if inside else b"") + b'"zz":1}': (422,),
        b"{" + inside + (b"," if inside else b"") + b'"__class__":{"__init__":1}}': (422,),
        b'{"zz":"' + b"a" * 1_100_000 + b'"}': (413,),
    }
    short = (b"[]", b'{"zz":"\xff"}', b'{"zz":1,"zz":2}', b'{"zz":"\\udfff"}', b"[" * 100_000)
    for raw, statuses in bodies.items():
        if str(operation) not in FULL and raw not in short and not raw.endswith(b'"zz":1}') and len(raw) < 10**6:
            continue
        answer = replace(asked, raw=raw).send(client)
        assert_refused(answer, f"{operation} with {raw[:80]!r}", *statuses)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b/c"):
        answer = replace(asked, raw=text, content_type=content_type).send(client)
        assert_refused(answer, f"{operation} as {content_type}", 400, 415)
    # No body at all is an empty object.
    with undone():
        assert_no_fault(replace(asked, raw=b"").send(client), f"{operation} without a body")
    worlds.assert_nothing_told(worlds.a, operation)


def _properties(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = resolved(operation.body or {})
    yield from schema.get("properties", {}).items()


def _types(schema: dict[str, Any]) -> set[str]:
    """Name the JSON types that a schema takes; empty for any."""
    schema = resolved(schema)
    found: set[str] = set()
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        found |= _types(part)
    said = schema.get("type", [])
    return found | set([said] if isinstance(said, str) else said)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.body is not None], ids=str)
def test_values_of_a_wrong_type_are_refused(operation: Operation, worlds: Worlds) -> None:
    client, asked = worlds.a.client(Role.ADMIN), valid(operation, worlds.a)
    wrong: dict[str, list[Any]] = {
        "string": ["text", "x" * 200_001],
        "integer": [-(2**63), 2**63 - 1],
        "number": [1.5],
        "boolean": [True],
        "array": [[None]],
        "object": [{"zz": 1}],
        "null": [None],
    }
    properties = {name: _types(schema) for name, schema in _properties(operation)}
    for kind, values in wrong.items():
        unfit = [name for name, types in properties.items() if types and kind not in types]
        unfit = [name for name in unfit if kind != "integer" or "number" not in properties[name]]
        for value in values:
            if unfit and not (kind == "string" and len(value) * len(unfit) > 10**6):
                answer = replace(asked, body={**asked.body, **dict.fromkeys(unfit, value)}).send(client)
                assert_refused(answer, f"{operation} with {kind} everywhere", 422)
                assert {error["path"][0] for error in answer.json()["errors"]} >= set(unfit), answer.content
            for name in properties.keys() - set(unfit):
                with undone():
                    answer = replace(asked, body={**asked.body, name: value}).send(client)
                assert_no_fault(answer, f"{operation} with {name}={str(value)[:40]}")
    texts = [name for name, types in properties.items() if "string" in types]
    if texts:
        for raw in (b'"a\\u0000b"', b'"\\ud83d"'):
            body = orjson.dumps({**asked.body, **dict.fromkeys(texts, "@@")}).replace(b'"@@"', raw)
            answer = replace(asked, raw=body).send(client)
            assert_refused(answer, f"{operation} with {raw!r}", 422)
            assert {error["path"][0] for error in answer.json()["errors"]} >= set(texts), answer.content
    worlds.assert_nothing_told(worlds.a, operation)


IDS: Final = (
    "x",
    "0",
    "-1",
    "%00",
    "%ff",
    "%ED%A0%80",
    "null",
    "01ARZ3NDEKTSV4RRFFQ69G5FA%00",
    "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "UUUUUUUUUUUUUUUUUUUUUUUUUU",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "--------------------------------",
    "%27%20OR%201%3D1--",
    "..%2f..%2fetc%2fpasswd",
    "a" * 2000,
    "%F0%9F%92%A9",
)


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if "{" in each.path], ids=str)
def test_bad_parts_of_a_path_lead_nowhere(operation: Operation, worlds: Worlds) -> None:
    client, asked = worlds.a.client(Role.ADMIN), valid(operation, worlds.a)
    pattern, made = operation.path.split("/"), asked.path.split("/")
    for index, part in enumerate(pattern):
        if not part.startswith("{"):
            continue
        for text in IDS if operation.method == "get" else IDS[:6]:
            path = "/".join([*made[:index], text, *made[index + 1 :]])
            with undone():
                answer = replace(asked, path=path).send(client)
            if operation.method == "get" and answer.status_code == 200:
                # A list of a kind that does not exist is empty.
                assert answer.json()["items"] == [], path
                continue
            assert_refused(answer, f"{operation} at {path[:120]}", 400, 404, 422)
    worlds.assert_nothing_told(worlds.a, operation)


VALUES: Final = (
    "",
    "-1",
    "99999999999999999999",
    "a" * 3000,
    "%27%20OR%201=1",
    "((((*:%22%5B",
    "%F0%9F%92%A9,,.%EF%BF%BF",
)
_MAY_FIT: Final = ("", "-1", "99999999999999999999")
"""What some parameter that is no text may take."""
UNREADABLE: Final = ("%00", "a%00b", "%ff", "%ED%A0%80", "%C0%AF")


def _is_plain(schema: dict[str, Any]) -> bool:
    """Tell whether any text is taken for a parameter, so that several can be given at once."""
    said = [resolved(part) for part in schema.get("anyOf", (schema,))]
    texts = [part for part in said if part.get("type") == "string"]
    return bool(texts) and not any(
        part.get("minLength", 0) > 1 or {"enum", "pattern", "format"} & part.keys() for part in texts
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_bad_queries_are_refused(operation: Operation, worlds: Worlds) -> None:
    client, asked = worlds.a.client(Role.ADMIN), valid(operation, worlds.a)

    def send(query: str) -> Any:
        mark = "&" if asked.query else "?"
        with undone():
            return replace(asked, path=asked.address + mark + query, query={}).send(client)

    for query in ("zz=1", "password=x", "user__password__startswith=a"):
        assert_refused(send(query), f"{operation}?{query}", 422)
    for text in UNREADABLE if str(operation) in FULL else UNREADABLE[:1]:
        assert_refused(send(f"zz={text}"), f"{operation}?zz={text}", 400)
        assert_refused(send(f"{text}=1"), f"{operation}?{text}=1", 400)
    for query in ("locale=xx-yy", "locale=", "locale=en%27--", "channel=A%20B", f"channel={'a' * 200}"):
        assert_refused(send(query), f"{operation}?{query}", 400, 422)
    named = [part for part in operation.parameters if part["in"] == "query"]
    if str(operation) not in FULL:
        named = [part for part in named if part["name"] not in COMMON]
    # Plain texts are given together, as they are taken and used; what is no plain text, or a cursor, would hide them.
    plain = [part["name"] for part in named if part["name"] != "after" and _is_plain(resolved(part["schema"]))]
    others = [part["name"] for part in named if part["name"] not in plain]
    for text in VALUES:
        alone = others if text in _MAY_FIT else [name for name in others if name == "after"]
        for names in filter(None, (plain, others, *((name,) for name in alone))):
            query = "&".join(f"{name}={text}" for name in names)
            assert_no_fault(send(query), f"{operation}?{query[:200]}")
    for part in named:
        name = part["name"]
        assert_refused(send(f"{name}={UNREADABLE[1]}"), f"{operation}?{name}={UNREADABLE[1]}", 400)
        assert_refused(send(f"{name}.x=1&{name}[]=1&{name}=a&{name}=b"), f"{operation}?{name}.x", 422)
    worlds.assert_nothing_told(worlds.a, operation)


def _tokens(world: World) -> dict[str, str]:
    """Make tokens that must not open anything."""
    good = world.tokens[Role.ADMIN]
    head, claims, signature = good.split(".")
    read = decode_access(good, tenant_id=world.tenant.id)
    payload = jwt.decode(good, options={"verify_signature": False})
    with override_settings(RUSTOK={**settings.RUSTOK, "auth": {**settings.RUSTOK["auth"], "access_minutes": -1}}):
        expired, _ = encode_access(read)
    nobody, _ = encode_access(replace(read, user_id=generate_id()))
    other_session, _ = encode_access(replace(read, session_id=generate_id()))
    old, _ = encode_access(replace(read, token_version=read.token_version + 1))
    return {
        "empty": "",
        "text": "abc",
        "dots": "..",
        "unsigned": f"{head}.{claims}.",
        "none": jwt.encode(payload, None, algorithm="none"),
        "other key": jwt.encode(payload, "k" * 64, algorithm="HS256", headers=jwt.get_unverified_header(good)),
        "no kid": jwt.encode(payload, settings.SECRET_KEY, algorithm="HS256"),
        "tampered": f"{head}.{claims[:-2]}AA.{signature}",
        "cut": good[:-1],
        "expired": expired,
        "unknown user": nobody,
        "unknown session": other_session,
        "other version": old,
        "refresh token": world.secrets["refresh"],
        "long": "a" * 8000,
        "too long": "a" * 20_000,
        "not ascii": "tökén",
        "two": f"{good}, {good}",
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_bad_tokens_are_refused(operation: Operation, worlds: Worlds) -> None:
    asked, visitor = valid(operation, worlds.a), worlds.a.client(Role.ANONYMOUS)
    everything = str(operation) in FULL
    for name, token in _tokens(worlds.a).items():
        if not everything and name not in ("unsigned", "expired", "unknown session"):
            continue
        with undone():
            answer = asked.send(visitor, Authorization=f"Bearer {token}")
        if operation.path in WITHOUT_SIGN_IN and answer.status_code < 400:
            continue
        statuses = (401, 422) if operation.path in WITHOUT_SIGN_IN else (401,)
        assert_refused(answer, f"{operation} with {name}", *statuses)
    for header in ("Basic YTpi", "Bearer", "Token x", "Bearer\tx", "null") if everything else ("Basic YTpi",):
        with undone():
            assert_refused(asked.send(visitor, Authorization=header), f"{operation} with {header!r}", 400, 401)
    if operation.needs_token:
        assert_refused(asked.send(visitor), f"{operation} without a token", 401)
    worlds.assert_nothing_told(worlds.a, operation)


HEADERS: Final = {
    "If-Match": ('"x"', "1", '"-1"', '"99999999999999999999"', "*", '"1", "2"', "W/"),
    "If-None-Match": ('"x"', "*", ",,,", "W/" * 500),
    "Idempotency-Key": ("", "a" * 300, "ключ"),
    "X-Min-Position": ("x", "-1", "9" * 30, "١"),
    "Accept-Language": ("xx", "*", ";;;q=9", "a" * 5000, "en;q=" + "9" * 500),
    "Accept": ("text/html", "application/xml", "*/*;q=0", "x"),
    "X-Channel": ("A B", "a" * 200, "'"),
    "Content-Length": ("x", "-1", "99999999999999"),
    "X-Request-ID": ("a" * 5000, "<script>"),
    "traceparent": ("x", "00-" + "0" * 32 + "-" + "0" * 16 + "-00"),
    "Cookie": ("sessionid=x; csrftoken=y", "=;=;"),
    "Origin": ("null", "https://evil.example"),
    "X-Forwarded-For": ("x", "1.1.1.1, 2.2.2.2", "a" * 3000),
    "X-Forwarded-Host": ("b.test", "a b"),
    "X-HTTP-Method-Override": ("DELETE", "x"),
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_bad_headers_are_no_fault_of_ours(operation: Operation, worlds: Worlds) -> None:
    client, asked = worlds.a.client(Role.ADMIN), valid(operation, worlds.a)
    everything = str(operation) in FULL
    for name, values in HEADERS.items():
        if not everything and name not in ("If-Match", "Idempotency-Key", "X-Min-Position", "Accept"):
            continue
        for value in values if everything else values[:1]:
            with undone():
                answer = asked.send(client, **{name: value})
            assert_no_fault(answer, f"{operation} with {name}: {value[:60]}")
    for value in ("a\x00b", "a\nb", "a\x7f") if everything else ("a\x00b",):
        assert_refused(asked.send(client, **{"X-Channel": value}), f"{operation} with {value!r}", 400)
    for tenant in ("nobody", "", "a b", "a" * 300, to_ulid(generate_id()), "ä", "../b") if everything else ("nobody",):
        assert_refused(asked.send(client, **{"X-Tenant-ID": tenant}), f"{operation} at {tenant!r}", 400, 404)
    worlds.assert_nothing_told(worlds.a, operation)


@pytest.mark.parametrize("path", sorted({operation.path for operation in OPERATIONS}))
def test_other_methods_are_refused_and_the_right_ones_named(path: str, worlds: Worlds) -> None:
    here = {operation.method: operation for operation in OPERATIONS if operation.path == path}
    asked = valid(next(iter(here.values())), worlds.a)
    client = worlds.a.client(Role.ADMIN)
    for method in (*METHODS, "trace", "foo"):
        if method in here:
            continue
        answer = replace(asked, method=method).send(client)
        assert_refused(answer, f"{method} {path}", 405)
        allowed = {name.strip().lower() for name in answer["Allow"].split(",")}
        assert allowed - {"head", "options"} == set(here), f"{method} {path}: {answer['Allow']}"
    worlds.assert_nothing_told(worlds.a, path)


def test_unknown_addresses_are_problems(worlds: Worlds) -> None:
    client = worlds.a.client(Role.ADMIN)
    for path in (
        "/api",
        "/api/v1",
        "/api/v2/store/products",
        "/api/v1/store/products/",
        "/api/v1/admin/nodes/../users",
        "/api/v1/store/%00",
        "/api/v1/store/%ff",
        "/api/v1//store/products",
        "/api/v1/store/products;x=1",
        "/api/v1/admin/" + "a/" * 500,
    ):
        answer = client.get(path)
        assert_refused(answer, path, 400, 404)
