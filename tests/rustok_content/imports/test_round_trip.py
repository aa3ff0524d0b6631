"""A site as a folder of Markdown: taken into an empty tenant, and written again, it is the same, byte by byte."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from rustok.auth.dto import CreateUserRequest
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok.media.models import Asset
from rustok.media.services.assets import store_asset
from rustok.media.storage import files
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.dto.categories import CreateNodeCategoryRequest
from rustok_content.dto.imports import ImportFormat, ImportState, StartContentImportRequest
from rustok_content.dto.lifecycle import ScheduleNodeRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest
from rustok_content.dto.tags import CreateNodeTagRequest
from rustok_content.services import categories, home, nodes, publishing, scheduling, tags, translations
from rustok_content.services.exports.markdown_folder import export_markdown
from rustok_content.services.imports.jobs import begin_import
from rustok_content.services.imports.running import run_import

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
EXAMPLES = int(os.environ.get("RUSTOK_ROUND_TRIPS", "6"))
AUTHOR = "ada@example.com"
COLOURS = ("navy", "green")
PAST = dt.datetime(2024, 2, 1, 9, 30, 15, 123456, tzinfo=dt.UTC)
BLOCKS = (
    '{"blocks": [{"id": "b1", "type": "image", "props": {"asset_id": "ID"}},'
    ' {"id": "b2", "type": "markdown", "props": {"markdown": "Hi ![x](URL)"}}]}'
)
AHEAD = dt.datetime(2099, 1, 1, 9, tzinfo=dt.UTC)


def exported(tenant: Tenant) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with tenant_scope(tenant):
        done = export_markdown(RequestContext.system(tenant.id), found.__setitem__)
    assert done.files == len(found)
    return found


def written(folder: Path, content: dict[str, bytes]) -> Path:
    for name, text in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    return folder


def taken(tenant: Tenant, folder: Path) -> models.ContentImport:
    with tenant_scope(tenant):
        ctx = RequestContext.system(tenant.id, locale="en")
        request = StartContentImportRequest(format=ImportFormat.MARKDOWN)
        row = run_import(begin_import(ctx, request, file_name="site", local=folder).id)
        assert row is not None
        assert (row.state, row.fault) == (ImportState.DONE, "")
        return row


def picture(ctx: RequestContext, colour: str) -> Any:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    stored = store_asset(ctx, file.getvalue(), filename=f"my {colour}.png", alt={"en": f"It is {colour}", "ru": "Да"})
    return Asset.objects.get(pk=stored.id)


@pytest.fixture(autouse=True)
def modules(tenant_a: Tenant, tenant_b: Tenant) -> None:
    """Both write posts and pages."""
    for tenant in (tenant_a, tenant_b):
        with tenant_scope(tenant):
            for slug in ("blog", "pages"):
                toggles.enable_module(RequestContext.system(tenant.id), slug)


def make_author(tenant: Tenant) -> Any:
    with tenant_scope(tenant):
        request = CreateUserRequest(email=AUTHOR, password="long-enough-9", role=Role.EDITOR)
        return users.create_user(RequestContext.system(tenant.id), request).id


# --- A site ---------------------------------------------------------------------------------------------------------

_PRINTABLE = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp"))
WORDS = st.text(_PRINTABLE, min_size=1, max_size=40).filter(str.strip)
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
BODIES = st.one_of(
    st.text(st.one_of(_PRINTABLE, st.just("\n")), max_size=200),
    st.sampled_from(
        [
            "# {title}\n\nThe title once more.",
            "---\na: b\n---\ntext",
            'Look ![a leaf]({picture} "A leaf") and [at it]({picture}).',
            '<p><img src="{picture}" alt="x"></p>',
            "```\n{picture}\n```\n",
            "[r]: {picture}\n\nSee [it][r] and [us](/about) and [out](https://x.example/a.png).",
            "+++\nx = 1\n+++\n",
            "Line\r\nand line  \n\n\n* one\n* two",
        ]
    ),
)
STATUSES = st.sampled_from(["publish", "publish", "draft", "future", "archived"])
TEXTS = st.fixed_dictionaries(
    {
        "title": WORDS,
        "slug": SLUGS,
        "body": BODIES,
        "format": st.sampled_from(["markdown", "markdown", "html"]),
        "excerpt": st.one_of(st.none(), WORDS),
        "meta_title": st.one_of(st.none(), WORDS),
        "meta_description": st.one_of(st.none(), WORDS),
        "status": STATUSES,
        "ends": st.booleans(),
    }
)
NODES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["page", "post"]),
        "below": st.integers(0, 3),
        "texts": st.dictionaries(st.sampled_from(["en", "ru"]), TEXTS, min_size=1, max_size=2),
        "tags": st.lists(st.sampled_from(["Leaf", "Чай", "green tea"]), unique=True, max_size=3),
        "category": st.sampled_from([None, "tea", "green"]),
        "cover": st.sampled_from([None, *COLOURS]),
        "picture": st.sampled_from(COLOURS),
        "author": st.booleans(),
        "featured": st.booleans(),
        "position": st.integers(0, 9),
        "renamed": st.booleans(),
    }
)


def build(tenant: Tenant, wanted: list[dict[str, Any]], author: Any) -> None:
    with tenant_scope(tenant):
        ctx = RequestContext.system(tenant.id, locale="en")
        fields: dict[str, Any] = {"module": "blog", "slug": "tea", "names": {"ru": "Чай", "en": "Tea"}, "position": 2}
        tea = categories.create_category(ctx, parse(CreateNodeCategoryRequest, fields)).id
        fields = {"module": "blog", "slug": "green", "names": {"ru": "Зелёный"}, "descriptions": {"ru": "Да\n\nтак"}}
        green = categories.create_category(ctx, parse(CreateNodeCategoryRequest, {**fields, "parent_id": str(tea)})).id
        fields = {"name": "Leaf", "names": {"ru": "Лист", "en": "Leaf"}, "synonyms": ["leaves"]}
        tags.create_tag(ctx, parse(CreateNodeTagRequest, fields))
        pictures = {colour: picture(ctx, colour) for colour in COLOURS}
        places = {None: None, "tea": str(tea), "green": str(green)}
        pages: list[Any] = []
        numbers = itertools.count()
        for each in wanted:
            address = files().url(pictures[each["picture"]].storage_name)
            texts = []
            for locale, text in each["texts"].items():
                body = text["body"].replace("{title}", text["title"].strip()).replace("{picture}", address)
                head = {name: text[name] for name in ("title", "excerpt", "meta_title", "meta_description", "format")}
                # Unique, as those of one site are.
                texts.append({"locale": locale, "slug": f"{text['slug']}-{next(numbers)}", "body": body, **head})
            is_page = each["kind"] == "page"
            above = pages[each["below"] % len(pages)] if is_page and each["below"] and pages else None
            request = {
                "kind": each["kind"],
                "parent_id": str(above) if above else None,
                "translations": texts,
                "tags": each["tags"],
                "category_id": None if is_page else places[each["category"]],
                "author_id": str(author) if each["author"] else None,
                "is_featured": each["featured"],
                "position": each["position"],
                "metadata": {"cover": to_ulid(pictures[each["cover"]].id)} if each["cover"] else {},
            }
            node_id = nodes.create_node(ctx, parse(CreateNodeRequest, request)).id
            if is_page:
                pages.append(node_id)
            for locale, text in each["texts"].items():
                show(ctx, node_id, locale, text)
            if each["renamed"]:
                locale = next(iter(each["texts"]))
                slug = {"locale": locale, "slug": f"renamed-{next(numbers)}", "publish": True}
                translations.set_translation(ctx, node_id, parse(SetNodeTranslationRequest, slug))
        if pages and models.Node.objects.get(pk=pages[0]).parent_id is None:
            home.set_home(ctx, pages[0])


def show(ctx: RequestContext, node_id: Any, locale: str, text: dict[str, Any]) -> None:
    if text["status"] == "publish":
        publishing.publish_node(ctx, node_id, locales=(locale,), at=PAST)
        if text["ends"]:
            scheduling.schedule_node(ctx, node_id, ScheduleNodeRequest(locales=(locale,), unpublish_at=AHEAD))
    elif text["status"] == "future":
        scheduling.schedule_node(ctx, node_id, ScheduleNodeRequest(locales=(locale,), publish_at=AHEAD))
    elif text["status"] == "archived":
        publishing.unpublish_node(ctx, node_id, locales=(locale,), archive=True)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(wanted=st.lists(NODES, min_size=2, max_size=5))
def test_what_is_exported_imported_and_exported_again_is_the_same(
    tenant_a: Tenant, tenant_b: Tenant, tmp_path_factory: pytest.TempPathFactory, wanted: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        author = make_author(tenant_a)
        make_author(tenant_b)
        build(tenant_a, wanted, author)

        first = exported(tenant_a)
        folder = written(tmp_path_factory.mktemp("site"), first)
        row = taken(tenant_b, folder)
        second = exported(tenant_b)

        assert row.report == []
        assert second.keys() == first.keys()
        for name, content in first.items():
            assert second[name] == content, f"{name}\n{content.decode()}\n{second[name].decode()}"
        transaction.set_rollback(True)


def test_a_seeded_site_goes_round_by_the_commands(tenant_a: Tenant, tenant_b: Tenant, tmp_path: Path) -> None:
    author = make_author(tenant_a)
    make_author(tenant_b)
    with tenant_scope(tenant_a):
        ctx = RequestContext.system(tenant_a.id, locale="en")
        navy = picture(ctx, "navy")
        blocks = BLOCKS.replace("ID", to_ulid(navy.id)).replace("URL", files().url(navy.storage_name))
        texts = {
            "title": "About: us?",
            "slug": "about",
            "body": "Who *we* are ![navy](" + files().url(navy.storage_name) + ")",
            "format": "markdown",
            "excerpt": None,
            "meta_title": "Us",
            "meta_description": "All of us",
            "status": "publish",
            "ends": True,
        }
    each = {
        "kind": "page",
        "below": 0,
        "texts": {"ru": texts, "en": {**texts, "status": "draft", "body": "<p>html</p>", "format": "html"}},
        "tags": ["Leaf"],
        "category": None,
        "cover": "green",
        "picture": "navy",
        "author": True,
        "featured": True,
        "position": 3,
        "renamed": True,
    }
    build(
        tenant_a, [each, {**each, "kind": "post", "category": "green"}, {**each, "below": 1, "renamed": False}], author
    )
    assert blocks

    call_command("content_export", tmp_path / "one", tenant="a", format="markdown")
    call_command("content_import", tmp_path / "one", tenant="b", format="markdown")
    call_command("content_export", tmp_path / "two", tenant="b", format="markdown")

    def tree(folder: Path) -> dict[str, bytes]:
        paths = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

    one = tree(tmp_path / "one")
    assert tree(tmp_path / "two") == one
    page = next(content.decode() for name, content in one.items() if name == "pages/renamed-2/index.md")
    for line in ("title: 'About: us?'", "locale: ru", "home: true", "weight: 3", "- /about-0", "expiryDate:", "Leaf"):
        assert line in page
    assert "../../media/" in page
    with pytest.raises(CommandError, match="is not empty"):
        call_command("content_export", tmp_path / "two", tenant="b", format="markdown")
