"""Pictures that an export names are fetched when that is asked for: once, within limits, from where they may be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from rustok.context import RequestContext
from rustok.media.models import Asset
from rustok.testing.events import published_events
from rustok_content import models
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.services.imports import running
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import
from tests.rustok.outbound.server import FileServer, serving
from tests.rustok_content.imports.conftest import SITE, Run, notes

pytestmark = pytest.mark.django_db
FOLDER = "/wp-content/uploads/2024/02"


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def server(settings: Any) -> Iterator[FileServer]:
    """The former site's server, on the loopback, which only these tests may call."""
    settings.RUSTOK = {
        **settings.RUSTOK,
        "imports": {"fetch_ports": (), "fetch_allowed_networks": ("127.0.0.0/8",), "fetch_backoff": 0},
    }
    with serving() as found:
        found.files = {f"{FOLDER}/leaf.png": picture("green"), f"{FOLDER}/manual.pdf": b"%PDF-1.4"}
        yield found


@pytest.fixture
def site(server: FileServer, tmp_path: Path) -> Path:
    """The export of a site whose files are on the server."""
    path = tmp_path / "site.xml"
    path.write_text(SITE.read_text().replace("https://tea.example/wp-content", f"{server.url}/wp-content"))
    return path


def html(title: str) -> str:
    return str(models.Body.objects.get(node__translations__title=title).html)


def test_pictures_are_fetched_once_and_texts_lead_to_them(run: Run, site: Path, server: FileServer) -> None:
    row = run(site, fetch_media=True)

    assert (row.state, row.fault) == (ImportState.DONE, "")
    asset = Asset.objects.get()
    assert (asset.filename, asset.translations.get().alt) == ("leaf.png", "A leaf")
    assert html("Hello & welcome").count(asset.storage_name) == 2
    assert f"{server.url}/wp-content/uploads/2024/02/leaf" not in html("Hello & welcome")
    assert ("asset", "manual.pdf", "media.asset.unsupported") in notes(row)
    assert sorted(server.paths) == [f"{FOLDER}/leaf.png", f"{FOLDER}/manual.pdf"]

    server.asked.clear()
    with published_events() as events:
        again = run(site, fetch_media=True)

    assert again.counts == {"unchanged": 28, "refused": 1}
    assert events.types == []
    assert server.paths == [f"{FOLDER}/manual.pdf"]


def test_nothing_is_fetched_unless_it_is_asked_for_or_by_a_try(run: Run, site: Path, server: FileServer) -> None:
    assert ("asset", "leaf.png", "no_file") in notes(run(site, source="one"))
    row = run(site, source="two", fetch_media=True, dry_run=True)

    assert ("asset", "", "not_fetched") in notes(row)
    assert server.asked == []
    assert Asset.objects.count() == 0


def test_a_private_address_is_refused_by_name_also_behind_a_redirect(
    run: Run, site: Path, server: FileServer, settings: Any
) -> None:
    server.answer = lambda asked: (302, {"location": "http://169.254.169.254/latest/meta-data"}, b"")
    assert ("asset", "leaf.png", "outbound.address.not_allowed") in notes(run(site, fetch_media=True))
    assert len(server.asked) == 2

    settings.RUSTOK = {**settings.RUSTOK, "imports": {}}
    row = run(site, fetch_media=True)

    told = next(note for note in row.report if note["name"] == "leaf.png")
    assert told["code"] == "outbound.address.not_allowed"
    assert "port" in told["reason"] or "open internet" in told["reason"]
    assert len(server.asked) == 2
    assert Asset.objects.count() == 0


def test_what_failed_is_told_by_name_and_had_by_the_next_run(run: Run, site: Path, server: FileServer) -> None:
    server.answer = lambda asked: (404, {}, b"")
    first = run(site, fetch_media=True)
    assert {("asset", "leaf.png", "outbound.answer.missing"), ("post", "Hello & welcome", "cover")} <= notes(first)
    assert Asset.objects.count() == 0

    server.answer = None
    second = run(site, fetch_media=True)

    # The picture, and the post that shows it.
    assert (second.counts["made"], second.counts["changed"]) == (1, 1)
    assert Asset.objects.get().storage_name in html("Hello & welcome")


def test_more_than_the_library_takes_is_not_fetched(run: Run, site: Path, server: FileServer, settings: Any) -> None:
    settings.RUSTOK = {**settings.RUSTOK, "media": {**settings.RUSTOK["media"], "max_bytes": 50}}

    row = run(site, fetch_media=True)

    assert ("asset", "leaf.png", "outbound.answer.too_large") in notes(row)


def test_pictures_of_other_sites_in_the_same_folder_stay_theirs(run: Run, site: Path) -> None:
    other = '<img src="https://other.example/wp-content/uploads/2024/02/leaf.png">'
    site.write_text(site.read_text().replace("<![CDATA[Boo]]>", f"<![CDATA[Boo {other}]]>"))

    run(site, fetch_media=True)

    assert 'src="https://other.example/wp-content/uploads/2024/02/leaf.png"' in html("Ghost story")


def test_a_kill_on_the_way_fetches_no_more_than_its_batch_again(
    ctx: RequestContext, site: Path, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "FETCHED", 1)
    request = StartContentImportRequest(format=ImportFormat.WXR, fetch_media=True)
    row = begin_import(ctx, request, file_name=site.name, local=site)

    with monkeypatch.context() as patch:
        take = running.take

        def killed(taking: Any, piece: Any) -> Any:
            if piece.name == "manual.pdf":
                raise KeyboardInterrupt
            return take(taking, piece)

        patch.setattr(running, "take", killed)
        with pytest.raises(KeyboardInterrupt):
            run_import(row.id)
    assert server.paths == [f"{FOLDER}/leaf.png", f"{FOLDER}/manual.pdf"]
    server.asked.clear()

    done = run_import(row.id, anew=True)

    assert done is not None
    assert (done.state, done.done) == (ImportState.DONE, 29)
    assert server.paths == [f"{FOLDER}/manual.pdf"]
    assert Asset.objects.count() == 1
