"""What brought others down, tried here: one test for each published advisory that has a counterpart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client, RequestFactory, override_settings

from rustok.auth.clients import client_of
from rustok.rbac.roles import Role
from rustok.testing.api import PASSWORD
from tests.security.conftest import Worlds
from tests.security.operations import operations
from tests.security.requests import request_of
from tests.security.world import png, undone

GUESS = "not the password"


def test_a_batch_does_not_multiply_a_document(worlds: Worlds) -> None:
    """Saleor CVE-2026-33756: an array of documents went round the limit of cost."""
    documents = [{"query": "{ enabledModules }"}] * 2
    answer = worlds.a.client(Role.ANONYMOUS).request("POST", "/graphql", documents)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "graphql.batch"


def test_aliases_do_not_multiply_a_mutation(worlds: Worlds) -> None:
    """Saleor CVE-2026-35401: one request held any number of aliased mutations, such as guesses of a password."""
    guesses = " ".join(
        f'g{number}: signIn(input: {{email: "a@example.com", password: "{number}"}}) {{ accessToken }}'
        for number in range(20)
    )
    in_fragments = "mutation { ...F ...F } fragment F on Mutation { " + guesses + " }"
    for document in (f"mutation {{ {guesses} }}", in_fragments):
        answer = worlds.a.client(Role.ANONYMOUS).graphql(document)
        assert answer.status_code == 400, answer.content
        assert answer.json()["errors"][0]["extensions"]["code"] in (
            "graphql.limit.root_fields",
            "graphql.limit.aliases",
        )


def test_a_visitor_reads_nobodys_things_by_id(worlds: Worlds) -> None:
    """Saleor CVE-2026-24136: orders were read by id without signing in."""
    visitor = worlds.a.client(Role.ANONYMOUS)
    private = [each for each in operations() if each.path.startswith("/api/v1/admin/")]
    assert private
    for operation in private:
        asked = request_of(
            operation,
            worlds.a,
            choose=lambda place, kind: worlds.a.addressed(kind) if place[0] == "path" else worlds.a.referred(kind),
        )
        answer = asked.send(visitor)
        assert answer.status_code == 401, f"{operation}: {answer.content!r}"
        assert worlds.a.mark not in answer.content.decode()
    worlds.assert_untouched(worlds.a, "a visitor")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "name", "declared"),
    [
        (SVG, "a.svg", "image/svg+xml"),
        (SVG, "a.png", "image/png"),
        (b"<!doctype html><script>alert(1)</script>", "a.html", "text/html"),
        (b"<!doctype html><script>alert(1)</script>", "a.png", "image/png"),
        (b"GIF89a/*<script>alert(1)</script>*/=1;", "a.gif", "image/gif"),
        (b"%PDF-1.4 <script>alert(1)</script>", "a.pdf", "application/pdf"),
        (b"", "a.png", "image/png"),
    ],
)
def test_what_is_no_picture_is_not_taken_in(content: bytes, name: str, declared: str, worlds: Worlds) -> None:
    """Saleor CVE-2026-23499: HTML and SVG uploaded as pictures ran in the shop's origin."""
    answer = _upload(worlds, content, name, declared)

    assert 400 <= answer.status_code < 500, answer.content
    worlds.assert_untouched(worlds.a, name)


def test_a_picture_with_a_program_behind_it_is_refused(worlds: Worlds) -> None:
    """Saleor CVE-2026-23499: a picture that is a page as well is not taken in."""
    answer = _upload(worlds, png("navy") + b"<script>alert(1)</script>", "../../a.html", "text/html")

    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == "media.asset.polyglot"


def test_a_picture_is_sent_back_as_one_whatever_it_was_called(worlds: Worlds) -> None:
    """Saleor CVE-2026-23499: what is sent back is what it was found to be, and no browser may think otherwise."""
    answer = _upload(worlds, png("navy"), "../../a.html", "text/html")
    assert answer.status_code == 201, answer.content
    asset = answer.json()
    assert asset["filename"] == "a.png"
    served = worlds.a.client(Role.ANONYMOUS).get(asset["url"])

    assert served["Content-Type"] == "image/png"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"


def _upload(worlds: Worlds, content: bytes, name: str, declared: str) -> Any:
    body = (
        b'--zq\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n'
        b"Content-Type: " + declared.encode() + b"\r\n\r\n" + content + b"\r\n--zq--\r\n"
    )
    return worlds.a.client(Role.ADMIN).request(
        "POST", "/api/v1/admin/media", raw=body, **{"Content-Type": "multipart/form-data; boundary=zq"}
    )


HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    '<svg><style><img src="</style><img src=x onerror=alert(1)>">',
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<form action="https://evil.example"><button>x</button></form>',
    '<p style="background:url(https://evil.example)">x</p>',
    "<base href=//evil.example>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
)


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_text_that_readers_see_runs_nothing(format: str, worlds: Worlds) -> None:
    """Saleor CVE-2026-22849: rich text was stored as it came and ran in the reader's browser."""
    client = worlds.a.client(Role.EDITOR)
    for source in HOSTILE:
        text = {"locale": "en", "title": "Hostile", "body": source, "format": format}
        with undone():
            made = client.post("/api/v1/admin/nodes", {"kind": "page", "translations": [text]})
        assert made.status_code == 201, made.content
        html = made.json()["translations"][0]["html"].lower()
        found = _Elements()
        found.feed(html)
        assert found.tags.isdisjoint(ACTIVE), (source, html)
        for name, value in found.attributes:
            assert not name.startswith("on"), (source, html)
            assert name not in ("style", "srcdoc", "action", "formaction"), (source, html)
            if name in ("href", "src"):
                assert not re.match(r"\s*(javascript|data|vbscript):", value or ""), (source, html)


ACTIVE = {"script", "style", "iframe", "object", "embed", "form", "base", "link", "meta", "svg", "math", "noscript"}


class _Elements(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def test_pages_that_hold_a_session_ask_for_a_token_of_the_form(worlds: Worlds) -> None:
    """Saleor CVE-2019-13594: the protection against forged requests was off."""
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"X-Tenant-ID": "a"})
    login = browser.post("/admin/login/", {"username": f"{worlds.a.mark}.admin@example.com", "password": PASSWORD})
    assert login.status_code == 403

    # The API never looks at a cookie, so nothing can be forged: signed in by cookie alone is not signed in.
    session = Client(raise_request_exception=False, headers={"X-Tenant-ID": "a"})
    session.post("/admin/login/", {"username": f"{worlds.a.mark}.admin@example.com", "password": PASSWORD})
    assert settings.SESSION_COOKIE_NAME in session.cookies
    assert session.get("/api/v1/auth/me").status_code == 401
    assert session.get("/graphql?query={me{id}}").json() == {"data": {"me": None}}


def test_cookies_do_not_travel_with_other_sites_requests(worlds: Worlds) -> None:
    """Vendure GHSA-h9wq-xcqx-mqxm: the session's cookie lacked SameSite."""
    browser = Client(raise_request_exception=False, headers={"X-Tenant-ID": "a"})
    browser.get("/admin/login/")
    browser.post("/admin/login/", {"username": f"{worlds.a.mark}.admin@example.com", "password": PASSWORD})
    assert len(browser.cookies) >= 2
    for name, cookie in browser.cookies.items():
        assert cookie["samesite"] in ("Lax", "Strict"), name
    assert browser.cookies[settings.SESSION_COOKIE_NAME]["httponly"]


@pytest.mark.parametrize(
    "locale", ["en'--", "en' OR '1'='1", "en';SELECT pg_sleep(5)--", 'en"', "en\\", "en)", "${jndi}", "en%00", "%27"]
)
def test_a_language_code_is_no_program(locale: str, worlds: Worlds) -> None:
    """Vendure CVE-2026-40887: languageCode went into SQL as it came, without signing in."""
    visitor = worlds.a.client(Role.ANONYMOUS)
    for path in ("products", "search", "nodes/page", "categories", f"products/{worlds.a.texts['product']}"):
        by_query = visitor.get(f"/api/v1/store/{path}?q=a&locale={locale.replace(' ', '%20').replace(';', '%3B')}")
        assert by_query.status_code in (400, 422), (path, by_query.content)
        by_header = visitor.get(f"/api/v1/store/{path}", **{"Accept-Language": locale})
        assert by_header.status_code in (200, 422), (path, by_header.content)
    answer = visitor.graphql("{ products { totalCount } }", Accept_Language=locale)
    assert answer.status_code == 200, answer.content


