"""A shopper, and an open cart of theirs."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import ApiClient

CARTS = "/api/v1/store/carts"


class Basket:
    """A cart of a client's, by its id and token."""

    def __init__(self, client: ApiClient, **data: Any) -> None:
        made = client.post(CARTS, data)
        assert made.status_code == 201, made.content
        self.client = client
        self.id: str = made.json()["id"]
        self.token: str = made.json()["token"]

    def send(self, method: str, path: str = "", data: Any = None, **headers: Any) -> Any:
        """Send a request about the cart."""
        headers = {"X_Cart_Token": self.token, **headers}
        return self.client.request(method, f"{CARTS}/{self.id}{path}", data, **headers)

    def add(self, variant: Any, quantity: int = 1, **data: Any) -> Any:
        """Put pieces into the cart."""
        body = {"variant_id": to_ulid(variant.id), "quantity": quantity, **data}
        return self.send("POST", "/lines", body)

    def seen(self) -> Any:
        """Return the cart as it is shown."""
        answer = self.send("GET")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def problems(self) -> list[str]:
        """Return the codes of the cart's problems."""
        return [problem["code"] for problem in self.seen()["problems"]]


@pytest.fixture
def shopper(tenant_a: Tenant, ctx: RequestContext) -> ApiClient:
    """A visitor of a shop that sells."""
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    return ApiClient(tenant_a)


@pytest.fixture
def basket(shopper: ApiClient) -> Basket:
    """An empty cart of the visitor's."""
    return Basket(shopper)


def code(answer: Any, status: int) -> str:
    """Return the code of a refusal of a status."""
    assert answer.status_code == status, answer.content
    return str(answer.json()["code"])
