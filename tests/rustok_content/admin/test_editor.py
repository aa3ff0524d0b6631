"""What the editor of bodies asks the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from tests.rustok_commerce.admin.operator import signed_in

pytestmark = pytest.mark.django_db

RENDER = "/admin/rustok_content/node/render/"


def ask(client: Client, data: Any) -> Any:
    return client.post(RENDER, data, content_type="application/json")


def test_an_editor_sees_how_a_body_will_look_and_what_is_taken_out(in_tenant_a: Tenant) -> None:
    answer = ask(signed_in(in_tenant_a, Role.EDITOR), {"body": "*Hi*<script>x</script>", "format": "markdown"})

    assert answer.json() == {"html": "<p><em>Hi</em></p>", "removed": ["<script>"]}


def test_a_body_half_written_is_answered_with_its_faults(in_tenant_a: Tenant) -> None:
    answer = ask(signed_in(in_tenant_a, Role.EDITOR), {"body": '{"blocks": [{"type": "heading"}]}', "format": "blocks"})

    assert answer.status_code == 200
    assert [each["path"] for each in answer.json()["errors"]] == ["body.blocks.0.props.text"]


def test_what_is_no_question_is_refused(in_tenant_a: Tenant) -> None:
    client = signed_in(in_tenant_a, Role.EDITOR)

    assert client.post(RENDER, b"{", content_type="application/json").status_code == 400
    assert client.get(RENDER).status_code == 405
    assert Client(headers={"X-Tenant-ID": in_tenant_a.slug}).post(RENDER).status_code == 302


def test_the_page_of_a_node_knows_the_blocks(in_tenant_a: Tenant) -> None:
    page = signed_in(in_tenant_a, Role.EDITOR).get("/admin/rustok_content/node/add/").content.decode()

    assert 'id="rustok-block-types"' in page
    assert "data-body-editor" in page
