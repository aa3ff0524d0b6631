"""Nodes, their texts, their tree."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden, InvalidInput, StaleVersion
from rustok.ids import generate_id
from rustok.modules import toggles
from rustok_content import errors, models
from rustok_content.dto.nodes import (
    CreateNodeRequest,
    NodeResponse,
    NodeStatus,
    SetNodeTranslationRequest,
    TranslationInput,
    UpdateNodeRequest,
)
from rustok_content.services import nodes, publishing, translations
from tests.factories.content import rights

pytestmark = pytest.mark.django_db


def make(ctx: RequestContext, title: str = "Hello", **fields: Any) -> NodeResponse:
    texts = fields.pop("translations", (TranslationInput(locale="en", title=title, body="*Hi*"),))
    return nodes.create_node(ctx, CreateNodeRequest(kind=fields.pop("kind", "page"), translations=texts, **fields))


def test_a_node_begins_as_a_draft_with_its_original(ctx: RequestContext) -> None:
    node = make(ctx, tags=("Tea", "tea", "Кофе"))

    assert (node.status, node.version, node.source_locale, node.depth) == (NodeStatus.DRAFT, 1, "en", 0)
    assert node.tags == ("tea", "Кофе")
    (text,) = node.translations
    assert (text.slug, text.html, text.stale) == ("hello", "<p><em>Hi</em></p>", False)


def test_slugs_are_made_from_any_script_and_stay_unique(ctx: RequestContext) -> None:
    first = make(ctx, translations=(TranslationInput(locale="ru", title="Привет, мир"),))
    second = make(ctx, translations=(TranslationInput(locale="ru", title="Привет, мир"),))

    assert first.translations[0].slug == "privet-mir"
    assert second.translations[0].slug == f"privet-mir-{second.id.hex[-8:]}"


def test_a_slug_that_was_asked_for_and_is_taken_is_a_conflict(ctx: RequestContext) -> None:
    make(ctx, translations=(TranslationInput(locale="en", title="A", slug="same"),))

    with pytest.raises(errors.DuplicateSlug):
        make(ctx, translations=(TranslationInput(locale="en", title="B", slug="same"),))

    assert models.Node.objects.count() == 1


def test_other_kinds_may_have_the_same_slug(ctx: RequestContext) -> None:
    page = make(ctx, "Same")
    post = make(ctx, "Same", kind="post")

    assert page.translations[0].slug == post.translations[0].slug == "same"


def test_the_original_makes_translations_stale_and_writing_one_makes_it_fresh(ctx: RequestContext) -> None:
    node = make(ctx)
    node = translations.set_translation(ctx, node.id, SetNodeTranslationRequest(locale="ru", title="Привет"))
    assert [text.stale for text in node.translations] == [False, False]

    node = translations.set_translation(ctx, node.id, SetNodeTranslationRequest(locale="en", title="Hello again"))
    assert {text.locale: text.stale for text in node.translations} == {"en": False, "ru": True}

    node = translations.set_translation(ctx, node.id, SetNodeTranslationRequest(locale="ru", title="Снова привет"))
    assert {text.locale: text.stale for text in node.translations} == {"en": False, "ru": False}


def test_setting_the_same_text_changes_nothing(ctx: RequestContext) -> None:
    node = make(ctx)

    same = translations.set_translation(
        ctx, node.id, SetNodeTranslationRequest(locale="en", title="Hello", body="*Hi*")
    )

    assert same.version == node.version


def test_a_new_translation_needs_a_title(ctx: RequestContext) -> None:
    node = make(ctx)

    with pytest.raises(InvalidInput):
        translations.set_translation(ctx, node.id, SetNodeTranslationRequest(locale="ru", body="x"))


def test_the_original_cannot_be_removed(ctx: RequestContext) -> None:
    node = make(ctx)
    translations.set_translation(ctx, node.id, SetNodeTranslationRequest(locale="ru", title="Привет"))

    with pytest.raises(errors.LastTranslation):
        translations.remove_translation(ctx, node.id, "en")
    left = translations.remove_translation(ctx, node.id, "ru")

    assert [text.locale for text in left.translations] == ["en"]
    with pytest.raises(errors.TranslationNotFound):
        translations.remove_translation(ctx, node.id, "ru")


def test_a_language_the_tenant_does_not_speak_is_refused(ctx: RequestContext) -> None:
    with pytest.raises(errors.LocaleNotEnabled):
        make(ctx, translations=(TranslationInput(locale="fr", title="Bonjour"),))


def test_a_stale_change_is_refused_and_loses_nothing(ctx: RequestContext) -> None:
    node = make(ctx)
    nodes.update_node(ctx, node.id, UpdateNodeRequest(position=5, version=1))

    with pytest.raises(StaleVersion) as refusal:
        nodes.update_node(ctx, node.id, UpdateNodeRequest(position=9, version=1))

    assert refusal.value.params["current"] == 2
    assert models.Node.objects.get().position == 5


def test_moving_carries_the_depth_of_all_below(ctx: RequestContext) -> None:
    a, b = make(ctx, "A"), make(ctx, "B")
    c = make(ctx, "C", parent_id=b.id)
    d = make(ctx, "D", parent_id=c.id)

    nodes.update_node(ctx, b.id, UpdateNodeRequest(parent_id=a.id))

    assert dict(models.Node.objects.values_list("id", "depth")) == {a.id: 0, b.id: 1, c.id: 2, d.id: 3}


def test_a_circle_is_refused(ctx: RequestContext) -> None:
    a = make(ctx, "A")
    b = make(ctx, "B", parent_id=a.id)

    with pytest.raises(errors.ParentInCircle):
        nodes.update_node(ctx, a.id, UpdateNodeRequest(parent_id=b.id))


def test_kinds_keep_to_their_parents(ctx: RequestContext) -> None:
    page = make(ctx)

    with pytest.raises(errors.ParentNotAllowed):
        make(ctx, kind="post", parent_id=page.id)


def test_a_kind_goes_with_its_module(ctx: RequestContext) -> None:
    toggles.disable_module(ctx, "blog")

    with pytest.raises(errors.UnknownKind):
        make(ctx, kind="post")


def test_publish_and_unpublish_once(ctx: RequestContext) -> None:
    node = make(ctx)

    published = publishing.publish_node(ctx, node.id)
    again = publishing.publish_node(ctx, node.id)
    back = publishing.unpublish_node(ctx, node.id)

    assert (published.status, again.version, back.status) == (NodeStatus.PUBLISHED, 2, NodeStatus.DRAFT)
    assert published.published_at is not None


def test_own_reaches_only_what_is_mine(ctx: RequestContext) -> None:
    mine = RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=generate_id(),
        permissions=rights(Scope.OWN, "create", "update"),
    )
    theirs = make(ctx)
    own = make(mine)

    assert nodes.update_node(mine, own.id, UpdateNodeRequest(position=1)).position == 1
    with pytest.raises(Forbidden):
        nodes.update_node(mine, theirs.id, UpdateNodeRequest(position=1))
