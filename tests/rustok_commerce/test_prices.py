"""Prices by channel, list, quantity and time: what is set, told and written down."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.catalog.commerce import PriceListCreated, PriceListDeleted, PriceListUpdated, PriceUpdated
from rustok.events.envelope import EventEnvelope
from rustok.ids import generate_id, to_ulid
from rustok.search.sources import LocaleChain
from rustok.tenancy.models import Tenant, TenantModule
from rustok.testing.api import api_client
from rustok_commerce import errors, models
from rustok_commerce.dto.channels import CreateChannelRequest
from rustok_commerce.dto.prices import (
    CreatePriceListRequest,
    PriceListResponse,
    RemovePriceRequest,
    SetPriceRequest,
    SetPricesRequest,
    SetPricesResponse,
    UpdatePriceListRequest,
)
from rustok_commerce.dto.variants import CreateVariantRequest
from rustok_commerce.search_source import ProductSource
from rustok_commerce.selectors import price_lists as list_selectors
from rustok_commerce.selectors import prices as selectors
from rustok_commerce.services import catalog, channels, price_lists, pricing, variants
from rustok_index.indexers import PRODUCTS
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

EN = LocaleChain(locale="en")
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def sell(ctx: RequestContext, code: str) -> UUID:
    data = {"code": code, "name": code.title(), "currencies": ["USD", "EUR"]}
    return channels.create_channel(ctx, parse(CreateChannelRequest, data)).id


def put(ctx: RequestContext, variant_id: UUID, amount: int, **changes: Any) -> Any:
    data = {"currency": "USD", "amount": amount, **changes}
    return pricing.set_price(ctx, variant_id, parse(SetPriceRequest, data))


def grid(ctx: RequestContext, *rows: dict[str, Any]) -> SetPricesResponse:
    return pricing.set_prices(ctx, parse(SetPricesRequest, {"prices": list(rows)}))


def make_list(ctx: RequestContext, code: str = "spring", **changes: Any) -> PriceListResponse:
    return price_lists.create_price_list(ctx, parse(CreatePriceListRequest, {"code": code, "name": code, **changes}))


def shown(product_id: UUID) -> dict[str, Any]:
    """Return the prices of a product's card."""
    (document,) = ProductSource().load([product_id], [EN])
    prices: dict[str, Any] = document.card["prices"]
    return prices


def history(ctx: RequestContext, variant_id: UUID) -> list[tuple[int | None, int]]:
    return [(row.amount, row.min_quantity) for row in selectors.list_price_changes(ctx, variant_id).items]


def test_every_change_is_written_down_also_the_first_price(ctx: RequestContext) -> None:
    variant = commerce.product().variants[0]

    put(ctx, variant.id, 1500, compare_at=1999)
    put(ctx, variant.id, 1500, compare_at=1999)
    put(ctx, variant.id, 1200, min_quantity=10)
    pricing.remove_price(ctx, variant.id, RemovePriceRequest(currency="USD", min_quantity=10))

    assert history(ctx, variant.id) == [(None, 10), (1200, 10), (1500, 1), (1799, 1), (1999, 1)]
    first = selectors.list_price_changes(ctx, variant.id, limit=2)
    second = selectors.list_price_changes(ctx, variant.id, after=first.next, limit=2)
    assert [row.amount for row in (*first.items, *second.items)] == [None, 1200, 1500, 1799]
    with pytest.raises(DatabaseError), transaction.atomic():
        models.PriceChange.objects.update(amount=1)
    with pytest.raises(errors.VariantNotFound):
        selectors.list_price_changes(ctx, generate_id())


