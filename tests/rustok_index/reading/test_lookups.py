"""What is asked for by a slug is looked up by the id that the slug leads to, not among all there is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_content import models
from rustok_content.selectors.sight import seen_by
from rustok_index.dto.content import ListStoreCommentsRequest
from rustok_index.errors import ProductNotFound
from rustok_index.queries import posts, products, series, threads

pytestmark = pytest.mark.django_db


def conditions(plan: Any) -> list[str]:
    """Return what each part of a plan that reads a table compares after it has read a row."""
    mine = [plan.get("Filter", "")] if "Relation Name" in plan else []
    return mine + [found for part in plan.get("Plans", []) for found in conditions(part)]


def explained(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement.replace("%", "%%"), [])
        (((found,),),) = cursor.fetchall()
    return found["Plan"]


def test_no_row_is_compared_with_an_expression(site: SimpleNamespace, tenant_a: Tenant) -> None:
    ctx = RequestContext(tenant_id=tenant_a.id, locale="en")
    with tenant_scope(tenant_a):
        with CaptureQueriesContext(connection) as asked:
            posts.get_post(ctx, slug="tea-0")
            series.get_series(ctx, "tea-course")
            threads.list_comments(ctx, "tea-0", ListStoreCommentsRequest())
            threads.count_comments(ctx, "tea-0")
            with pytest.raises(ProductNotFound):
                products.get_product(ctx, handle="nope", product_id=site.ada)
            list(models.Node.objects.filter(seen_by(ctx.audience)))
        selects = [
            query["sql"] for query in asked.captured_queries if "index_" in query["sql"] or "CASE" in query["sql"]
        ]
        compared = {sql: conditions(explained(sql)) for sql in selects}

    assert len(compared) >= 7
    wrong = {sql: found for sql, found in compared.items() if any("COALESCE" in each for each in found)}
    assert wrong == {}
