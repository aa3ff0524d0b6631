"""Changes of many products, and of tags: each product once, whatever becomes of the run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput
from rustok.ids import generate_id
from rustok.rbac.policies import grants
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.bulk import BulkRequest, ListTagsRequest, MergeTagsRequest, PriceChange, RenameTagRequest
from rustok_commerce.dto.jobs import JobResponse, JobStatus
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.module import CommerceModule
from rustok_commerce.selectors.jobs import list_job_errors, present_job
from rustok_commerce.selectors.tags import list_tags
from rustok_commerce.services import bulk, jobs, running
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

ALL = {"everything": True}


def change(ctx: RequestContext, action: str, *products: ProductResponse, **data: Any) -> JobResponse:
    selection = {"product_ids": [str(product.id) for product in products]} if products else ALL
    return running.start_bulk(ctx, parse(BulkRequest, {"action": action, "selection": selection, **data}))


def counts(job: JobResponse) -> tuple[int, int, int]:
    assert job.status is JobStatus.FINISHED, job.error
    return job.updated, job.unchanged, job.failed


def statuses() -> list[str]:
    return list(models.Product.objects.order_by("id").values_list("status", flat=True))


def prices(product: ProductResponse) -> list[tuple[str, int, int | None]]:
    rows = models.Price.objects.filter(variant__product_id=product.id).order_by("currency")
    return list(rows.values_list("currency", "amount", "compare_at"))


def test_products_are_published_withdrawn_put_away_and_deleted(ctx: RequestContext, heard: Heard) -> None:
    good, bare, other = commerce.product(), commerce.product(variants=[]), commerce.product()

    published = change(ctx, "publish", good, bare)

    assert counts(published) == (1, 0, 1)
    (error,) = list_job_errors(ctx, published.id).items
    assert (error.product_id, error.code) == (bare.id, "commerce.product.not_publishable")
    assert statuses() == ["active", "draft", "draft"]
    heard.clear()
    assert counts(change(ctx, "publish", good)) == (0, 1, 0)
    assert heard == []
    assert counts(change(ctx, "archive", good, other)) == (2, 0, 0)
    assert counts(change(ctx, "unpublish", good)) == (1, 0, 0)
    assert statuses() == ["draft", "draft", "archived"]
    assert counts(change(ctx, "delete", selection={"status": "draft"})) == (2, 0, 0)
    assert statuses() == ["archived"]


def test_tags_and_categories_are_added_and_removed(ctx: RequestContext) -> None:
    light, camp = commerce.category(name="Light"), commerce.category(name="Camp")
    one = commerce.product(tags=["a", "b"], category_ids=[str(light.id)])
    two = commerce.product(tags=["b"])

    def categories(product: ProductResponse) -> list[str]:
        rows = models.ProductCategory.objects.filter(product_id=product.id).order_by("-is_primary", "id")
        return list(rows.values_list("category__slug", flat=True))

    assert counts(change(ctx, "change_tags", add_tags=["c"], remove_tags=["b"])) == (2, 0, 0)
    assert counts(change(ctx, "change_tags", add_tags=["c"], remove_tags=["b"])) == (0, 2, 0)
    assert list_tags(ctx, ListTagsRequest(q="b")).items == ()
    assert [(tag.tag, tag.products) for tag in list_tags(ctx, ListTagsRequest()).items] == [("a", 1), ("c", 2)]
    assert counts(change(ctx, "add_categories", category_ids=[str(camp.id)])) == (2, 0, 0)
    assert (categories(one), categories(two)) == (["light", "camp"], ["camp"])
    assert counts(change(ctx, "remove_categories", category_ids=[str(light.id)])) == (1, 1, 0)
    assert counts(change(ctx, "set_categories", one, category_ids=[])) == (1, 0, 0)
    assert (categories(one), categories(two)) == ([], ["camp"])


def test_prices_change_by_percent_and_amount(ctx: RequestContext) -> None:
    product = commerce.product()

    assert counts(change(ctx, "change_prices", prices={"percent": "-10", "show_former": True})) == (1, 0, 0)
    assert prices(product) == [("EUR", 1619, 1799), ("USD", 1799, 1999)]
    raised = {"amount": 300, "currency": "USD", "round_to": 100, "ending": 1}
    assert counts(change(ctx, "change_prices", prices=raised)) == (1, 0, 0)
    assert prices(product) == [("EUR", 1619, 1799), ("USD", 2099, None)]
    job = change(ctx, "change_prices", prices={"amount": -2000, "currency": "EUR"})
    assert counts(job) == (0, 0, 1)
    assert list_job_errors(ctx, job.id).items[0].code == "commerce.price.below_zero"
    assert prices(product) == [("EUR", 1619, 1799), ("USD", 2099, None)]


@pytest.mark.parametrize(
    ("amount", "wanted", "expected"),
    [
        (1999, {"percent": "10"}, 2199),
        (1995, {"percent": "-50"}, 998),
        (100, {"percent": "0.5"}, 101),
        (987, {"percent": "0", "round_to": 100, "ending": 1}, 999),
        (1049, {"amount": 1, "round_to": 50}, 1050),
        (333, {"percent": "-33.3333"}, 222),
    ],
)
def test_a_changed_price_is_exact_until_it_is_rounded_once(amount: int, wanted: dict[str, Any], expected: int) -> None:
    assert bulk.changed_amount(amount, PriceChange(**wanted)) == expected


def test_products_are_taken_out_of_a_channel_and_put_back(ctx: RequestContext) -> None:
    web = models.Channel.objects.create(code="web", name="Web", currencies=["USD"], is_default=True)
    product = commerce.product()

    def offered() -> list[bool]:
        return list(models.ProductChannel.objects.filter(product_id=product.id).values_list("is_available", flat=True))

    for is_available, expected in ((True, []), (False, [False]), (True, [True])):
        change(ctx, "set_channel", channel_id=str(web.id), is_available=is_available)
        assert offered() == expected


def test_a_run_that_is_lost_has_done_each_product_once(ctx: RequestContext) -> None:
    products = [commerce.product() for _ in range(3)]
    request = parse(BulkRequest, {"action": "change_prices", "selection": ALL, "prices": {"percent": "100"}})
    job = bulk.begin_bulk(ctx, request)

    assert running.run_job(job.id, seconds=0) is True
    assert present_job(job.id).done == 1
    assert running.run_job(job.id, seconds=0) is True
    while running.run_job(job.id, seconds=0):
        pass

    assert counts(present_job(job.id)) == (3, 0, 0)
    assert {prices(product)[1][1] for product in products} == {3998}


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("change_tags", {"add_tags": ["sun"]}),
        ("add_categories", {}),
        ("change_prices", {"prices": {"percent": "10"}}),
        ("set_channel", {"is_available": False}),
    ],
)
def test_a_product_is_locked_before_its_parts_are_looked_at(
    ctx: RequestContext, action: str, data: dict[str, Any]
) -> None:
    product = commerce.product()
    if action == "add_categories":
        data = {"category_ids": [str(commerce.category().id)]}
    if action == "set_channel":
        made = models.Channel.objects.create(code="web", name="Web", currencies=["USD"], is_default=True)
        data = {**data, "channel_id": str(made.id)}

    with CaptureQueriesContext(connection) as captured:
        assert counts(change(ctx, action, product, **data)) == (1, 0, 0)

    parts = {
        "change_tags": "commerce_product_tags",
        "add_categories": "commerce_product_categories",
        "change_prices": "commerce_prices",
        "set_channel": "commerce_product_channels",
    }
    statements = [query["sql"] for query in captured]
    locked = next(
        n for n, sql in enumerate(statements) if "FOR NO KEY UPDATE" in sql and 'FROM "commerce_products"' in sql
    )
    looked = next(n for n, sql in enumerate(statements) if f'FROM "{parts[action]}"' in sql)
    assert locked < looked


def test_a_change_is_tried_again_where_two_waited_for_each_other(
    ctx: RequestContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[UUID] = []

    def once(ctx: RequestContext, job: models.Job, work: Any, product_id: UUID) -> None:
        calls.append(product_id)
        if len(calls) < times:
            raise OperationalError("deadlock detected")

    monkeypatch.setattr(bulk, "_change_once", once)
    monkeypatch.setattr(bulk, "connection", SimpleNamespace(in_atomic_block=False))
    product_id, job = generate_id(), models.Job()

    times = 3
    bulk._change(ctx, job, lambda *_: None, product_id)
    assert calls == [product_id] * 3
    calls.clear()
    times = 4
    with pytest.raises(OperationalError):
        bulk._change(ctx, job, lambda *_: None, product_id)
    assert calls == [product_id] * 3


def test_a_price_that_grows_beyond_all_bounds_is_refused(ctx: RequestContext) -> None:
    product = commerce.product()
    models.Price.objects.filter(variant__product_id=product.id).update(amount=10**15)
    before = prices(product)

    job = change(ctx, "change_prices", product, prices={"percent": "9999"})

    assert counts(job) == (0, 0, 1)
    assert [error.code for error in list_job_errors(ctx, job.id).items] == ["input.invalid"]
    assert prices(product) == before


def test_a_cancelled_change_stops(ctx: RequestContext) -> None:
    for _ in range(3):
        commerce.product()
    job = bulk.begin_bulk(ctx, parse(BulkRequest, {"action": "publish", "selection": ALL}))
    running.run_job(job.id, seconds=0)

    jobs.cancel_job(ctx, job.id)

    assert running.run_job(job.id) is False
    assert statuses() == ["active", "draft", "draft"]


def test_a_change_of_many_is_left_to_a_worker(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 1)
    commerce.product()
    commerce.product()

    job = change(ctx, "publish")

    assert (job.status, job.total, job.done) == (JobStatus.WAITING, 2, 0)
    assert statuses() == ["draft", "draft"]
    running.run_job(job.id)
    assert counts(present_job(job.id)) == (2, 0, 0)


def test_tags_are_renamed_merged_and_deleted_everywhere(ctx: RequestContext) -> None:
    one, two = commerce.product(tags=["lamp", "sun"]), commerce.product(tags=["lamps"])

    def tags(product: ProductResponse) -> list[str]:
        rows = models.ProductTag.objects.filter(product_id=product.id).order_by("tag")
        return list(rows.values_list("tag", flat=True))

    assert counts(running.rename_tag(ctx, RenameTagRequest(tag="sun", name="day"))) == (1, 0, 0)
    assert counts(running.merge_tags(ctx, MergeTagsRequest(tags=("lamp", "lamps"), into="light"))) == (2, 0, 0)
    assert (tags(one), tags(two)) == (["day", "light"], ["light"])
    assert counts(running.rename_tag(ctx, RenameTagRequest(tag="day", name="light"))) == (1, 0, 0)
    assert tags(one) == ["light"]
    assert counts(running.delete_tag(ctx, "light")) == (2, 0, 0)
    assert (tags(one), tags(two)) == ([], [])
    with pytest.raises(errors.TagNotFound):
        running.delete_tag(ctx, "light")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"action": "delete", "selection": {}}, ("selection",)),
        ({"action": "delete", "selection": {"tag": "old", "everything": True}}, ("selection",)),
        ({"action": "publish", "add_tags": ["x"]}, ("add_tags",)),
        ({"action": "change_tags"}, ("add_tags",)),
        ({"action": "change_prices"}, ("prices",)),
        ({"action": "change_prices", "prices": {}}, ("prices", "percent")),
        ({"action": "change_prices", "prices": {"percent": "1", "amount": 1}}, ("prices", "percent")),
        ({"action": "change_prices", "prices": {"amount": 1}}, ("prices", "currency")),
        (
            {"action": "change_prices", "prices": {"percent": "1", "round_to": 5, "ending": 5}},
            ("prices", "ending"),
        ),
        ({"action": "set_channel", "channel_id": str(generate_id())}, ("is_available",)),
    ],
)
def test_what_an_action_does_not_take_is_refused(
    ctx: RequestContext, data: dict[str, Any], path: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        running.start_bulk(ctx, parse(BulkRequest, {"selection": ALL, **data}))

    assert path in [error.path for error in refused.value.errors]
    assert not models.Job.objects.exists()


def test_what_is_not_there_is_refused_before_anything_is_done(ctx: RequestContext) -> None:
    nothing = str(generate_id())
    for error, data in (
        (errors.ProductNotFound, {"action": "publish", "selection": {"product_ids": [nothing]}}),
        (errors.CategoryNotFound, {"action": "add_categories", "selection": ALL, "category_ids": [nothing]}),
        (
            errors.ChannelNotFound,
            {"action": "set_channel", "selection": ALL, "channel_id": nothing, "is_available": True},
        ),
    ):
        with pytest.raises(error):
            running.start_bulk(ctx, parse(BulkRequest, data))
    assert not models.Job.objects.exists()


def test_the_right_of_the_single_command_is_needed(in_tenant_a: Tenant) -> None:
    product = commerce.product()
    editor = RequestContext(
        tenant_id=in_tenant_a.id,
        actor_id=generate_id(),
        permissions=grants(Role.EDITOR, CommerceModule().permissions()),
    )

    with pytest.raises(Forbidden):
        change(editor, "delete", product)
    with pytest.raises(Forbidden):
        change(editor, "change_prices", product, prices={"percent": "1"})

    assert models.Product.objects.count() == 1
    assert not models.Job.objects.exists()
