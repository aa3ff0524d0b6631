"""What the editor of bodies asks the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok.media.models import Asset
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_content.dto.nodes import CreateNodeRequest
from rustok_content.services import nodes
from tests.rustok.media.pictures import picture
from tests.rustok_commerce.admin.operator import signed_in

pytestmark = pytest.mark.django_db

RENDER = "/admin/rustok_content/node/render/"
FIND = "/admin/rustok_content/node/find/"
ADDRESS = "/admin/rustok_content/node/address/"


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


def _page(ctx: RequestContext, title: str, **more: Any) -> Any:
    asked = {"kind": "page", "translations": [{"locale": "en", "title": title}], **more}
    return nodes.create_node(ctx, parse(CreateNodeRequest, asked))


def test_pages_are_found_by_a_piece_of_their_title_or_address(ctx: RequestContext, editor: Client) -> None:
    above = _page(ctx, "About us")
    below = _page(ctx, "Our workshop", parent_id=str(above.id))

    found = editor.get(FIND, {"q": "workshop", "locale": "en"}).json()

    note = "Page · /about-us/our-workshop · not published"
    address = "/about-us/our-workshop"
    item = {"id": to_ulid(below.id), "title": "Our workshop", "note": note, "address": address, "status": "draft"}
    assert found == {"items": [item], "more": False}
    assert len(editor.get(FIND, {"q": "/about-us"}).json()["items"]) == 2
    assert editor.get(FIND, {"ids": to_ulid(above.id)}).json()["items"][0]["title"] == "About us"
    assert editor.get(FIND, {"ids": "x"}).json()["items"] == []


def test_an_address_is_told_before_it_is_saved(ctx: RequestContext, editor: Client) -> None:
    above = _page(ctx, "About us")
    _page(ctx, "Hours", parent_id=str(above.id))
    asked = {"kind": "page", "parent": str(above.id), "locale": "en", "title": "Opening Hours", "slug": ""}

    def tell(**more: str) -> Any:
        return editor.post(ADDRESS, {**asked, **more}, content_type="application/json").json()

    assert tell() == {"slug": "opening-hours", "path": "/about-us/opening-hours", "taken": ""}
    assert tell(slug="hours") == {"slug": "hours", "path": "/about-us/hours", "taken": "Hours"}
    assert tell(kind="block", parent="") == {"slug": "opening-hours", "path": None, "taken": ""}
    assert editor.post(ADDRESS, b"[", content_type="application/json").status_code == 400


def test_readers_pages_lead_to_their_editor(ctx: RequestContext, editor: Client) -> None:
    made = _page(ctx, "About us")

    answer = editor.get("/admin/rustok_content/node/at/", {"path": "/about-us", "locale": "en"})
    nowhere = editor.get("/admin/rustok_content/node/at/", {"path": "/nowhere"})

    assert answer["Location"] == f"/admin/rustok_content/node/{made.id}/change/"
    assert nowhere["Location"] == "/admin/rustok_content/node/"


def test_a_picture_is_taken_in_from_the_editor_by_whoever_may(
    ctx: RequestContext, editor: Client, moderator: Client
) -> None:
    def send(client: Client, content: bytes) -> Any:
        file = SimpleUploadedFile("hut.png", content, content_type="image/png")
        return client.post("/admin/rustok_content/node/upload/", {"file": file})

    taken = send(editor, picture())

    assert taken.json()["title"] == "hut.png"
    assert taken.json()["address"].startswith("/media/")
    assert send(editor, b"no picture").status_code == 400
    assert send(moderator, picture(colour="red")).status_code in (302, 403)
    assert Asset.objects.count() == 1
