"""No input may be a fault of ours: generated documents and requests against the whole schema, as an administrator."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.db import transaction
from graphql import StringValueNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, queries

from rustok.api.export import graphql_text, openapi_document
from rustok.modules.registry import registry
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient, api_client
from tests.security.world import as_in_tests

QUIET = settings(
    max_examples=20,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Signing out or switching the tenant off would leave nobody to ask.
LEFT_OUT = ("/auth/logout", "/auth/sessions", "/auth/change-password", "/admin/tenant")
SCALARS = {
    name: st.sampled_from(["01M84C3D2MEQKRE0QY0775M3HM", "x", "2026-11-23T12:00:00Z"]).map(
        lambda text: StringValueNode(value=text)
    )
    for name in ("DateTime", "JSON", "Long", "Date")
}


@pytest.fixture
def staff(tenant_a: Tenant) -> ApiClient:
    """An administrator of a tenant for which every module is on."""
    with tenant_scope(tenant_a):
        for module in registry.ordered():
            TenantModule.objects.get_or_create(module_slug=module.slug)
        return api_client(tenant_a, Role.ADMIN)


class _Undo(Exception):
    pass


def undone(work: Any) -> Any:
    """Do the work and roll it back, so that one example does not depend on the others."""
    found: list[Any] = []
    try:
        # It stands for no transaction at all: what asks others over the network refuses to be inside of one.
        with as_in_tests(transaction.atomic()):
            found.append(work())
            raise _Undo
    except _Undo:
        return found[0]


@pytest.mark.parametrize("kind", [queries, mutations])
def test_no_graphql_document_is_a_fault_of_ours(staff: ApiClient, kind: Any) -> None:
    strategy = kind(graphql_text(), custom_scalars=SCALARS, allow_x00=True)

    @QUIET
    @given(document=strategy)
    def check(document: str) -> None:
        answer = undone(lambda: staff.graphql(document))
        assert answer.status_code in (200, 400), answer.content
        codes = [error["extensions"]["code"] for error in answer.json().get("errors", [])]
        assert "server.error" not in codes, document

    check()


def test_no_rest_request_is_a_fault_of_ours(staff: ApiClient) -> None:
    schema = schemathesis.openapi.from_dict(openapi_document())
    operations = [found.ok() for found in schema.get_all_operations()]
    asked = 0
    for operation in operations:
        if any(part in operation.path for part in LEFT_OUT):
            continue
        modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
        for mode in modes:

            @settings(QUIET, max_examples=2)
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Any) -> None:
                nonlocal asked
                asked += 1
                query = urlencode(
                    {name: value for name, value in (case.query or {}).items() if value is not None}, doseq=True
                )
                path = f"{case.formatted_path}?{query}"
                body = case.body if isinstance(case.body, (dict, list, str, int, float, bool)) else None
                try:
                    answer = undone(lambda: staff.request(case.method, path, body))
                except (TypeError, UnicodeEncodeError):
                    return  # a value that no client could write
                assert answer.status_code < 500, (case.method, path, body, answer.content)
                if answer.status_code >= 400:
                    assert answer["Content-Type"] == "application/problem+json"

            try:
                check()
            except schemathesis.errors.SchemathesisError:
                continue  # nothing can be generated in this mode
    assert asked > len(operations)
