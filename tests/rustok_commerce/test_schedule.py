"""Schedules: what is due happens, once, however late, and one failure stops nothing else."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
import time_machine

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, RustokError, StaleVersion
from rustok.events.catalog.commerce import ProductPublished, ProductUnpublished, ProductUpdated
from rustok.ids import generate_id
from rustok.rbac.policies import grants
from rustok.rbac.roles import Role
from rustok.tenancy.context import no_scope, tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models, tasks
from rustok_commerce.dto.products import ProductResponse, ProductStatus, ScheduleProductRequest
from rustok_commerce.module import CommerceModule
from rustok_commerce.services import catalog, due, schedule
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard

START = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def plan(ctx: RequestContext, product_id: UUID, **data: object) -> ProductResponse:
    times = {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in data.items()}
    return schedule.schedule_product(ctx, product_id, parse(ScheduleProductRequest, times))


def status(product_id: UUID) -> str:
    return str(models.Product.objects.get(id=product_id).status)


def test_a_product_is_published_and_withdrawn_when_its_time_comes(ctx: RequestContext, heard: Heard) -> None:
    with time_machine.travel(START, tick=False) as clock:
        product = commerce.product()
        planned = plan(ctx, product.id, publish_at=START + HOUR, unpublish_at=START + 3 * HOUR)
        heard.clear()

        assert (planned.publish_at, planned.next_change_at) == (START + HOUR, START + HOUR)
        assert due.apply() == 0
        clock.shift(HOUR)
        assert (due.apply(), due.apply()) == (1, 0)
        assert heard.take() == [ProductPublished(product_id=product.id)]
        row = models.Product.objects.get(id=product.id)
        assert (row.status, row.publish_at, row.next_change_at) == (ProductStatus.ACTIVE, None, START + 3 * HOUR)

        clock.shift(2 * HOUR)
        assert (due.apply(), due.apply()) == (1, 0)
        assert heard.take() == [ProductUnpublished(product_id=product.id)]
        row = models.Product.objects.get(id=product.id)
        assert (row.status, row.unpublish_at, row.next_change_at) == (ProductStatus.DRAFT, None, None)


def test_missed_runs_are_caught_up(ctx: RequestContext, heard: Heard) -> None:
    with time_machine.travel(START, tick=False) as clock:
        over = commerce.product()
        plan(ctx, over.id, publish_at=START + HOUR, unpublish_at=START + 2 * HOUR)
        shown = commerce.product()
        plan(ctx, shown.id, publish_at=START + HOUR)
        heard.clear()
        clock.shift(48 * HOUR)

        assert due.apply() == 2

        assert (status(over.id), status(shown.id)) == (ProductStatus.DRAFT, ProductStatus.ACTIVE)
        assert ProductPublished(product_id=over.id) not in heard
        assert not models.Product.objects.exclude(next_change_at=None).exists()


def test_every_shop_is_served_and_one_product_that_fails_is_tried_again(tenants: dict[str, Tenant]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        made: dict[str, list[UUID]] = {}
        for name, tenant in tenants.items():
            with tenant_scope(tenant):
                made[name] = [commerce.product().id, commerce.product().id]
                for product_id in made[name]:
                    plan(commerce.system(), product_id, publish_at=START + HOUR)
        with tenant_scope(tenants["a"]):
            models.Price.objects.filter(variant__product_id=made["a"][0])._raw_delete("default")
        clock.shift(HOUR)

        with no_scope():
            assert tasks.apply_schedules() == 6
            assert tasks.apply_schedules() == 0

        for name, tenant in tenants.items():
            with tenant_scope(tenant):
                expected = ProductStatus.DRAFT if name == "a" else ProductStatus.ACTIVE
                assert [status(product_id) for product_id in made[name]] == [expected, ProductStatus.ACTIVE]
        with tenant_scope(tenants["a"]):
            refused = models.Product.objects.get(id=made["a"][0])
            assert refused.schedule_error == "The product cannot be published: it has no price."
            assert (refused.publish_at, refused.next_change_at) == (START + HOUR, START + HOUR + due.RETRY_AFTER)
            variant = models.Variant.objects.filter(product=refused).get()
            models.Price.objects.bulk_create([models.Price(variant=variant, currency="USD", amount=100)])
        clock.shift(due.RETRY_AFTER)
        with no_scope():
            assert tasks.apply_schedules() == 1
        with tenant_scope(tenants["a"]):
            row = models.Product.objects.get(id=made["a"][0])
            assert (row.status, row.schedule_error) == (ProductStatus.ACTIVE, None)


def test_a_shop_whose_database_fails_stops_no_other(
    tenants: dict[str, Tenant], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for tenant in tenants.values():
            with tenant_scope(tenant):
                plan(commerce.system(), commerce.product().id, publish_at=START + HOUR)
        with tenant_scope(tenants["a"]):
            broken = models.Product.objects.get().id
        publish_product = catalog.publish_product

        def fail(ctx: RequestContext, product_id: UUID) -> ProductResponse:
            if product_id == broken:
                # A statement that PostgreSQL refuses.
                models.Product.objects.filter(id=product_id).update(status="sold")
            return publish_product(ctx, product_id)

        monkeypatch.setattr(catalog, "publish_product", fail)
        clock.shift(HOUR)

        with no_scope():
            assert tasks.apply_schedules() == 2

    assert "commerce.schedule_product_failed" in caplog.text
    with tenant_scope(tenants["a"]):
        assert status(broken) == ProductStatus.DRAFT


def test_windows_of_prices_and_channels_give_a_new_document(ctx: RequestContext, heard: Heard) -> None:
    with time_machine.travel(START, tick=False) as clock:
        product = commerce.product(published=True)
        row = models.Product.objects.get(id=product.id)
        channel = models.Channel.objects.create(code="web", name="Web", currencies=["USD"], is_default=True)
        models.ProductChannel.objects.create(product=row, channel=channel, available_until=START + 3 * HOUR)
        models.Price.objects.create(
            variant_id=product.variants[0].id,
            currency="USD",
            amount=999,
            starts_at=START + HOUR,
            ends_at=START + 2 * HOUR,
        )
        schedule.plan_products([product.id])
        heard.clear()

        versions = []
        for hours in (1, 2, 3):
            clock.move_to(START + hours * HOUR)
            assert (due.apply(), due.apply()) == (1, 0)
            row.refresh_from_db()
            versions.append((row.source_version, row.version, row.next_change_at))

    first = versions[0][0]
    assert [version - first for version, _, _ in versions] == [0, 1, 2]
    assert {edited for _, edited, _ in versions} == {product.version}
    assert [moment for _, _, moment in versions] == [START + 2 * HOUR, START + 3 * HOUR, None]
    assert heard == [ProductUpdated(product_id=product.id, fields=("schedule",))] * 3


def test_a_price_list_counts_while_it_is_active(ctx: RequestContext) -> None:
    with time_machine.travel(START, tick=False):
        product = commerce.product(published=True)
        prices = models.PriceList.objects.create(
            code="spring", name="Spring", kind="sale", status="draft", starts_at=START + HOUR
        )
        models.Price.objects.create(variant_id=product.variants[0].id, currency="USD", amount=999, price_list=prices)
        row = models.Product.objects.get(id=product.id)

        assert schedule.next_change(row) is None
        models.PriceList.objects.filter(id=prices.id).update(status="active")
        assert schedule.next_change(row) == START + HOUR


def test_what_was_written_behind_our_back_does_not_go_round_for_ever(ctx: RequestContext) -> None:
    with time_machine.travel(START, tick=False):
        shown, stuck = commerce.product(published=True), commerce.product()
        models.Product.objects.filter(id=shown.id).update(publish_at=START - HOUR, next_change_at=START - HOUR)
        models.Product.objects.filter(id=stuck.id).update(next_change_at=START - HOUR)
        schedule_of = schedule.plan
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(schedule, "plan", lambda product: None if product.id == stuck.id else schedule_of(product))
            assert due.apply() == 2

        row = models.Product.objects.get(id=shown.id)
        assert (row.status, row.publish_at, row.next_change_at) == (ProductStatus.ACTIVE, None, None)
        assert due.apply() == 1
        assert due.apply() == 0


def test_publishing_by_hand_fulfils_the_plan_and_archiving_drops_it(ctx: RequestContext) -> None:
    with time_machine.travel(START, tick=False):
        product = commerce.product()
        plan(ctx, product.id, publish_at=START + HOUR, unpublish_at=START + 2 * HOUR)

        published = catalog.publish_product(ctx, product.id)
        archived = catalog.archive_product(ctx, product.id)

    assert (published.publish_at, published.unpublish_at) == (None, START + 2 * HOUR)
    assert published.next_change_at == START + 2 * HOUR
    assert (archived.publish_at, archived.unpublish_at, archived.next_change_at) == (None, None, None)


@pytest.mark.parametrize(
    ("published", "times", "code"),
    [
        (False, {"publish_at": START}, "commerce.product.schedule_in_past"),
        (False, {"publish_at": START - HOUR}, "commerce.product.schedule_in_past"),
        (False, {"publish_at": START + HOUR, "unpublish_at": START + HOUR}, "commerce.product.schedule_order"),
        (False, {"unpublish_at": START + HOUR}, "commerce.product.nothing_to_withdraw"),
        (True, {"publish_at": START + HOUR}, "commerce.product.already_published"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    ctx: RequestContext, heard: Heard, published: bool, times: dict[str, object], code: str
) -> None:
    with time_machine.travel(START, tick=False):
        product = commerce.product(published=published)
        heard.clear()

        with pytest.raises(RustokError) as refused:
            plan(ctx, product.id, **times)

    assert refused.value.code == code
    row = models.Product.objects.get(id=product.id)
    assert (row.publish_at, row.unpublish_at, row.next_change_at, row.version) == (None, None, None, product.version)
    assert heard == []


def test_what_could_not_be_sold_cannot_be_planned(ctx: RequestContext) -> None:
    product = commerce.product(variants=[])

    with pytest.raises(errors.NotPublishable):
        plan(ctx, product.id, publish_at=dt.datetime.now(dt.UTC) + HOUR)


def test_prices_that_shoppers_do_not_see_make_nothing_sellable(ctx: RequestContext) -> None:
    product = commerce.product(variants=[commerce.variant(prices=[])])
    prices = models.PriceList.objects.create(code="spring", name="Spring", kind="sale", status="draft")
    models.Price.objects.create(variant_id=product.variants[0].id, currency="USD", amount=999, price_list=prices)

    with pytest.raises(errors.NotPublishable):
        catalog.publish_product(ctx, product.id)
    models.PriceList.objects.update(status="active", customer_group_id=generate_id())
    with pytest.raises(errors.NotPublishable):
        catalog.publish_product(ctx, product.id)
    models.PriceList.objects.update(customer_group_id=None)

    assert catalog.publish_product(ctx, product.id).status == "active"


def test_a_plan_as_it_is_changes_nothing_and_an_old_form_is_refused(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    when = dt.datetime.now(dt.UTC) + HOUR
    planned = plan(ctx, product.id, publish_at=when)
    heard.clear()

    again = plan(ctx, product.id, publish_at=when)
    with pytest.raises(StaleVersion):
        plan(ctx, product.id, publish_at=None, version=product.version)

    assert (again.version, heard.take()) == (planned.version, [])
    assert plan(ctx, product.id, publish_at=None).next_change_at is None


def test_only_who_may_publish_may_plan(in_tenant_a: Tenant) -> None:
    product = commerce.product()
    moderator = RequestContext(
        tenant_id=in_tenant_a.id,
        actor_id=generate_id(),
        permissions=grants(Role.MODERATOR, CommerceModule().permissions()),
    )

    with pytest.raises(Forbidden):
        plan(moderator, product.id, publish_at=dt.datetime.now(dt.UTC) + HOUR)

    assert models.Product.objects.get(id=product.id).publish_at is None
