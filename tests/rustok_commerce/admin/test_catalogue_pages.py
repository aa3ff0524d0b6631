"""Channels, attributes, types of products and collections in the admin."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.selectors import attributes, channels
from rustok_commerce.services import catalog
from rustok_commerce.services.rules import preview_collection
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import save, signed_in, typed, values

BASE = "/admin/rustok_commerce/"


def told(answer: Any) -> str:
    return str(answer.content.decode())


def changed(client: Client, url: str, **changes: Any) -> Any:
    return save(client, url, {**typed(client, url), **changes})


def test_channels_are_made_changed_and_chosen(admin: Client) -> None:
    url = f"{BASE}channel/"
    changed(admin, f"{url}add/", code="web", name="Web", currencies=["USD"], countries="us, ca")
    changed(admin, f"{url}add/", code="app", name="App", currencies=["EUR"], locales=["ru"])

    web, app = channels.list_channels(commerce.system())
    assert (web.code, web.is_default, web.currencies, web.countries) == ("web", True, ("USD",), ("US", "CA"))
    assert (app.code, app.is_default, app.locales) == ("app", False, ("ru",))

    page = f"{url}{app.id}/change/"
    stale = typed(admin, page)
    changed(admin, page, name="Our app")
    refused = admin.post(page, {**stale, "name": "Their app"})
    assert "Somebody else has saved this meanwhile" in told(refused)
    taken = admin.post(page, {**typed(admin, page), "code": "web"})
    assert taken.status_code == 200
    save(admin, page, {**typed(admin, page), "rustok_commerce_channel_make_default": ""})
    assert [(c.name, c.is_default) for c in channels.list_channels(commerce.system())] == [
        ("Our app", True),
        ("Web", False),
    ]
    admin.post(f"{url}{web.id}/delete/", {"post": "yes"})
    assert models.Channel.objects.count() == 1
    assert "Our app" in told(admin.get(url))


def test_price_lists_are_made_and_switched(admin: Client) -> None:
    url = f"{BASE}pricelist/"
    changed(admin, f"{url}add/", code="summer", name="Summer", kind="sale", priority="-5", starts_at="2030-06-01T00:00")
    row = models.PriceList.objects.get()
    page = f"{url}{row.pk}/change/"
    save(admin, page, {**typed(admin, page), "rustok_commerce_pricelist_switch_on": ""})

    row.refresh_from_db()
    assert (row.code, row.priority, row.status, row.starts_at is not None) == ("summer", -5, "active", True)
    assert "to come" in told(admin.get(url)).lower()
    empty = admin.post(page, {**typed(admin, page), "ends_at": "2030-01-01T00:00"})
    assert empty.status_code == 200
    assert models.PriceList.objects.get().ends_at is None
    save(admin, page, {**typed(admin, page), "rustok_commerce_pricelist_switch_off": ""})
    admin.post(f"{url}{row.pk}/delete/", {"post": "yes"})
    assert models.PriceList.objects.count() == 0


def test_a_price_list_is_made_for_a_group_of_customers(admin: Client) -> None:
    group = models.CustomerGroup.objects.create(code="trade", name="Trade")
    url = f"{BASE}pricelist/"
    changed(admin, f"{url}add/", code="trade", name="Trade prices", kind="override", customer_group_id=str(group.pk))
    row = models.PriceList.objects.get()
    assert row.customer_group_id == group.pk
    assert "Trade" in told(admin.get(url))

    changed(admin, f"{url}{row.pk}/change/", customer_group_id="")

    row.refresh_from_db()
    assert row.customer_group_id is None
    assert "everybody" in told(admin.get(url))


def test_attributes_with_values_and_types_are_made(admin: Client) -> None:
    url = f"{BASE}attribute/"
    new = {"name__en": "Main colour", "name__ru": "Цвет", "type": "select", "is_filterable": "on"}
    rows = {
        "values-TOTAL_FORMS": "2",
        "values-0-name__en": "Red",
        "values-0-swatch": "#FF0000",
        "values-1-name__en": "Blue",
    }
    changed(admin, f"{url}add/", **new, **rows)

    colour = models.Attribute.objects.get()
    found = attributes.get_attribute(commerce.system(), colour.pk)
    assert (found.key, found.name, found.is_filterable) == ("main-colour", "Main colour", True)
    assert [(v.key, v.name, v.swatch) for v in found.values] == [("red", "Red", "#ff0000"), ("blue", "Blue", None)]

    page = f"{url}{colour.pk}/change/"
    changed(admin, page, **{"values-0-position": "9", "values-1-position": "1", "values-1-name__ru": "Синий"})
    assert list(models.AttributeValue.objects.order_by("position").values_list("key", flat=True)) == ["blue", "red"]

    types = f"{BASE}producttype/"
    attribute = {"attributes-TOTAL_FORMS": "1", "attributes-0-key": "main-colour", "attributes-0-is_required": "on"}
    changed(admin, f"{types}add/", name__en="Lamp", **attribute)
    kind = models.ProductType.objects.get()
    assert (kind.key, kind.names) == ("lamp", {"en": "Lamp"})
    assert list(models.ProductTypeAttribute.objects.values_list("attribute__key", "scope", "is_required")) == [
        ("main-colour", "product", True)
    ]
    refused = admin.post(f"{url}{colour.pk}/delete/", {"post": "yes"})
    assert refused.status_code == 302
    assert models.Attribute.objects.count() == 1
    changed(admin, f"{types}{kind.pk}/change/", **{"attributes-0-DELETE": "on"})
    assert models.ProductTypeAttribute.objects.count() == 0
    for page in (url, types):
        assert admin.get(page).status_code == 200


def test_a_collection_by_hand_is_filled_and_ordered(admin: Client) -> None:
    first, second, third = (commerce.product(title=f"Lamp {n}") for n in (1, 2, 3))
    changed(admin, f"{BASE}collection/add/", name__en="Gifts", name__ru="Подарки", kind="manual")
    collection = models.Collection.objects.get()
    url = f"{BASE}collection/{collection.pk}/products/"

    found = admin.get(f"{url}?q=Lamp")
    assert {row["title"] for row in found.context["candidates"]} == {"Lamp 1", "Lamp 2", "Lamp 3"}
    assert admin.post(url, {"add": [str(first.id), str(second.id), str(third.id)]}).status_code == 302

    def order() -> list[str]:
        return [row["title"] for row in admin.get(url).context["rows"]]

    assert order() == ["Lamp 1", "Lamp 2", "Lamp 3"]
    data = {**values([row["form"] for row in admin.get(url).context["rows"]]), "place": "1"}
    moved = {f"{third.id.hex}-position": "1", f"{second.id.hex}-remove": "on"}
    assert admin.post(url, {**data, **moved}).status_code == 302
    assert order() == ["Lamp 3", "Lamp 1"]
    assert admin.get(f"{BASE}collection/").status_code == 200


def test_a_collection_by_rules_shows_what_they_choose(admin: Client) -> None:
    commerce.product(title="Night lamp", tags=["night"])
    commerce.product(title="Day lamp")
    rule = {"rule_0_field": "tag", "rule_0_operator": "is", "rule_0_value": "night"}
    changed(admin, f"{BASE}collection/add/", name__en="Night", kind="rules", **rule)
    collection = models.Collection.objects.get()
    page = f"{BASE}collection/{collection.pk}/change/"

    content = told(admin.get(page))
    assert "Night lamp" in content
    assert "Day lamp" not in content
    bad = {"rule_0_operator": "less", "rule_1_field": "price", "rule_1_operator": "less", "rule_1_value": "x"}
    refused = admin.post(page, {**typed(admin, page), **bad})
    assert refused.status_code == 200
    assert "rules.0.operator" in told(refused)
    assert models.Collection.objects.get().rules == [{"field": "tag", "operator": "is", "value": "night"}]
    changed(admin, page, rule_0_value="day", is_active="")
    assert models.Collection.objects.get().rules[0]["value"] == "day"


def test_what_rules_choose_is_worked_out_once_per_page(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    commerce.product(title="Night lamp", tags=["night"])
    rule = {"rule_0_field": "tag", "rule_0_operator": "is", "rule_0_value": "night"}
    changed(admin, f"{BASE}collection/add/", name__en="Night", kind="rules", **rule)
    asked: list[Any] = []

    def counted(*args: Any) -> Any:
        asked.append(args)
        return preview_collection(*args)

    monkeypatch.setattr("rustok_commerce.admin.collections.preview_collection", counted)
    content = told(admin.get(f"{BASE}collection/{models.Collection.objects.get().pk}/change/"))
    assert "Night lamp" in content
    assert len(asked) == 1


def test_rules_are_previewed_before_anything_is_saved(admin: Client) -> None:
    commerce.product(title="Night lamp", tags=["night"])
    commerce.product(title="Day lamp", tags=["day"])
    url = f"{BASE}collection/add/"
    rule = {"rule_0_field": "tag", "rule_0_operator": "is", "rule_0_value": "night"}
    new = {"kind": "rules", **rule, "_preview": "1"}

    answer = admin.post(url, {**typed(admin, url), **new})

    content = told(answer)
    assert answer.status_code == 200
    assert "<strong>1</strong> of 2 products: Night lamp" in content
    assert answer.context["adminform"].form["rule_0_value"].value() == "night"
    assert not models.Collection.objects.exists()
    changed(admin, url, name__en="Night", kind="rules", **rule)
    page = f"{BASE}collection/{models.Collection.objects.get().pk}/change/"
    other = told(admin.post(page, {**typed(admin, page), "rule_0_value": "day", "_preview": "1"}))
    assert "products: Day lamp" in other
    assert models.Collection.objects.get().rules == [{"field": "tag", "operator": "is", "value": "night"}]
    wrong = told(admin.post(page, {**typed(admin, page), "rule_0_operator": "less", "_preview": "1"}))
    assert "rustok-wrong" in wrong


@pytest.mark.parametrize(("page", "field"), [("collection", "name__en"), ("product", "title__en")])
def test_a_text_that_is_missing_is_told_at_its_field(admin: Client, page: str, field: str) -> None:
    url = f"{BASE}{page}/add/"
    refused = admin.post(url, {**typed(admin, url), "kind": "manual"})
    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors == {field: ["This field is required."]}
    assert not models.Collection.objects.exists()
    assert not models.Product.objects.exists()


@pytest.mark.parametrize(
    ("page", "typed_in", "field"),
    [
        ("product", {"title__en": "Lamp", "title__ru": "Лампа", "slug__ru": "Ü x"}, "slug__ru"),
        ("collection", {"name__en": "Gifts", "name__ru": "Подарки", "slug__ru": "Ü x", "kind": "manual"}, "slug__ru"),
    ],
)
def test_a_text_that_is_refused_is_told_in_its_language(
    admin: Client, page: str, typed_in: dict[str, str], field: str
) -> None:
    url = f"{BASE}{page}/add/"
    refused = admin.post(url, {**typed(admin, url), **typed_in})
    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors == {
        field: ["Only small letters (a to z) and digits, with single hyphens between them."]
    }
    assert not models.Collection.objects.exists()
    assert not models.Product.objects.exists()


def test_a_pattern_is_told_in_words(admin: Client) -> None:
    url = f"{BASE}channel/add/"
    refused = admin.post(url, {**typed(admin, url), "code": "Ü x", "name": "Web", "currencies": ["USD"]})
    assert refused.context["adminform"].form.errors == {
        "code": ["Only small letters (a to z) and digits, with single hyphens or underscores between them."]
    }
    assert not models.Channel.objects.exists()


def test_a_page_offers_only_the_other_state(admin: Client) -> None:
    def offered(page: str) -> list[str]:
        return [entry.description for entry in admin.get(page).context["actions_submit_line"]]

    draft, shown = commerce.product(title="Draft"), commerce.product(title="Shown", published=True)
    assert offered(f"{BASE}product/{draft.id}/change/") == ["Save and publish", "Save and archive"]
    assert offered(f"{BASE}product/{shown.id}/change/") == ["Save and unpublish", "Save and archive"]
    catalog.archive_product(commerce.system(), shown.id)
    archived = f"{BASE}product/{shown.id}/change/"
    assert offered(archived) == ["Save and bring back as a draft"]
    save(admin, archived, {**typed(admin, archived), "rustok_commerce_product_restore": ""})
    assert models.Product.objects.get(id=shown.id).status == "draft"
    changed(admin, f"{BASE}pricelist/add/", code="summer", name="Summer", kind="sale")
    page = f"{BASE}pricelist/{models.PriceList.objects.get().pk}/change/"
    assert offered(page) == ["Save and switch on"]
    save(admin, page, {**typed(admin, page), "rustok_commerce_pricelist_switch_on": ""})
    assert offered(page) == ["Save and switch off"]


def test_an_empty_list_says_whether_there_is_nothing_or_nothing_fits(admin: Client) -> None:
    url = f"{BASE}pricelist/"
    assert "There are no price lists yet." in told(admin.get(url))
    models.PriceList.objects.create(code="spring", name="Spring", kind="sale")

    assert "No price lists fit the search and the filters." in told(admin.get(f"{url}?q=winter"))


def test_pages_and_messages_call_things_by_their_titles(admin: Client) -> None:
    """The heading, the browser's title, what is told after saving and deleting, the history."""
    for page, title, texts in (
        ("product", "Operator's lamp", {"title__en": "Operator's lamp", "title__ru": "Лампа"}),
        ("category", "Camp lights", {"name__en": "Camp lights", "slug": "lights"}),
        ("collection", "Gift ideas", {"name__en": "Gift ideas", "address": "gifts", "kind": "manual"}),
        ("attribute", "Made of", {"name__en": "Made of", "key": "material", "type": "text"}),
        ("producttype", "Tent", {"name__en": "Tent", "key": "shelter"}),
        ("pricelist", "Summer sale", {"code": "summer", "name": "Summer sale", "kind": "sale"}),
    ):
        url = f"{BASE}{page}/"
        answer = changed(admin, f"{url}add/", **texts)
        assert f"“{title}”" in said(admin, answer.url)
        row: Any = {"producttype": models.ProductType, "pricelist": models.PriceList}.get(page) or getattr(
            models, page.capitalize()
        )
        row = row.objects.get()
        shown = admin.get(f"{url}{row.pk}/change/")
        assert (shown.context["subtitle"], str(shown.context["original"])) == (title, title)
        assert f"<code>{row}</code>" in told(shown) or str(row) == title
        assert f"<title> {escape(title)} |" in " ".join(told(shown).split())
        assert admin.get(f"{url}{row.pk}/history/").context["title"] == title
        assert f"“{title}”" in said(admin, changed(admin, f"{url}{row.pk}/change/").url)
        assert admin.get(f"{url}{row.pk}/delete/").context["deleted_objects"] == [title]
        assert f"“{title}”" in said(admin, admin.post(f"{url}{row.pk}/delete/", {"post": "yes"}).url)


def said(client: Client, url: str) -> str:
    """Return the messages above a page."""
    return unescape(" ".join(re.sub(r"<[^>]+>", "", str(m)) for m in client.get(url).context["messages"]))


def test_who_may_only_look_sees_and_changes_nothing(shop: Tenant, admin: Client) -> None:
    changed(admin, f"{BASE}channel/add/", code="web", name="Web", currencies=["USD"])
    changed(admin, f"{BASE}attribute/add/", name__en="Size", type="text")
    changed(admin, f"{BASE}producttype/add/", name__en="Lamp")
    changed(admin, f"{BASE}collection/add/", name__en="Gifts", kind="manual")
    moderator = signed_in(shop, Role.MODERATOR)

    for model in (models.Channel, models.Attribute, models.ProductType, models.Collection):
        row: Any = model._default_manager.get()
        url = f"{BASE}{model._meta.model_name}/"
        assert moderator.get(url).status_code == 200
        assert moderator.get(f"{url}{row.pk}/change/").status_code == 200
        assert moderator.post(f"{url}{row.pk}/change/", {"name": "x"}).status_code == 403
        assert moderator.get(f"{url}add/").status_code == 403
        assert moderator.post(f"{url}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        assert model._default_manager.count() == 1
