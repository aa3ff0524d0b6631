"""The catalogue in the operators' tool: every save is a command."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from rustok.events.catalog.commerce import (
    ProductCreated,
    ProductDeleted,
    ProductPublished,
    ProductUpdated,
)
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok_commerce import models
from rustok_commerce.selectors import categories, products
from tests.factories import commerce
from tests.rustok_commerce.admin.operator import LIST, page, save, signed_in, typed
from tests.rustok_commerce.conftest import Heard


def test_a_title_is_changed_by_a_command(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product()
    heard.clear()

    data = typed(admin, page(product.id))
    save(admin, page(product.id), {**data, "title__en": "Storm lantern", "title__ru": "Штормовой фонарь"})

    assert heard == [
        ProductUpdated(product_id=product.id, fields=("title",)),
        ProductUpdated(product_id=product.id, fields=("translations.ru",)),
    ]
    changed = products.get_product(commerce.system(), product.id)
    assert [(t.locale, t.title, t.is_stale) for t in changed.translations] == [
        ("en", "Storm lantern", False),
        ("ru", "Штормовой фонарь", False),
    ]


def test_an_untouched_form_changes_nothing(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product(category_ids=[str(commerce.category().id)], tags=["night"])
    heard.clear()

    save(admin, page(product.id), typed(admin, page(to_ulid(product.id))))

    assert heard == []


def test_a_product_is_made_with_a_variant_and_a_picture(
    admin: Client, heard: Heard, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    category = commerce.category()
    heard.clear()
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(file, "PNG")

    data = typed(admin, f"{LIST}add/")
    data |= {"title__en": "Lamp", "title__ru": "Лампа", "tags": "Night, camp", "categories": [str(category.id)]}
    data |= {"picture": SimpleUploadedFile("lamp.png", file.getvalue(), "image/png")}
    data |= {"variants-TOTAL_FORMS": "1", "variants-0-sku": "L-1", "variants-0-price__USD": "19.99"}
    data |= {"variants-0-stock": "3"}
    save(admin, f"{LIST}add/", data)

    found = products.find_product(commerce.system(), "lamp")
    assert found is not None
    assert ProductCreated(product_id=found.id) in heard
    assert (found.tags, [c.id for c in found.categories]) == (("camp", "night"), [category.id])
    assert [(variant.sku, variant.available, variant.prices[0].amount) for variant in found.variants] == [
        ("L-1", 3, 1999)
    ]
    assert len(found.media) == 1
    listed = admin.get(LIST)
    assert b"$19.99" in listed.content
    assert b"<img" in listed.content


def test_a_refusal_is_shown_and_nothing_is_written(admin: Client, heard: Heard) -> None:
    commerce.product(handle="taken")
    product = commerce.product(title="Lamp")
    heard.clear()

    data = {**typed(admin, page(product.id)), "handle": "taken", "title__en": "Candle"}
    answer = admin.post(page(product.id), data)

    assert answer.status_code == 200
    assert "already taken" in answer.content.decode()
    assert "Candle" in answer.content.decode()
    assert products.get_product(commerce.system(), product.id).title == "Lamp"


def test_a_form_that_is_out_of_date_is_refused(admin: Client) -> None:
    product = commerce.product(title="Lamp")
    data = typed(admin, page(product.id))
    save(admin, page(product.id), {**data, "title__en": "Lantern"})

    answer = admin.post(page(product.id), {**data, "title__en": "Candle"})

    assert answer.status_code == 200
    assert "at version 2" in answer.content.decode()
    assert products.get_product(commerce.system(), product.id).title == "Lantern"


def test_a_translation_is_shown_beside_its_original_and_declared_right(admin: Client) -> None:
    product = commerce.coloured_product()
    data = typed(admin, page(product.id))
    save(admin, page(product.id), {**data, "title__en": "Storm lantern", "slug__ru": "fonar"})

    content = admin.get(page(product.id)).content.decode()
    assert "Русский !" in content
    assert 'class="rustok-original" lang="en"' in content
    data = typed(admin, page(product.id))
    save(admin, page(product.id), {**data, "fits__ru": "on"})

    shown = products.get_product(commerce.system(), product.id)
    assert [(t.locale, t.title, t.slug, t.is_stale) for t in shown.translations] == [
        ("en", "Storm lantern", None, False),
        ("ru", "Фонарь", "fonar", False),
    ]
    assert "Русский \N{CHECK MARK}" in admin.get(page(product.id)).content.decode()


def test_a_translation_that_was_emptied_is_removed(admin: Client) -> None:
    product = commerce.coloured_product()

    save(admin, page(product.id), {**typed(admin, page(product.id)), "title__ru": ""})

    assert [t.locale for t in products.get_product(commerce.system(), product.id).translations] == ["en"]


def test_a_product_is_published_from_its_page(admin: Client, heard: Heard) -> None:
    product = commerce.product()
    heard.clear()

    data = typed(admin, page(product.id))
    save(admin, page(product.id), {**data, "rustok_commerce_product_publish": ""})

    assert heard == [ProductPublished(product_id=product.id)]
    assert models.Product.objects.get().status == "active"


def test_products_are_deleted_by_the_command(admin: Client, heard: Heard) -> None:
    product = commerce.coloured_product()
    heard.clear()

    answer = admin.post(f"{LIST}{product.id}/delete/", {"post": "yes"})

    assert answer.status_code == 302
    assert heard == [ProductDeleted(product_id=product.id, option_keys=("colour",))]
    assert models.Product.objects.count() == 0


def test_history_and_search_work(admin: Client) -> None:
    product = commerce.coloured_product()

    assert admin.get(f"{LIST}{product.id}/history/").status_code == 200
    found = admin.get(f"{LIST}?q=Фонарь&status__exact=draft")
    assert [row.pk for row in found.context["cl"].result_list] == [product.id]


def test_the_tree_is_edited_by_commands(admin: Client) -> None:
    url = "/admin/rustok_commerce/category/"
    save(admin, f"{url}add/", {"name__en": "Light", "name__ru": "Свет", "position": "0"})
    root = categories.list_categories(commerce.system())[0]
    save(admin, f"{url}add/", {"name__en": "Lamps", "place": str(root.id), "position": "0"})

    data = typed(admin, f"{url}{root.id}/change/")
    save(admin, f"{url}{root.id}/change/", {**data, "name__ru": "Освещение"})

    tree = categories.list_categories(commerce.system(locale="ru"))
    assert [(c.name, c.depth) for c in tree] == [("Освещение", 1), ("Lamps", 2)]
    assert b"Lamps" in admin.get(url).content
    refused = admin.post(f"{url}{root.id}/delete/", {"post": "yes"}, follow=True)
    assert "below it" in refused.content.decode()


def test_stock_pages_open(admin: Client) -> None:
    commerce.product()
    for name in ("stocklocation", "stockmovement"):
        assert admin.get(f"/admin/rustok_commerce/{name}/").status_code == 200
    save(admin, "/admin/rustok_commerce/stocklocation/add/", {"code": "shop", "name": "Shop"})
    assert models.StockLocation.objects.count() == 2


def test_rights_hold(shop: Tenant, heard: Heard) -> None:
    product = commerce.product()
    heard.clear()
    editor = signed_in(shop, Role.EDITOR)
    moderator = signed_in(shop, Role.MODERATOR)
    heard.clear()

    data = typed(editor, page(product.id))
    for tab in ("prices", "stock"):
        assert editor.get(page(product.id, tab)).status_code == 200
        assert editor.post(page(product.id, tab), {"form": "grid"}).status_code == 403
    for tab in ("pictures", "variants"):
        assert moderator.get(page(product.id, tab)).status_code == 200
        assert moderator.post(page(product.id, tab), {"form": "options"}).status_code == 403
    assert editor.post(f"{LIST}{product.id}/delete/", {"post": "yes"}).status_code == 403
    assert moderator.get(page(product.id)).status_code == 200
    assert moderator.post(page(product.id), {**data, "title__en": "x"}).status_code == 403

    assert heard == []
    assert products.get_product(commerce.system(), product.id).variants == product.variants
