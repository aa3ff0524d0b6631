"""Synonyms, stop words, pins and searches in vain on the admin's pages."""

from __future__ import annotations

from typing import Final

import pytest
from django.test import Client
from django.utils import timezone

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_index import models
from rustok_index.indexers import CONTENT, PRODUCTS
from tests.rustok_commerce.admin.operator import save, signed_in, typed
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db
BASE: Final = "/admin/rustok_index/"


@pytest.fixture
def admin(in_tenant_a: Tenant) -> Client:
    """The browser of an administrator."""
    return signed_in(in_tenant_a, Role.ADMIN)


def test_synonyms_are_kept_by_commands(admin: Client) -> None:
    url = f"{BASE}searchsynonym/"
    save(admin, f"{url}add/", {"words": "sofa\r\n couch \r\n", "found_too": "", "in_locale": "en"})
    row = models.SearchSynonym.objects.get()
    assert (row.phrases, row.replacements, row.locale) == (["sofa", "couch"], [], "en")

    save(admin, f"{url}{row.pk}/change/", {**typed(admin, f"{url}{row.pk}/change/"), "found_too": "settee"})

    row.refresh_from_db()
    assert (row.phrases, row.replacements) == (["sofa", "couch"], ["settee"])
    assert "sofa, couch → settee" in admin.get(url).content.decode()
    admin.post(f"{url}{row.pk}/delete/", {"post": "yes"})
    assert models.SearchSynonym.objects.count() == 0


def test_a_refusal_is_shown_with_what_was_typed(admin: Client) -> None:
    answer = admin.post(f"{BASE}searchsynonym/add/", {"words": "sofa", "found_too": "", "in_locale": ""})

    assert answer.status_code == 200
    assert "Give two phrases" in answer.content.decode()
    assert models.SearchSynonym.objects.count() == 0


def test_stop_words_are_made_and_deleted(admin: Client) -> None:
    url = f"{BASE}searchstopword/"
    save(admin, f"{url}add/", {"ignored": "Cheap", "in_locale": ""})
    row = models.SearchStopWord.objects.get()
    assert (row.word, row.locale) == ("cheap", "")

    assert admin.get(f"{url}{row.pk}/change/").status_code == 200
    admin.post(f"{url}{row.pk}/delete/", {"post": "yes"})
    assert models.SearchStopWord.objects.count() == 0


def test_results_are_pinned_by_name(admin: Client, shop: Shop) -> None:
    lamp, post = shop.product("Oak lamp"), shop.node("How we ship")
    PRODUCTS.rebuild(sorted(shop.products.rows))
    CONTENT.rebuild(sorted(shop.content.rows))
    url = f"{BASE}searchpin/"

    save(admin, f"{url}add/", {"searched": "Lamps", "first": "how-we-ship\noak-lamp", "in_locale": ""})

    pin = models.SearchPin.objects.get()
    assert (pin.phrase, pin.entity_ids) == ("lamps", [post.entity_id, lamp.entity_id])
    assert typed(admin, f"{url}{pin.pk}/change/")["first"] == "how-we-ship\noak-lamp"
    assert "how-we-ship and 1 more" in admin.get(url).content.decode()
    refused = admin.post(f"{url}add/", {"searched": "x y", "first": "nothing-so-called", "in_locale": ""})
    assert "There is nothing called" in refused.content.decode()
    assert models.SearchPin.objects.count() == 1


def test_searches_in_vain_are_listed_the_most_frequent_first(admin: Client) -> None:
    now = timezone.now()
    for query, times in (("telescope", 3), ("hammock", 12)):
        models.SearchMiss.objects.create(locale="en", query=query, times=times, first_at=now, last_at=now)

    page = admin.get(f"{BASE}searchmiss/").content.decode()

    assert 0 < page.index("hammock") < page.index("telescope")


def test_who_may_not_see_them_does_not(in_tenant_a: Tenant) -> None:
    moderator = signed_in(in_tenant_a, Role.MODERATOR)

    for name in ("searchsynonym", "searchstopword", "searchpin", "searchmiss"):
        assert moderator.get(f"{BASE}{name}/").status_code == 403