def test_a_price_of_a_channel_goes_before_one_of_all(ctx: RequestContext) -> None:
    web, app = sell(ctx, "web"), sell(ctx, "app")
    product = commerce.product()
    variant = product.variants[0]

    changed = put(ctx, variant.id, 1500, channel_id=to_ulid(app))

    assert [(price.amount, price.channel_id) for price in changed.prices if price.currency == "USD"] == [
        (1999, None),
        (1500, app),
    ]
    assert {code: entry["USD"]["min"] for code, entry in shown(product.id).items()} == {"web": 1999, "app": 1500}
    now = dt.datetime.now(dt.UTC)
    resolved = [
        selectors.price_for(variant.id, channel_id=channel, currency="USD", quantity=1, at=now)
        for channel in (web, app, None)
    ]
    assert [price and price.amount for price in resolved] == [1999, 1500, 1999]
    assert selectors.price_for(variant.id, channel_id=web, currency="GBP", quantity=1, at=now) is None


def test_windows_lie_upon_each_other_and_the_last_to_begin_holds(ctx: RequestContext, time_machine: Any) -> None:
    time_machine.move_to(MONDAY, tick=False)
    product = commerce.product(published=True)
    variant = product.variants[0]
    put(ctx, variant.id, 1500, starts_at=(MONDAY + DAY).isoformat(), ends_at=(MONDAY + 3 * DAY).isoformat())
    put(ctx, variant.id, 1200, starts_at=(MONDAY + 2 * DAY).isoformat(), ends_at=(MONDAY + 3 * DAY).isoformat())
    row = models.Product.objects.get(id=product.id)
    assert row.next_change_at == MONDAY + DAY

    found = []
    for days in (0, 1, 2, 3):
        time_machine.move_to(MONDAY + days * DAY, tick=False)
        found.append(shown(product.id)["default"]["USD"]["min"])

    assert found == [1999, 1500, 1200, 1999]


def test_a_grid_is_set_as_a_whole_with_few_statements_and_one_event_per_currency(
    ctx: RequestContext, heard: Heard
) -> None:
    product = commerce.product(variants=[commerce.variant() for _ in range(50)])
    rows = [
        {"variant_id": to_ulid(variant.id), "currency": currency, "amount": 1000 + place, "min_quantity": quantity}
        for place, variant in enumerate(product.variants)
        for currency in ("USD", "EUR")
        for quantity in (1, 5, 10, 50, 100)
    ]
    before = models.Product.objects.get(id=product.id).source_version
    heard.clear()

    with CaptureQueriesContext(connection) as captured:
        done = grid(ctx, *rows)

    own = [query["sql"] for query in captured if "commerce_" in query["sql"] or "sys_" in query["sql"]]
    assert len(own) <= 20, own
    assert (done.written, done.removed, done.product_ids) == (500, 0, (product.id,))
    ids = tuple(variant.id for variant in product.variants)
    assert heard.take() == [
        PriceUpdated(product_id=product.id, variant_ids=ids, currency="EUR"),
        PriceUpdated(product_id=product.id, variant_ids=ids, currency="USD"),
    ]
    assert models.Product.objects.get(id=product.id).source_version == before + 1
    again = grid(ctx, *rows[:20], {**rows[20], "amount": None})
    assert (again.written, again.removed) == (0, 1)
    assert heard == [PriceUpdated(product_id=product.id, variant_id=product.variants[2].id, currency="USD")]
    assert models.PriceChange.objects.count() == 50 * 2 + 500 + 1


def test_a_grid_with_bad_cells_sets_none_and_names_them_all(ctx: RequestContext, heard: Heard) -> None:
    variant = commerce.product().variants[0]
    good = {"variant_id": to_ulid(variant.id), "currency": "USD", "amount": 500}
    heard.clear()

    with pytest.raises(InvalidInput) as caught:
        grid(
            ctx,
            good,
            {**good, "variant_id": to_ulid(generate_id())},
            {**good, "currency": "JPY"},
            {**good, "min_quantity": 2, "compare_at": 400},
            {**good, "min_quantity": 3, "channel_id": to_ulid(generate_id())},
            {**good, "min_quantity": 4, "price_list_id": to_ulid(generate_id())},
            {**good, "min_quantity": 5, "starts_at": MONDAY.isoformat(), "ends_at": MONDAY.isoformat()},
            good,
        )

    assert [(error.path, error.code) for error in caught.value.errors] == [
        (("prices", 1, "variant_id"), "commerce.variant.not_found"),
        (("prices", 2, "currency"), "commerce.currency.not_enabled"),
        (("prices", 3, "compare_at"), "commerce.price.compare_at_too_low"),
        (("prices", 4, "channel_id"), "commerce.channel.not_found"),
        (("prices", 5, "price_list_id"), "commerce.price_list.not_found"),
        (("prices", 6, "ends_at"), "commerce.window.empty"),
        (("prices", 7, "currency"), "commerce.price.duplicate"),
    ]
    assert heard == []
    assert history(ctx, variant.id) == [(1799, 1), (1999, 1)]


