"""Documents say where their text comes from, and are built in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.search.sources import LocaleChain
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.categories import CreateNodeCategoryRequest, UpdateNodeCategoryRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, TranslationInput, UpdateNodeRequest
from rustok_content.dto.revisions import RestoreRevisionRequest
from rustok_content.dto.thread_changes import MergeThreadRequest
from rustok_content.search_source import ContentSource
from rustok_content.search_source.categories import CategorySource
from rustok_content.search_source.tags import TagSource
from rustok_content.services import categories, moving, nodes, restoring, translations
from tests.factories import community

pytestmark = pytest.mark.django_db

CHAINS = (LocaleChain(locale="en"), LocaleChain(locale="ru", fallbacks=("en",)))


def test_a_missing_translation_is_resolved_and_marked(ctx: RequestContext) -> None:
    node = nodes.create_node(
        ctx, CreateNodeRequest(kind="post", translations=(TranslationInput(locale="en", title="Hello", body="Body"),))
    )

    en, ru = ContentSource().load([node.id], CHAINS)

    assert (en.locale, en.source_locale, en.is_fallback, en.title) == ("en", "en", False, "Hello")
    assert (ru.locale, ru.source_locale, ru.is_fallback, ru.title) == ("ru", "en", True, "Hello")
    assert ru.document["body"] == "<p>Body</p>"


def test_a_translation_older_than_the_original_is_stale(ctx: RequestContext) -> None:
    node = nodes.create_node(
        ctx,
        CreateNodeRequest(
            kind="post",
            translations=(TranslationInput(locale="en", title="Hello"), TranslationInput(locale="ru", title="Привет")),
        ),
    )
    translations.set_translation(ctx, node.id, SetNodeTranslationRequest(locale="en", title="Hello again"))

    en, ru = ContentSource().load([node.id], CHAINS)

    assert (en.stale, ru.stale, ru.title, ru.source_version) == (False, True, "Привет", 2)


def test_a_node_without_text_in_the_chain_has_no_document(ctx: RequestContext) -> None:
    node = nodes.create_node(
        ctx, CreateNodeRequest(kind="post", translations=(TranslationInput(locale="ru", title="Привет"),))
    )

    (ru,) = ContentSource().load([node.id], CHAINS)

    assert ru.locale == "ru"
    assert list(ContentSource().load([generate_id()], CHAINS)) == []


def test_a_renamed_category_touches_its_nodes(ctx: RequestContext) -> None:
    category = categories.create_category(ctx, CreateNodeCategoryRequest(slug="tea", names={"en": "Tea"}))
    node = nodes.create_node(
        ctx,
        CreateNodeRequest(
            kind="post", category_id=category.id, translations=(TranslationInput(locale="en", title="Hello"),)
        ),
    )

    with published_events() as renamed:
        categories.update_category(ctx, category.id, UpdateNodeCategoryRequest(names={"en": "Teas", "ru": "Чай"}))

    assert ContentSource().targets(renamed.envelopes) == {node.id}
    assert [document.category_name for document in ContentSource().load([node.id], CHAINS)] == ["Teas", "Чай"]

    with published_events() as deleted:
        categories.delete_category(ctx, category.id)
    assert ContentSource().targets(deleted.envelopes) == {node.id}
    assert ContentSource().load([node.id], CHAINS)[0].category_name is None


def test_a_module_that_is_off_takes_its_kinds_from_readers(ctx: RequestContext) -> None:
    post = nodes.create_node(
        ctx, CreateNodeRequest(kind="post", translations=(TranslationInput(locale="en", title="Post"),))
    )
    page = nodes.create_node(
        ctx, CreateNodeRequest(kind="page", translations=(TranslationInput(locale="en", title="Page"),))
    )

    with published_events() as off:
        toggles.disable_module(ctx, "blog")

    assert ContentSource().targets(off.envelopes) == {post.id}
    assert {document.kind for document in ContentSource().load([post.id, page.id], CHAINS)} == {"page"}

    with published_events() as on:
        toggles.enable_module(ctx, "blog")
    assert ContentSource().targets(on.envelopes) == {post.id}
    assert len(ContentSource().load([post.id], CHAINS)) == 2


def test_statements_do_not_grow_with_nodes(ctx: RequestContext) -> None:
    ids = [
        nodes.create_node(
            ctx,
            CreateNodeRequest(
                kind="post", tags=("a", "b"), translations=(TranslationInput(locale="en", title=f"Post {i}", body="x"),)
            ),
        ).id
        for i in range(5)
    ]

    with CaptureQueriesContext(connection) as few:
        ContentSource().load(ids[:1], CHAINS)
    with CaptureQueriesContext(connection) as many:
        ContentSource().load(ids, CHAINS)

    assert len(many) == len(few)


def test_a_category_that_loses_a_node_is_built_anew(ctx: RequestContext) -> None:
    toggles.enable_module(ctx, "forum")
    left, right = community.category(module="blog"), community.category(module="blog")
    post = community.post(ctx, category_id=str(left))
    first = models.NodeRevision.objects.earliest("version")

    def touched(work: Callable[[], Any]) -> frozenset[UUID]:
        with published_events() as events:
            work()
        return CategorySource().targets(events.envelopes)

    filed = touched(lambda: nodes.update_node(ctx, post, UpdateNodeRequest(category_id=right)))
    assert filed == {left, right}
    back = RestoreRevisionRequest(own_fields=True)
    assert touched(lambda: restoring.restore_revision(ctx, post, first.version, back)) == {left, right}

    moderator, here, there = community.member(Role.MODERATOR), community.category(), community.category()
    topic, into = (community.topic(community.member(), each, tags=("tea",)).id for each in (here, there))
    request = MergeThreadRequest(into_id=into)
    with published_events() as events:
        moving.merge_thread(moderator, topic, request, kind="topic", answer_kind="reply")
    assert CategorySource().targets(events.envelopes) == {here, there}
    models.NodeTag.objects.all().delete()
    assert TagSource().targets(events.envelopes) == {models.Tag.objects.get().id}
