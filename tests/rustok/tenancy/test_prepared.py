"""Rows by prepared statements: the same objects that the ORM reads, and nothing of another tenant."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from rustok.ids import generate_id
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.prepared import Read, insert, update
from tests.rustok.tenancy.sample.models import Article, Note, Purchase, PurchaseLine

ARTICLES = Read(Article, "a", "sample_articles a WHERE a.tenant_id = %s AND a.slug = ANY(%s) ORDER BY a.slug")
NOTES = Read(
    Note,
    "n",
    "sample_notes n JOIN sample_articles a ON a.tenant_id = n.tenant_id AND a.id = n.article_id"
    " LEFT JOIN sample_articles p ON p.tenant_id = a.tenant_id AND p.id = a.parent_id"
    " LEFT JOIN sample_articles o ON o.tenant_id = n.tenant_id AND o.id = n.about_id"
    " WHERE n.tenant_id = %s ORDER BY n.number",
    article=("a", Article),
    article__parent=("p", Article),
    about=("o", Article),
)


def _columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.django_db
def test_a_read_gives_the_objects_of_the_orm(in_tenant_a: Any, django_assert_num_queries: Any) -> None:
    parent = Article.objects.create(slug="parent", title="Up")
    child = Article.objects.create(slug="child", parent=parent)
    Note.objects.create(article=child, about=parent, number=1)
    Note.objects.create(article=parent, number=2)

    found = ARTICLES.all(["parent", "child", "nobody"])
    with django_assert_num_queries(1):
        first, second = NOTES.all()
        assert (first.article.parent.slug, first.about.slug) == ("parent", "parent")
        assert (second.article.parent, second.about) == (None, None)

    assert [_columns(row) for row in found] == [_columns(child), _columns(parent)]
    assert found[0] == child
    assert found[0]._state.db == "default"
    assert not found[0]._state.adding
    assert ARTICLES.first(["nobody"]) is None


@pytest.mark.django_db
def test_rows_of_several_tables_are_written_by_one_statement(in_tenant_a: Any, django_assert_num_queries: Any) -> None:
    article = Article(slug="one", title='„quoted" \\ and\nlong')
    notes = [Note(article=article, number=number) for number in (1, 2)]
    bought = Purchase(total=2**40)
    parts = [PurchaseLine(purchase=bought)]
    assert ARTICLES.all(["one"]) == []

    with django_assert_num_queries(1):
        insert([article], notes, [], [bought], parts)

    assert _columns(Article.objects.get()) == _columns(article)
    assert list(Note.objects.order_by("number").values_list("number", "article_id")) == [
        (1, article.id),
        (2, article.id),
    ]
    assert Purchase.objects.get().created_at == bought.created_at
    assert PurchaseLine.objects.get().purchase_created_at == bought.created_at
    assert not article._state.adding


@pytest.mark.django_db
def test_what_a_constraint_refuses_is_not_written_in_part(in_tenant_a: Any) -> None:
    Article.objects.create(slug="taken")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Purchase()], [Article(slug="free"), Article(slug="taken")])

    assert Purchase.objects.count() == 0
    assert Article.objects.count() == 1


@pytest.mark.django_db
def test_only_the_named_attributes_of_a_row_are_written(in_tenant_a: Any) -> None:
    article, other = Article.objects.create(slug="one"), Article.objects.create(slug="two")
    article.slug, article.title = "changed", "Changed"
    bought = Purchase.objects.create(total=1)
    bought.total = 5

    update(article, "title")
    update(bought, "total")

    assert list(Article.objects.order_by("slug").values_list("slug", "title")) == [("one", "Changed"), ("two", "")]
    assert Article.objects.get(id=other.id).title == ""
    assert Purchase.objects.get().total == 5


@pytest.mark.django_db
def test_a_reference_is_written_by_either_of_its_names(in_tenant_a: Any) -> None:
    first, second = Article.objects.create(slug="one"), Article.objects.create(slug="two")
    second.parent = first

    update(second, "parent")
    assert Article.objects.get(id=second.id).parent_id == first.id
    second.parent = None
    update(second, "parent_id")

    assert Article.objects.get(id=second.id).parent_id is None
    with pytest.raises(FieldDoesNotExist):
        update(second, "nothing")


@pytest.mark.django_db(transaction=True)
def test_a_write_needs_a_transaction(in_tenant_a: Any) -> None:
    with pytest.raises(TransactionManagementError):
        insert([Article(slug="one")])

    assert not Article.objects.exists()


@pytest.mark.django_db
def test_another_tenants_rows_are_neither_read_nor_changed(tenants: Any) -> None:
    with tenant_scope(tenants["a"]):
        theirs = Article.objects.create(slug="theirs")
    with tenant_scope(tenants["b"]):
        assert ARTICLES.all(["theirs"]) == []
        theirs.title = "Stolen"
        with pytest.raises(DatabaseError, match="not there any more"):
            update(theirs, "title")
        insert([Article(id=generate_id(), slug="theirs", title="Our own")])
        assert [row.title for row in ARTICLES.all(["theirs"])] == ["Our own"]
    with tenant_scope(tenants["a"]):
        assert [row.title for row in ARTICLES.all(["theirs"])] == [""]
