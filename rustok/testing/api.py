"""Clients of the APIs for tests: through all middleware, as a visitor or as a user with a role."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from django.test import Client

from rustok.auth.clients import Client as AuthClient
from rustok.auth.dto import CreateUserRequest, LoginRequest
from rustok.auth.services import sessions, users
from rustok.context import RequestContext
from rustok.ids import generate_id, to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant

PASSWORD = "correct horse battery staple"


class ApiClient:
    """Sends JSON to one tenant. ``token`` signs in; :func:`api_client` makes a client with a role."""

    def __init__(self, tenant: Tenant | str, *, token: str | None = None, user_id: UUID | None = None) -> None:
        self.tenant = tenant if isinstance(tenant, str) else tenant.slug
        self.token = token
        self.user_id = user_id
        self.http = Client(raise_request_exception=False)

    def request(self, method: str, path: str, data: Any = None, *, raw: bytes | None = None, **headers: Any) -> Any:
        """Send a request. ``data`` is written as JSON, ``raw`` is sent as it is; headers as ``If_Match="..."``."""
        body = raw if raw is not None else b"" if data is None else orjson.dumps(data)
        sent = {"X-Tenant-ID": self.tenant, "Accept": "application/json"}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = sent.pop("Content-Type", "application/json")
        return self.http.generic(method, path, body, content_type=content_type, headers=sent)

    def get(self, path: str, **headers: Any) -> Any:
        """Send GET."""
        return self.request("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: Any) -> Any:
        """Send POST."""
        return self.request("POST", path, {} if data is None else data, **headers)

    def put(self, path: str, data: Any, **headers: Any) -> Any:
        """Send PUT."""
        return self.request("PUT", path, data, **headers)

    def patch(self, path: str, data: Any, **headers: Any) -> Any:
        """Send PATCH."""
        return self.request("PATCH", path, data, **headers)

    def delete(self, path: str, **headers: Any) -> Any:
        """Send DELETE."""
        return self.request("DELETE", path, **headers)

    def graphql(self, query: str, variables: Any = None, **headers: Any) -> Any:
        """Send a GraphQL document."""
        return self.request("POST", "/graphql", {"query": query, "variables": variables or {}}, **headers)


def api_client(tenant: Tenant, role: Role | None = None) -> ApiClient:
    """Return a client of a tenant: a visitor, or a newly made user with the role, signed in. Enter its scope first."""
    if role is None:
        return ApiClient(tenant)
    email = f"{role.value}.{to_ulid(generate_id()).lower()}@example.com"
    made = users.create_user(
        RequestContext.system(tenant.id), CreateUserRequest(email=email, role=role, password=PASSWORD)
    )
    tokens = sessions.login(
        RequestContext(tenant_id=tenant.id),
        LoginRequest(email=email, password=PASSWORD),
        client=AuthClient(ip="203.0.113.9", user_agent="tests"),
    )
    return ApiClient(tenant, token=tokens.access_token, user_id=made.id)
