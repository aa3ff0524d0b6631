"""Categories, tags, menus and redirects by the forms of the admin."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_content import models
from tests.rustok_commerce.admin.operator import save, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(in_tenant_a: Tenant) -> Client:
    """The browser of an editor."""
    return signed_in(in_tenant_a, Role.EDITOR)


def add(client: Client, kind: str, /, **fields: Any) -> Any:
    save(
        client, f"/admin/rustok_content/{kind}/add/", {**typed(client, f"/admin/rustok_content/{kind}/add/"), **fields}
    )
    model: Any = next(m for m in vars(models).values() if getattr(getattr(m, "_meta", None), "model_name", "") == kind)
    return model.objects.order_by("-id").first()


def change(client: Client, thing: Any, **fields: Any) -> None:
    url = f"/admin/rustok_content/{thing._meta.model_name}/{thing.pk}/change/"
    save(client, url, {**typed(client, url), **fields})


def test_a_category_gets_names_rules_and_rights(editor: Client) -> None:
    made = add(
        editor,
        "category",
        name__en="Staff room",
        description__en="For us",
        slug="staff-room",
        module="forum",
        slow_mode_seconds="30",
        right_moderator=["can_see", "can_reply"],
    )

    assert (made.module, made.slow_mode_seconds) == ("forum", 30)
    assert list(made.rights.values_list("role", "can_see", "can_reply", "can_create")) == [
        ("moderator", True, True, False)
    ]
    change(editor, made, slug="team", is_closed="on")
    made.refresh_from_db()
    assert (made.slug, made.is_closed) == ("team", True)
    assert list(made.aliases.values_list("slug", flat=True)) == ["staff-room"]


def test_a_category_becomes_a_part_of_another(editor: Client) -> None:
    kept = add(editor, "category", name__en="Kept", slug="kept", module="blog")
    gone = add(editor, "category", name__en="Gone", slug="gone", module="blog")

    change(editor, gone, into=str(kept.pk))

    assert list(models.Category.objects.values_list("slug", flat=True)) == ["kept"]
    assert list(kept.aliases.values_list("slug", flat=True)) == ["gone"]


def test_a_tag_is_named_gets_synonyms_and_takes_others_in(editor: Client) -> None:
    tea = add(editor, "tag", name="Tea", synonyms="chai, cuppa")
    add(editor, "tag", name="Brew")

    change(editor, tea, takes_in="Brew")

    assert list(models.Tag.objects.values_list("name", flat=True)) == ["Tea"]
    assert set(tea.synonyms.values_list("slug", flat=True)) == {"brew", "chai", "cuppa"}


def test_a_tag_that_is_not_there_is_not_taken_in(editor: Client) -> None:
    tea = add(editor, "tag", name="Tea")
    url = f"/admin/rustok_content/tag/{tea.pk}/change/"

    answer = editor.post(url, {**typed(editor, url), "takes_in": "Nothing"})

    assert answer.context["adminform"].form.errors == {"takes_in": ["There is no tag Nothing."]}


def test_a_menu_keeps_its_entries_in_and_out(editor: Client) -> None:
    menu = add(editor, "menu", name="Main", location="main")
    entries = [
        {"level": 0, "labels": {"en": "Shop"}, "node_id": None, "url": "/shop", "opens_new_tab": False},
        {"level": 1, "labels": {"en": "New"}, "node_id": None, "url": "/shop/new", "opens_new_tab": True},
    ]

    change(editor, menu, entries=orjson.dumps(entries).decode())

    first, second = models.MenuItem.objects.order_by("position", "id")
    assert (first.url, first.parent_id, second.url, second.parent_id) == ("/shop", None, "/shop/new", first.pk)
    url = f"/admin/rustok_content/menu/{menu.pk}/change/"
    shown = orjson.loads(typed(editor, url)["entries"])
    assert [(entry["level"], entry["labels"]) for entry in shown] == [(0, {"en": "Shop"}), (1, {"en": "New"})]
    change(editor, menu, entries=orjson.dumps(shown[:1]).decode())
    assert models.MenuItem.objects.count() == 1


def test_entries_that_are_none_are_refused_and_nothing_is_lost(editor: Client) -> None:
    menu = add(editor, "menu", name="Main", location="main")
    url = f"/admin/rustok_content/menu/{menu.pk}/change/"

    for entries in ("{", "{}", '[{"level": 9}]', '[{"level": 0, "url": "javascript:x"}]', "[1]"):
        answer = editor.post(url, {**typed(editor, url), "name": "Other", "entries": entries})
        assert answer.status_code == 200, entries

    menu.refresh_from_db()
    assert menu.name == "Main"


def test_a_redirect_is_made_changed_and_deleted(editor: Client) -> None:
    made = add(editor, "redirect", path="/old", target="/new", permanent="on")

    change(editor, made, target="")
    made.refresh_from_db()

    assert (made.path, made.target, made.permanent) == ("/old", "", True)
    editor.post(f"/admin/rustok_content/redirect/{made.pk}/delete/", {"post": "yes"})
    assert not models.Redirect.objects.exists()


def test_who_may_only_read_sees_and_changes_nothing(in_tenant_a: Tenant, editor: Client) -> None:
    made = add(editor, "redirect", path="/old", target="/new", permanent="on")
    reader = signed_in(in_tenant_a, Role.MODERATOR)

    page = reader.get(f"/admin/rustok_content/redirect/{made.pk}/change/")

    assert page.status_code == 200
    assert reader.post(f"/admin/rustok_content/redirect/{made.pk}/change/", {"path": "/x"}).status_code == 403
    made.refresh_from_db()
    assert made.path == "/old"


def test_who_may_not_change_categories_and_tags_looks_at_them(editor: Client, in_tenant_a: Tenant) -> None:
    tag = add(editor, "tag", name="Tea", synonyms="chai, cuppa")
    category = add(editor, "category", name__en="Staff room", slug="staff-room", module="blog")
    author = signed_in(in_tenant_a, Role.AUTHOR)

    page = author.get(f"/admin/rustok_content/tag/{tag.pk}/change/")
    assert page.status_code == 200
    assert "chai, cuppa" in page.content.decode()
    assert author.get(f"/admin/rustok_content/category/{category.pk}/change/").status_code == 200


def test_the_front_page_tells_what_happened_to_what_the_operator_may_see(editor: Client, in_tenant_a: Tenant) -> None:
    add(editor, "tag", name="Tea")
    add(editor, "redirect", path="/old", target="/new")

    def told(client: Client) -> list[str]:
        return [str(entry.get_change_message()).lower() for entry in client.get("/admin/").context["activity"]]

    assert [line for line in told(editor) if "redirect" in line or "tag" in line] != []
    author = told(signed_in(in_tenant_a, Role.AUTHOR))
    assert [line for line in author if "redirect" in line or "user" in line] == []
    assert [line for line in author if "tag" in line] == ["tag created"]