def test_a_price_of_a_channel_is_in_a_currency_that_it_sells_in(ctx: RequestContext, heard: Heard) -> None:
    web = sell(ctx, "web")
    models.Channel.objects.filter(id=web).update(currencies=["EUR"])
    variant = commerce.product().variants[0]
    row = {"variant_id": to_ulid(variant.id), "channel_id": to_ulid(web), "amount": 500}
    before = history(ctx, variant.id)
    heard.clear()

    with pytest.raises(errors.CurrencyNotInChannel) as one:
        put(ctx, variant.id, 500, channel_id=to_ulid(web))
    with pytest.raises(InvalidInput) as several:
        grid(ctx, {**row, "currency": "EUR"}, {**row, "currency": "USD"})
    with pytest.raises(errors.CurrencyNotInChannel):
        commerce.product(
            variants=[
                commerce.variant(prices=[{"currency": "USD", "amount": 5, "channel_id": to_ulid(web)}]),
            ]
        )

    assert str(one.value) == "The channel 'web' does not sell in 'USD'."
    assert [(error.path, error.code) for error in several.value.errors] == [
        (("prices", 1, "currency"), "commerce.channel.currency_not_sold")
    ]
    assert heard == []
    assert history(ctx, variant.id) == before
    assert not models.Price.objects.filter(channel_id=web).exists()

    # A price from before the channel stopped selling in its currency can still be taken away.
    models.Price.objects.create(variant_id=variant.id, channel_id=web, currency="USD", amount=400)
    assert grid(ctx, {**row, "currency": "USD", "amount": None}).removed == 1


