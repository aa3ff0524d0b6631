"""Compiled documents answer what graphql-core's execution answers, byte for byte."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.conf import settings
from django.test import override_settings
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from rustok.api.graphql import compiled, documents
from rustok.api.graphql.schema import current_schema
from rustok.api.graphql.stored import Kept, stored_objects
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from rustok_index.indexers import CATEGORIES, CONTENT, PRODUCTS
from tests.rustok_index.conftest import Shop

pytestmark = pytest.mark.django_db

_TEXTS = ("chair-0", "chair-1", "nope", "furniture", "sale", "post", "first-snow", "chair", "USD", "EUR", "JPY", "")
_DEEP = 4


@pytest.fixture
def client(tenant_a: Tenant, shop: Shop) -> ApiClient:
    """A visitor of a shop with four chairs, a category and two posts."""
    with tenant_scope(tenant_a):
        furniture = shop.category("Furniture")
        shop.category("Chairs", furniture)
        for n in range(4):
            shop.product(f"Chair {n}", category_ids=furniture.path, amounts={"USD": 1999 + n}, tags=("sale",))
        shop.node("First snow")
        shop.node("On chairs")
        PRODUCTS.rebuild(sorted(shop.products.rows))
        CONTENT.rebuild(sorted(shop.content.rows))
        CATEGORIES.rebuild(sorted(shop.categories.rows))
    return ApiClient(tenant_a)


class _Writer:
    """Writes random documents that are valid, or nearly so."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.schema = current_schema().graphql_schema
        self.variables: dict[str, tuple[str, Any]] = {}
        self.fragments: list[str] = []
        self.aliases = 0

    def document(self) -> tuple[str, dict[str, Any]]:
        root = self.schema.query_type
        assert root is not None
        names = sorted(self.schema.extensions[compiled.PUBLIC])
        chosen = self.draw(st.lists(st.sampled_from([*names, "__typename"]), min_size=1, max_size=3))
        body = " ".join(self.field(root, name, depth=0) for name in chosen)
        declared = ", ".join(f"${name}: {tp}" for name, (tp, _value) in self.variables.items())
        head = f"query Read({declared})" if declared else "query Read"
        text = "\n".join([f"{head} {{ {body} }}", *self.fragments])
        return text, {name: value for name, (_tp, value) in self.variables.items() if value is not ...}

    def field(self, tp: GraphQLObjectType, name: str, depth: int) -> str:
        if name == "__typename":
            return f"{self.alias()}__typename {self.directive()}"
        field: GraphQLField = tp.fields[name]
        written = [self.argument(key, arg) for key, arg in field.args.items() if self.asks(arg)]
        arguments = f"({', '.join(written)})" if written else ""
        inner = get_named_type(field.type)
        below = self.selection(inner, depth + 1) if isinstance(inner, GraphQLObjectType) else ""
        return f"{self.alias()}{name}{arguments} {self.directive()} {below}"

    def selection(self, tp: GraphQLObjectType, depth: int) -> str:
        names = sorted(
            name for name, field in tp.fields.items() if depth < _DEEP or is_leaf_type(get_named_type(field.type))
        )
        chosen = self.draw(st.lists(st.sampled_from([*names, "__typename"]), min_size=1, max_size=5))
        parts = [self.field(tp, name, depth) for name in chosen]
        way = self.draw(st.integers(0, 5))
        if way == 0:
            parts[0] = f"... on {tp.name} {self.directive()} {{ {parts[0]} }}"
        elif way == 1:
            fragment = f"F{len(self.fragments)}"
            self.fragments.append("")
            self.fragments[int(fragment[1:])] = f"fragment {fragment} on {tp.name} {{ {parts[0]} }}"
            parts[0] = f"...{fragment} {self.directive()}"
        return f"{{ {' '.join(parts)} }}"

    def alias(self) -> str:
        # Always one: the same name twice with other arguments would not be valid.
        self.aliases += 1
        return f"a{self.aliases}: "

    def directive(self) -> str:
        way = self.draw(st.integers(0, 9))
        if way > 2:
            return ""
        if way == 2:
            return "@include(if: true)"
        return f"@{'skip' if way else 'include'}(if: {self.variable('Boolean!', self.draw(st.booleans()))})"

    def asks(self, argument: Any) -> bool:
        return isinstance(argument.type, GraphQLNonNull) or bool(self.draw(st.booleans()))

    def argument(self, name: str, argument: Any) -> str:
        if name in ("first", "after", "id", "filter") and self.draw(st.booleans()):
            named = str(argument.type)
            values: dict[str, Any] = {
                "first": st.sampled_from([1, 2, 50, 0, None, ..., "x"]),
                "after": st.sampled_from([None, ..., "x"]),
                "id": st.sampled_from([None, ..., "01M8A8CABNEBARCA1NXCFE2RKZ", "no"]),
                "filter": st.sampled_from([None, ..., {}, {"tag": "sale"}, {"category": "nope"}, {"what": 1}]),
            }
            return f"{name}: {self.variable(named, self.draw(values[name]))}"
        return f"{name}: {self.literal(name, argument.type)}"

    def variable(self, tp: str, value: Any) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = (tp, value)
        return f"${name}"

    def literal(self, name: str, tp: Any) -> str:
        if isinstance(tp, GraphQLNonNull):
            return self.literal(name, tp.of_type)
        if isinstance(tp, GraphQLList):
            return f"[{self.literal(name, tp.of_type)}]"
        if isinstance(tp, GraphQLEnumType):
            return str(self.draw(st.sampled_from(sorted(tp.values))))
        if tp.name == "Int":
            return str(self.draw(st.sampled_from([1, 2, 3, 101])))
        if tp.name in ("String", "ID"):
            return f'"{self.draw(st.sampled_from(_TEXTS))}"'
        if tp.name == "Boolean":
            return "true"
        return "{}"


