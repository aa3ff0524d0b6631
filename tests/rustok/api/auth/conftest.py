"""A client of the REST and GraphQL of accounts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from tests.rustok.auth.conftest import PASSWORD, limited, make, published

__all__ = ["limited", "published"]


@dataclass
class Answer:
    """What came back: ``data`` is the body read as JSON, None where there is none."""

    status: int
    data: Any
    headers: Any


@dataclass
class Api:
    """Talks JSON to one tenant, signed in or not."""

    tenant: Any
    token: str | None = None
    client: Client = field(default_factory=Client)

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:
        """Send a request; ``headers`` are names with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent.setdefault("X-Tenant-ID", self.tenant.slug)
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        body = b"" if data is None else data if isinstance(data, bytes) else json.dumps(data).encode()
        response = self.client.generic(method, path, body, content_type="application/json", headers=sent)
        content = response.content
        return Answer(response.status_code, json.loads(content) if content else None, response.headers)

    def sign_in(self, email: str = "ann@example.com", password: str = PASSWORD) -> Any:
        """Sign in; return the tokens."""
        answer = self("POST", "/api/v1/auth/login", {"email": email, "password": password})
        assert answer.status == 200, answer.data
        self.token = answer.data["access_token"]
        return answer.data

    def gql(self, document: str, variables: Any = None, **headers: str) -> Any:
        """Run a GraphQL document; return the body."""
        return self("POST", "/graphql", {"query": document, "variables": variables or {}}, **headers).data


@pytest.fixture
def api(tenant_a: Any) -> Api:
    """A visitor of tenant ``a``, where Ann is a customer and Eve an administrator."""
    with tenant_scope(tenant_a):
        make(tenant_a)
        make(tenant_a, "eve@example.com", Role.ADMIN)
    return Api(tenant_a)
