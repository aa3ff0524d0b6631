"""A file with every fault that we know: all else is in, each fault is named, and the second time nothing is told."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from benchmarks import imports
from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.dto.jobs import JobStatus, StartImportRequest
from rustok_commerce.selectors.jobs import present_job
from rustok_commerce.services import running
from rustok_commerce.services.transfer.imports import begin_import
from tests.factories import commerce
from tests.rustok_commerce.test_imports import counts, products_of, refused, take_in


def test_of_a_file_with_37_bad_rows_the_others_are_in_and_the_second_time_nothing_is_told(ctx: RequestContext) -> None:
    imports.furnish(ctx)
    content, expected = imports.file_of(300)

    first = imports.take_in(ctx, content)
    rows = models.Product.objects.count(), models.Price.objects.count(), models.StockMovement.objects.count()
    versions = list(models.Product.objects.order_by("id").values_list("version", "source_version"))
    second = imports.take_in(ctx, content)

    assert len(expected) == len({line for line, _, _ in expected}) == 37
    assert counts(first.job) == (263, 0, 0, 37)
    assert first.refused == expected
    assert first.events == 263
    assert counts(second.job) == (0, 0, 263, 37)
    assert second.refused == expected
    assert second.events == 0
    assert (models.Product.objects.count(), models.Price.objects.count()) == rows[:2] == (264, 526)
    assert models.StockMovement.objects.count() == rows[2]
    assert list(models.Product.objects.order_by("id").values_list("version", "source_version")) == versions


def test_a_product_made_by_an_import_costs_few_statements(ctx: RequestContext) -> None:
    take_in(ctx, products_of(1))
    few, many = (statements(ctx, prefix, number) for prefix, number in (("a", 1), ("b", 11)))

    # The product, its text, address, tags, variant, price and its history, stock and its ledger, the event; what is
    # looked up for an address and for stock; savepoints around the import, the command and the variants.
    assert many - few == 10 * 18


def statements(ctx: RequestContext, prefix: str, number: int) -> int:
    content = products_of(number).replace("item-", f"{prefix}-").replace("SKU-", f"{prefix}-")
    seen: list[str] = []

    def see(execute: Any, sql: Any, *rest: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(see):
        assert counts(take_in(ctx, content)) == (number, 0, 0, 0)
    # What is known of the tenant is kept by the process, though not in these tests.
    loads = sum('FROM "tenant_modules"' in sql for sql in seen)
    return len(seen) - loads * 7


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_each_product_once(tenant_a: Tenant) -> None:
    content = products_of(40).encode()
    with tenant_scope(tenant_a):
        ctx = commerce.system()
        begun = [begin_import(ctx, content, StartImportRequest(), filename="x.csv").id for _ in range(2)]
    start = threading.Barrier(2)
    failed: list[BaseException] = []

    def run(number: int) -> None:
        try:
            with tenant_scope(tenant_a):
                start.wait(30)
                running.run_job(begun[number])
        except BaseException as exc:
            failed.append(exc)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert failed == []
    with tenant_scope(tenant_a):
        done = [present_job(job_id) for job_id in begun]
        assert [(job.status, job.done, job.failed, job.error) for job in done] == [
            (JobStatus.FINISHED, 40, 0, None)
        ] * 2
        assert sum(job.created for job in done) == 40
        assert [refused(ctx, job) for job in done] == [[], []]
        assert models.Product.objects.count() == models.Variant.objects.count() == models.Price.objects.count() == 40
        assert sorted(models.StockLevel.objects.values_list("on_hand", flat=True)) == [5] * 40
        assert models.ProductTag.objects.count() == 80
