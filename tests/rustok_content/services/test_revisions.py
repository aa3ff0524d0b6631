"""Every save is kept: compared, and brought back as a draft."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from rustok.context import RequestContext, Scope
from rustok.errors import Forbidden
from rustok.ids import generate_id
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.nodes import UpdateNodeRequest
from rustok_content.dto.revisions import ChangeKind, RestoreRevisionRequest
from rustok_content.selectors import revisions as selectors
from rustok_content.selectors.snapshots import block_changes
from rustok_content.services import authors, nodes, publishing, restoring, revisions, translations
from tests.factories.content import node, rights, text, write

pytestmark = pytest.mark.django_db


def test_every_save_is_a_revision_with_all_texts(ctx: RequestContext) -> None:
    made = node(ctx, ru="Привет", tags=("Tea",))
    write(ctx, made.id, "ru", title="Снова")
    publishing.publish_node(ctx, made.id)
    nodes.update_node(ctx, made.id, UpdateNodeRequest(position=3))

    page = selectors.list_revisions(ctx, made.id)

    assert [(row.version, row.locale) for row in page.items] == [(4, None), (3, None), (2, "ru"), (1, "en")]
    second = selectors.get_revision(ctx, made.id, 2)
    assert (second.node["tags"], second.node["position"]) == (["Tea"], 0)
    assert {locale: row["title"] for locale, row in second.texts.items()} == {"en": "Hello", "ru": "Снова"}
    assert second.texts["en"]["body"] == "*Hi*"


def test_revisions_are_listed_page_by_page(ctx: RequestContext) -> None:
    made = node(ctx)
    for number in range(3):
        write(ctx, made.id, title=f"Title {number}")

    first = selectors.list_revisions(ctx, made.id, limit=3)
    second = selectors.list_revisions(ctx, made.id, limit=3, after=int(first.next or 0))

    assert ([row.version for row in first.items], [row.version for row in second.items]) == ([4, 3, 2], [1])
    assert second.next is None


def test_what_differs_is_told_by_field_and_line(ctx: RequestContext) -> None:
    made = node(ctx, body="one\ntwo\nthree")
    write(ctx, made.id, body="one\n2\nthree", title="New")

    diff = selectors.compare_revisions(ctx, made.id, 1, other=2)

    changes = {change.field: change for change in diff.fields}
    assert changes.keys() == {"title", "body"}
    assert (changes["title"].locale, changes["title"].before, changes["title"].after) == ("en", "Hello", "New")
    assert changes["body"].lines == ("@@ -1,3 +1,3 @@", " one", "-two", "+2", " three")
    assert selectors.compare_revisions(ctx, made.id, 1).to_version == 2
    write(ctx, made.id, body="one\n2\n--\n++ three")
    (ended,) = selectors.compare_revisions(ctx, made.id, 2, other=3).fields
    assert ended.lines == ("@@ -1,3 +1,4 @@", " one", " 2", "-three", "+--", "+++ three")


def test_what_differs_is_told_by_block() -> None:
    def state(*blocks: tuple[str, str]) -> dict[str, object]:
        source = {"blocks": [{"id": name, "type": "text", "props": {"text": said}} for name, said in blocks]}
        return {"node": {}, "texts": {"en": {"body": json.dumps(source), "format": "blocks"}}, "drafts": {}}

    changes = block_changes(
        state(("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")), state(("a", "x"), ("b", "2"), ("d", "4"), ("e", "5"))
    )

    assert {change.block_id: change.change for change in changes} == {
        "a": ChangeKind.CHANGED,
        "c": ChangeKind.REMOVED,
        "e": ChangeKind.ADDED,
    }
    moved = block_changes(state(("a", "1"), ("b", "2"), ("c", "3")), state(("c", "3"), ("a", "1"), ("b", "2")))
    assert [(change.block_id, change.change) for change in moved] == [("c", ChangeKind.MOVED)]


def test_a_revision_comes_back_as_a_draft_over_what_readers_see(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")
    write(ctx, made.id, title="Second", body="other", publish=True)

    restored = restoring.restore_revision(ctx, made.id, made.version, RestoreRevisionRequest())

    assert (text(restored).title, text(restored).draft.title, text(restored).draft.body) == ("Second", "Hello", "*Hi*")
    assert text(restored, "ru").draft is None
    assert text(publishing.publish_node(ctx, made.id)).title == "Hello"


def test_a_language_removed_since_comes_back_as_a_draft(ctx: RequestContext) -> None:
    made = node(ctx, published=True, ru="Привет")
    translations.remove_translation(ctx, made.id, "ru")

    restored = restoring.restore_revision(ctx, made.id, 1, RestoreRevisionRequest(locales=("ru",)))

    assert (text(restored, "ru").title, text(restored, "ru").status, text(restored, "en").status) == (
        "Привет",
        "draft",
        "published",
    )


def test_own_fields_come_back_where_asked_for(ctx: RequestContext) -> None:
    made = node(ctx, tags=("Tea",), position=2)
    nodes.update_node(ctx, made.id, UpdateNodeRequest(tags=("Coffee",), position=5))

    kept = restoring.restore_revision(ctx, made.id, 1, RestoreRevisionRequest())
    restored = restoring.restore_revision(ctx, made.id, 1, RestoreRevisionRequest(own_fields=True))

    assert (kept.tags, kept.position, kept.version) == (("Coffee",), 5, 2)
    assert (restored.tags, restored.position, restored.version) == (("Tea",), 2, 3)


def test_a_revision_or_language_that_there_is_not(ctx: RequestContext) -> None:
    made = node(ctx)

    with pytest.raises(errors.RevisionNotFound):
        restoring.restore_revision(ctx, made.id, 9, RestoreRevisionRequest())
    with pytest.raises(errors.TranslationNotFound):
        restoring.restore_revision(ctx, made.id, 1, RestoreRevisionRequest(locales=("ru",)))
    with pytest.raises(errors.RevisionNotFound):
        selectors.compare_revisions(ctx, made.id, 1, other=9)

    assert models.NodeRevision.objects.count() == 1


def test_what_a_post_is_already_changes_nothing(ctx: RequestContext) -> None:
    post = node(ctx, kind="post")
    models.Thread.objects.all().delete()

    with published_events() as events:
        restoring.restore_revision(ctx, post.id, 1, RestoreRevisionRequest(own_fields=True))

    assert events.types == []
    assert models.Node.objects.get().version == 1


def test_old_revisions_are_dropped_but_the_last(ctx: RequestContext) -> None:
    made = node(ctx)
    write(ctx, made.id, title="Second")
    write(ctx, made.id, title="Third")
    models.NodeRevision.objects.update(created_at=timezone.now() - dt.timedelta(days=40))
    assert revisions.purge_old() == 0
    models.CommunitySettings.objects.create(revision_days=30)

    assert revisions.purge_old() == 2
    assert list(models.NodeRevision.objects.values_list("version", flat=True)) == [3]


def test_an_author_who_wants_to_be_forgotten_is_in_no_revision(ctx: RequestContext) -> None:
    author = RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=generate_id(),
        permissions=rights(Scope.OWN, "create", "update"),
    )
    made = node(author)
    write(author, made.id, title="Second")
    assert author.actor_id is not None

    authors.forget_author(ctx, author.actor_id)

    said = json.dumps(list(models.NodeRevision.objects.values("author_id", "snapshot")), default=str)
    assert str(author.actor_id) not in said


def test_whoever_reaches_only_what_is_theirs_reads_no_other_revision(ctx: RequestContext) -> None:
    mine = RequestContext(
        tenant_id=ctx.tenant_id,
        actor_id=generate_id(),
        permissions=rights(Scope.OWN, "create", "read"),
    )
    theirs, own = node(ctx), node(mine)

    assert selectors.get_revision(mine, own.id, 1).version == 1
    with pytest.raises(Forbidden):
        selectors.get_revision(mine, theirs.id, 1)
