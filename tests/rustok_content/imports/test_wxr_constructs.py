"""What the other file lacks: blocks, patterns, languages, plugins for search engines, broken characters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.media.models import Asset
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.dto.nodes import NodeStatus
from rustok_content.services.imports import running
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import
from tests.rustok_content.imports.conftest import Run, notes
from tests.security.world import png

pytestmark = pytest.mark.django_db
BLOCKS = Path(__file__).parent / "blocks.xml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The export with what no editor would keep: a mark before it, bytes of Windows-1252, controls."""
    path = tmp_path / "blocks.xml"
    content = BLOCKS.read_bytes().replace(b"@@CP1252@@", b"\x93quoted\x94").replace(b"@@CONTROL@@", b"\x0b\x92")
    path.write_bytes(b"\xef\xbb\xbf" + content)
    return path


def node(title: str) -> models.Node:
    return models.Node.objects.get(translations__title=title)


def html(title: str, locale: str = "en") -> str:
    return str(models.Body.objects.get(node=node(title), locale=locale).html)


def test_a_second_import_changes_nothing(run: Run, file: Path) -> None:
    first = run(file)
    assert (first.state, first.fault) == (ImportState.DONE, "")
    before = list(models.Node.objects.order_by("id").values())

    with published_events() as events:
        second = run(file)

    assert first.counts["made"] > 20
    assert set(second.counts) == {"unchanged", "left_out"}
    assert sum(second.counts.values()) == sum(first.counts.values()) == first.total
    assert events.types == []
    assert list(models.Node.objects.order_by("id").values()) == before
    # What was cut or renamed as it was written is told by the run that writes it.
    assert notes(second) < notes(first)
    assert {code.partition(":")[0] for _, _, code in notes(first) - notes(second)} == {"removed", "slug"}


def test_blocks_become_what_they_show_and_others_are_named(run: Run, file: Path) -> None:
    row = run(file)

    shown = html("Blocks")
    for part in (
        "First 🍵.",
        "<h2>Deep</h2>",
        "<p>From the pattern.</p>",
        "<p>Within it.</p>",
        '<a href="https://video.example/w?v=1"',
        "<p>Classic one.</p>\n<p>Classic two.</p>",
        "<p>Fancy</p>",
        '<img src="https://blocks.example/wp-content/uploads/2024/02/cup-scaled.png"',
    ):
        assert part in shown, part
    assert "wp:" not in shown
    assert "[gallery" not in shown
    assert notes(row) >= {
        ("post", "Blocks", "block:block 999"),
        ("post", "Blocks", "block:block 62"),
        ("post", "Blocks", "block:latest-posts"),
        ("post", "Blocks", "block:acme/fancy"),
        ("wp_block", "Pattern", "skipped"),
        ("wp_template", "Template", "skipped"),
    }


def test_shortcodes_without_numbers_and_broken_characters_are_taken(run: Run, file: Path) -> None:
    row = run(file)

    shown = html("Classic")
    assert '<figure><img src="https://blocks.example/wp-content/uploads/2024/02/cup-scaled.png"' in shown
    assert shown.count("song.mp3</a>") == 2
    assert "[acme_form id=" in shown
    assert "“quoted”" in shown
    assert "it’s" in shown
    assert notes(row) >= {
        ("post", "Classic", "shortcode:acme_form"),
        ("encoding", "", "repaired"),
        ("post", "Bad bytes", "mojibake"),
        ("asset", "cup.png", "no_file"),
        ("asset", "song.mp3", "no_file"),
    }


def test_pictures_in_any_size_lead_to_the_one_of_the_library(run: Run, file: Path, tmp_path: Path) -> None:
    uploads = tmp_path / "uploads" / "2024" / "02"
    uploads.mkdir(parents=True)
    (uploads / "cup-scaled.png").write_bytes(png("navy"))

    run(file, media=tmp_path / "uploads")

    asset = Asset.objects.get()
    assert html("Classic").count(asset.storage_name) == 2
    assert "cup" not in html("Classic")