def _ask(client: ApiClient, text: str, variables: dict[str, Any], *, short: bool) -> tuple[int, Any, bytes]:
    changed = {**settings.RUSTOK, "graphql": {**settings.RUSTOK["graphql"], "compiled": short}}
    with override_settings(RUSTOK=changed):
        answer = client.graphql(text, variables)
    data = answer.json()
    for error in data.get("errors", ()):
        error["extensions"]["trace_id"] = None
    return answer.status_code, data, answer.content if "errors" not in data else b""


def _runs(result: str) -> float:
    return float(compiled.RUNS.labels(result)._value.get())


def test_random_documents_get_the_same_answer_both_ways(client: ApiClient) -> None:
    answered = errors = 0

    @rules(
        max_examples=100,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    @given(st.data())
    def compare(data: Any) -> None:
        nonlocal answered, errors
        text, variables = _Writer(data.draw).document()
        before = _runs("answered")
        short = _ask(client, text, variables, short=True)
        answered += int(_runs("answered") - before)
        errors += "errors" in short[1]
        assert short == _ask(client, text, variables, short=False), text

    compare()

    assert answered > 30
    assert errors > 20


@pytest.fixture
def whole() -> Any:
    """Counts what was answered by a program."""
    before = {result: _runs(result) for result in ("answered", "abandoned", "not_compiled")}
    return lambda: {result: _runs(result) - count for result, count in before.items() if _runs(result) != count}


EVERYTHING = """query ($n: Int = 2, $more: Boolean = true) {
  products(first: $n, sort: PRICE) { totalCount pageInfo { hasNextPage endCursor startCursor hasPreviousPage }
    edges { cursor node { ...Card priceRange(currency: "USD") { min { amount currency formatted } max { amount } } } } }
  product(handle: "chair-1") { ...Whole variants @include(if: $more) { sku prices price { amount formatted } } }
  missing: product(handle: "nope") { id }
  categories { id name parentId position __typename }
  category(slug: "chairs") { id breadcrumbs { slug } }
  nodes(kind: "post", first: 1) { edges { node { title tags category { slug } publishedAt cover } } }
  node(kind: "post", slug: "first-snow") { body seo { title } metadata updatedAt }
  search(query: "chair", first: 3) { edges { node { kind product { id } node { id } } } }
  suggest(query: "cha", first: 3) { id kind title slug }
  currentTenant { id slug locales { locale isDefault } currencies }
  enabledModules
}
fragment Card on StoreProductCard { id handle title subtitle inStock tags image { url width focalX } }
fragment Whole on StoreProduct { id title isFallback media { url } createdAt updatedAt options { key values { key } } }
"""


def test_everything_is_answered_by_a_program(client: ApiClient, whole: Any) -> None:
    short = _ask(client, EVERYTHING, {}, short=True)

    assert whole() == {"answered": 1}
    assert short == _ask(client, EVERYTHING, {}, short=False)
    assert short[2].startswith(b'{"data":{"products":{"totalCount":4')
    without = _ask(client, EVERYTHING, {"more": False, "n": 1}, short=True)
    assert "variants" not in without[1]["data"]["product"]
    assert len(without[1]["data"]["products"]["edges"]) == 1
    assert without == _ask(client, EVERYTHING, {"more": False, "n": 1}, short=False)


@pytest.mark.parametrize(
    "text",
    [
        "{ products(first: 1000) { totalCount } }",
        "{ products(first: 0) { totalCount } }",
        '{ products(after: "x") { totalCount } }',
        "{ product { id } }",
        '{ product(handle: "a", id: "01M8A8CABNEBARCA1NXCFE2RKZ") { id } }',
        '{ product(id: "no") { id } }',
        "query ($n: Int!) { products(first: $n) { totalCount } }",
        '{ a: categories { id } products(filter: {currency: "JPY"}) { totalCount } }',
        '{ nodes(kind: "Bad!") { totalCount } }',
        "{ products { edges { node { nothing } } } }",
        "{ products",
    ],
)
def test_faults_are_told_as_ever(client: ApiClient, text: str) -> None:
    short = _ask(client, text, {}, short=True)

    assert short == _ask(client, text, {}, short=False)
    assert short[1]["errors"]


@pytest.mark.parametrize("text", ["{ __schema { queryType { name } } }", "{ me { id } }", "{ __typename me { id } }"])
def test_what_is_not_for_everybody_is_executed(client: ApiClient, whole: Any, text: str) -> None:
    assert _ask(client, text, {}, short=True) == _ask(client, text, {}, short=False)
    assert whole() == {}


def test_a_program_is_made_once_for_each_way_its_directives_turn_out(client: ApiClient) -> None:
    documents.cache.clear()
    text = "query ($a: Boolean!, $b: Boolean = false, $n: Int) { products(first: $n) { totalCount @skip(if: $a) } }"
    text = text.replace("$b: Boolean = false, ", "")

    for skipped in (True, False, True):
        for n in (1, 2):
            found = _ask(client, text, {"a": skipped, "n": n}, short=True)[1]["data"]["products"]
            assert found == ({} if skipped else {"totalCount": 4})
    document = documents.read(current_schema().graphql_schema, text)
    (programs,) = document.programs.values()
    assert len(programs._known) == 2
    assert len(document.passed) == 4


def test_another_module_that_is_off_is_no_less_off(client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rustok.modules.toggles.is_enabled", lambda slug, tenant=None: False)

    short = _ask(client, "{ categories { id } }", {}, short=True)

    assert short == _ask(client, "{ categories { id } }", {}, short=False)
    assert short[1]["errors"][0]["extensions"]["code"] == "module.disabled"


def test_a_card_that_changed_is_shown_as_it_is_now(client: ApiClient, tenant_a: Tenant, shop: Shop) -> None:
    text = """{ products(sort: TITLE) { edges { node { title tags image { url } __typename } } }
      priced: products(sort: TITLE) { edges { node { title priceRange(currency: "USD") { min { amount } } } } } }"""
    before = _ask(client, text, {}, short=True)
    assert before == _ask(client, text, {}, short=True) == _ask(client, text, {}, short=False)
    assert before[1]["data"]["products"]["edges"][0]["node"]["title"] == "Chair 0"

    with tenant_scope(tenant_a):
        (chair,) = (rows["en"] for rows in shop.products.rows.values() if rows["en"].title == "Chair 0")
        shop.product("Armchair", entity_id=chair.entity_id, amounts={"USD": 5}, tags=("new",), source_version=2)
        PRODUCTS.rebuild(sorted(shop.products.rows))
    after = _ask(client, text, {}, short=True)

    assert after == _ask(client, text, {}, short=False)
    assert after[1]["data"]["products"]["edges"][0]["node"] == {
        "title": "Armchair",
        "tags": ["new"],
        "image": None,
        "__typename": "StoreProductCard",
    }
    assert after[1]["data"]["priced"]["edges"][0]["node"]["priceRange"] == {"min": {"amount": 5}}


def test_two_selections_of_a_card_do_not_meet(client: ApiClient) -> None:
    short = _ask(
        client, "{ a: products { edges { node { id } } } b: products { edges { node { title } } } }", {}, short=True
    )

    assert {tuple(edge["node"]) for edge in short[1]["data"]["a"]["edges"]} == {("id",)}
    assert {tuple(edge["node"]) for edge in short[1]["data"]["b"]["edges"]} == {("title",)}


def test_what_was_shown_of_cards_does_not_fill_the_memory() -> None:
    kept, selection = Kept(most_bytes=4000), object()
    for n in range(100):
        (card,) = stored_objects([b'{"n": %d}' % n], [b"tag-%d" % n])
        assert kept.get(selection, card) is None
        assert orjson.dumps(kept.keep(selection, card, {"n": card.n})) == b'{"n":%d}' % n
        assert kept.get(object(), card) is None
        assert orjson.dumps(kept.get(selection, card)) == b'{"n":%d}' % n
    assert 0 < len(kept._kept) < 20
