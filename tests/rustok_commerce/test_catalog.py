"""Products: commands, errors, events, versions."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden, InvalidInput, StaleVersion, Unauthenticated
from rustok.events.catalog.commerce import (
    ProductCreated,
    ProductDeleted,
    ProductPublished,
    ProductUnpublished,
    ProductUpdated,
)
from rustok.ids import generate_id
from rustok.rbac.policies import grants
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.inventory import SetStockRequest
from rustok_commerce.dto.products import (
    CreateProductRequest,
    ListProductsRequest,
    ProductStatus,
    SetProductTranslationRequest,
    UpdateProductRequest,
)
from rustok_commerce.dto.variants import SetOptionsRequest
from rustok_commerce.module import CommerceModule
from rustok_commerce.selectors import products
from rustok_commerce.services import catalog, inventory, options, tax_classes
from tests.factories import commerce, selling
from tests.rustok_commerce.conftest import Heard


def update(ctx: RequestContext, product_id: UUID, **data: object) -> object:
    return catalog.update_product(ctx, product_id, parse(UpdateProductRequest, data))


def test_a_product_begins_as_a_draft_with_all_its_parts_and_one_event(ctx: RequestContext, heard: Heard) -> None:
    category = commerce.category(name="Light")
    heard.clear()

    product = commerce.coloured_product(tags=["Camping", "night"], category_ids=[str(category.id)])

    assert heard == [ProductCreated(product_id=product.id)]
    assert (product.status, product.version, product.title, product.locale) == (ProductStatus.DRAFT, 1, "Lantern", "en")
    assert product.tags == ("camping", "night")
    assert [(c.slug, c.is_primary) for c in product.categories] == [("light", True)]
    assert [variant.title for variant in product.variants] == ["Red", "Blue"]
    assert [variant.available for variant in product.variants] == [10, 0]
    assert [(p.currency, p.amount) for p in product.variants[0].prices] == [("EUR", 1799), ("USD", 1999)]
    assert [(t.locale, t.title, t.is_stale) for t in product.translations] == [
        ("en", "Lantern", False),
        ("ru", "Фонарь", False),
    ]


def test_texts_are_in_the_language_asked_for_or_the_nearest(ctx: RequestContext) -> None:
    product_id = commerce.coloured_product().id

    product = products.get_product(ctx.in_locale("ru"), product_id)

    assert (product.locale, product.title) == ("ru", "Фонарь")
    assert [(option.name, [value.name for value in option.values]) for option in product.options] == [
        ("Цвет", ["Красный", "Blue"])
    ]


def test_a_handle_is_made_from_the_title_and_steps_aside(ctx: RequestContext) -> None:
    handles = [commerce.product(title="Фонарь «Ночь»", variants=[]).handle for _ in range(3)]

    assert handles == ["fonar-noch", "fonar-noch-2", "fonar-noch-3"]


def test_a_duplicate_handle_is_a_conflict(ctx: RequestContext, heard: Heard) -> None:
    first = commerce.product(handle="lamp")
    second = commerce.product(handle="candle")
    heard.clear()

    with pytest.raises(errors.DuplicateHandle):
        commerce.product(handle="lamp")
    with pytest.raises(errors.DuplicateHandle):
        update(ctx, second.id, handle="lamp")

    assert heard == []
    assert models.Product.objects.count() == 2
    assert products.get_product(ctx, second.id).handle == "candle"
    assert products.find_product(ctx, "lamp") == products.get_product(ctx, first.id)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"locale": "fr"}, errors.LocaleNotEnabled),
        ({"translations": [{"locale": "de", "title": "Lampe"}]}, errors.LocaleNotEnabled),
        ({"translations": [{"locale": "en", "title": "Again"}]}, errors.DuplicateLocale),
        ({"category_ids": [str(generate_id())]}, errors.CategoryNotFound),
        ({"media": [{"asset_id": str(generate_id())}]}, InvalidInput),
        ({"variants": [{"options": [{"option": "size", "value": "m"}]}]}, errors.InvalidOptions),
        ({"variants": [{"prices": [{"currency": "GBP", "amount": 1}]}]}, errors.CurrencyNotEnabled),
        ({"variants": [{"prices": [{"currency": "USD", "amount": 5, "compare_at": 5}]}]}, errors.CompareAtTooLow),
        ({"variants": [{"prices": [{"currency": "USD", "amount": 1}] * 2}]}, errors.DuplicatePrice),
        ({"variants": [{"sku": "A"}, {"sku": "A"}]}, errors.DuplicateSku),
        ({"options": [{"key": "size", "values": [{"key": "m"}, {"key": "m"}]}]}, errors.DuplicateKey),
    ],
)
def test_a_refused_product_leaves_nothing(
    ctx: RequestContext, heard: Heard, data: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        commerce.product(**data)

    assert heard == []
    assert models.Product.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"title": ""}, ("title",)),
        ({"title": "x", "handle": "Not A Slug"}, ("handle",)),
        ({"title": "x", "price": 5}, ("price",)),
        ({"title": "x", "variants": [{"prices": [{"currency": "USD", "amount": -1}]}]}, None),
        ({"title": "x", "variants": [{"stock": 2**40}]}, None),
    ],
)
def test_bad_input_names_the_field(data: dict[str, object], path: tuple[str] | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(CreateProductRequest, data)

    if path is not None:
        assert [error.path for error in caught.value.errors] == [path]


def test_an_update_tells_what_changed_and_repeats_nothing(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product(title="Lamp")
    heard.clear()

    update(ctx, product.id, title="Lantern", subtitle="Warm light", tags=["night"], version=1)
    update(ctx, product.id, title="Lantern", subtitle="Warm light", tags=["night"])

    assert heard == [ProductUpdated(product_id=product.id, fields=("title", "subtitle", "tags"))]
    changed = products.get_product(ctx, product.id)
    assert (changed.title, changed.subtitle, changed.tags, changed.version) == ("Lantern", "Warm light", ("night",), 2)


def test_a_stale_change_is_refused_and_says_what_differs(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product(title="Lamp")
    update(ctx, product.id, title="Lantern")
    heard.clear()

    with pytest.raises(StaleVersion) as caught:
        update(ctx, product.id, title="Candle", discountable=True, version=1)

    assert caught.value.params == {"current": 2, "given": 1, "changed": ["title"]}
    assert heard == []
    assert products.get_product(ctx, product.id).title == "Lantern"


def test_stock_and_prices_make_no_form_stale_but_the_document_new(ctx: RequestContext) -> None:
    product = commerce.product()
    before = models.Product.objects.get(id=product.id)

    inventory.set_stock(ctx, SetStockRequest(variant_id=product.variants[0].id, on_hand=3))

    after = models.Product.objects.get(id=product.id)
    assert (after.version, after.source_version) == (before.version, before.source_version + 1)


def test_a_changed_original_makes_translations_stale(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.coloured_product()
    update(ctx, product.id, title="Storm lantern")
    heard.clear()

    stale = {t.locale: t.is_stale for t in products.get_product(ctx, product.id).translations}
    same = parse(SetProductTranslationRequest, {"locale": "ru", "title": "Фонарь"})
    fresh = {t.locale: t.is_stale for t in catalog.set_translation(ctx, product.id, same).translations}

    assert stale == {"en": False, "ru": True}
    assert fresh == {"en": False, "ru": False}
    assert heard == [ProductUpdated(product_id=product.id, fields=("translations.ru",))]


def test_a_translation_can_be_removed_but_not_the_original(ctx: RequestContext) -> None:
    product = commerce.coloured_product()

    catalog.remove_translation(ctx, product.id, locale="ru")

    with pytest.raises(errors.SourceTranslation):
        catalog.remove_translation(ctx, product.id, locale="en")
    with pytest.raises(errors.TranslationNotFound):
        catalog.remove_translation(ctx, product.id, locale="ru")
    assert [t.locale for t in products.get_product(ctx, product.id).translations] == ["en"]


def test_publishing_and_withdrawing(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    heard.clear()

    published = catalog.publish_product(ctx, product.id)
    catalog.publish_product(ctx, product.id)
    archived = catalog.archive_product(ctx, product.id)
    draft = catalog.unpublish_product(ctx, product.id)

    assert (published.status, archived.status, draft.status) == ("active", "archived", "draft")
    assert published.published_at is not None
    assert heard == [
        ProductPublished(product_id=product.id),
        ProductUnpublished(product_id=product.id),
        ProductUpdated(product_id=product.id, fields=("status",)),
    ]


@pytest.mark.parametrize("variants", [[], [{"sku": "A"}]])
def test_a_product_that_cannot_be_bought_is_not_published(ctx: RequestContext, variants: list[object]) -> None:
    product = commerce.product(variants=variants)

    with pytest.raises(errors.NotPublishable):
        catalog.publish_product(ctx, product.id)

    assert products.get_product(ctx, product.id).status == ProductStatus.DRAFT


def test_deleting_takes_the_parts_along_and_keeps_the_ledger(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.coloured_product(category_ids=[str(commerce.category().id)])
    heard.clear()

    catalog.delete_product(ctx, product.id)

    assert heard == [ProductDeleted(product_id=product.id, option_keys=("colour",))]
    for model in (models.Product, models.ProductTranslation, models.Variant, models.Price, models.StockLevel):
        assert model.objects.count() == 0
    assert models.StockMovement.objects.count() == 1
    with pytest.raises(errors.ProductNotFound):
        catalog.delete_product(ctx, product.id)


def test_a_product_with_promised_pieces_cannot_go(ctx: RequestContext) -> None:
    product = commerce.product()
    models.StockLevel.objects.filter(variant_id=product.variants[0].id).update(reserved=1)

    with pytest.raises(errors.StockReserved):
        catalog.delete_product(ctx, product.id)


def test_options_in_use_cannot_go(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.coloured_product()
    heard.clear()

    with pytest.raises(errors.OptionInUse):
        options.set_options(ctx, product.id, SetOptionsRequest(options=()))
    wider = parse(
        SetOptionsRequest,
        {"options": [{"key": "colour", "values": [{"key": key} for key in ("blue", "red", "green")]}]},
    )
    changed = options.set_options(ctx, product.id, wider)

    assert [value.key for value in changed.options[0].values] == ["blue", "red", "green"]
    assert heard == [ProductUpdated(product_id=product.id, fields=("options",))]


def test_lists_page_by_keyset_in_every_order(ctx: RequestContext) -> None:
    made = [commerce.product(handle=handle).id for handle in ("c", "a", "b")]

    def walk(**data: object) -> list[UUID]:
        found: list[UUID] = []
        after = None
        while True:
            query = {"limit": 1, **data, **({"after": after} if after else {})}
            page = products.list_products(ctx, parse(ListProductsRequest, query))
            found += [item.id for item in page.items]
            after = page.next
            if after is None:
                return found

    assert walk(sort="created") == made
    assert walk(sort="-created") == made[::-1]
    assert walk(sort="-updated") == made[::-1]
    assert walk(sort="handle") == [made[1], made[2], made[0]]


def test_lists_filter(ctx: RequestContext) -> None:
    parent = commerce.category()
    child = commerce.category(parent_id=parent.id)
    lamp = commerce.product(title="Lamp", category_ids=[str(child.id)], tags=["night"], published=True)
    commerce.product(title="Chair")

    def ids(**data: object) -> list[UUID]:
        page = products.list_products(ctx, parse(ListProductsRequest, {"with_total": True, **data}))
        assert page.total == len(page.items)
        return [item.id for item in page.items]

    assert ids(status="active") == ids(tag="night") == ids(q="lam") == ids(q=lamp.variants[0].sku) == [lamp.id]
    assert ids(category_id=str(parent.id)) == [lamp.id]
    assert ids(q="%") == []


@pytest.mark.parametrize("cursor", ["x", "eyJh", "WyJoYW5kbGUiLG51bGwsIngiXQ", "bnVsbA", "éé"])
def test_a_foreign_cursor_is_refused(ctx: RequestContext, cursor: str) -> None:
    with pytest.raises(errors.InvalidCursor):
        products.list_products(ctx, parse(ListProductsRequest, {"after": cursor}))


def test_statements_do_not_grow_with_the_page(ctx: RequestContext) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            commerce.coloured_product()
        with CaptureQueriesContext(connection) as seen:
            products.list_products(ctx, ListProductsRequest())
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 26


def test_rights_are_asked_for(ctx: RequestContext) -> None:
    product = commerce.product()
    permissions = CommerceModule().permissions()

    def acting_as(role: Role) -> RequestContext:
        return RequestContext(tenant_id=ctx.tenant_id, actor_id=generate_id(), permissions=grants(role, permissions))

    with pytest.raises(Unauthenticated):
        update(RequestContext(tenant_id=ctx.tenant_id), product.id, title="x")
    with pytest.raises(Forbidden):
        update(acting_as(Role.CUSTOMER), product.id, title="x")
    with pytest.raises(Forbidden):
        catalog.delete_product(acting_as(Role.EDITOR), product.id)
    with pytest.raises(Forbidden):
        commerce.product(acting_as(Role.EDITOR))
    update(acting_as(Role.EDITOR), product.id, title="By an editor")
    catalog.delete_product(acting_as(Role.MANAGER), product.id)
    assert models.Product.objects.count() == 0


def test_another_tenants_product_is_not_there(ctx: RequestContext, tenant_b: Tenant) -> None:
    product = commerce.product()

    with tenant_scope(tenant_b):
        foreign = commerce.system()
        for act in (catalog.publish_product, catalog.delete_product, products.get_product):
            with pytest.raises(errors.ProductNotFound):
                act(foreign, product.id)
        with pytest.raises(errors.ProductNotFound):
            update(foreign, product.id, title="Mine")

    assert products.get_product(ctx, product.id) == product


def test_a_write_without_a_command_is_told_of(ctx: RequestContext, heard: Heard) -> None:
    product = commerce.product()
    heard.clear()
    before = models.Product.objects.get(id=product.id).source_version

    with transaction.atomic():
        translation = models.ProductTranslation.objects.get(product_id=product.id)
        translation.title = "From the shell"
        translation.save()

    assert heard == [ProductUpdated(product_id=product.id)]
    assert models.Product.objects.get(id=product.id).source_version == before + 1


def test_a_product_is_of_a_tax_class(ctx: RequestContext, heard: Heard) -> None:
    selling.tax_class("standard")
    books = selling.tax_class("books")
    product = commerce.product(ctx, tax_class="books")
    heard.take()

    assert product.tax_class == "books"
    with pytest.raises(errors.TaxClassNotFound):
        catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {"tax_class": "none"}))
    with pytest.raises(errors.TaxClassNotFound):
        commerce.product(ctx, tax_class="none")
    with pytest.raises(errors.TaxClassInUse):
        tax_classes.delete_tax_class(ctx, books.id)
    same = catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {"tax_class": "books"}))
    assert (same.version, heard) == (product.version, [])

    changed = catalog.update_product(ctx, product.id, parse(UpdateProductRequest, {"tax_class": None}))

    assert (changed.tax_class, changed.version) == (None, product.version + 1)
    assert heard == [ProductUpdated(product_id=product.id, fields=("tax_class",))]
    tax_classes.delete_tax_class(ctx, books.id)


def test_a_tag_that_grows_too_long_in_lower_case_is_refused(ctx: RequestContext) -> None:
    with pytest.raises(InvalidInput) as caught:
        commerce.product(tags=["İ" * 33])

    assert [(error.path, error.code) for error in caught.value.errors] == [(("tags", 0), "string_too_long")]
    assert not models.Product.objects.exists()
