"""Tags in the admin: counted, renamed, merged and deleted on all products."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.services import running
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import LIST, signed_in

TAGS = f"{LIST}tags/"
ONE = f"{TAGS}one/"
JOBS = "/admin/rustok_commerce/job/"


def tags() -> dict[str, int]:
    return dict(Counter(models.ProductTag.objects.values_list("tag", flat=True)))


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def tagged(shop: Tenant) -> None:
    commerce.product(title="Lamp", tags=["light", "night"])
    commerce.product(title="Lantern", tags=["lights"])
    commerce.product(title="Chair", tags=["night"])


def listed(client: Client, query: str = "") -> list[tuple[str, int]]:
    return [(row["tag"], row["products"]) for row in client.get(f"{TAGS}{query}").context["rows"]]


def test_tags_are_listed_with_their_numbers_of_products(admin: Client, tagged: None) -> None:
    assert listed(admin) == [("light", 1), ("lights", 1), ("night", 2)]
    assert listed(admin, "?q=li") == [("light", 1), ("lights", 1)]
    content = admin.get(TAGS).content.decode()
    assert f'href="{LIST}?tag=night"' in content
    assert f'href="{ONE}?tag=night"' in content
    wrong = admin.get(f"{TAGS}?after=nonsense")
    assert (wrong.status_code, wrong["Location"]) == (302, TAGS)
    assert f'href="{TAGS}"' in admin.get(LIST).content.decode()


def test_a_tag_is_renamed_and_its_job_is_told(admin: Client, tagged: None) -> None:
    answer = admin.post(f"{ONE}?tag=night", {"form": "rename", "name": "Evening"}, follow=True)

    assert tags() == {"light": 1, "lights": 1, "evening": 2}
    job = models.Job.objects.get()
    assert (job.status, job.updated) == ("finished", 2)
    assert answer.redirect_chain == [(TAGS, 302)]
    (message,) = told(answer)
    assert "2 products changed" in message
    assert f'href="{JOBS}{job.pk}/change/"' in message


def test_an_empty_name_is_refused_at_its_field(admin: Client, tagged: None) -> None:
    answer = admin.post(f"{ONE}?tag=night", {"form": "rename", "name": " "})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["name"]
    assert tags() == {"light": 1, "lights": 1, "night": 2}
    assert models.Job.objects.count() == 0


def test_ticked_tags_become_one(admin: Client, tagged: None) -> None:
    answer = admin.post(TAGS, {"tags": ["light", "lights"], "into": "lighting"}, follow=True)

    assert tags() == {"lighting": 2, "night": 2}
    assert "2 products changed" in told(answer)[0]


@pytest.mark.parametrize(("data", "field"), [({"into": "x"}, "tags"), ({"tags": ["light"], "into": ""}, "into")])
def test_a_merge_that_lacks_something_is_refused(admin: Client, tagged: None, data: dict[str, Any], field: str) -> None:
    answer = admin.post(TAGS, data)

    assert list(answer.context["form"].errors) == [field]
    assert tags() == {"light": 1, "lights": 1, "night": 2}
    assert models.Job.objects.count() == 0


def test_a_tag_is_deleted_and_its_products_stay(admin: Client, tagged: None) -> None:
    admin.post(f"{ONE}?tag=night", {"form": "delete"})

    assert tags() == {"light": 1, "lights": 1}
    assert models.Product.objects.count() == 3
    gone = admin.get(f"{ONE}?tag=night", follow=True)
    assert gone.redirect_chain == [(TAGS, 302)]
    assert told(gone) != []


def test_many_products_are_a_job_that_waits(admin: Client, tagged: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 1)

    answer = admin.post(f"{ONE}?tag=night", {"form": "delete"}, follow=True)

    job = models.Job.objects.get()
    assert answer.redirect_chain == [(f"{JOBS}{job.pk}/change/", 302)]
    assert tags()["night"] == 2


def test_who_may_not_change_products_only_looks(shop: Tenant, tagged: None) -> None:
    moderator = signed_in(shop, Role.MODERATOR)

    assert listed(moderator) == [("light", 1), ("lights", 1), ("night", 2)]
    assert ONE not in moderator.get(TAGS).content.decode()
    assert moderator.get(f"{ONE}?tag=night").status_code == 403
    assert moderator.post(f"{ONE}?tag=night", {"form": "delete"}).status_code == 403
    assert moderator.post(TAGS, {"tags": ["light"], "into": "x"}).status_code == 403
    assert tags() == {"light": 1, "lights": 1, "night": 2}
