"""Every request in "GraphQL and REST", the quickstart and the README is sent and answered as the page says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.testing.tenants import make_tenant
from rustok_outbox.relay import drain
from tests.factories import commerce

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("docs/reference/graphql-and-rest.md", "docs/guides/quickstart.md", "README.md")


@dataclass(frozen=True)
class Documented:
    """A curl command of a page; ``said`` is the comment above it."""

    said: str
    command: str

    @property
    def status(self) -> int:
        """The status the page names; 200 where it names none."""
        found = re.match(r"\d{3}\b", self.said)
        return int(found[0]) if found else 200

    @property
    def codes(self) -> list[str]:
        """The error codes the page names, any of which may come: ``404: index.product.not_found``."""
        return [] if " is " in self.said else re.findall(r"\b[a-z_]+(?:\.[a-z_]+)+(?!\[)\b", self.said)


def _documented(page: str) -> Iterator[Documented]:
    text = (ROOT / page).read_text().replace("\\\n", " ")
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.M | re.S):
        said = ""
        for line in map(str.strip, block.splitlines()):
            if line.startswith("curl "):
                yield Documented(said, line)
            said = line.removeprefix("# ") if line.startswith("# ") else ""


def _send(command: str, variables: dict[str, str]) -> Any:
    """Send what a curl command would send."""
    expanded = re.sub(r"\$([A-Z]+)", lambda found: variables[found[1]], command)
    words = iter(shlex.split(expanded)[1:])
    method, url, body, headers = "", "", None, {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "-d":
            body = next(words)
        else:
            url = word
    place = urlsplit(url)
    headers["Host"] = place.netloc
    content_type = headers.pop("Content-Type", "application/octet-stream")
    path = f"{place.path}?{place.query}" if place.query else place.path
    method = method or ("POST" if body is not None else "GET")
    return Client().generic(method, path, body or "", content_type=content_type, headers=headers)


def _keep(said: str, answer: Any, variables: dict[str, str]) -> None:
    """Remember what the comment says to: ``TOKEN is access_token``, ``POSITION is the header X-Event-Position``."""
    for name, header, path in re.findall(r"\b([A-Z]+) is (the header )?([\w.-]+)", said):
        value = answer.headers[path] if header else answer.json()
        for key in () if header else path.split("."):
            value = value[key]
        variables[name] = str(value)


@pytest.fixture
def shop(db: None, tmp_path: Path, settings: Any) -> None:
    """A tenant like the demonstration's, with three products to be sold."""
    search = {**settings.RUSTOK["search"], "path": tmp_path / "search"}
    settings.RUSTOK = {**settings.RUSTOK, "search": search}
    tenant = make_tenant("demo", locales=("en", "ru", "de"))
    system = RequestContext.system(tenant.id)
    with tenant_scope(tenant):
        toggles.enable_module(system, "commerce")
        users.create_user(system, CreateUserRequest(email="admin@demo.test", role=Role.ADMIN, password="rustok-demo"))
        for _ in range(3):
            commerce.product(published=True)


@pytest.mark.parametrize("page", PAGES)
def test_documented_requests_are_answered_as_told(shop: None, page: str) -> None:
    requests = list(_documented(page))
    variables: dict[str, str] = {}

    assert requests
    for documented in requests:
        drain()
        answer = _send(documented.command, variables)
        content = answer.content.decode()
        assert answer.status_code == documented.status, f"{documented.command}\n{content}"
        if documented.codes:
            assert any(f'"{code}"' in content for code in documented.codes), f"{documented.said}\n{content}"
        elif documented.status < 400:
            assert '"errors"' not in content, f"{documented.command}\n{content}"
        _keep(documented.said, answer, variables)
