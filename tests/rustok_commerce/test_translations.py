"""How far products are translated."""

from __future__ import annotations

from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from rustok_commerce import errors
from rustok_commerce.dto.products import SetProductTranslationRequest, UpdateProductRequest
from rustok_commerce.dto.translations import ListTranslationsRequest
from rustok_commerce.selectors import products
from rustok_commerce.selectors.translations import list_translations
from rustok_commerce.services import catalog
from tests.factories import commerce


def listed(ctx: RequestContext, **data: Any) -> list[tuple[str, str]]:
    page = list_translations(ctx, parse(ListTranslationsRequest, {"target": "ru", **data}))
    return [(item.handle, item.need) for item in page.items]


def test_a_product_says_what_is_missing_in_each_language(ctx: RequestContext) -> None:
    commerce.attribute(key="care", type="text", is_localized=True)
    commerce.product_type("shirt", "care")
    product = commerce.product(
        title="Shirt",
        description="Warm.",
        product_type="shirt",
        attributes=[{"attribute": "care", "texts": [{"locale": "en", "text": "Wash cold"}]}],
    )

    def states() -> list[tuple[str, str, tuple[str, ...]]]:
        found = products.get_product(ctx, product.id).completeness
        return [(entry.locale, entry.state, entry.missing) for entry in found]

    everything = ("title", "description", "attributes.care")
    assert states() == [("en", "complete", ()), ("ru", "missing", everything)]
    text = {"locale": "ru", "title": "Рубашка"}
    catalog.set_translation(ctx, product.id, parse(SetProductTranslationRequest, text))
    assert states()[1] == ("ru", "partial", ("description", "attributes.care"))
    catalog.set_translation(ctx, product.id, parse(SetProductTranslationRequest, {**text, "description": "Тёплая."}))
    texts = [{"locale": "en", "text": "Wash cold"}, {"locale": "ru", "text": "Стирать в холодной воде"}]
    change = {"attributes": [{"attribute": "care", "texts": texts}]}
    catalog.update_product(ctx, product.id, parse(UpdateProductRequest, change))
    assert states()[1] == ("ru", "complete", ())
    catalog.update_product(ctx, product.id, UpdateProductRequest(description="Warmer."))
    assert states()[1] == ("ru", "outdated", ())


def test_products_to_translate_are_listed_by_need(ctx: RequestContext) -> None:
    commerce.product(handle="missing")
    done = {"translations": [{"locale": "ru", "title": "Готово"}]}
    commerce.product(handle="done", **done)
    outdated = commerce.product(handle="outdated", **done)
    catalog.update_product(ctx, outdated.id, UpdateProductRequest(title="New"))
    commerce.product(handle="russian", locale="ru")

    assert listed(ctx) == [("missing", "missing"), ("outdated", "outdated")]
    assert listed(ctx, need="missing") == [("missing", "missing")]
    assert listed(ctx, need="outdated") == [("outdated", "outdated")]
    first = list_translations(ctx, ListTranslationsRequest(target="ru", limit=1, with_total=True))
    assert (first.total, first.items[0].title) == (2, products.get_product(ctx, first.items[0].product_id).title)
    assert listed(ctx, after=first.next) == [("outdated", "outdated")]
    assert [(item.handle, item.need) for item in english(ctx)] == [("russian", "missing")]
    with pytest.raises(errors.LocaleNotEnabled):
        listed(ctx, target="de")
    with pytest.raises(errors.InvalidCursor):
        listed(ctx, after="x")


def english(ctx: RequestContext) -> Any:
    return list_translations(ctx, ListTranslationsRequest(target="en")).items


def test_both_apis_list_them_for_staff(in_tenant_a: Tenant) -> None:
    TenantModule.objects.create(module_slug="commerce", enabled=True)
    product = commerce.product(handle="lamp", title="Lamp")
    editor, customer = api_client(in_tenant_a, Role.EDITOR), api_client(in_tenant_a, Role.CUSTOMER)

    answer = editor.get("/api/v1/admin/translations?target=ru&need=missing")
    assert answer.status_code == 200, answer.content
    rest = answer.json()["items"]
    document = '{ translationStatus(target: "ru", need: MISSING) { edges { node { handle title need } } } }'
    graphql = editor.graphql(document).json()["data"]["translationStatus"]["edges"]

    assert [(item["product_id"], item["handle"], item["need"]) for item in rest] == [
        (editor.get("/api/v1/admin/products").json()["items"][0]["id"], "lamp", "missing")
    ]
    assert [edge["node"] for edge in graphql] == [{"handle": product.handle, "title": "Lamp", "need": "MISSING"}]
    refused = customer.get("/api/v1/admin/translations?target=ru")
    assert (refused.status_code, refused.json()["code"]) == (403, Forbidden.code)