def test_no_condition_of_the_caller_shows_what_is_hidden(worlds: Worlds) -> None:
    """Vendure CVE-2026-63461: the caller's OR went round the condition of visibility."""
    admin, visitor = worlds.a.client(Role.ADMIN), worlds.a.client(Role.ANONYMOUS)
    hidden = {"title": "zqhidden draft", "handle": "zqhidden", "variants": [{"sku": "zqhidden"}]}
    assert admin.post("/api/v1/admin/products", hidden).status_code == 201
    for query in ("q=zqhidden", "q=draft%20OR%20*:*", "q=status:draft", "tag=zqhidden", "category=zqhidden", "q=*"):
        for path in ("products", "search"):
            answer = visitor.get(f"/api/v1/store/{path}?{query}")
            assert "zqhidden" not in answer.content.decode(), (path, query)
    assert visitor.get("/api/v1/store/products/zqhidden").status_code == 404
    document = '{ product(handle: "zqhidden") { id } products(search: "zqhidden") { totalCount } }'
    data = visitor.graphql(document).json()["data"]
    assert data["product"] is None
    assert data["products"]["totalCount"] in (0, None)


@pytest.mark.parametrize("pattern", ["(a+)+$" * 20 + "!", "a" * 500 + "!", ".*" * 250, "[" * 400, "\\" * 500])
def test_no_pattern_of_the_caller_is_run(pattern: str, worlds: Worlds) -> None:
    """Vendure CVE-2026-63460: a filter took regular expressions, one of which took for ever."""
    visitor, admin = worlds.a.client(Role.ANONYMOUS), worlds.a.client(Role.ADMIN)
    from_search = visitor.request("GET", f"/api/v1/store/search?q={_quoted(pattern[:200])}")
    from_list = admin.request("GET", f"/api/v1/admin/users?q={_quoted(pattern[:200])}")

    assert from_search.status_code in (200, 422)
    assert from_list.status_code == 200
    assert from_list.json()["items"] == []


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def test_a_login_costs_one_hash_whoever_it_is(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vendure CVE-2026-25050: unknown addresses were answered in 5 ms, known ones in 400."""
    hashed: list[str] = []
    hasher = hashers.get_hasher()
    encode, verify = type(hasher).encode, type(hasher).verify

    def counted(work: Any) -> Any:
        def counting(self: Any, password: str, *rest: Any) -> Any:
            hashed.append(password)
            return work(self, password, *rest)

        return counting

    monkeypatch.setattr(type(hasher), "encode", counted(encode))
    monkeypatch.setattr(type(hasher), "verify", counted(verify))
    client = worlds.a.client(Role.ANONYMOUS)
    answers = {}
    for email in (f"{worlds.a.mark}.second@example.com", "nobody@example.com", f"{worlds.b.mark}.first@example.com"):
        hashed.clear()
        answer = client.post("/api/v1/auth/login", {"email": email, "password": GUESS})
        problem = answer.json()
        del problem["trace_id"]
        answers[email] = (answer.status_code, orjson.dumps(problem), len(hashed))

    assert len(set(answers.values())) == 1, answers
    status, _, count = next(iter(answers.values()))
    assert (status, count) == (401, 1)


PRIVATE = (
    "password",
    "token_version",
    "email_verified_at",
    "user__password",
    "author__password__startswith",
    "created_by__email",
    "filters[author][password][$startsWith]",
    "where[password][$regex]",
    "sessions__refresh_tokens__token_hash",
)


def test_nothing_private_can_be_filtered_sorted_or_chosen(worlds: Worlds) -> None:
    """Strapi CVE-2026-27886, 2024-56143, 2023-34235, 2023-22894: filters on private fields of related rows.

    One guessed letter at a time they gave away the administrator's reset token.
    """
    lists = [each for each in operations() if each.method == "get" and "{" not in each.path]
    assert len(lists) >= 15
    for operation in lists:
        asked = request_of(operation, worlds.a, choose=lambda place, kind: worlds.a.referred(kind))
        mark = "&" if asked.query else "?"
        refused = worlds.a.client(Role.ADMIN).get(
            asked.address + mark + "&".join(f"{_quoted(name)}=a" for name in PRIVATE)
        )
        assert refused.status_code == 422, (operation, refused.content)
        assert {error["path"][0] for error in refused.json()["errors"]} >= set(PRIVATE), operation
        for query in ("sort=password", "sort=-author__password", "fields=password", "fields=id,user__password"):
            answer = worlds.a.client(Role.ADMIN).get(f"{asked.address}{mark}{query}")
            assert answer.status_code == 422, (f"{operation}?{query}", answer.content[:200])


def test_no_answer_holds_a_secret(worlds: Worlds) -> None:
    """Directus GHSA-mvv8-v4jj-g47j: secrets stood in what the history of changes showed."""
    client = worlds.a.client(Role.ADMIN)
    changed = client.patch(
        f"/api/v1/admin/users/{worlds.a.addressed('user')}", {"password": "zqsecret-new-password", "first_name": "New"}
    )
    assert changed.status_code == 200, changed.content
    client.post("/api/v1/auth/password-reset", {"email": f"{worlds.a.mark}.second@example.com"})
    for operation in operations():
        if operation.method != "get":
            continue
        asked = request_of(operation, worlds.a, choose=lambda place, kind: worlds.a.addressed(kind))
        text = asked.send(client).content.decode(errors="replace")
        for secret in ("zqsecret", "argon2", "token_hash", *worlds.a.secrets.values()):
            assert secret not in text, f"{operation} shows {secret}"
        assert not re.search(r'"(password|secret|token_version|refresh_token)"', text), operation


SHOWN_ONCE = frozenset({"WebhookSecret"})
"""What a mutation answers and no read does: a secret at the moment of its making."""


def test_no_field_of_the_schema_is_a_secret() -> None:
    """The same for what GraphQL can select."""
    from tests.security.fields import schema  # noqa: PLC0415  (Django must have started)

    for name, tp in schema().type_map.items():
        if tp is schema().mutation_type or name.startswith("__") or not hasattr(tp, "fields") or name.endswith("Input"):
            continue
        if name in SHOWN_ONCE:
            continue
        # Nothing but a mutation leads to what is shown once.
        assert SHOWN_ONCE.isdisjoint(str(field.type).strip("[]!") for field in tp.fields.values()), name
        secret = {field for field in tp.fields if re.search("password|secret|hash|tokenVersion", field, re.IGNORECASE)}
        assert not secret, f"{name}: {secret}"


def test_a_client_does_not_choose_its_own_address(worlds: Worlds) -> None:
    """ASVS V15.3.4: with X-Forwarded-For believed, every request came from a new address and no limit held."""
    factory = RequestFactory()
    written = "203.0.113.1, 203.0.113.2"
    for proxies, expected in ((0, "198.51.100.7"), (1, "203.0.113.2"), (2, "203.0.113.1")):
        rustok = {**settings.RUSTOK, "rate_limit": {**settings.RUSTOK["rate_limit"], "trusted_proxies": proxies}}
        with override_settings(RUSTOK=rustok):
            request = factory.get("/", REMOTE_ADDR="198.51.100.7", headers={"X-Forwarded-For": written})
            assert client_of(request).ip == expected


def test_guessing_is_slowed_whatever_address_is_written(worlds: Worlds) -> None:
    """The same through the whole stack: the sixth guess at one address from one network waits."""
    http = Client(raise_request_exception=False, REMOTE_ADDR="198.51.100.77")
    limits = {**settings.RUSTOK["rate_limit"], "enabled": True, "classes": {"auth": (600, 100)}, "trusted_proxies": 0}
    guess = orjson.dumps({"email": "zqguessed@example.com", "password": GUESS})
    with override_settings(RUSTOK={**settings.RUSTOK, "rate_limit": limits}):
        answers = [
            http.post(
                "/api/v1/auth/login",
                guess,
                content_type="application/json",
                headers={"X-Tenant-ID": "a", "X-Forwarded-For": f"203.0.113.{number}"},
            )
            for number in range(10)
        ]

    statuses = [answer.status_code for answer in answers]
    assert statuses[:5] == [401] * 5
    assert 429 in statuses[5:]
    assert all(answer["Retry-After"] for answer in answers if answer.status_code == 429)


def test_an_answer_says_nothing_of_who_is_registered(worlds: Worlds) -> None:
    """ASVS V6.3.8: register and reset answer known and unknown addresses alike."""
    client = worlds.a.client(Role.ANONYMOUS)
    known, unknown = f"{worlds.a.mark}.second@example.com", "zq.nobody@example.com"
    for path, body in (
        ("register", {"password": "a long enough one"}),
        ("password-reset", {}),
        ("verify-email", {}),
    ):
        answers = []
        for email in (known, unknown):
            with undone():
                answer = client.post(f"/api/v1/auth/{path}", {"email": email, **body})
            headers = {
                name: value for name, value in answer.headers.items() if name not in ("X-Request-ID", "traceparent")
            }
            answers.append((answer.status_code, answer.content, sorted(headers)))
        assert answers[0] == answers[1], path


def test_other_origins_are_not_let_in(worlds: Worlds) -> None:
    """ASVS V3.4.2: no origin that is not listed reads answers, and none ever with cookies."""
    answer = worlds.a.client(Role.ANONYMOUS).get("/api/v1/store/products", Origin="https://evil.example")

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert settings.CORS_ALLOW_CREDENTIALS is False
