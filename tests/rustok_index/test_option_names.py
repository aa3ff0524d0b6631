"""What facets of options are called: what most of the products that shoppers see call them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.search.sources import LocaleChain
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_commerce import models as commerce_models
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.variants import SetOptionsRequest
from rustok_commerce.search_source import OptionSource
from rustok_commerce.search_source.options import option_id
from rustok_commerce.services import catalog, options
from rustok_index.indexers import INDEXERS
from rustok_index.indexers.verify import verify_index
from rustok_outbox.relay import drain
from tests.factories import commerce

EN, RU = "en", "ru"


@pytest.fixture
def ctx(tenant_a: Tenant, search_path: Path) -> RequestContext:
    """The system of tenant ``a``, which speaks English and Russian."""
    return RequestContext.system(tenant_a.id)


def texts(**names: str) -> list[dict[str, str]]:
    return [{"locale": locale, "value": value} for locale, value in names.items()]


def colours(name: str, **values: str) -> list[dict[str, Any]]:
    return [
        {
            "key": "colour",
            "names": texts(en=name, ru="Цвет"),
            "values": [{"key": key, "names": texts(en=value)} for key, value in values.items()],
        }
    ]


def coloured(name: str, *, published: bool = True, **values: str) -> ProductResponse:
    variant = commerce.variant(options=[{"option": "colour", "value": min(values)}])
    return commerce.product(options=colours(name, **values), variants=[variant], published=published)


def shown(tenant: Tenant, locale: str = EN) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    answer = ApiClient(tenant).get(f"/api/v1/store/attributes?locale={locale}")
    assert answer.status_code == 200, answer.content
    return [
        (item["kind"], item["key"], item["name"], [(value["key"], value["label"]) for value in item["values"]])
        for item in answer.json()["items"]
    ]


def test_an_option_is_called_what_most_products_call_it(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        coloured("Color", moss="Moss green", red="Red")
        coloured("Colour", moss="Moss", red="Red")
        third = coloured("Colour", moss="Moss", blue="Blue", red="Red")
        coloured("Secret", published=False, secret="Secret edition")
        drain()
        assert shown(tenant_a) == [("option", "colour", "Colour", [("moss", "Moss"), ("blue", "Blue"), ("red", "Red")])]
        assert shown(tenant_a, RU)[0][2] == "Цвет"

        # Of equals the first in order.
        catalog.unpublish_product(ctx, third.id)
        drain()
        assert shown(tenant_a) == [("option", "colour", "Color", [("moss", "Moss"), ("red", "Red")])]
        assert verify_index(INDEXERS["attributes"], batch_size=10).is_clean
        said = ApiClient(tenant_a).graphql("{ attributes { kind key name } }").json()["data"]["attributes"]
        assert said == [{"kind": "option", "key": "colour", "name": "Color"}]


def test_names_follow_the_options_that_products_have(tenant_a: Tenant, ctx: RequestContext) -> None:
    with tenant_scope(tenant_a):
        first, second = coloured("Colour", red="Red"), coloured("Tint", blue="Blue")
        drain()
        request = parse(SetOptionsRequest, {"options": colours("Tint", blue="Azure")})
        options.set_options(ctx, second.id, request)
        catalog.delete_product(ctx, first.id)
        drain()
        assert shown(tenant_a) == [("option", "colour", "Tint", [("blue", "Azure")])]

        wider = [*colours("Tint", blue="Azure"), {"key": "size", "names": texts(en="Size"), "values": [{"key": "m"}]}]
        for clear in (
            lambda: options.set_options(ctx, second.id, request),
            # Written by no command.
            lambda: commerce_models.ProductOption.objects.get(key="size").delete(),
        ):
            options.set_options(ctx, second.id, parse(SetOptionsRequest, {"options": wider}))
            drain()
            assert [(key, name) for _, key, name, _ in shown(tenant_a)] == [("colour", "Tint"), ("size", "Size")]
            clear()
            drain()
            assert [(key, name) for _, key, name, _ in shown(tenant_a)] == [("colour", "Tint")]
        assert verify_index(INDEXERS["attributes"], batch_size=10).is_clean


def test_documents_of_options_take_the_same_statements_however_many_products(
    tenant_a: Tenant, ctx: RequestContext
) -> None:
    chains = [LocaleChain(locale=EN), LocaleChain(locale=RU, fallbacks=(EN,))]
    counted = []
    with tenant_scope(tenant_a):
        for number in (1, 9):
            for _ in range(number):
                coloured("Colour", red="Red")
            with CaptureQueriesContext(connection) as captured:
                documents = OptionSource().load([option_id("colour")], chains)
            counted.append(len(captured))
            assert [(document.locale, document.title) for document in documents] == [(EN, "Colour"), (RU, "Цвет")]
        assert OptionSource().page(None, 10) == [option_id("colour")]
        assert OptionSource().page(option_id("colour"), 10) == []
    assert counted[0] == counted[1]