def test_a_sale_holds_while_it_is_on_and_never_makes_dearer(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    variant = product.variants[0]
    sale = make_list(ctx)
    put(ctx, variant.id, 1500, price_list_id=to_ulid(sale.id))
    put(ctx, variant.id, 1400, min_quantity=10)
    heard.clear()
    assert shown(product.id)["default"]["USD"] == {"min": 1999, "max": 1999}

    active = price_lists.activate_price_list(ctx, sale.id)
    price_lists.activate_price_list(ctx, sale.id)

    assert (active.holds_now, active.price_count) == (True, 1)
    assert heard.take() == [PriceListUpdated(price_list_id=sale.id, fields=("status",))]
    assert shown(product.id)["default"]["USD"] == {"min": 1500, "max": 1500, "compare_at": 1999, "lowest_30d": 1999}
    now = dt.datetime.now(dt.UTC)
    many = selectors.price_for(variant.id, channel_id=None, currency="USD", quantity=10, at=now)
    assert many is not None
    assert (many.amount, many.price_list_id) == (1400, None)
    with pytest.raises(errors.PriceListActive):
        price_lists.delete_price_list(ctx, sale.id)
    price_lists.deactivate_price_list(ctx, sale.id)
    price_lists.delete_price_list(ctx, sale.id)
    assert heard[-1] == PriceListDeleted(price_list_id=sale.id)
    assert shown(product.id)["default"]["USD"] == {"min": 1999, "max": 1999}
    assert history(ctx, variant.id)[0] == (None, 1)


def test_the_lowest_former_price_is_money_in_graphql(ctx: RequestContext, in_tenant_a: Tenant) -> None:
    for slug in ("commerce", "index"):
        TenantModule.objects.get_or_create(module_slug=slug, defaults={"enabled": True})
    lamp = commerce.product(title="Lamp", published=True)
    commerce.product(title="Plain", published=True)
    put(ctx, lamp.variants[0].id, 1500, compare_at=1999)
    PRODUCTS.rebuild(list(models.Product.objects.values_list("id", flat=True)))

    asked = 'lowestPrice30d(currency: "USD") { amount currency formatted }'
    document = (
        f"{{ products(sort: TITLE) {{ edges {{ node {{ title {asked} }} }} }}"
        f' product(handle: "lamp") {{ {asked} variants {{ {asked} }} }} }}'
    )
    answer = api_client(in_tenant_a, None).graphql(document).json()

    lowest = {"amount": 1999, "currency": "USD", "formatted": "$19.99"}
    nodes = [(edge["node"]["title"], edge["node"]["lowestPrice30d"]) for edge in answer["data"]["products"]["edges"]]
    assert nodes == [("Lamp", lowest), ("Plain", None)]
    product = answer["data"]["product"]
    assert [product["lowestPrice30d"], product["variants"][0]["lowestPrice30d"]] == [lowest, lowest]


def test_the_list_of_the_highest_priority_decides_and_an_override_stands_in_any_case(ctx: RequestContext) -> None:
    product = commerce.product()
    variant = product.variants[0]
    sale = make_list(ctx, "sale", priority=1)
    dear = make_list(ctx, "dear", kind="override", priority=2)
    for each, amount in ((sale, 1500), (dear, 2500)):
        put(ctx, variant.id, amount, price_list_id=to_ulid(each.id))
        price_lists.activate_price_list(ctx, each.id)

    assert shown(product.id)["default"]["USD"] == {"min": 2500, "max": 2500}
    changed = price_lists.update_price_list(ctx, sale.id, parse(UpdatePriceListRequest, {"priority": 3}))
    assert changed.version == 3
    assert shown(product.id)["default"]["USD"]["min"] == 1500
    assert [row.code for row in list_selectors.list_price_lists(ctx)] == ["sale", "dear"]


def test_prices_for_a_customer_group_are_for_its_carts_only(ctx: RequestContext) -> None:
    product = commerce.product()
    variant = product.variants[0]
    wholesale = make_list(ctx, "wholesale", kind="override")
    group = generate_id()
    models.PriceList.objects.filter(id=wholesale.id).update(customer_group_id=group)
    put(ctx, variant.id, 900, price_list_id=to_ulid(wholesale.id))
    price_lists.activate_price_list(ctx, wholesale.id)
    now = dt.datetime.now(dt.UTC)

    assert shown(product.id)["default"]["USD"] == {"min": 1999, "max": 1999}
    found = [
        selectors.price_for(
            variant.id, channel_id=None, currency="USD", quantity=1, at=now, customer_group_id=customer_group
        )
        for customer_group in (None, generate_id(), group)
    ]
    assert [price and price.amount for price in found] == [1999, 1999, 900]


def test_a_price_list_that_cannot_be_is_refused(ctx: RequestContext, heard: Heard) -> None:
    made = make_list(ctx)
    with pytest.raises(errors.DuplicatePriceListCode):
        make_list(ctx)
    with pytest.raises(errors.WindowEmpty):
        make_list(ctx, "other", starts_at=MONDAY.isoformat(), ends_at=MONDAY.isoformat())
    with pytest.raises(StaleVersion):
        price_lists.update_price_list(ctx, made.id, parse(UpdatePriceListRequest, {"name": "x", "version": 7}))
    with pytest.raises(errors.PriceListNotFound):
        price_lists.activate_price_list(ctx, generate_id())

    assert heard == [PriceListCreated(price_list_id=made.id)]


def test_a_list_that_is_switched_on_touches_the_products_in_it(ctx: RequestContext) -> None:
    inside, outside = commerce.product(), commerce.product()
    sale = make_list(ctx)
    put(ctx, inside.variants[0].id, 1500, price_list_id=to_ulid(sale.id))
    versions = ProductSource().versions([inside.id, outside.id])

    price_lists.activate_price_list(ctx, sale.id)

    event = EventEnvelope.wrap(ctx, PriceListUpdated(price_list_id=sale.id, fields=("status",)))
    assert ProductSource().targets([event]) == {inside.id}
    assert ProductSource().versions([inside.id, outside.id]) == {
        inside.id: versions[inside.id] + 1,
        outside.id: versions[outside.id],
    }


def test_a_channel_takes_its_prices_with_it_and_the_history_stays(ctx: RequestContext) -> None:
    sell(ctx, "web")
    app = sell(ctx, "app")
    variant = commerce.product().variants[0]
    put(ctx, variant.id, 1500, channel_id=to_ulid(app))

    channels.delete_channel(ctx, app)

    assert not models.Price.objects.filter(amount=1500).exists()
    assert history(ctx, variant.id)[:2] == [(None, 1), (1500, 1)]


def test_a_variant_takes_its_prices_with_it_and_the_history_stays(ctx: RequestContext) -> None:
    product = commerce.product(variants=[commerce.variant(sku="A"), commerce.variant(sku="B")])
    first, second = (variant.id for variant in product.variants)
    put(ctx, first, 900, min_quantity=10)

    def told(variant_id: UUID) -> list[tuple[int | None, int]]:
        rows = models.PriceChange.objects.filter(variant_id=variant_id).order_by("-created_at", "min_quantity")
        return [(row.amount, row.min_quantity) for row in rows]

    variants.delete_variant(ctx, first)
    assert told(first)[:4] == [(None, 1), (None, 1), (None, 10), (900, 10)]
    assert None not in [amount for amount, _ in told(second)]

    catalog.delete_product(ctx, product.id)
    assert told(second)[:2] == [(None, 1), (None, 1)]
    assert len(told(first)) == 6


def test_channels_and_lists_are_held_still_before_products(ctx: RequestContext) -> None:
    channel_id, made = sell(ctx, "web"), make_list(ctx)
    product = commerce.product()
    variant_id = product.variants[0].id
    place = {"channel_id": to_ulid(channel_id), "price_list_id": to_ulid(made.id)}

    def holds(work: Any) -> list[str]:
        """Return the locks in their order."""
        with CaptureQueriesContext(connection) as captured:
            work()
        found = []
        for query in captured:
            if "pg_advisory_xact_lock" in query["sql"]:
                function, name = (
                    query["sql"].partition("(")[0],
                    query["sql"].partition("commerce.")[2].partition(":")[0],
                )
                found.append(f"{name}, shared" if function.endswith("_shared") else name)
            elif "FOR NO KEY UPDATE" in query["sql"] and 'FROM "commerce_products"' in query["sql"]:
                found.append("products")
        return list(dict.fromkeys(found))

    assert holds(lambda: put(ctx, variant_id, 500)) == ["products"]
    shared = ["channels, shared", "price_lists, shared", "products"]
    assert holds(lambda: put(ctx, variant_id, 500, **place)) == shared
    row = {"variant_id": to_ulid(variant_id), "currency": "USD", "amount": 600, **place}
    assert holds(lambda: grid(ctx, row)) == shared
    assert holds(lambda: price_lists.activate_price_list(ctx, made.id)) == ["price_lists", "products"]
    ends = parse(UpdatePriceListRequest, {"ends_at": "2100-01-01T00:00:00Z"})
    assert holds(lambda: price_lists.update_price_list(ctx, made.id, ends)) == ["price_lists", "products"]
    removal = parse(RemovePriceRequest, {"currency": "USD", **place})
    assert holds(lambda: pricing.remove_price(ctx, variant_id, removal)) == shared
    new = parse(CreateVariantRequest, {"prices": [{"currency": "USD", "amount": 700, **place}]})
    assert holds(lambda: variants.create_variant(ctx, commerce.product(variants=[]).id, new))[-3:] == shared
