"""Publishing language by language, and what waits over a text that readers see."""

from __future__ import annotations

import datetime as dt

import pytest

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden, StaleVersion
from rustok.ids import generate_id
from rustok_content import errors, models
from rustok_content.dto.nodes import NodeStatus, SetNodeTranslationRequest
from rustok_content.services import drafts, publishing, translations
from tests.factories.content import node, rights, text, write

pytestmark = pytest.mark.django_db


def test_a_language_is_published_by_itself(ctx: RequestContext) -> None:
    made = node(ctx, ru="Привет")

    shown = publishing.publish_node(ctx, made.id, locales=["ru"])

    assert shown.status is NodeStatus.PUBLISHED
    assert (text(shown, "ru").status, text(shown, "en").status) == (NodeStatus.PUBLISHED, NodeStatus.DRAFT)
    assert text(shown, "en").published_at is None
    assert shown.published_at == text(shown, "ru").published_at


def test_a_node_is_published_while_one_language_is(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")

    one = publishing.unpublish_node(ctx, made.id, locales=["en"])
    none = publishing.unpublish_node(ctx, made.id, locales=["ru"], archive=True)

    assert (one.status, text(one, "en").status, text(one, "ru").status) == ("published", "draft", "published")
    assert (none.status, text(none, "ru").status) == ("draft", "archived")
    assert publishing.unpublish_node(ctx, made.id, archive=True).status == "archived"


def test_a_language_that_there_is_not_cannot_be_published(ctx: RequestContext) -> None:
    made = node(ctx)

    with pytest.raises(errors.TranslationNotFound):
        publishing.publish_node(ctx, made.id, locales=["en", "ru"])

    assert models.NodeTranslation.objects.get().status == "draft"


def test_a_new_language_of_a_published_node_is_a_draft(ctx: RequestContext) -> None:
    made = node(ctx, published=True)

    written = write(ctx, made.id, "ru", title="Привет")

    assert (text(written, "en").status, text(written, "ru").status) == ("published", "draft")
    assert text(publishing.publish_node(ctx, made.id), "ru").status == "published"


def test_a_change_to_a_published_text_waits_until_it_is_published(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")

    waiting = write(ctx, made.id, title="Hello again", body="**Bye**")

    live = text(waiting)
    assert (live.title, live.html, live.draft.title, live.draft.body) == (
        "Hello",
        "<p><em>Hi</em></p>",
        "Hello again",
        "**Bye**",
    )
    assert text(waiting, "ru").stale is False
    assert waiting.version == made.version + 1

    shown = publishing.publish_node(ctx, made.id)
    assert (text(shown).title, text(shown).html, text(shown).draft) == (
        "Hello again",
        "<p><strong>Bye</strong></p>",
        None,
    )
    assert text(shown, "ru").stale is True
    assert text(shown).published_at == text(made).published_at


def test_a_draft_grows_by_the_fields_given_and_goes_when_it_says_what_readers_see(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    write(ctx, made.id, title="Other")
    both = write(ctx, made.id, excerpt="Short")
    assert (text(both).draft.title, text(both).draft.excerpt) == ("Other", "Short")

    back = write(ctx, made.id, title="Hello", excerpt=None)

    assert text(back).draft is None
    assert models.NodeDraft.objects.count() == 0


def test_a_draft_is_dropped(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    write(ctx, made.id, title="Other")

    left = drafts.discard_draft(ctx, made.id, "en")

    assert (text(left).title, text(left).draft) == ("Hello", None)
    with pytest.raises(errors.DraftNotFound):
        drafts.discard_draft(ctx, made.id, "en")


def test_what_waits_becomes_the_text_when_it_is_taken_from_readers(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    write(ctx, made.id, title="Other")

    taken = publishing.unpublish_node(ctx, made.id)

    assert (taken.status, text(taken).title, text(taken).draft) == ("draft", "Other", None)


def test_a_slug_taken_meanwhile_stops_a_draft_and_nothing_is_published(ctx: RequestContext) -> None:
    made = node(ctx, kind="post", published=True)
    write(ctx, made.id, slug="wanted", title="Other")
    node(ctx, kind="post", slug="wanted")

    with pytest.raises(errors.DuplicateSlug):
        publishing.publish_node(ctx, made.id)

    assert models.NodeTranslation.objects.get(node_id=made.id).title == "Hello"
    assert models.NodeDraft.objects.get().slug == "wanted"


def test_a_slug_that_is_taken_is_refused_as_the_draft_is_saved(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    node(ctx, slug="wanted")

    with pytest.raises(errors.DuplicateSlug):
        write(ctx, made.id, slug="wanted")

    assert models.NodeDraft.objects.count() == 0


def test_a_translation_written_before_the_original_moved_on_is_stale_when_it_is_published(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")
    write(ctx, made.id, "ru", title="Снова")
    write(ctx, made.id, title="Hello again")
    publishing.publish_node(ctx, made.id, locales=["en"])

    shown = publishing.publish_node(ctx, made.id, locales=["ru"])

    assert (text(shown, "ru").title, text(shown, "ru").stale) == ("Снова", True)


def test_a_translation_of_what_waits_is_fresh_when_both_are_published(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")
    write(ctx, made.id, title="Hello again")
    write(ctx, made.id, "ru", title="Снова")

    shown = publishing.publish_node(ctx, made.id)

    assert [(row.locale, row.stale) for row in shown.translations] == [("en", False), ("ru", False)]


def test_save_and_publish_is_one_step(ctx: RequestContext) -> None:
    made = node(ctx, published=True)

    shown = write(ctx, made.id, title="At once", publish=True)

    assert (text(shown).title, text(shown).draft, shown.version) == ("At once", None, made.version + 1)


def test_who_may_write_and_not_publish_writes_drafts(ctx: RequestContext) -> None:
    made = node(ctx, published=True)
    author = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions=rights(Scope.ALL, "update"))

    assert text(write(author, made.id, title="Mine")).draft.author_id == author.actor_id
    with pytest.raises(Forbidden):
        write(author, made.id, title="At once", publish=True)
    with pytest.raises(Forbidden):
        publishing.publish_node(author, made.id)

    assert models.NodeTranslation.objects.get().title == "Hello"


def test_removing_what_readers_see_needs_the_right_to_publish(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")
    author = RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions=rights(Scope.ALL, "update"))

    with pytest.raises(Forbidden):
        translations.remove_translation(author, made.id, "ru")

    assert models.NodeTranslation.objects.filter(locale="ru").count() == 1


def test_an_importer_says_when_it_was_published(ctx: RequestContext) -> None:
    made = node(ctx)
    then = dt.datetime(2012, 2, 29, 12, tzinfo=dt.UTC)

    assert text(publishing.publish_node(ctx, made.id, at=then)).published_at == then


def test_a_stale_save_names_what_has_changed_and_loses_nothing(ctx: RequestContext) -> None:
    made = node(ctx, ru="Привет", published=True)
    write(ctx, made.id, "ru", title="Снова", version=made.version)

    with pytest.raises(StaleVersion) as refusal:
        translations.set_translation(
            ctx, made.id, SetNodeTranslationRequest(locale="en", title="Mine", version=made.version)
        )

    assert refusal.value.params == {
        "current": made.version + 1,
        "given": made.version,
        "changed": ["translations.ru.title"],
    }
    assert models.NodeDraft.objects.get().title == "Снова"
