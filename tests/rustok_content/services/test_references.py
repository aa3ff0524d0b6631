"""What texts show and link to is found at each save, and what is used is protected."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rustok.context import RequestContext, Scope
from rustok.ids import generate_id, to_ulid
from rustok.tenancy.info import current_tenant
from rustok_content import models
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.dto.nodes import BodyFormat, TranslationInput, UpdateNodeRequest
from rustok_content.selectors.references import asset_usages, list_references, list_usages
from rustok_content.services import nodes, publishing, references, trash
from tests.factories.content import node, rights, write

pytestmark = pytest.mark.django_db


def _found() -> set[tuple[str, str, str, object]]:
    rows = models.NodeReference.objects.values_list("locale", "place", "target_kind", "target_id")
    return {(locale, place, kind, target) for locale, place, kind, target in rows}


def test_links_to_own_addresses_and_files_are_found_in_bodies(ctx: RequestContext) -> None:
    target = node(ctx, "Target", published=True)
    renditioned, original = generate_id(), generate_id()
    body = (
        f"[there](/target) and [once more](/target/#part) and [far](https://example.com/target)\n\n"
        f"![](/media/r/{to_ulid(renditioned)}/640.webp) ![](/media/a/media/{to_ulid(original)}.png)"
    )

    made = node(ctx, "Linking", body=body)

    assert _found() == {
        ("en", "body", "node", target.id),
        ("en", "body", "asset", renditioned),
        ("en", "body", "asset", original),
    }
    write(ctx, made.id, body="nothing")
    assert _found() == set()


def test_what_waits_to_be_published_counts_as_well(ctx: RequestContext) -> None:
    first, second = node(ctx, "First", published=True), node(ctx, "Second", published=True)
    made = node(ctx, "Linking", body="[a](/first)", published=True)

    write(ctx, made.id, body="[b](/second)")
    assert {target for *_, target in _found()} == {first.id, second.id}
    publishing.publish_node(ctx, made.id)

    assert {target for *_, target in _found()} == {second.id}


def test_a_renamed_target_is_known_by_its_former_address(ctx: RequestContext) -> None:
    target = node(ctx, "Target", published=True)
    write(ctx, target.id, slug="renamed", title="Renamed", publish=True)

    node(ctx, "Linking", body="[there](/target)")

    assert {target_id for *_, target_id in _found()} == {target.id}


def test_blocks_say_what_they_show(ctx: RequestContext) -> None:
    asset = generate_id()
    body = {"blocks": [{"id": "pic", "type": "image", "props": {"asset_id": to_ulid(asset)}}]}

    node(ctx, "Blocks", translations=(_blocks(json.dumps(body)),))

    assert _found() == {("en", "pic", "asset", asset)}


def _blocks(source: str) -> TranslationInput:
    return TranslationInput(locale="en", title="Blocks", body=source, format=BodyFormat.BLOCKS)


def test_own_fields_name_what_they_show(ctx: RequestContext) -> None:
    cover, product = generate_id(), generate_id()
    made = node(
        ctx, kind="note", metadata={"cover": to_ulid(cover), "product_ids": [str(product)], "note": str(generate_id())}
    )

    assert _found() == {("", "cover", "asset", cover), ("", "product_ids", "product", product)}
    nodes.update_node(ctx, made.id, UpdateNodeRequest(metadata={}))
    assert _found() == set()


def test_where_something_is_used(ctx: RequestContext) -> None:
    asset = generate_id()
    first = node(ctx, "First", kind="note", metadata={"cover": to_ulid(asset)})
    second = node(ctx, "Second", body=f"![](/media/r/{to_ulid(asset)}/640.webp)")
    gone = node(ctx, "Gone", kind="note", metadata={"cover": to_ulid(asset)})
    trash.delete_node(ctx, gone.id)

    page = list_usages(ctx, target_kind=ReferenceTarget.ASSET, target_id=asset)

    assert [(row.node_id, row.title, row.locale, row.place) for row in page.items] == [
        (first.id, "First", None, "cover"),
        (second.id, "Second", "en", "body"),
    ]
    assert [(usage.id, usage.title) for usage in asset_usages(ctx, [asset])] == [
        (first.id, "First"),
        (second.id, "Second"),
    ]
    (own,) = list_references(ctx, second.id)
    assert (own.target_kind, own.target_id) == (ReferenceTarget.ASSET, asset)


def test_whoever_reaches_only_what_is_theirs_learns_of_no_other(ctx: RequestContext) -> None:
    asset = generate_id()
    node(ctx, "Other", kind="note", metadata={"cover": to_ulid(asset)})
    mine = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions=rights(Scope.OWN, "read"))

    assert list_usages(mine, target_kind=ReferenceTarget.ASSET, target_id=asset).items == ()
    assert asset_usages(mine, [asset]) == []


def test_whole_addresses_of_the_own_site_are_found_too(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    target = node(ctx, "Target", published=True)
    own = replace(current_tenant(), settings={"storefront_url": "https://www.shop.example:8443/x"})
    monkeypatch.setattr(references, "current_tenant", lambda: own)

    for host in ("www.shop.example", "WWW.shop.example:8000", "a.localhost", "a.localhost:8000"):
        made = node(ctx, f"Linking {host}", body=f"[there](https://{host}/target)")
        assert [row.target_id for row in list_references(ctx, made.id)] == [target.id], host
    for host in ("example.com", "shop.example", "b.localhost", "www.shop.example@elsewhere.example"):
        made = node(ctx, f"Linking {host}", body=f'<a href="https://{host}/target">there</a>')
        assert list_references(ctx, made.id) == (), host
