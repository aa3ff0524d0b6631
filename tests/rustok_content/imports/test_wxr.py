"""An export of WordPress with every construct: what becomes of each, and that a second import changes nothing."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from PIL import Image

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.media.models import Asset
from rustok.rbac.roles import Role
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.imports import ImportState
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from tests.rustok_content.imports.conftest import SITE, Run, notes

pytestmark = pytest.mark.django_db


def node(title: str) -> models.Node:
    return models.Node.objects.get(translations__title=title)


def html(title: str) -> str:
    return str(models.Body.objects.get(node=node(title)).html)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """The site's uploads: its picture, and what only calls itself one."""
    folder = tmp_path / "uploads" / "2024" / "02"
    folder.mkdir(parents=True)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(picture, "PNG")
    (folder / "leaf.png").write_bytes(picture.getvalue())
    (folder / "manual.pdf").write_bytes(b"%PDF-1.4")
    return tmp_path / "uploads"


def test_a_second_import_of_the_same_file_changes_nothing(run: Run) -> None:
    first = run(SITE)
    assert (first.state, first.fault) == (ImportState.DONE, "")
    assert first.counts == {"made": 25, "left_out": 2, "unchanged": 2}
    assert first.done == first.total == 29
    before = list(models.Node.objects.order_by("id").values())

    with published_events() as events:
        second = run(SITE)

    assert second.counts == {"unchanged": 27, "left_out": 2}
    assert events.types == []
    assert list(models.Node.objects.order_by("id").values()) == before


def test_every_construct_is_taken_or_reported_by_name(run: Run) -> None:
    row = run(SITE)

    tea, green = models.Category.objects.filter(module="blog").order_by("-slug")
    assert (tea.slug, green.slug, green.parent_id) == ("tea", "green", tea.id)
    assert tea.translations.get().name == "Tea & Leaves"
    assert sorted(models.Tag.objects.values_list("name", flat=True)) == ["Leaf", "Чай"]

    team, about = node("Our team"), node("About")
    assert (team.parent_id, team.position, about.position) == (about.id, 2, 1)
    assert html("Our team") == "<p>We are <strong>two</strong>.</p>"
    assert html("About") == "<p>Who we are.</p>\n<p>Write to us<br>\nany day.</p>"
    assert set(models.NodeAddress.objects.filter(node__in=[team, about]).values_list("path", flat=True)) == {
        "/about",
        "/about/team",
    }

    hello = node("Hello & welcome")
    assert (hello.status, hello.category_id, hello.is_featured) == (NodeStatus.PUBLISHED, green.id, True)
    assert hello.published_at == dt.datetime(2024, 2, 1, 9, 30, tzinfo=dt.UTC)
    text = hello.translations.get()
    assert (text.slug, text.excerpt) == ("hello", "First lines.")
    assert (text.meta_title, text.meta_description) == ("Hello & welcome - Tea & Talk", "How we began")
    assert sorted(hello.node_tags.values_list("tag__name", flat=True)) == ["Leaf", "Чай"]
    shown = html("Hello & welcome")
    for part in (
        "<figcaption>A <em>fine</em> leaf</figcaption>",
        '<div class="gallery">',
        '<a href="https://tea.example/a.mp3"',
        '<a href="https://tea.example/v.mp4"',
        '<a href="https://video.example/w?v=1&amp;t=2"',
        '<pre><code class="language-python">if a &lt; b:\n\n    print("[x]")</code></pre>',
        '<p>[contact-form-7 id="5" title="Form"] and [gallery] and [sic]</p>',
        "<p>Ends with ]]&gt; and a smart “quote”.</p>",
    ):
        assert part in shown

    statuses = {title: node(title).status for title in ("Ghost story", "Next year", "For us", "Locked", "To be read")}
    assert set(statuses.values()) == {NodeStatus.DRAFT}
    assert node("Ghost story").translations.get().excerpt == "An excerpt"
    assert node("Next year").translations.get().publish_at == dt.datetime(2099, 1, 1, 9, tzinfo=dt.UTC)
    assert node("untitled").status == NodeStatus.PUBLISHED
    assert node("Same slug").translations.get().slug == "same-slug"
    assert not models.Node.objects.filter(translations__title__in=["Thrown away", "Auto Draft", "A book"]).exists()

    assert dict(models.Redirect.objects.values_list("path", "target")) == {
        "/2023/02/hello": "/blog/same-slug",
        "/2024/02/hallo": "/blog/hello",
        "/2024/02/hello": "/blog/hello",
        "/2024/02/untitled": "/blog/untitled",
    }
    assert notes(row) >= {
        ("term", "genre: Poem", "taxonomy"),
        ("comment", "Zoe on About", "on_page"),
        ("post", "Hello & welcome", "shortcode:contact-form-7"),
        ("post", "Hello & welcome", "post_format"),
        ("post", "Hello & welcome", "term:genre"),
        ("post", "Hello & welcome", "category"),
        ("post", "Hello & welcome", "cover"),
        ("postmeta", "mood", "unknown"),
        ("comment", "Eve on Hello & welcome", "trash"),
        ("pingback", "Hello & welcome", "pingback"),
        ("trackback", "Hello & welcome", "trackback"),
        ("post", "For us", "private"),
        ("post", "Locked", "password"),
        ("post", "Thrown away", "trash"),
        ("post", "Auto Draft", "auto_draft"),
        ("revision", "", "skipped"),
        ("book", "A book", "custom_type"),
        ("wp_block", "Pattern", "skipped"),
        ("post", "untitled", "no_title"),
        ("encoding", "", "repaired"),
        ("menu", "Main menu: Teas", "target"),
        ("menu", "Main menu: javascript:alert(1)", "url"),
        ("page", "Circle two", "circle"),
        ("asset", "leaf.png", "no_file"),
        ("asset", "manual.pdf", "no_file"),
        ("author", "Ghost Writer", "unknown"),
        ("page", "About", "removed:<script>"),
        ("post", "Same slug", "slug"),
    }


