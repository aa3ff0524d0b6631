"""The recipe of "Writing a module", proven by the module it makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.ids import generate_id, to_ulid
from rustok.modules import toggles
from rustok.modules.registry import registry
from rustok.rbac.roles import Role
from rustok.tenancy.context import platform_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.owner import owner_connection
from rustok.testing.api import ApiClient, api_client
from rustok.testing.events import published_events
from rustok.testing.module_contract import violations
from rustok_outbox.models import Delivery
from rustok_outbox.relay import drain
from tests.example_tickets import models, selectors, services
from tests.example_tickets.dto import AnswerTicketRequest, OpenTicketRequest
from tests.example_tickets.module import TicketsModule

pytestmark = pytest.mark.django_db

STORE = "/api/v1/store/tickets"
ADMIN = "/api/v1/admin/tickets"
QUESTION = {"subject": "Handles", "question": "Do they get hot?"}


@pytest.fixture(autouse=True)
def search_path(tmp_path: Path, settings: Any) -> None:
    """Give the test a search folder of its own."""
    search = {**settings.RUSTOK["search"], "path": tmp_path / "search"}
    settings.RUSTOK = {**settings.RUSTOK, "search": search}


@pytest.fixture(params=["a", "x"])
def tenant(request: pytest.FixtureRequest, tenants: dict[str, Tenant]) -> Iterator[Tenant]:
    """A tenant with the module switched on: one in the pool, then one in a silo."""
    tenant = tenants[request.param]
    with tenant_scope(tenant):
        toggles.enable_module(RequestContext.system(tenant.id), "tickets")
    return tenant


@pytest.fixture
def customer(tenant: Tenant) -> ApiClient:
    """A customer, signed in."""
    with tenant_scope(tenant):
        return api_client(tenant, Role.CUSTOMER)


@pytest.fixture
def manager(tenant: Tenant) -> ApiClient:
    """A manager, signed in."""
    with tenant_scope(tenant):
        return api_client(tenant, Role.MANAGER)


def _asked(client: ApiClient) -> dict[str, Any]:
    answer = client.post(STORE, QUESTION)
    assert answer.status_code == 201, answer.content
    ticket: dict[str, Any] = answer.json()
    return ticket


def _answered(manager: ApiClient, ticket: dict[str, Any]) -> None:
    data = {"answer": "No, they are made of wood.", "is_public": True}
    assert manager.post(f"{ADMIN}/{ticket['id']}/answer", data).status_code == 200


def _found(tenant: Tenant) -> list[str]:
    visitor = ApiClient(tenant)
    listed = [item["title"] for item in visitor.get("/api/v1/store/nodes/ticket").json()["items"]]
    searched = visitor.get("/api/v1/store/search?q=handles&kinds=ticket").json()["items"]
    assert listed == [found["item"]["title"] for found in searched]
    return listed


def _toggle(tenant: Tenant, *, enabled: bool) -> None:
    with tenant_scope(tenant):
        toggle = toggles.enable_module if enabled else toggles.disable_module
        toggle(RequestContext.system(tenant.id), "tickets")


def test_it_keeps_the_contract() -> None:
    module = registry.get("tickets")

    assert isinstance(module, TicketsModule)
    assert list(violations(module, registry)) == []


def test_its_table_is_protected_in_every_schema() -> None:
    with owner_connection() as owner:
        tables = owner.execute(
            "SELECT n.nspname, relrowsecurity, relforcerowsecurity FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = relnamespace WHERE relname = 'example_tickets' ORDER BY 1"
        ).fetchall()

    assert tables == [("pool", True, True), ("silo_x", True, True)]


def test_a_question_is_asked_listed_and_answered(customer: ApiClient, manager: ApiClient) -> None:
    with published_events() as events:
        ticket = _asked(customer)
        listed = manager.get(f"{ADMIN}?status=open&limit=1").json()
        _answered(manager, ticket)

    assert events.types == ["ticket.opened", "ticket.answered"]
    assert listed == {"items": [ticket], "page": {"next": None, "has_next": False}}
    assert to_ulid(customer.user_id) == ticket["author_id"]  # type: ignore[arg-type]
    seen = customer.get(f"{STORE}/{ticket['id']}").json()
    assert (seen["status"], seen["answer"], seen["version"]) == ("answered", "No, they are made of wood.", 2)


def test_lists_go_on_where_they_stopped(customer: ApiClient) -> None:
    ids = [_asked(customer)["id"] for _ in range(3)]

    first = customer.get(f"{STORE}?limit=2").json()
    second = customer.get(f"{STORE}?limit=2&after={first['page']['next']}").json()

    assert [item["id"] for item in (*first["items"], *second["items"])] == ids[::-1]
    assert second["page"] == {"next": None, "has_next": False}


def test_graphql_does_the_same(customer: ApiClient, manager: ApiClient) -> None:
    opened = customer.graphql(
        "mutation($input: OpenTicketInput!) { openTicket(input: $input) { id status } }", {"input": QUESTION}
    ).json()
    ticket = opened["data"]["openTicket"]
    answered = manager.graphql(
        'mutation($id: ID!) { answerTicket(id: $id, input: {answer: "No."}) { answer version } closeTicket(id: $id)'
        " { status } }",
        {"id": ticket["id"]},
    ).json()
    listed = customer.graphql("{ tickets(status: CLOSED) { edges { node { id subject answer } } } }").json()

    assert ticket["status"] == "OPEN"
    assert answered["data"] == {"answerTicket": {"answer": "No.", "version": 2}, "closeTicket": {"status": "CLOSED"}}
    assert listed["data"]["tickets"]["edges"] == [{"node": {"id": ticket["id"], "subject": "Handles", "answer": "No."}}]


def test_rights_are_refused(tenant: Tenant, customer: ApiClient) -> None:
    ticket = _asked(customer)
    with tenant_scope(tenant):
        other = api_client(tenant, Role.CUSTOMER)

    refused = customer.post(f"{ADMIN}/{ticket['id']}/answer", {"answer": "Yes."})
    graphql = customer.graphql("mutation($id: ID!) { closeTicket(id: $id) { status } }", {"id": ticket["id"]}).json()[
        "errors"
    ][0]

    assert (refused.status_code, refused.json()["code"]) == (403, "rbac.permission.denied")
    assert graphql["extensions"]["code"] == "rbac.permission.denied"
    assert ApiClient(tenant).post(STORE, QUESTION).status_code == 401
    assert other.get(f"{STORE}/{ticket['id']}").json()["code"] == "tickets.ticket.not_found"
    assert other.get(STORE).json()["items"] == []
    assert customer.get(f"{STORE}/{ticket['id']}").json() == ticket


def test_another_tenants_ticket_is_not_there(tenants: dict[str, Tenant], customer: ApiClient) -> None:
    ticket = _asked(customer)
    other = tenants["b"]
    with tenant_scope(other):
        toggles.enable_module(RequestContext.system(other.id), "tickets")
        manager = api_client(other, Role.MANAGER)

    for answer in (
        manager.get(f"{ADMIN}/{ticket['id']}"),
        manager.post(f"{ADMIN}/{ticket['id']}/answer", {"answer": "Yes."}),
        manager.post(f"{ADMIN}/{ticket['id']}/close"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "tickets.ticket.not_found")
    assert manager.get(ADMIN).json()["items"] == []
    assert customer.get(f"{STORE}/{ticket['id']}").json() == ticket


def test_a_stale_answer_changes_nothing(customer: ApiClient, manager: ApiClient) -> None:
    ticket = _asked(customer)
    _answered(manager, ticket)

    stale = manager.post(f"{ADMIN}/{ticket['id']}/answer", {"answer": "Late."}, If_Match='"1"')

    assert (stale.status_code, stale.json()["code"]) == (409, "resource.stale_version")
    assert customer.get(f"{STORE}/{ticket['id']}").json()["answer"] == "No, they are made of wood."


def test_nothing_is_added_to_a_closed_ticket(customer: ApiClient, manager: ApiClient) -> None:
    ticket = _asked(customer)

    closed = manager.post(f"{ADMIN}/{ticket['id']}/close")
    late = manager.post(f"{ADMIN}/{ticket['id']}/answer", {"answer": "Late."})

    assert closed.json()["status"] == "closed"
    assert (late.status_code, late.json()["code"]) == (409, "tickets.ticket.closed")


def test_a_deleted_account_is_forgotten(tenant: Tenant, customer: ApiClient) -> None:
    ticket = _asked(customer)
    system = RequestContext.system(tenant.id)
    with tenant_scope(tenant):
        users.delete_user(system, customer.user_id)  # type: ignore[arg-type]

    with published_events() as events:
        drain()

    assert "ticket.author_forgotten" in events.types
    with tenant_scope(tenant):
        row = models.Ticket.objects.get()
        assert (to_ulid(row.id), row.author_id, row.version) == (ticket["id"], None, 2)


def test_public_answers_are_found(tenant: Tenant, customer: ApiClient, manager: ApiClient) -> None:
    secret, public = _asked(customer), _asked(customer)
    manager.post(f"{ADMIN}/{secret['id']}/answer", {"answer": "Only for you."})
    _answered(manager, public)

    drain()

    assert _found(tenant) == ["Handles"]


def test_switched_off_it_is_gone_and_switched_on_back(tenant: Tenant, customer: ApiClient, manager: ApiClient) -> None:
    ticket = _asked(customer)
    _answered(manager, ticket)
    drain()

    _toggle(tenant, enabled=False)
    drain()

    for answer in (customer.get(STORE), customer.post(STORE, QUESTION), manager.get(f"{ADMIN}/{ticket['id']}")):
        assert (answer.status_code, answer.json()["code"]) == (404, "module.disabled")
    graphql = manager.graphql("{ tickets { edges { node { id } } } }").json()
    assert graphql["errors"][0]["extensions"]["code"] == "module.disabled"
    assert _found(tenant) == []

    _toggle(tenant, enabled=True)
    drain()

    assert customer.get(f"{STORE}/{ticket['id']}").json()["answer"] == "No, they are made of wood."
    assert _found(tenant) == ["Handles"]


def test_switched_off_it_is_owed_no_deliveries(tenant: Tenant, customer: ApiClient) -> None:
    _asked(customer)
    _toggle(tenant, enabled=False)
    with tenant_scope(tenant):
        users.delete_user(RequestContext.system(tenant.id), customer.user_id)  # type: ignore[arg-type]

    drain()

    with platform_scope():
        assert not Delivery.objects.filter(subscriber="tickets.authors").exists()
    with tenant_scope(tenant):
        assert models.Ticket.objects.get().author_id == customer.user_id


def test_hooks_are_called_once_per_switch(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    for hook in ("on_enable", "on_disable"):
        monkeypatch.setattr(TicketsModule, hook, lambda self, ctx, hook=hook: called.append(hook))

    for enabled in (False, False, True, True):
        _toggle(tenant, enabled=enabled)

    assert called == ["on_disable", "on_enable"]


def test_the_readmes_example_runs(tenant: Tenant) -> None:
    ctx = RequestContext.system(tenant.id)
    with tenant_scope(tenant):
        ticket = services.open_ticket(ctx, OpenTicketRequest(subject="Handles", question="Do they get hot?"))
        request = AnswerTicketRequest(answer="No.", is_public=True, version=ticket.version)
        services.answer_ticket(ctx, ticket.id, request)

        assert selectors.get_ticket(ctx, ticket.id).answer == "No."
        assert models.Ticket.objects.filter(pk=generate_id()).first() is None


def test_the_committed_schemas_are_the_products_alone() -> None:
    root = Path(__file__).resolve().parents[3]

    assert "/tickets" not in (root / "openapi.yaml").read_text()
    assert "openTicket" not in (root / "schema.graphql").read_text()
