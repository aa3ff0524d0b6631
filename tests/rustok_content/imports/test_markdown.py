"""A folder or a zip file of Markdown: taken with its pictures and links, once, and within limits."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from rustok.ids import to_ulid
from rustok.media.models import Asset
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.imports import ImportFormat, ImportState
from rustok_content.dto.nodes import NodeStatus
from tests.rustok_content.imports.conftest import Run, notes

pytestmark = pytest.mark.django_db

FILES = {
    "about/index.md": "# About us\n\nSee [the team](team.md#who) and [nothing](gone.md).\n",
    "about/index.ru.md": "---\ntitle: О нас\n---\nТекст\n",
    "about/team.md": '---\ntitle: The *team*\nweight: 3\nmood: good\n---\n![leaf](../pictures/leaf.png "A leaf")\n\n'
    "```\n[code](../about/index.md)\n```\n",
    "posts/2024-02-01-hello.md": "---\ntitle: Hello\ndate: 2024-02-01T09:30:00Z\ntags: [Leaf, Чай]\n"
    "categories: [Green, Tea]\ncover: /pictures/leaf.png\n"
    "description: How we began\n---\nBack to [us](../about/index.md)\n",
    "posts/soon.md": "---\ntitle: Soon\ndraft: true\n---\nNot yet <script>x</script>\n",
    "posts/broken.md": "---\ntitle: [unclosed\n---\nx\n",
    "posts/bomb.md": "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
    "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ntitle: Bomb\n---\nx\n",
    "posts/unsafe.md": "---\ntitle: !!python/object/apply:os.system ['true']\n---\nx\n",
    "notes.txt": "plain",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site's folder."""
    top = tmp_path / "site"
    for name, text in FILES.items():
        file = top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(picture, "PNG")
    (top / "pictures").mkdir()
    (top / "pictures" / "leaf.png").write_bytes(picture.getvalue())
    return top


def packed(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, f"site/{path.relative_to(folder)}")
    return target


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_a_folder_is_taken_with_its_pictures_links_and_languages_and_once(
    run: Run, folder: Path, tmp_path: Path, as_zip: bool
) -> None:
    path = packed(folder, tmp_path / "site.zip") if as_zip else folder
    row = run(path, ImportFormat.MARKDOWN)

    assert (row.state, row.fault) == (ImportState.DONE, "")
    assert row.counts == {"made": 6}
    about = models.Node.objects.get(translations__title="About us")
    assert dict(about.translations.values_list("locale", "title")) == {"en": "About us", "ru": "О нас"}
    english = about.bodies.get(locale="en").html
    assert '<a href="/about/team#who"' in english
    assert "<h1>" not in english
    asset = Asset.objects.get()
    team = models.Node.objects.get(translations__title="The *team*")
    assert (team.parent_id, team.position, team.kind) == (about.id, 3, "page")
    assert asset.storage_name in team.bodies.get().html
    assert "[code](../about/index.md)" in team.bodies.get().html
    hello = models.Node.objects.get(translations__title="Hello")
    assert (hello.kind, hello.status, hello.translations.get().slug) == ("post", NodeStatus.PUBLISHED, "hello")
    assert (hello.published_at.isoformat(), hello.metadata) == (
        "2024-02-01T09:30:00+00:00",
        {"cover": to_ulid(asset.id)},
    )
    assert hello.category is not None
    assert (hello.category.slug, hello.node_tags.count()) == ("green", 2)
    assert '<a href="/about"' in hello.bodies.get().html
    soon = models.Node.objects.get(translations__title="Soon")
    assert (soon.status, soon.bodies.get().removed) == (NodeStatus.DRAFT, ["<script>"])
    assert notes(row) >= {
        ("file", "posts/broken.md", "front_matter"),
        ("file", "posts/bomb.md", "front_matter"),
        ("file", "posts/unsafe.md", "front_matter"),
        ("file", "notes.txt", "not_markdown"),
        ("link", "about/index.md: gone.md", "lost"),
        ("front_matter", "mood", "unknown"),
        ("post", "Hello", "category"),
        ("post", "Soon", "removed:<script>"),
    }

    with published_events() as events:
        again = run(path, ImportFormat.MARKDOWN)

    assert again.counts == {"unchanged": 6}
    assert events.types == []


def test_zip_bombs_and_names_that_lead_out_are_refused(run: Run, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.md", "x" * (16 * 1024 * 1024))
    row = run(bomb, ImportFormat.MARKDOWN)
    assert row.state == ImportState.FAILED
    assert "packed more than 200 times" in row.fault

    climbing = tmp_path / "climbing.zip"
    with zipfile.ZipFile(climbing, "w") as file:
        file.writestr("../../outside.md", "# Out")
        file.writestr("in.md", "# In\n\n![x](../../../etc/passwd.png)")
    row = run(climbing, ImportFormat.MARKDOWN)
    assert row.counts == {"made": 1}
    assert notes(row) == {
        ("file", "../../outside.md", "path"),
        ("asset", "in.md: ../../../etc/passwd.png", "lost"),
        ("link", "in.md: ../../../etc/passwd.png", "lost"),
    }

    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 no more")
    assert "it is no zip file" in run(broken, ImportFormat.MARKDOWN).fault
