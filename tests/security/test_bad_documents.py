"""Whatever GraphQL is sent, the answer is a refusal that can be read, and nothing is written."""

from __future__ import annotations

import json
import time
from typing import Any, Final

import orjson
import pytest
from django.conf import settings
from django.test import Client, override_settings

from rustok.rbac.roles import Role
from tests.security.conftest import Worlds
from tests.security.fields import Field, fields
from tests.security.world import undone


def assert_refused_document(answer: Any, what: object, *codes: str) -> None:
    """Check that a document was refused as a whole: no data, and a code that says why."""
    shown = f"{what}: {answer.status_code} {answer.content[:500]!r}"
    assert 400 <= answer.status_code < 500, shown
    content = answer.json()
    assert content.get("data") is None, shown
    assert content["errors"], shown
    for error in content["errors"]:
        assert error["extensions"]["code"] != "server.error", shown
        assert not codes or error["extensions"]["code"] in codes, shown


def _nested(depth: int) -> str:
    return (
        "{ nodes(kind: $k) { edges { node { id } } } }" if depth == 0 else "{ ... on Query " + _nested(depth - 1) + " }"
    )


BOMBS: Final = {
    "aliases": ("{" + " ".join(f"a{n}: currentTenant {{ id }}" for n in range(200)) + "}", "graphql.limit.aliases"),
    "root fields": ("{" + " currentTenant { id }" * 100 + "}", "graphql.limit.root_fields"),
    "tokens": ("{" + " enabledModules" * 5000 + "}", "graphql.document.invalid"),
    "cost": (
        "{ products(first: 100) { edges { node { id tags } } } " * 1
        + " ".join(f"a{n}: products(first: 100) {{ edges {{ node {{ id handle title tags }} }} }}" for n in range(19))
        + "}",
        "graphql.limit.cost",
    ),
    "page": ("{ products(first: 100000) { edges { node { id } } } }", "graphql.limit.page"),
    "depth": (
        "{ __schema { types " + "{ fields { type { ofType " * 8 + "{ name }" + " } } }" * 8 + " } }",
        "graphql.limit.depth",
    ),
    "unknown field": ("{ usersWithPasswords { id } }", "graphql.document.invalid"),
    "unknown argument": ('{ products(where: "1=1") { totalCount } }', "graphql.document.invalid"),
    "unknown directive": ("{ enabledModules @evil }", "graphql.document.invalid"),
    "no selection": ("{ currentTenant }", "graphql.document.invalid"),
    "subscription": ("subscription { products { totalCount } }", ""),
    "two operations": ("query A { enabledModules } query B { enabledModules }", "request.malformed"),
    "no operation": ("fragment F on Query { enabledModules }", "request.malformed"),
    "schema definition": ("type A { b: Int }", "request.malformed"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_hostile_documents_are_refused_at_once(name: str, worlds: Worlds) -> None:
    text, code = BOMBS[name]
    for role in (Role.ADMIN, Role.ANONYMOUS):
        began = time.perf_counter()
        answer = worlds.a.client(role).graphql(text)
        took = time.perf_counter() - began

        assert_refused_document(answer, name, *([code] if code else []))
        # Goal 21 is 50 ms on a quiet machine; here it is told from a document that runs away.
        assert took < 2, took


@pytest.mark.parametrize(
    "text",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { enabledModules ...A }",
        "{ ...A } "
        + " ".join(f"fragment {chr(65 + n)} on Query {{ ...{chr(66 + n)} ...{chr(66 + n)} }}" for n in range(24))
        + " fragment Y on Query { enabledModules }",
        "query($a: [String!]) { " + " ".join("enabledModules @include(if: true)" for _ in range(400)) + " }",
        "{" * 5000,
        "{ products" + "(filter: {" * 300,
        "query " + "a" * 100_001,
        '{ product(handle: "\\u0000") { id } }',
        '{ product(handle: "\\ud800") { id } }',
        '{ product(id: "x") { id } }',
        "{ product(id: 1.5) { id } }",
        "{ products(first: 99999999999999999999) { totalCount } }",
        "{ products(first: -1) { totalCount } }",
        '"""',
        "\ufeff",
        "#",
        "{ a: enabledModules, a: me { id } }",
    ],
    ids=lambda text: text[:30].replace("\x00", "NUL"),
)
def test_documents_that_make_no_sense_are_no_fault_of_ours(text: str, worlds: Worlds) -> None:
    began = time.perf_counter()
    answer = worlds.a.client(Role.ADMIN).request(
        "POST",
        "/graphql",
        raw=b'{"query":' + orjson.dumps(text.replace("\\ud800", "@@")).replace(b"@@", b"\\\\ud800") + b"}",
    )
    took = time.perf_counter() - began

    assert answer.status_code in (200, 400, 413, 422), answer.content[:500]
    assert all(error["extensions"]["code"] != "server.error" for error in answer.json().get("errors", ())), (
        answer.content
    )
    assert took < 2, took


@pytest.mark.parametrize(
    ("raw", "statuses"),
    [
        (b"", (400, 415)),
        (b"{", (400,)),
        (b"[]", (400,)),
        (b'[{"query":"{enabledModules}"},{"query":"{enabledModules}"}]', (400,)),
        (b'{"query":"{enabledModules}","query":"{me{id}}"}', (400,)),
        (b'{"query":1}', (400,)),
        (b'{"query":"{enabledModules}","variables":[]}', (400,)),
        (b'{"query":"{enabledModules}","variables":"x"}', (400,)),
        (b'{"query":"{enabledModules}","operationName":1}', (400,)),
        (b'{"query":"{enabledModules}","operationName":"Nobody"}', (400,)),
        (b'{"query":"{enabledModules}","variables":{"a":"\\u0000"}}', (400, 422)),
        (b'{"query":"{enabledModules}","variables":{"a":"\\ud800"}}', (400, 422)),
        (b'{"query":"{enabledModules}","variables":{"a":' + b"[" * 500 + b"]" * 500 + b"}}", (400, 422)),
        (b'{"query":"{enabledModules}","variables":{"a":"' + b"x" * 1_100_000 + b'"}}', (413,)),
        (b'{"query":"\xff"}', (400,)),
        (b'{"query":"\\u0000"}', (400,)),
        (b"[" * 100_000, (400,)),
    ],
    ids=lambda given: repr(given)[:40] if isinstance(given, bytes) else "",
)
def test_graphql_bodies_that_cannot_be_read_are_refused(raw: bytes, statuses: tuple[int, ...], worlds: Worlds) -> None:
    answer = worlds.a.client(Role.ADMIN).request("POST", "/graphql", raw=raw)

    assert answer.status_code in statuses, answer.content
    assert_refused_document(answer, raw[:60])


def test_introspection_can_be_off(worlds: Worlds) -> None:
    rustok = {**settings.RUSTOK, "graphql": {**settings.RUSTOK["graphql"], "introspection": False}}
    with override_settings(RUSTOK=rustok):
        for text in ("{ __schema { types { name } } }", '{ __type(name: "User") { name } }'):
            for role in (Role.ADMIN, Role.ANONYMOUS):
                answer = worlds.a.client(role).graphql(text)
                assert_refused_document(answer, text, "graphql.introspection.off")


@pytest.mark.parametrize("field", [each for each in fields() if each.said.args], ids=str)
def test_variables_of_a_wrong_type_are_refused(field: Field, worlds: Worlds) -> None:
    client = worlds.a.client(Role.ADMIN)
    text, variables = field.document(worlds.a, lambda place, kind: worlds.a.referred(kind))
    for name in variables:
        kind = str(field.said.args[name].type)
        values: tuple[Any, ...] = ({"zz": 1}, [[[]]], 2**70, "a\x00b", True, None, "", "x" * 200_001)
        for value in values:
            with undone():
                body = json.dumps({"query": text, "variables": {**variables, name: value}}).encode()
                answer = client.request("POST", "/graphql", raw=body)
            content = answer.json()
            what = f"{field} with {name}: {kind} = {str(value)[:40]!r}: {answer.content[:300]!r}"
            assert answer.status_code in (200, 400, 422), what
            codes = [error["extensions"]["code"] for error in content.get("errors", ())]
            assert "server.error" not in codes, what
            if value == {"zz": 1} and kind.rstrip("!") != "JSON":
                assert codes, what
    worlds.assert_nothing_told(worlds.a, field)


def test_other_types_and_methods_are_refused_by_graphql(worlds: Worlds) -> None:
    http = Client(raise_request_exception=False)
    tenant = {"X-Tenant-ID": "a"}
    body = b'{"query":"{enabledModules}"}'
    for content_type in ("text/plain", "application/graphql", "application/x-www-form-urlencoded"):
        assert http.generic("POST", "/graphql", body, content_type=content_type, headers=tenant).status_code == 415
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "FOO"):
        assert (
            http.generic(method, "/graphql", body, content_type="application/json", headers=tenant).status_code == 405
        )
    mutation = "/graphql?query=mutation{signOut{accepted}}"
    assert http.get(mutation, headers=tenant).status_code == 405
    for query in (
        "%00",
        "%ff",
        "query=%00",
        "query={enabledModules}&variables=x",
        "query={enabledModules}&variables=[]",
    ):
        assert http.get(f"/graphql?{query}", headers=tenant).status_code == 400, query
