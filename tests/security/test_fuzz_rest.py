"""Requests generated from the OpenAPI document: no fault of ours, answers as described, bad data refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import given, seed
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from rustok.api.export import openapi_document
from rustok.rbac.roles import Role
from tests.security.conftest import Worlds
from tests.security.fuzzing import SEED, fuzz_settings
from tests.security.operations import operations
from tests.security.world import undone

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
NOT_GENERATED = ("x-tenant-id", "x-min-position")
MODES = {"good": schemathesis.GenerationMode.POSITIVE, "bad": schemathesis.GenerationMode.NEGATIVE}
_schema: Any = schemathesis.openapi.from_dict(openapi_document())
_schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection, whose transaction holds the tenants, over the end of a request; as Django's client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("data", MODES)
@pytest.mark.parametrize("place", [(each.method, each.path) for each in operations()], ids=" ".join)
def test_generated_requests_get_the_answers_described(place: tuple[str, str], data: str, worlds: Worlds) -> None:
    """Every request is sent by the administrator and by a visitor: to generate it costs more than to answer it."""
    method, path = place
    operation = _schema[path][method.upper()]
    tenant = {"X-Tenant-ID": "a"}
    callers = {
        Role.ADMIN: {**tenant, "Authorization": f"Bearer {worlds.a.tokens[Role.ADMIN]}"},
        Role.ANONYMOUS: tenant,
    }

    @seed(SEED)
    @fuzz_settings(2)
    @given(case=operation.as_strategy(generation_mode=MODES[data]))
    def check(case: Any) -> None:
        # Of which tenant is not for the generator to choose; a position that nothing has yet is waited for, then a 503.
        given_headers = dict(case.headers or {})
        case.headers = {name: given_headers[name] for name in given_headers if name.lower() not in NOT_GENERATED}
        for role, headers in callers.items():
            with undone():
                answer = case.call(headers=headers)
            # Too large is a refusal too, which the check does not know of.
            checks = [each for each in CHECKS if answer.status_code != 413 or each is not negative_data_rejection]
            case.validate_response(answer, checks=checks)
            if answer.status_code >= 400:
                what = f"as {role}: {answer.headers}"
                assert answer.headers["content-type"] == ["application/problem+json"], what

    print(f"seed {SEED}")
    try:
        check()
    except (Unsatisfiable, schemathesis.errors.SchemathesisError) as exc:
        if "negative" not in str(exc).lower() and not isinstance(exc, Unsatisfiable):
            raise
        # Nothing about the operation can be wrong.
    worlds.assert_nothing_told(worlds.a, place)
