"""The collections of a product, shown and set on its form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.test import Client

from rustok.dto import parse
from rustok.events.catalog.commerce import CollectionUpdated
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.admin.forms import product_form
from rustok_commerce.dto.collections import AddCollectionProductsRequest, CreateCollectionRequest
from rustok_commerce.services import collections
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import LIST, page, save, typed
from tests.rustok_commerce.conftest import Heard


def collection(name: str, **data: Any) -> UUID:
    request = parse(CreateCollectionRequest, {"name": name, **data})
    return collections.create_collection(commerce.system(), request).id


def members(collection_id: UUID) -> list[UUID]:
    rows = models.CollectionProduct.objects.filter(collection_id=collection_id).order_by("position")
    return list(rows.values_list("product_id", flat=True))


def test_a_product_is_put_into_collections_and_taken_out(admin: Client, heard: Heard) -> None:
    first, product = commerce.product(), commerce.product()
    left = collection("Left", product_ids=[str(product.id)])
    entered = collection("Entered", product_ids=[str(first.id)])
    collection("By rules", kind="rules", rules=[{"field": "tag", "value": "x"}])
    heard.clear()
    data = typed(admin, page(product.id))
    assert data["collections"] == [str(left)]
    offered = admin.get(page(product.id)).context["adminform"].form.fields["collections"].choices
    assert {name for _, name in offered} == {"Left", "Entered"}

    save(admin, page(product.id), {**data, "collections": [str(entered)]})

    assert members(left) == []
    assert members(entered) == [first.id, product.id]
    assert [(e.collection_id, e.fields) for e in heard.take() if isinstance(e, CollectionUpdated)] == [
        (entered, ("products",)),
        (left, ("products",)),
    ]
    save(admin, page(product.id), typed(admin, page(product.id)))
    assert heard == []


def test_what_somebody_else_put_it_into_meanwhile_stays(admin: Client) -> None:
    product = commerce.product()
    mine, theirs = collection("Mine"), collection("Theirs")
    data = typed(admin, page(product.id))
    request = AddCollectionProductsRequest(product_ids=(product.id,))
    collections.add_products(commerce.system(), theirs, request)

    save(admin, page(product.id), {**data, "collections": [str(mine)]})

    assert (members(mine), members(theirs)) == ([product.id], [product.id])


def test_a_new_product_comes_into_a_collection(admin: Client) -> None:
    chosen = collection("Chosen")

    save(admin, f"{LIST}add/", {**typed(admin, f"{LIST}add/"), "title__en": "Lamp", "collections": [str(chosen)]})

    assert members(chosen) == [models.Product.objects.get().pk]


def test_an_unknown_collection_is_refused_and_nothing_is_written(admin: Client, heard: Heard) -> None:
    product = commerce.product(title="Lamp")
    by_rules = collection("By rules", kind="rules", rules=[{"field": "tag", "value": "x"}])
    heard.clear()
    data = {**typed(admin, page(product.id)), "title__en": "Lantern", "collections": [str(by_rules)]}

    answer = admin.post(page(product.id), data)

    assert list(answer.context["adminform"].form.errors) == ["collections"]
    assert heard == []
    assert models.ProductTranslation.objects.get().title == "Lamp"


def test_who_may_not_change_collections_sees_them_only(shop: Tenant) -> None:
    product = commerce.product()
    inside, other = collection("Inside", product_ids=[str(product.id)]), collection("Other")
    row = models.Product.objects.get(pk=product.id)
    sent = {"collections": [str(other)], "collections_shown": str(inside), "handle": row.handle}

    form = product_form(may_collect=False)(sent, instance=row)

    assert form.is_valid()
    assert form.cleaned_data["collections"] == [str(inside)]
    assert form.moves() == ([], [])
    allowed = product_form()(sent, instance=row)
    assert allowed.is_valid()
    assert allowed.moves() == ([other], [inside])
