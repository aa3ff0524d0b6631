"""The editors' pages: a node's life, its history, the tree, the trash, the boards."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.admin.node_revisions import words_apart
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest
from rustok_content.services import nodes, publishing, translations
from tests.rustok_commerce.admin.operator import save, signed_in, typed

pytestmark = pytest.mark.django_db

LIST = "/admin/rustok_content/node/"


def _make(
    ctx: RequestContext, title: str, *, kind: str = "page", parent: UUID | None = None, body: str = "One."
) -> UUID:
    texts = [{"locale": "en", "title": title, "body": body}]
    asked = {"kind": kind, "translations": texts, "parent_id": str(parent) if parent else None}
    return nodes.create_node(ctx, parse(CreateNodeRequest, asked)).id


def _page(node_id: UUID, tab: str = "change") -> str:
    return f"{LIST}{node_id}/{tab}/"


def _do(client: Client, node_id: UUID, deed: str, **data: Any) -> Any:
    version = models.Node.objects.get(pk=node_id).version
    return client.post(f"{_page(node_id)}do/{deed}/", {"version": version, **data})


def _told(answer: Any) -> str:
    assert answer.status_code == 200
    content: str = answer.content.decode()
    return content


def test_a_page_is_published_changed_and_the_change_discarded(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "About us")
    assert [deed.name for deed in editor.get(_page(node_id)).context["node_bar"]["next"]] == ["publish"]

    assert _do(editor, node_id, "publish", locales=["en"]).status_code == 302
    save(editor, _page(node_id), {**typed(editor, _page(node_id)), "title__en": "About our shop", "_continue": "1"})

    text = models.NodeTranslation.objects.get(node_id=node_id)
    assert (text.title, text.status) == ("About us", "published")
    content = _told(editor.get(_page(node_id)))
    assert 'data-testid="pending"' in content
    assert "About our shop" in content

    assert _do(editor, node_id, "discard", locale="en").status_code == 302
    assert not models.NodeDraft.objects.exists()
    assert 'data-testid="pending"' not in _told(editor.get(_page(node_id)))

    assert _do(editor, node_id, "unpublish", locales=["en"]).status_code == 302
    assert models.Node.objects.get(pk=node_id).status == "draft"


def test_a_deed_from_an_old_page_is_refused_and_keeps_what_was_typed(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "About us")
    version = models.Node.objects.get(pk=node_id).version
    translations.set_translation(ctx, node_id, parse(SetNodeTranslationRequest, {"locale": "en", "title": "About you"}))

    answer = editor.post(f"{_page(node_id)}do/submit/", {"version": version, "locale": "", "note": "Please look."})

    content = _told(answer)
    assert "Somebody else has saved this meanwhile" in content
    assert "Please look." in content
    assert "About you" in content
    assert not models.NodeSubmission.objects.exists()


def test_texts_are_planned_and_stand_in_the_calendar(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "Spring sale")
    day = (timezone.localtime() + dt.timedelta(days=1)).replace(second=0, microsecond=0)
    typed_in, typed_out = day.strftime("%Y-%m-%dT%H:%M"), (day + dt.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")

    past = _do(editor, node_id, "schedule", locales=["en"], publish_at="2020-01-01T10:00")
    assert _told(past).count('role="alert"') == 1

    assert (
        _do(editor, node_id, "schedule", locales=["en"], publish_at=typed_in, unpublish_at=typed_out).status_code == 302
    )
    text = models.NodeTranslation.objects.get(node_id=node_id)
    assert (text.publish_at, text.unpublish_at) == (day, day + dt.timedelta(hours=1))
    content = _told(editor.get(f"{LIST}calendar/?month={day:%Y-%m}"))
    assert content.count("Spring sale</a>") == 2
    assert "Spring sale" not in _told(editor.get(f"{LIST}calendar/?month=2001-02"))
    assert editor.get(f"{LIST}calendar/?month=nonsense").status_code == 200
    assert editor.get(f"{LIST}?text=en:scheduled").context["cl"].result_count == 1

    assert _do(editor, node_id, "schedule", locales=["en"], publish_at="", unpublish_at="").status_code == 302
    text.refresh_from_db()
    assert (text.publish_at, text.unpublish_at) == (None, None)


def test_a_text_is_handed_in_sent_back_and_approved(ctx: RequestContext, editor: Client, manager: Client) -> None:
    node_id = _make(ctx, "Returns")
    assert _do(editor, node_id, "submit", locale="", note="Is this right?").status_code == 302
    assert "Is this right?" in _told(manager.get(f"{LIST}submissions/"))
    (first,) = models.NodeSubmission.objects.all()

    missing = _do(manager, node_id, f"reject-{first.pk.hex}", note="")
    assert "This field is required." in _told(missing)
    assert _do(manager, node_id, f"reject-{first.pk.hex}", note="Too short.").status_code == 302
    assert "Too short." in _told(editor.get(_page(node_id)))
    assert "Too short." in _told(editor.get(f"{LIST}submissions/?state=rejected"))

    assert _do(editor, node_id, "submit", locale="en", note="Better?").status_code == 302
    second = models.NodeSubmission.objects.get(state="submitted")
    assert _do(manager, node_id, f"approve-{second.pk.hex}", publish="on").status_code == 302
    assert models.Node.objects.get(pk=node_id).status == "published"
    assert list(models.NodeSubmission.objects.order_by("id").values_list("state", flat=True)) == [
        "rejected",
        "approved",
    ]


def test_previews_are_made_told_once_and_ended(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "Secret")

    answer = editor.post(f"{_page(node_id)}do/preview/", {"hours": "48"}, follow=True)

    link = re.search(r'<a [^>]*href="(http://testserver/admin/rustok_content/node/preview/[^"]+/)"', _told(answer))
    assert link is not None
    assert f'value="{link[1]}"' in _told(answer)
    assert "is not told again" in _told(answer)
    assert "A preview link is open until" in _told(answer)
    visitor = Client(headers={"X-Tenant-ID": "a"})
    assert "<h1>Secret</h1>" in _told(visitor.get(link[1]))
    editor.post(f"{_page(node_id)}do/preview/", {"hours": "1"})
    first, second = models.PreviewToken.objects.order_by("id")
    assert _do(editor, node_id, f"end-preview-{first.pk.hex}").status_code == 302
    assert visitor.get(link[1]).status_code == 404
    second.refresh_from_db()
    assert second.revoked_at is None
    assert _do(editor, node_id, "revoke").status_code == 302
    second.refresh_from_db()
    assert second.revoked_at is not None


def test_history_is_compared_and_brought_back_as_a_draft(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "About us", body="The first line.")
    publishing.publish_node(ctx, node_id)
    asked = {"locale": "en", "title": "About all of us", "body": "The second line."}
    translations.set_translation(ctx, node_id, parse(SetNodeTranslationRequest, asked))
    publishing.publish_node(ctx, node_id)
    first = models.NodeRevision.objects.filter(node_id=node_id).order_by("version")[0].version

    answer = editor.get(f"{_page(node_id, 'revisions')}?version={first}")

    content = _told(answer)
    assert "<del>− About us</del>" in content
    assert "<ins>+ About <mark>all of </mark>us</ins>" in content
    assert "<del>− The <mark>first</mark> line.</del>" in content

    version = models.Node.objects.get(pk=node_id).version
    back = editor.post(_page(node_id, "revisions"), {"revision": first, "version": version, "locales": ["en"]})
    assert back.status_code == 302
    draft = models.NodeDraft.objects.get(node_id=node_id)
    assert (draft.title, draft.body) == ("About us", "The first line.")
    assert models.NodeTranslation.objects.get(node_id=node_id).title == "About all of us"
    assert editor.get(f"{_page(node_id, 'revisions')}?version=999").status_code == 404

    stale = editor.post(_page(node_id, "revisions"), {"revision": first, "version": version}, follow=True)
    assert "somebody else" in stale.content.decode().lower() or "version" in stale.content.decode()


def test_pages_are_ordered_and_nested_in_the_tree(ctx: RequestContext, editor: Client) -> None:
    first, second, third = (_make(ctx, title) for title in ("One", "Two", "Three"))

    def tree() -> list[tuple[str, int]]:
        rows = editor.get(f"{LIST}tree/?kind=page").context["rows"]
        return [(row["title"], row["depth"]) for row in rows]

    def step(node_id: UUID, name: str) -> None:
        sent = {"node": str(node_id), "step": name, "version": models.Node.objects.get(pk=node_id).version}
        assert editor.post(f"{LIST}tree/?kind=page", sent).status_code == 302

    assert tree() == [("One", 0), ("Two", 0), ("Three", 0)]
    step(third, "up")
    assert tree() == [("One", 0), ("Three", 0), ("Two", 0)]
    step(third, "in")
    assert tree() == [("One", 0), ("Three", 1), ("Two", 0)]
    step(second, "in")
    assert tree() == [("One", 0), ("Three", 1), ("Two", 1)]
    step(third, "out")
    assert tree() == [("One", 0), ("Two", 1), ("Three", 0)]
    step(first, "down")
    assert tree() == [("Three", 0), ("One", 0), ("Two", 1)]


def test_a_subtree_goes_to_the_trash_and_comes_back_or_goes_for_good(ctx: RequestContext, editor: Client) -> None:
    top = _make(ctx, "Help")
    _make(ctx, "Shipping", parent=top)
    other = _make(ctx, "Contact", body=f"See [help](/help) and rustok:node/{top}")
    editor.post(_page(top, "delete"), {"post": "yes"})

    answer = editor.get(f"{LIST}trash/")
    assert [(row["title"], row["below"]) for row in answer.context["rows"]] == [("Help", 1)]
    assert editor.get(LIST).context["cl"].result_count == 1

    back = editor.post(f"{LIST}trash/", {"node": str(top), "do": "restore"}, follow=True)
    assert "It is back" in back.content.decode()
    assert models.Node.objects.filter(deleted_at=None).count() == 3

    editor.post(_page(top, "delete"), {"post": "yes"})
    assert "Contact" in _told(editor.get(_page(top, "usage")))
    refused = editor.post(f"{LIST}trash/", {"node": str(top), "do": "purge"}, follow=True)
    assert "1 others refer to it" in refused.content.decode()
    assert models.Node.objects.filter(pk=top).exists()

    editor.post(f"{LIST}trash/", {"node": str(top), "do": "purge", "force": "on"})
    assert list(models.Node.objects.values_list("pk", flat=True)) == [other]


def test_a_copy_and_a_move_by_dialog(ctx: RequestContext, editor: Client) -> None:
    top, page = _make(ctx, "Help"), _make(ctx, "Shipping")

    assert _do(editor, page, "move", parent=str(top), place="1").status_code == 302
    assert models.Node.objects.get(pk=page).parent_id == top

    answer = _do(editor, top, "copy", with_children="on")
    copy = models.Node.objects.filter(parent_id=None).exclude(pk=top).get()
    assert answer["Location"] == _page(copy.pk)
    assert copy.children.count() == 1

    circle = _do(editor, top, "move", parent=str(page), place="")
    assert 'role="alert"' in _told(circle)
    assert models.Node.objects.get(pk=top).parent_id is None


def test_the_board_counts_and_leads_to_the_lists(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "About us")
    publishing.publish_node(ctx, node_id)
    _make(ctx, "Shipping")

    (row,) = editor.get(f"{LIST}board/").context["rows"]

    found = {entry["state"]: (entry["count"], entry["url"]) for entry in row["cells"][0]}
    assert {state: count for state, (count, _) in found.items()} == {"draft": 1, "published": 1}
    for count, url in found.values():
        assert editor.get(url).context["cl"].result_count == count
    for cell in row["cells"][1:]:
        for entry in cell:
            assert editor.get(entry["url"]).context["cl"].result_count == entry["count"]


def test_the_front_page_says_what_waits(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "About us")
    _do(editor, node_id, "submit", locale="", note="")
    day = (timezone.localtime() + dt.timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    _do(editor, node_id, "schedule", locales=["en"], publish_at=day)

    cards = {card.title: card.value for card in editor.get("/admin/").context["cards"]}

    assert cards["Handed in for review"] == "1"
    assert cards["Translations out of date"] == "0"
    assert "Scheduled today" in cards


def test_moderators_look_at_nodes_and_change_none(ctx: RequestContext, moderator: Client) -> None:
    node_id = _make(ctx, "About us")

    for page in (LIST, f"{LIST}tree/", f"{LIST}board/", f"{LIST}calendar/", f"{LIST}trash/", f"{LIST}submissions/",
                 _page(node_id), _page(node_id, "revisions"), _page(node_id, "usage")):  # fmt: skip
        assert moderator.get(page).status_code == 200, page
    assert moderator.get(_page(node_id)).context["node_bar"]["dialogs"] == []
    assert _do(moderator, node_id, "publish", locales=["en"]).status_code == 403
    assert moderator.post(f"{LIST}tree/", {"node": str(node_id), "step": "up"}).status_code == 403
    assert moderator.post(f"{LIST}trash/", {"node": str(node_id), "do": "purge"}).status_code == 403


def test_of_two_editors_of_a_form_the_later_is_refused_and_keeps_what_was_typed(
    ctx: RequestContext, editor: Client
) -> None:
    page = _page(_make(ctx, "About us"))
    first, second = typed(editor, page), typed(editor, page)
    save(editor, page, {**first, "body__en": "Two.", "_continue": "1"})

    content = _told(editor.post(page, {**second, "body__en": "Three.", "_continue": "1"}))

    assert "Somebody else has saved this meanwhile" in content
    assert "Changed meanwhile: body (en)." in content
    assert "Three." in content
    assert models.Body.objects.get().body == "Two."


def test_an_emptied_title_is_refused_at_its_field(ctx: RequestContext, editor: Client) -> None:
    page = _page(_make(ctx, "About us"))

    answer = editor.post(page, {**typed(editor, page), "title__en": "", "_continue": "1"})

    assert answer.context["adminform"].form.errors["title__en"] == ["This field is required."]
    assert models.NodeTranslation.objects.get().title == "About us"


def test_save_and_publish_shows_the_languages_that_were_written_only(ctx: RequestContext, editor: Client) -> None:
    node_id = _make(ctx, "About us")
    asked = parse(SetNodeTranslationRequest, {"locale": "ru", "title": "Наполовину"})
    translations.set_translation(ctx, node_id, asked)
    page = _page(node_id)

    sent = {**typed(editor, page), "body__en": "Two.", "rustok_content_node_publish": ""}
    assert editor.post(page, sent).status_code == 302

    states = dict(models.NodeTranslation.objects.values_list("locale", "status"))
    assert states == {"en": "published", "ru": "draft"}


def test_pages_are_dragged_before_after_and_below_others(ctx: RequestContext, editor: Client) -> None:
    first, second, third = (_make(ctx, title) for title in ("One", "Two", "Three"))

    def tree() -> list[tuple[str, str, int]]:
        rows = editor.get(f"{LIST}tree/").context["rows"]
        return [(row["title"], row["path"], row["depth"]) for row in rows]

    def drop(node_id: UUID, place: str, other: Any) -> Any:
        version = models.Node.objects.get(pk=node_id).version
        sent = {"node": str(node_id), "step": place, "other": str(other), "version": version}
        return editor.post(f"{LIST}tree/", sent, follow=True)

    drop(third, "before", first)
    assert tree() == [("Three", "/three", 0), ("One", "/one", 0), ("Two", "/two", 0)]
    drop(third, "after", second)
    assert tree() == [("One", "/one", 0), ("Two", "/two", 0), ("Three", "/three", 0)]
    drop(second, "into", first)
    assert tree() == [("One", "/one", 0), ("Two", "/one/two", 1), ("Three", "/three", 0)]

    assert "its own ancestor" in drop(first, "into", second).content.decode()
    assert "It is no longer there." in drop(first, "into", "x").content.decode()
    assert [row[0] for row in tree()] == ["One", "Two", "Three"]


def test_the_trash_is_searched(ctx: RequestContext, editor: Client) -> None:
    for title in ("Help", "Shipping"):
        editor.post(_page(_make(ctx, title), "delete"), {"post": "yes"})

    assert [row["title"] for row in editor.get(f"{LIST}trash/?q=hel").context["rows"]] == ["Help"]
    assert "Nothing in the trash is called like that." in editor.get(f"{LIST}trash/?q=zz").content.decode()


def test_words_that_differ_are_told_within_lines() -> None:
    assert words_apart("We open at nine.", "We open at ten.") == (
        [(False, "We open at "), (True, "nine"), (False, ".")],
        [(False, "We open at "), (True, "ten"), (False, ".")],
    )
    assert words_apart("One.", "Nothing of it is alike") == ([(False, "One.")], [(False, "Nothing of it is alike")])


def test_the_posts_of_a_series_are_put_in_order(ctx: RequestContext, editor: Client) -> None:
    first, second = (_make(ctx, title, kind="post") for title in ("First", "Second"))
    series = _make(ctx, "Course", kind="series")
    url = _page(series, "series")
    assert url in _told(editor.get(_page(series)))

    def step(do: str, post: Any, version: int | None = None) -> list[str]:
        now = models.Node.objects.get(pk=series).version
        answer = editor.post(url, {"do": do, "post": str(post), "version": version or now}, follow=True)
        return [row["title"] for row in answer.context["rows"]]

    assert step("add", second) == ["Second"]
    assert [title for _key, title in editor.get(url).context["offered"]] == ["First"]
    assert step("add", first) == ["Second", "First"]
    assert step("up", first) == ["First", "Second"]
    assert step("up", first) == ["First", "Second"]
    # By what somebody else has changed since, nothing is put in order.
    assert step("down", first, version=1) == ["First", "Second"]
    assert step("remove", first) == ["Second"]
    assert step("add", "nothing") == ["Second"]
    assert editor.get(_page(first, "series")).status_code == 404


def test_the_tree_offers_a_new_page_to_those_who_may_make_one(
    ctx: RequestContext, editor: Client, in_tenant_a: Tenant
) -> None:
    author = signed_in(in_tenant_a, Role.AUTHOR)

    assert editor.get("/admin/rustok_content/node/tree/").context["may_add"]
    assert not author.get("/admin/rustok_content/node/tree/").context["may_add"]