def test_comments_keep_their_thread_their_time_and_their_moderation(run: Run) -> None:
    run(SITE)

    hello = node("Hello & welcome")
    rows = models.Node.objects.filter(root_id=hello.id).order_by("number")
    told = {row.guest_authors.get().name: (row.number, row.moderation, row.created_at.hour, row.depth) for row in rows}
    assert told == {
        "Bob": (1, Moderation.APPROVED, 10, 1),
        "Ada": (2, Moderation.APPROVED, 11, 2),
        "Cid": (3, Moderation.APPROVED, 12, 3),
        "Dan": (4, Moderation.PENDING, 13, 1),
        "Spammer": (5, Moderation.SPAM, 14, 1),
    }
    bob = models.GuestAuthor.objects.get(name="Bob")
    assert (bob.email, bob.website) == ("bob@example.com", "https://bob.example")
    assert models.Body.objects.get(node_id=bob.node_id).html == "<p>Nice!</p>\n<p>Really.</p>"
    hello.refresh_from_db()
    thread = models.Thread.objects.get(node=hello)
    assert (hello.reply_count, thread.next_number) == (3, 6)
    assert thread.last_reply_at == dt.datetime(2024, 2, 2, 12, tzinfo=dt.UTC)


def test_menus_keep_their_levels_and_lead_to_the_nodes(run: Run) -> None:
    run(SITE)

    menu = models.Menu.objects.get()
    assert (menu.location, menu.name) == ("main-menu", "Main menu")
    items = models.MenuItem.objects.filter(menu=menu).order_by("position")
    labels = dict(models.MenuItemTranslation.objects.values_list("item_id", "label"))
    assert [(labels.get(item.id), item.node_id, item.url, item.opens_new_tab) for item in items] == [
        (None, node("About").id, "", False),
        ("The team", node("Our team").id, "", False),
        ("Teas", None, "", False),
        ("Outside", None, "https://else.example/", True),
        ("Bad", None, "", False),
    ]
    assert [item.parent_id for item in items] == [None, items[0].id, items[1].id, None, None]


def test_authors_are_known_by_their_address(run: Run, ctx: RequestContext) -> None:
    request = CreateUserRequest(email="ada@example.com", password="long-enough-9", role=Role.EDITOR)
    ada = users.create_user(ctx, request)

    run(SITE)

    assert node("Hello & welcome").author_id == ada.id
    assert node("Ghost story").author_id is None
    assert models.Node.objects.filter(kind="comment", author_id=ada.id).count() == 1


def test_pictures_come_from_a_folder_and_texts_lead_to_them(run: Run, uploads: Path) -> None:
    row = run(SITE, media=uploads)

    asset = Asset.objects.get()
    assert asset.translations.get().alt == "A leaf"
    hello = node("Hello & welcome")
    assert hello.metadata == {"cover": to_ulid(asset.id)}
    assert "wp-content/uploads/2024/02/leaf" not in html("Hello & welcome")
    assert html("Hello & welcome").count(asset.storage_name) == 2
    assert ("asset", "manual.pdf", "media.asset.unsupported") in notes(row)
    assert run(SITE, media=uploads).counts == {"unchanged": 28, "refused": 1}


def test_a_changed_file_changes_what_changed(run: Run, tmp_path: Path) -> None:
    run(SITE)
    changed = tmp_path / "site.xml"
    changed.write_text(
        SITE.read_text()
        .replace("<![CDATA[Secret]]>", "<![CDATA[No secret]]>")
        .replace("<wp:comment_approved>0<", "<wp:comment_approved>1<")
        .replace("<title>Locked</title>", "<title>Unlocked</title>")
        .replace("<wp:post_password>sesame</wp:post_password>", "<wp:post_password></wp:post_password>")
    )

    with published_events() as events:
        row = run(changed)

    # Locked is shown now, and its old address leads to it.
    assert row.counts == {"unchanged": 24, "changed": 3, "made": 1, "left_out": 2}
    assert html("For us") == "<p>No secret</p>"
    assert node("Unlocked").status == NodeStatus.PUBLISHED
    assert models.Node.objects.get(guest_authors__name="Dan").moderation == Moderation.APPROVED
    assert node("Hello & welcome").reply_count == 4
    touched = {envelope.event.node_id for envelope in events.envelopes if hasattr(envelope.event, "node_id")}
    assert len(touched) == 3


def test_what_was_deleted_here_is_not_made_again(run: Run, tmp_path: Path) -> None:
    run(SITE)
    models.Node.objects.filter(pk=node("For us").id).update(deleted_at=dt.datetime.now(dt.UTC))
    changed = tmp_path / "site.xml"
    changed.write_text(SITE.read_text().replace("<![CDATA[Secret]]>", "<![CDATA[No secret]]>"))

    row = run(changed)

    assert ("post", "For us", "deleted") in notes(row)
    assert row.counts == {"unchanged": 26, "left_out": 3}


def test_a_dry_run_reports_the_same_and_changes_nothing(run: Run) -> None:
    rehearsed = run(SITE, dry_run=True)

    assert rehearsed.state == ImportState.DONE
    assert models.Node.objects.count() == models.ImportRecord.objects.count() == models.Category.objects.count() == 0
    row = run(SITE)
    assert (rehearsed.counts, rehearsed.report) == (row.counts, row.report)