def test_plugins_for_search_engines_are_read(run: Run, file: Path) -> None:
    row = run(file)

    blocks = node("Blocks")
    assert blocks.category is not None
    assert blocks.category.slug == "green"
    assert blocks.translations.get().meta_title == "Blocks | Blöcke & Sprachen 🍵"
    assert node("About").metadata == {"noindex": True}
    assert notes(row) >= {
        ("post", "Blocks", "canonical"),
        ("post", "Blocks", "noindex"),
        ("post", "Blocks", "category"),
        ("post", "Blocks", "term:product_cat"),
        ("post", "Blocks", "template:landing.php"),
        ("page", "About", "template:full-width.php"),
        ("postmeta", "acf", "unknown"),
        ("term", "product_cat: Cups", "taxonomy"),
    }


def test_items_of_one_group_are_one_node_in_several_languages(run: Run, file: Path) -> None:
    row = run(file)

    hello = node("Hello")
    assert node("Привет").id == hello.id
    assert hello.source_locale == "en"
    assert dict(hello.translations.values_list("locale", "status")) == {
        "en": NodeStatus.PUBLISHED,
        "ru": NodeStatus.DRAFT,
    }
    assert html("Hello", "ru") == "<p>По-русски</p>"
    thread = models.Node.objects.filter(root_id=hello.id).order_by("number")
    assert [(each.guest_authors.get().name, each.depth) for each in thread] == [("Bob", 1), ("Вася", 2), ("Bob", 3)]
    assert dict(node("Solo").translations.values_list("locale", "title")) == {"ru": "Solo"}

    about = node("About")
    assert node("Über uns").id == about.id
    assert node("Team").parent_id == about.id
    assert about.position == 4
    redirects = set(models.Redirect.objects.values_list("path", "locale", "target"))
    assert ("/ru/o-nas", "ru", "/o-nas") in redirects
    assert ("/hello", "en", "/blog/hello") in redirects
    items = models.MenuItem.objects.filter(menu__location="top").order_by("position")
    assert [item.node_id for item in items] == [about.id, hello.id, None]
    assert notes(row) >= {
        ("post", "Bonjour", "language"),
        ("menu", "Top: Cups", "target"),
        ("pingback", "Hello", "pingback"),
        ("comment", "Bob on Hello", "type:review"),
    }
    assert not any(code == "taxonomy" and "translations" in name for _, name, code in notes(row))


def test_what_is_missing_above_or_there_twice_is_told(run: Run, file: Path) -> None:
    row = run(file)

    assert node("Orphan").parent_id is None
    slugs = models.NodeTranslation.objects.filter(title="Twice").order_by("node_id").values_list("slug", flat=True)
    assert [slug.partition("-")[0] for slug in slugs] == ["twice", "twice"]
    assert len(set(slugs)) == 2
    assert models.Category.objects.get(slug="lost").parent_id is None
    assert notes(row) >= {
        ("page", "Orphan", "no_parent"),
        ("post", "Twice", "slug"),
        ("category", "Lost", "no_parent"),
        ("product", "A product", "custom_type"),
        ("revision", "", "skipped"),
        ("post", "Gone", "trash"),
    }


def test_a_kill_between_languages_is_gone_on_with(
    ctx: RequestContext, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 3)
    request = StartContentImportRequest(format=ImportFormat.WXR)
    row = begin_import(ctx, request, file_name=file.name, local=file)
    take = running.take

    def killed(taking: Any, piece: Any) -> Any:
        if piece.name == "Hello":
            raise KeyboardInterrupt
        return take(taking, piece)

    with monkeypatch.context() as patch:
        patch.setattr(running, "take", killed)
        with pytest.raises(KeyboardInterrupt):
            run_import(row.id)
    assert not models.Node.objects.filter(translations__title="Hello").exists()

    done = run_import(row.id, anew=True)

    assert done is not None
    assert (done.state, done.done) == (ImportState.DONE, done.total)
    assert node("Hello").translations.count() == 2
    again = run_import(begin_import(ctx, request, file_name=file.name, local=file).id)
    assert again is not None
    assert set(again.counts) == {"unchanged", "left_out"}
