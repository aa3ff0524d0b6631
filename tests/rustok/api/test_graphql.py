"""The GraphQL machinery: reading, answering, refusing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import get_introspection_query

from rustok.api.graphql import documents
from rustok.api.graphql.schema import current_schema
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from tests.rustok.api.notes import services


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is this refusal; return its first error."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    error: dict[str, Any] = response.json()["errors"][0]
    assert error["extensions"]["code"] == code, error
    assert set(error["extensions"]) >= {"code", "errors", "trace_id"}
    return error


def test_a_dto_is_mirrored(visitor: ApiClient) -> None:
    related = generate_id()
    answer = visitor.graphql(
        """mutation ($input: WriteNoteInput!) {
          writeNote(input: $input) { id title count price { amount currency } colour related dueAt extra version }
        }""",
        {
            "input": {
                "title": "Tea",
                "price": {"amount": 2**40},
                "colour": "BLUE",
                "related": [str(related)],
                "dueAt": "2026-11-23T15:00:00+03:00",
                "extra": {"a": [1]},
            }
        },
    )
    assert answer.status_code == 200, answer.content
    note = answer.json()["data"]["writeNote"]
    assert len(note.pop("id")) == 26
    assert note == {
        "title": "Tea",
        "count": 0,
        "price": {"amount": 2**40, "currency": "USD"},
        "colour": "BLUE",
        "related": [to_ulid(related)],
        "dueAt": "2026-11-23T12:00:00Z",
        "extra": {"a": [1]},
        "version": 1,
    }


def test_input_is_judged_by_the_same_validator_as_in_rest(visitor: ApiClient) -> None:
    answer = visitor.graphql('mutation { writeNote(input: {title: "", count: 2000}) { id } }')
    error = refused(answer, 200, "input.invalid")
    assert [(found["path"], found["code"]) for found in error["extensions"]["errors"]] == [
        (["title"], "string_too_short"),
        (["count"], "less_than_equal"),
    ]
    assert services.kept == {}


def test_ids_are_read_as_ulid_and_uuid(visitor: ApiClient) -> None:
    made = visitor.graphql('mutation { writeNote(input: {title: "a"}) { id } }').json()["data"]["writeNote"]["id"]
    by_uuid = str(next(iter(services.kept)))
    for text in (made, by_uuid):
        found = visitor.graphql("query ($id: ID!) { note(id: $id) { id } }", {"id": text}).json()
        assert found["data"]["note"]["id"] == made
    refused(visitor.graphql('{ note(id: "nope") { id } }'), 400, "graphql.document.invalid")
    refused(visitor.graphql("query ($id: ID!) { note(id: $id) { id } }", {"id": 5}), 400, "graphql.document.invalid")
    refused(visitor.graphql(f'{{ note(id: "{generate_id()}") {{ id }} }}'), 200, "resource.not_found")


def test_a_connection_is_relays(visitor: ApiClient) -> None:
    answer = visitor.graphql(
        "{ notes(first: 2) { totalCount edges { cursor node { title } } pageInfo { hasNextPage endCursor } } }"
    )
    assert answer.json()["data"]["notes"] == {
        "totalCount": 25,
        "edges": [
            {"cursor": None, "node": {"title": "Note 0"}},
            {"cursor": "more", "node": {"title": "Note 1"}},
        ],
        "pageInfo": {"hasNextPage": True, "endCursor": "more"},
    }
    refused(visitor.graphql("{ notes(first: 0) { totalCount } }"), 200, "input.invalid")


def test_a_fault_of_ours_is_masked(visitor: ApiClient) -> None:
    answer = visitor.graphql("{ brokenNote enabledModules }")
    error = refused(answer, 200, "server.error")
    assert "secret" not in str(error)
    assert answer.json()["data"]["brokenNote"] is None
    assert "notes" in answer.json()["data"]["enabledModules"]


def test_a_module_that_is_off_has_no_fields(notes: None, tenant_b: Tenant) -> None:
    other = ApiClient(tenant_b)
    refused(other.graphql("{ notes { totalCount } }"), 200, "module.disabled")
    refused(other.graphql('mutation { writeNote(input: {title: "a"}) { id } }'), 200, "module.disabled")
    assert services.kept == {}


def test_nothing_is_suggested(visitor: ApiClient) -> None:
    error = refused(visitor.graphql("{ enabledModule }"), 400, "graphql.document.invalid")
    assert "Did you mean" not in error["message"]
    error = refused(
        visitor.graphql('mutation { writeNote(input: {titel: "a"}) { id } }'), 400, "graphql.document.invalid"
    )
    assert "Did you mean" not in error["message"]
    asked = {"input": {"titel": "a", "title": "b"}}
    answer = visitor.graphql("mutation ($input: WriteNoteInput!) { writeNote(input: $input) { id } }", asked)
    assert "Did you mean" not in answer.content.decode()


FRAGMENT_BOMB = (
    "{ ...f0 } "
    + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} ...f{n + 1} }}" for n in range(60))
    + " fragment f60 on Query { enabledModules }"
)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("{" + " enabledModules" * 21 + "}", "graphql.limit.root_fields"),
        ("{" + " ".join(f"a{n}: enabledModules" for n in range(31)) + "}", "graphql.limit.aliases"),
        ("{ a " * 13 + "}" * 13, "graphql.limit.depth"),
        ("{ notes(first: 101) { totalCount } }", "graphql.limit.page"),
        ("{ notes(first: 99999999999999999999) { totalCount } }", "graphql.limit.page"),
        ("{ x(first: 100) { x(first: 100) { x } } }", "graphql.limit.cost"),
        ("{ x { edges { x { edges { x { edges { x { edges { x }}}}}}}}}", "graphql.limit.cost"),
        ("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", "graphql.limit.fragment_cycle"),
        (FRAGMENT_BOMB, "graphql.limit.root_fields"),
        (
            "mutation {" + ' toggleModule(input: {slug: "x", enabled: true}) { slug }' * 11 + "}",
            "graphql.limit.root_fields",
        ),
        ("{" + " a" * 3000 + "}", "graphql.document.invalid"),
        (
            "{ __schema { types " + "{ fields { type " * 8 + "{ name }" + " } }" * 8 + " } }",
            "graphql.limit.depth",
        ),
    ],
)
def test_documents_that_ask_for_too_much_are_refused_unexecuted(visitor: ApiClient, document: str, code: str) -> None:
    visitor.graphql("{ enabledModules }")
    with CaptureQueriesContext(connection) as queries:
        refused(visitor.graphql(document), 400, code)
    assert not [query for query in queries if "note-" in query["sql"]]


def test_a_page_size_in_a_variable_counts_too(visitor: ApiClient) -> None:
    document = "query ($n: Int = 5) { notes(first: $n) { totalCount } }"
    assert visitor.graphql(document).json()["data"]["notes"]["totalCount"] == 25
    refused(visitor.graphql(document, {"n": 101}), 400, "graphql.limit.page")
    refused(visitor.graphql(document, {"n": 101.0}), 400, "graphql.limit.page")
    dear = "query ($n: Int) { x(first: $n) { x(first: $n) { x } } }"
    refused(visitor.graphql(dear, {"n": 100.0}), 400, "graphql.limit.cost")


def test_variables_that_nobody_declared_are_not_remembered(visitor: ApiClient) -> None:
    document = "query ($n: Int = 5) { notes(first: $n) { totalCount } }"
    for round in range(3):
        answer = visitor.graphql(document, {"n": 5, **{f"v{number}": round for number in range(1000)}})
        assert answer.status_code == 200
    (kept,) = documents.read(current_schema().graphql_schema, document).passed
    assert kept[2] == (("n", 5),)


def test_introspection_can_be_switched_off(visitor: ApiClient, configure: Any) -> None:
    answer = visitor.graphql(get_introspection_query())
    assert answer.status_code == 200
    assert "errors" not in answer.json()
    configure(graphql={"introspection": False})
    refused(visitor.graphql("{ __schema { queryType { name } } }"), 400, "graphql.introspection.off")
    refused(
        visitor.graphql('{ ...f } fragment f on Query { __type(name: "Note") { name } }'),
        400,
        "graphql.introspection.off",
    )
    assert visitor.graphql("{ __typename }").json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"1",
        b"null",
        b'{"query": 1}',
        b'{"query": ""}',
        b'{"query": "{a}", "variables": []}',
        b"\xff",
        b'{"query": "{a}", "operationName": 1}',
        b'{"query": "{a}", "query": "{b}"}',
        b'{"query": "{ a\\u0000 }"}',
        b'{"query": "query a {a} query b {b}"}',
        b'{"query": "{a}", "operationName": "b"}',
        b"[" * 3000,
        b'{"query": "fragment a on Query { b }"}',
    ],
)
def test_what_cannot_be_read_is_malformed(visitor: ApiClient, raw: bytes) -> None:
    refused(visitor.request("POST", "/graphql", raw=raw), 400, "request.malformed")


def test_what_cannot_be_parsed_is_invalid(visitor: ApiClient) -> None:
    for text in (
        "{",
        "}",
        "query {",
        "{ a(b: ) }",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ):
        refused(visitor.graphql(text), 400, "graphql.document.invalid")
    refused(visitor.request("POST", "/graphql", raw=b'{"query": "{ \\ud800 }"}'), 400, "graphql.document.invalid")
    deep = "{ a(b: " + "[" * 1900 + ") }"
    assert visitor.graphql(deep).status_code == 400


def test_variables_may_hold_neither_nul_nor_surrogates(visitor: ApiClient) -> None:
    document = "query ($id: ID!) { note(id: $id) { id } }"
    for text in (b"a\\u0000", b"\\ud800"):
        raw = b'{"query": "' + document.encode() + b'", "variables": {"id": "' + text + b'"}}'
        refused(visitor.request("POST", "/graphql", raw=raw), 422, "input.invalid")


def test_batches_are_refused(visitor: ApiClient) -> None:
    refused(visitor.request("POST", "/graphql", [{"query": "{ enabledModules }"}] * 2), 400, "graphql.batch")


def test_queries_may_be_sent_by_get_and_mutations_not(visitor: ApiClient) -> None:
    assert visitor.get("/graphql?query={enabledModules}").status_code == 200
    answer = visitor.get('/graphql?query=mutation{writeNote(input:{title:"a"}){id}}')
    refused(answer, 405, "request.method_not_allowed")
    assert answer["Allow"] == "POST"
    refused(visitor.get("/graphql?query={a}&variables=x"), 400, "request.malformed")
    refused(visitor.get("/graphql"), 400, "request.malformed")
    refused(visitor.request("PUT", "/graphql", {}), 405, "request.method_not_allowed")
    assert visitor.request("OPTIONS", "/graphql").status_code == 204
    assert services.kept == {}


def test_another_content_type_is_refused(visitor: ApiClient) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = visitor.request("POST", "/graphql", raw=b"{ enabledModules }", Content_Type=content_type)
        refused(answer, 415, "request.unsupported_media_type")


def test_a_bad_token_is_told_in_graphqls_form(visitor: ApiClient) -> None:
    visitor.token = "abc"
    refused(visitor.graphql("{ enabledModules }"), 401, "auth.token.invalid")


def test_graphiql_is_shown_to_browsers_where_it_is_on(visitor: ApiClient, configure: Any) -> None:
    page = visitor.get("/graphql", Accept="text/html")
    assert page.status_code == 200
    assert b"graphiql.min.js" in page.content
    assert b"http://" not in page.content
    assert b"https://" not in page.content
    configure(graphql={"graphiql": False})
    refused(visitor.get("/graphql", Accept="text/html"), 400, "request.malformed")
