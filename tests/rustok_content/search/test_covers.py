"""A node's cover is a picture of the media library, and follows it."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.errors import Forbidden
from rustok.ids import generate_id, to_ulid
from rustok.media.dto import AssetResponse, UpdateAssetRequest
from rustok.media.errors import AssetInUse
from rustok.media.renditions import asset_picture
from rustok.media.selectors.assets import assets_by_id, usages_of
from rustok.media.services import assets
from rustok.modules.registry import registry
from rustok.rbac.roles import Role
from rustok.search.sources import LocaleChain
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.nodes import CreateNodeRequest, NodeResponse, TranslationInput
from rustok_content.search_source import ContentSource
from rustok_content.services import nodes
from tests.factories import community
from tests.rustok.media.pictures import picture

pytestmark = pytest.mark.django_db

CHAINS = (LocaleChain(locale="en"), LocaleChain(locale="ru", fallbacks=("en",)))


@pytest.fixture
def asset(ctx: RequestContext, settings: Any, tmp_path: Any) -> AssetResponse:
    settings.MEDIA_ROOT = tmp_path
    return assets.store_asset(ctx, picture(size=(900, 600)), filename="a.png", alt={"ru": "Кружка"})


def _post(ctx: RequestContext, **metadata: Any) -> NodeResponse:
    text = TranslationInput(locale="en", title="Hello")
    return nodes.create_node(ctx, CreateNodeRequest(kind="post", translations=(text,), metadata=metadata))


def test_a_cover_is_a_picture_with_its_text(ctx: RequestContext, asset: AssetResponse) -> None:
    for text in (to_ulid(asset.id), to_ulid(asset.id).lower(), str(asset.id)):
        node = _post(ctx, cover=text)

        en, ru = ContentSource().load([node.id], CHAINS)

        found = asset_picture(asset, original=asset.url)
        assert (
            en.card["cover"]
            == en.document["cover"]
            == {
                "url": found["url"],
                "srcset": found["srcset"],
                "thumbnail": found["thumbnail"],
                "alt": "Hello",
                "width": 900,
                "height": 600,
                "focal_x": 0.5,
                "focal_y": 0.5,
            }
        )
        assert ru.card["cover"]["alt"] == "Кружка"


@pytest.mark.parametrize("cover", ["https://elsewhere.example/a.png", {"url": "/a.png"}, None, 7])
def test_what_names_no_picture_stays_as_it_is(ctx: RequestContext, cover: Any) -> None:
    node = _post(ctx, cover=cover)

    assert ContentSource().load([node.id], CHAINS)[0].card["cover"] == cover


def test_a_cover_that_is_gone_is_none(ctx: RequestContext) -> None:
    node = _post(ctx, cover=to_ulid(generate_id()))

    assert ContentSource().load([node.id], CHAINS)[0].card["cover"] is None


def test_nodes_follow_their_covers(ctx: RequestContext, asset: AssetResponse) -> None:
    node = _post(ctx, cover=to_ulid(asset.id))
    _post(ctx)
    with published_events() as events:
        assets.update_asset(ctx, asset.id, UpdateAssetRequest(focal_x=1))
        assets.delete_asset(ctx, asset.id)

    for envelope in events.envelopes:
        assert ContentSource().targets([envelope]) == {node.id}
    assert events.types == ["media.updated", "media.deleted"]
    assert ContentSource().load([node.id], CHAINS)[0].card["cover"] is None


def test_covers_are_told_to_whoever_deletes_a_picture(ctx: RequestContext, asset: AssetResponse) -> None:
    node = _post(ctx, cover=to_ulid(asset.id))

    (usage,) = usages_of(ctx, [asset.id])[asset.id]

    assert (usage.kind, usage.id, usage.title) == ("post", node.id, "Hello")
    stranger = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id())
    assert registry.get("content").asset_usages(stranger, [asset.id]) == []  # type: ignore[union-attr]


def test_a_picture_that_readers_see_is_not_deleted_without_more_ado(ctx: RequestContext, asset: AssetResponse) -> None:
    node = _post(ctx, cover=to_ulid(asset.id))
    models.Node.objects.filter(pk=node.id).update(status="published")
    editor, manager = community.member(Role.EDITOR), community.member(Role.MANAGER)

    assets_refused = []
    for actor, force, error in ((editor, False, AssetInUse), (manager, False, AssetInUse), (editor, True, Forbidden)):
        with pytest.raises(error) as refused:
            assets.delete_asset(actor, asset.id, force=force)
        assets_refused.append(refused.value)
    assert assets_refused[0].params == {"count": 1, "title": "Hello"}
    assert usages_of(ctx, [asset.id])
    assets.delete_asset(manager, asset.id, force=True)

    assert assets_by_id([asset.id]) == {}


def test_a_picture_of_a_draft_is_deleted(ctx: RequestContext, asset: AssetResponse) -> None:
    _post(ctx, cover=to_ulid(asset.id))

    assets.delete_asset(community.member(Role.EDITOR), asset.id)

    assert assets_by_id([asset.id]) == {}
