"""The REST machinery: reading, answering, refusing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from rustok.ids import generate_id, to_ulid
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from tests.rustok.api.notes import services

NOTES = "/api/v1/store/notes"


def problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Check that an answer is this problem; return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()  # type: ignore[attr-defined]
    assert body["code"] == code
    assert body["status"] == status
    assert set(body) >= {"type", "title", "status", "code", "detail", "errors", "trace_id"}
    return body


def test_ids_times_and_enums_are_text(visitor: ApiClient) -> None:
    related = generate_id()
    answer = visitor.post(
        NOTES,
        {
            "title": "  Tea ",
            "related": [str(related)],
            "due_at": "2026-11-23T15:00:00+03:00",
            "colour": "blue",
            "price": {"amount": 2**40},
            "extra": {"a": [1, None]},
        },
    )

    assert answer.status_code == 201
    note = answer.json()
    assert len(note.pop("id")) == 26
    assert note == {
        "title": "Tea",
        "count": 0,
        "price": {"amount": 2**40, "currency": "USD"},
        "colour": "blue",
        "related": [to_ulid(related)],
        "due_at": "2026-11-23T12:00:00Z",
        "extra": {"a": [1, None]},
        "version": 1,
    }
    assert answer["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({}, ["title"], "missing"),
        ({"title": 1}, ["title"], "string_type"),
        ({"title": "a", "titel": "b"}, ["titel"], "unknown_field"),
        ({"title": "a", "count": "1"}, ["count"], "int_type"),
        ({"title": "a", "count": 1001}, ["count"], "less_than_equal"),
        ({"title": "a", "price": {"amount": -1}}, ["price", "amount"], "greater_than_equal"),
        ({"title": "a", "related": ["x"]}, ["related", 0], "invalid_id"),
        ({"title": "a\x00b"}, ["title"], "nul_character"),
        ([], [], "object_type"),
    ],
)
def test_bad_fields_are_named(visitor: ApiClient, body: Any, path: list[Any], code: str) -> None:
    found = problem(visitor.request("POST", NOTES, body), 422, "input.invalid")
    assert [(error["path"], error["code"]) for error in found["errors"]] == [(path, code)]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"title": "a", "title": "b"}',
        b'{"count": NaN}',
        b'{"count": 1e999}',
        b'{"count": ' + b"9" * 5000 + b"}",
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
        b"[" * 5000,
        b"[" * 100 + b"]" * 100,
    ],
)
def test_what_is_no_json_is_malformed(visitor: ApiClient, body: bytes) -> None:
    problem(visitor.request("POST", NOTES, raw=body), 400, "request.malformed")


def test_an_integer_past_64_bits_is_refused(visitor: ApiClient) -> None:
    found = problem(
        visitor.request("POST", NOTES, raw=b'{"title": "a", "count": 18446744073709551616}'), 422, "input.invalid"
    )
    assert [(error["path"], error["code"]) for error in found["errors"]] == [(["count"], "out_of_range")]


def test_a_lone_surrogate_is_refused(visitor: ApiClient) -> None:
    found = problem(visitor.request("POST", NOTES, raw=b'{"title": "\\ud800"}'), 422, "input.invalid")
    assert found["errors"][0]["code"] == "invalid_unicode"
    found = problem(visitor.request("POST", NOTES, raw=b'{"title": "a", "\\ud800": 1}'), 422, "input.invalid")
    assert found["errors"][0]["code"] == "invalid_unicode"


def test_a_large_body_is_refused(visitor: ApiClient, configure: Any) -> None:
    configure(api={"max_body_bytes": 100})
    problem(visitor.post(NOTES, {"title": "a" * 101}), 413, "request.too_large")
    assert services.kept == {}


def test_another_content_type_is_refused(visitor: ApiClient) -> None:
    answer = visitor.request("POST", NOTES, raw=b"title=a", Content_Type="application/x-www-form-urlencoded")
    problem(answer, 415, "request.unsupported_media_type")


def test_another_accept_is_refused(visitor: ApiClient) -> None:
    problem(visitor.get(NOTES, Accept="application/xml"), 406, "request.not_acceptable")


def test_another_method_is_refused_and_the_right_ones_are_named(visitor: ApiClient) -> None:
    answer = visitor.delete(NOTES)
    problem(answer, 405, "request.method_not_allowed")
    assert answer["Allow"] == "GET, POST, HEAD, OPTIONS"
    problem(visitor.request("BREW", NOTES), 405, "request.method_not_allowed")


def test_options_names_the_methods(visitor: ApiClient) -> None:
    answer = visitor.request("OPTIONS", NOTES)
    assert (answer.status_code, answer.content, answer["Allow"]) == (204, b"", "GET, POST, HEAD, OPTIONS")


def test_head_is_get_without_a_body(visitor: ApiClient) -> None:
    get, head = visitor.get(NOTES), visitor.request("HEAD", NOTES)
    assert head.status_code == 200
    assert head.content == b""
    assert head["ETag"] == get["ETag"]


def test_a_known_answer_is_not_sent_again(visitor: ApiClient) -> None:
    first = visitor.get(NOTES)
    again = visitor.get(NOTES, If_None_Match=f'"x", {first["ETag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get(NOTES, If_None_Match='"x"').status_code == 200


@pytest.mark.parametrize("bad", ["x", "0" * 27, "8" + "0" * 25, "not-a-uuid-not-a-uuid-not-a-uuid-xxxx"])
def test_a_bad_id_in_a_path_is_no_such_address(visitor: ApiClient, bad: str) -> None:
    problem(visitor.get(f"{NOTES}/{bad}"), 404, "resource.not_found")


def test_ulid_and_uuid_lead_to_the_same(visitor: ApiClient) -> None:
    note = visitor.post(NOTES, {"title": "a"}).json()
    by_uuid = next(iter(services.kept))
    for text in (note["id"], note["id"].lower(), str(by_uuid)):
        assert visitor.get(f"{NOTES}/{text}").json() == note


def test_a_page_is_followed_by_its_cursor(visitor: ApiClient) -> None:
    first = visitor.get(f"{NOTES}?limit=20").json()
    assert len(first["items"]) == 20
    assert first["page"]["has_next"] is True
    assert first["page"]["total"] == 25

    second = visitor.get(f"{NOTES}?limit=20&after={first['page']['next']}").json()
    assert [item["title"] for item in second["items"]] == [f"Note {number}" for number in range(20, 25)]
    assert second["page"] == {"next": None, "has_next": False, "total": 25}


def test_a_cursor_is_good_for_its_tenant_and_list_only(visitor: ApiClient, tenant_b: Tenant) -> None:
    from rustok.api.rest.paging import encode_cursor  # noqa: PLC0415

    with tenant_scope(tenant_b):
        foreign = encode_cursor("notes", [5])
    for bad in (foreign, "x", "a" * 2000, foreign[:-1] + "!"):
        problem(visitor.get(f"{NOTES}?after={bad}"), 422, "page.cursor.invalid")


def test_query_parameters_are_read_by_their_hints(visitor: ApiClient) -> None:
    answer = visitor.get(f"{NOTES}?colour=blue&tag=a,b&tag=c&price_max=5&urgent=1&option.size=m,l&limit=3&locale=en")
    assert answer.status_code == 200
    query = services.asked[-1]
    assert (query.colour, query.tag, query.price_max, query.urgent) == ("blue", ("a", "b", "c"), 5, True)
    assert query.option == {"size": ("m", "l")}
    assert query.limit == 3


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1&limit=2",
        "colour=green",
        "urgent=maybe",
        "nope=1",
        "option=1",
        "tag.x=1",
        "option.=1",
        "price_max=1.5",
        "fields=nope",
        "limit=99999999999999999999",
    ],
)
def test_bad_query_parameters_are_refused(visitor: ApiClient, query: str) -> None:
    found = problem(visitor.get(f"{NOTES}?{query}"), 422, "input.invalid")
    assert len(found["errors"]) >= 1


def test_fields_are_chosen(visitor: ApiClient) -> None:
    items = visitor.get(f"{NOTES}?fields=title&limit=1").json()["items"]
    assert items == [{"title": "Note 0"}]


def test_if_match_is_the_version_a_change_is_made_from(visitor: ApiClient) -> None:
    url = f"{NOTES}/{visitor.post(NOTES, {'title': 'a'}).json()['id']}"

    assert visitor.patch(url, {"title": "b"}, If_Match='"1"').json()["version"] == 2

    stale = problem(visitor.patch(url, {"title": "c"}, If_Match='"1"'), 409, "resource.stale_version")
    assert (stale["current"], stale["given"], stale["changed"]) == (2, 1, ["title"])
    problem(visitor.patch(url, {"title": "c", "version": 1}), 409, "resource.stale_version")
    problem(visitor.patch(url, {"title": "c", "version": 1}, If_Match='"2"'), 422, "request.version.contradiction")
    problem(visitor.patch(url, {"title": "c"}, If_Match="abc"), 400, "request.if_match.invalid")
    problem(visitor.delete(url, If_Match='"1"'), 409, "resource.stale_version")
    assert visitor.get(url).json()["title"] == "b"
    assert visitor.delete(url, If_Match='"2"').status_code == 204
    problem(visitor.get(url), 404, "resource.not_found")


def test_a_fault_of_ours_shows_a_trace_and_no_detail(visitor: ApiClient) -> None:
    found = problem(visitor.get(f"{NOTES}/broken"), 500, "server.error")
    assert "secret" not in str(found)
    assert len(found["trace_id"]) == 32


def test_an_upload_is_one_file(visitor: ApiClient) -> None:
    file = SimpleUploadedFile("a.txt", b"hello", content_type="text/plain")
    answer = visitor.http.post(f"{NOTES}/upload", {"file": file}, headers={"X-Tenant-ID": "a"})
    assert (answer.status_code, answer.json()["title"]) == (201, "a.txt 5")
    missing = visitor.http.post(f"{NOTES}/upload", {"x": "y"}, headers={"X-Tenant-ID": "a"})
    problem(missing, 422, "input.invalid")
    broken = visitor.request("POST", f"{NOTES}/upload", raw=b"xx", Content_Type="multipart/form-data; boundary=")
    problem(broken, 400, "request.malformed")


def test_a_module_that_is_off_answers_404(notes: None, tenant_b: Tenant) -> None:
    other = ApiClient(tenant_b)
    problem(other.get(NOTES), 404, "module.disabled")
    problem(other.post(NOTES, {"title": "a"}), 404, "module.disabled")
    assert services.kept == {}


def test_unknown_addresses_are_problems(visitor: ApiClient) -> None:
    for path in ("/nope", "/api/v1/nope", "/api/v2/", "/api/v1/store/notes/", "/media/../etc"):
        assert visitor.get(path)["Content-Type"] == "application/problem+json"


def test_answers_say_what_they_depend_on(visitor: ApiClient, admin: ApiClient) -> None:
    answer = visitor.get(NOTES)
    assert {"Authorization", "Accept-Language", "X-Tenant-ID", "X-Channel"} <= set(answer["Vary"].split(", "))
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=5, stale-while-revalidate=30"
    assert admin.get(NOTES)["Cache-Control"] == "private, no-store"
