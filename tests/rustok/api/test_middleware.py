"""What stands before every view: tenant, token, language, text, limits, headers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from rustok.api import channels, consistency, idempotency
from rustok.api.channels import ChannelInfo
from rustok.context import RequestContext
from rustok.errors import Unavailable
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from tests.rustok.api.test_rest import NOTES, problem


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[RequestContext]:
    """Contexts that the service was called with."""
    from tests.rustok.api.notes import services  # noqa: PLC0415

    found: list[RequestContext] = []
    original = services.write_note

    def note(ctx: RequestContext, request: Any) -> Any:
        found.append(ctx)
        return original(ctx, request)

    monkeypatch.setattr(services, "write_note", note)
    return found


def test_a_visitor_has_no_actor(visitor: ApiClient, seen: list[RequestContext], tenant_a: Tenant) -> None:
    visitor.post(NOTES, {"title": "a"})
    (ctx,) = seen
    assert (ctx.tenant_id, ctx.actor_id, ctx.locale, ctx.channel) == (tenant_a.id, None, "en", "default")
    assert not ctx.is_system


def test_a_token_names_the_actor_and_its_rights(admin: ApiClient, seen: list[RequestContext]) -> None:
    admin.post(NOTES, {"title": "a"})
    (ctx,) = seen
    assert ctx.actor_id == admin.user_id
    assert ctx.permissions["modules.module:update"] == "all"


def test_a_token_of_another_tenant_is_no_token(admin: ApiClient, tenant_b: Tenant) -> None:
    other = ApiClient(tenant_b, token=admin.token)
    for path in ("/api/v1/store/tenant", "/api/v1/admin/tenant", "/graphql?query={enabledModules}"):
        answer = other.get(path)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == 'Bearer realm="rustok"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic eDp5", "Bearer a b", "Bearer ключ", "x" * 9000])
def test_a_header_that_is_no_bearer_token_is_401(visitor: ApiClient, header: str) -> None:
    assert visitor.get(NOTES, Authorization=header).status_code == 401


@pytest.mark.parametrize(
    ("query", "accept", "locale"),
    [
        ("", "", "en"),
        ("?locale=ru", "", "ru"),
        ("?locale=ru-RU", "", "ru"),
        ("", "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("", "de,ru;q=0.5", "ru"),
        ("", "de", "en"),
        ("", "*", "en"),
        ("", ";;;q=x,,,", "en"),
        ("?locale=en", "ru", "en"),
    ],
)
def test_the_language_is_one_of_the_tenants(
    visitor: ApiClient, seen: list[RequestContext], query: str, accept: str, locale: str
) -> None:
    assert visitor.post(f"{NOTES}{query}", {"title": "a"}, Accept_Language=accept).status_code == 201
    assert seen[0].locale == locale


@pytest.mark.parametrize("locale", ["de", "", "x" * 500, "en'--", "..", "%D0%B6"])
def test_a_language_the_tenant_lacks_is_refused(visitor: ApiClient, locale: str) -> None:
    problem(visitor.get(f"{NOTES}?locale={locale}"), 422, "request.locale.unknown")


def test_the_channel_is_named(visitor: ApiClient, seen: list[RequestContext], monkeypatch: pytest.MonkeyPatch) -> None:
    web = ChannelInfo(code="web", currencies=("EUR",), is_default=True)
    app = ChannelInfo(code="app", currencies=("USD", "EUR"))
    monkeypatch.setattr(channels, "_sources", [lambda tenant: (web, app)])

    visitor.post(f"{NOTES}?channel=web", {"title": "a"})
    visitor.post(NOTES, {"title": "a"}, X_Channel="app")
    visitor.post(NOTES, {"title": "a"})
    assert [(ctx.channel, ctx.currencies) for ctx in seen] == [
        ("web", ("EUR",)),
        ("app", ("USD", "EUR")),
        ("web", ("EUR",)),
    ]
    problem(visitor.get(f"{NOTES}?channel=outlet"), 422, "request.channel.unknown")
    for bad in ("A%20B", "", "x" * 64):
        problem(visitor.get(f"{NOTES}?channel={bad}"), 422, "request.channel.invalid")


def test_ids_of_the_request_are_taken_and_told(visitor: ApiClient, seen: list[RequestContext]) -> None:
    request_id, trace_id = generate_id(), "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = visitor.post(
        NOTES, {"title": "a"}, X_Request_ID=to_ulid(request_id), traceparent=f"00-{trace_id}-00f067aa0ba902b7-01"
    )
    assert (seen[0].correlation_id, seen[0].trace_id) == (request_id, trace_id)
    assert answer["X-Request-ID"] == to_ulid(request_id)


@pytest.mark.parametrize("query", ["limit=%FF", "q=%00", "%C3%28=1", "a=%ED%A0%80"])
def test_a_query_that_is_no_text_is_malformed(visitor: ApiClient, query: str) -> None:
    problem(visitor.get(f"{NOTES}?{query}"), 400, "request.malformed")


def test_a_path_that_is_no_text_leads_nowhere(visitor: ApiClient) -> None:
    problem(visitor.get(f"{NOTES}/a%00"), 400, "request.malformed")
    for part in ("%FF", "a%C3%28", "%ED%A0%80"):
        problem(visitor.get(f"{NOTES}/{part}"), 404, "resource.not_found")


def test_control_characters_in_a_header_are_malformed(visitor: ApiClient) -> None:
    problem(visitor.get(NOTES, X_Channel="a\x00b"), 400, "request.malformed")


@pytest.mark.parametrize("tenant", ["nope", "a'--", "", "x" * 5000, "01KAMB5G00ABCDEFGHJKMNPQRS"])
def test_an_unknown_tenant_is_404(visitor: ApiClient, tenant: str) -> None:
    visitor.tenant = tenant
    problem(visitor.get(NOTES), 404, "tenancy.tenant.not_found")


def test_a_write_tells_its_position_and_a_read_waits_for_it(
    visitor: ApiClient, tenant_a: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []

    def wait(ctx: RequestContext, position: int) -> None:
        waited.append(position)
        if position > 100:
            raise Unavailable(service="The read model")

    monkeypatch.setattr(consistency, "_waits", [wait])
    assert visitor.get(NOTES, X_Min_Position="7").status_code == 200
    visitor.get("/graphql?query={enabledModules}", X_Min_Position="8")
    assert waited == [7, 8]
    late = visitor.get(NOTES, X_Min_Position="101")
    problem(late, 503, "service.unavailable")
    assert late["Retry-After"] == "1"
    for bad in ("x", "-1", "1" * 30, "½"):
        problem(visitor.get(NOTES, X_Min_Position=bad), 400, "request.malformed")


def test_policies_are_strict_but_for_the_pages_that_need_more(visitor: ApiClient) -> None:
    strict = visitor.get(NOTES)["Content-Security-Policy"]
    assert "unsafe" not in strict
    assert "'none'" in strict
    assert "unsafe-eval" not in visitor.get("/swagger/")["Content-Security-Policy"]
    admin = visitor.get("/admin/login/", Accept="text/html")["Content-Security-Policy"]
    assert "'unsafe-eval'" in admin
    for policy in (strict, admin):
        assert "http" not in policy


def test_limits_are_asked_with_the_class_of_the_route(visitor: ApiClient, configure: Any) -> None:
    configure(rate_limit={"enabled": True, "requests_per_minute": 1, "burst": 2, "classes": {"write": (1, 1)}})
    assert [visitor.get(NOTES).status_code for _ in range(3)] == [200, 200, 429]
    assert [visitor.post(NOTES, {"title": "a"}).status_code for _ in range(2)] == [201, 429]
    refused = visitor.get(NOTES)
    problem(refused, 429, "rate_limit.exceeded")
    assert int(refused["Retry-After"]) >= 1


def test_no_cookie_is_set_and_none_is_read(visitor: ApiClient, tenant_a: Tenant) -> None:
    with tenant_scope(tenant_a):
        staff = api_client(tenant_a, Role.ADMIN)
    answer = staff.get("/api/v1/admin/tenant")
    assert not answer.cookies
    assert idempotency.HEADER not in answer


def test_unicode_in_paths_and_queries_is_welcome(visitor: ApiClient) -> None:
    problem(visitor.get(f"{NOTES}/{quote('чай')}"), 404, "resource.not_found")
    problem(visitor.get(f"{NOTES}?{quote('чай')}=1"), 422, "input.invalid")
