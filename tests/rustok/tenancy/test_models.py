"""The models of tenant tables: every statement names the tenant, keys are composite, partitions are pruned."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from rustok.ids import generate_id, id_time
from rustok.tenancy.context import TenantRequired, no_scope, platform_scope, tenant_scope
from rustok.tenancy.models import Domain
from tests.rustok.tenancy.sample.models import Article, Message, Note, Purchase, PurchaseLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(tenants):
    found = {}
    for slug, tenant in tenants.items():
        with tenant_scope(tenant):
            found[slug] = Article.objects.create(slug="home", title=f"home of {slug}")
    return found


def test_every_statement_names_the_tenant(tenants, articles):
    with tenant_scope(tenants["a"]), CaptureQueriesContext(connection) as queries:
        root = Article.objects.get(slug="home")
        child = Article.objects.create(slug="child", title="child", parent=root)
        for number in (1, 2):
            Note.objects.create(article=child, about=root, number=number)
        assert Article.objects.filter(parent__title="home of a").get() == child
        assert child.parent == root
        assert Article.objects.get(pk=child.pk).parent == root
        assert Note.objects.select_related("article__parent").filter(article__slug="child").count() == 2
        assert list(Note.objects.values_list("article__parent__title", flat=True)) == ["home of a"] * 2
        assert {a.slug: a.count for a in Article.objects.annotate(count=Count("notes"))} == {"home": 0, "child": 2}
        prefetched = Article.objects.prefetch_related("notes").order_by("slug")
        assert [len(article.notes.all()) for article in prefetched] == [2, 0]
        assert root.children.count() == 1
        child.title = "changed"
        child.save()
        child.refresh_from_db()
        Article.objects.filter(children__notes__number=1).exclude(notes__number=9).update(title="z")
        Article.objects.update_or_create(slug="child", defaults={"title": "y"})
        Article.objects.bulk_create(
            [Article(slug="child", title="bulk"), Article(slug="new", title="bulk")],
            update_conflicts=True,
            unique_fields=["tenant", "slug"],
            update_fields=["title"],
        )
        other = Article.objects.create(slug="other")
        Note.objects.filter(number=2).update(about=other)
        other.delete()  # SET_NULL, written by the collector
        assert Note.objects.get(number=2).about is None
        root.delete()  # cascades over three tables

    with tenant_scope(tenants["a"]):
        assert [article.slug for article in Article.objects.all()] == ["new"]
        assert Note.objects.count() == 0
    without = [
        query["sql"]
        for query in queries.captured_queries
        if "sample_" in query["sql"] and '"tenant_id" = ' not in query["sql"] and "INSERT" not in query["sql"]
    ]
    assert without == []
    with tenant_scope(tenants["b"]):
        assert Article.objects.get().title == "home of b"


def test_a_queryset_follows_the_scope_it_is_evaluated_in(tenants, articles):
    with tenant_scope(tenants["a"]):
        queryset = Article.objects.order_by("slug")
        assert queryset.get().title == "home of a"
    with tenant_scope(tenants["b"]):
        assert queryset.all().get().title == "home of b"
    with no_scope(), pytest.raises(TenantRequired):
        queryset.all().get()
    with platform_scope(), pytest.raises(TenantRequired):
        queryset.all().get()


@pytest.mark.parametrize("call", ["count", "exists", "delete", "first", "aggregate", "iterator", "update", "create"])
def test_without_scope_every_way_in_is_closed(db, call):
    ways = {
        "count": lambda: Article.objects.count(),
        "exists": lambda: Article.objects.exists(),
        "delete": lambda: Article.objects.all().delete(),
        "first": lambda: Article.objects.first(),
        "aggregate": lambda: Article.objects.aggregate(Count("id")),
        "iterator": lambda: list(Article.objects.iterator()),
        "update": lambda: Article.objects.update(title="x"),
        "create": lambda: Article.objects.create(slug="x"),
    }
    with pytest.raises(TenantRequired):
        ways[call]()


def test_row_level_security_catches_a_forgotten_filter(tenants, articles):
    with tenant_scope(tenants["a"]), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM sample_articles")
        assert cursor.fetchall() == [(tenants["a"].id,)]


def test_a_row_cannot_be_written_for_another_tenant(tenants):
    with (
        tenant_scope(tenants["a"]),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Article.objects.create(tenant=tenants["b"], slug="s")


def test_a_reference_cannot_lead_to_another_tenant(tenants, articles):
    with tenant_scope(tenants["a"]):
        note = Note.objects.create(article_id=articles["a"].id, number=1)
        assert note.article == articles["a"]
        Note.objects.create(article_id=articles["b"].id, number=2)
        with pytest.raises(IntegrityError):
            connection.check_constraints()


def test_two_tenants_may_have_the_same_id_and_slug(tenants):
    same = generate_id()
    for slug in ("a", "b"):
        with tenant_scope(tenants[slug]):
            Article.objects.create(id=same, slug="same", title=slug)
    with tenant_scope(tenants["a"]):
        assert Article.objects.get(pk=same).title == "a"
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.create(slug="same")


def test_hash_partitions_are_pruned(tenants, articles):
    with tenant_scope(tenants["a"]):
        plan = Article.objects.filter(slug="home").explain(costs=False)
        joined = Note.objects.filter(article__slug="home").explain(costs=False)
    for text in (plan, joined):
        assert len(set(re.findall(r"\bsample_articles_p\d+\b", text))) == 1, text


def test_a_partition_cannot_be_read_past_its_parent(tenants, articles):
    with (
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT 1 FROM pool.sample_articles_p0")


def test_rows_by_time_are_found_in_one_partition(tenants):
    with tenant_scope(tenants["a"]):
        purchase = Purchase.objects.create()
        assert purchase.created_at == id_time(purchase.id)
        PurchaseLine.objects.create(purchase=purchase, sku="s")
        with CaptureQueriesContext(connection) as queries:
            found = Purchase.objects.get(pk=purchase.pk)
            assert Purchase.objects.get(id=str(purchase.pk)) == found
            found.total = 5
            found.save()
            found.refresh_from_db()
            assert purchase.lines.count() == 1
            assert PurchaseLine.objects.get().purchase.total == 5
            assert PurchaseLine.objects.select_related("purchase").get().purchase == purchase
            assert Purchase.objects.filter(lines__sku="s").count() == 1
        plan = Purchase.objects.filter(pk=purchase.pk).explain(costs=False)
        assert "sample_purchases_2" in plan
        assert "default" not in plan
        by_id = [q["sql"] for q in queries.captured_queries if '"sample_purchases"."id" = ' in q["sql"]]
        assert all('"created_at" = ' in sql for sql in by_id)
        connection.check_constraints()

        purchase.delete()
        assert PurchaseLine.objects.count() == 0


def test_the_time_of_a_row_is_the_one_in_its_id(tenants):
    with tenant_scope(tenants["a"]):
        with pytest.raises(IntegrityError, match="sample_purchases_time"), transaction.atomic():
            Purchase.objects.create(created_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
        PurchaseLine.objects.create(purchase_id=generate_id(), sku="s")
        with pytest.raises(IntegrityError):
            connection.check_constraints()


def test_lookup_by_an_id_without_time_finds_nothing(tenants):
    with tenant_scope(tenants["a"]):
        Purchase.objects.create()
        assert not Purchase.objects.filter(pk="00000000-0000-4000-8000-000000000000").exists()


def test_platform_tables_are_open_to_the_platform_only(tenants):
    for slug in ("a", "b"):
        with tenant_scope(tenants[slug]):
            Message.objects.create(text=slug)
    with tenant_scope(tenants["b"]):
        assert [message.text for message in Message.objects.all()] == ["b"]
    with platform_scope():
        assert Domain.objects.filter(domain__in=["a.test", "b.test"]).count() == 2
        with pytest.raises(TenantRequired), transaction.atomic():
            Domain.objects.create(domain="nobody.test")
        Domain.objects.create(domain="given.test", tenant=tenants["a"])
        assert Domain.objects.filter(domain="given.test").delete()[0] == 1
        with (
            connection.cursor() as cursor,
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
        ):
            cursor.execute("SELECT count(*) FROM pool.sample_articles")
