"""Products: create, change, publish, delete, translate."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.errors import FieldError, InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.commerce import (
    ProductCreated,
    ProductDeleted,
    ProductPublished,
    ProductUnpublished,
    ProductUpdated,
)
from rustok.ids import to_ulid
from rustok.media.selectors.assets import assets_by_id
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.products import (
    CreateProductRequest,
    ProductMediaInput,
    ProductResponse,
    ProductStatus,
    SetProductTranslationRequest,
    UpdateProductRequest,
)
from rustok_commerce.dto.slugs import SlugKind
from rustok_commerce.selectors.products import present_product
from rustok_commerce.services import assignments, inventory, options, pricing, schedule, slugs, variants
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import enabled_locale, text_map
from rustok_commerce.services.price_history import write_removals
from rustok_commerce.services.revisions import (
    check_version,
    lock_product,
    lock_products,
    lock_taxes,
    lock_tree,
    lock_types,
    touch,
)
from rustok_commerce.services.tax_classes import tax_class_of

_TEXTS = ("title", "subtitle", "description", "meta_title", "meta_description")
_ATTEMPTS = 3


class _Texts(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def slug(self) -> str | None: ...
    @property
    def subtitle(self) -> str | None: ...
    @property
    def description(self) -> str | None: ...
    @property
    def meta_title(self) -> str | None: ...
    @property
    def meta_description(self) -> str | None: ...


@command()
def create_product(ctx: RequestContext, request: CreateProductRequest) -> ProductResponse:
    """Make a product, as a draft, with its texts, options, variants, prices, stock, categories and pictures.

    One event tells of it all: ``product.created``.

    :raises DuplicateHandle: the handle is taken.
    :raises DuplicateSku: a variant's SKU is taken.
    :raises InvalidOptions: a variant does not have one value of each option.
    :raises CategoryNotFound: no such category in the shop.
    :raises ProductTypeNotFound: no such type in the shop.
    :raises TaxClassNotFound: no such tax class in the shop.
    :raises LocaleNotEnabled: a text is in a language that the shop does not speak.
    :raises CurrencyNotEnabled: a price is in a currency that the shop does not sell in.
    """
    require(ctx, "commerce.product:create")
    source = enabled_locale(request.locale)
    texts: dict[str, _Texts] = {source: request}
    for translation in request.translations:
        if enabled_locale(translation.locale) in texts:
            raise errors.DuplicateLocale(locale=translation.locale)
        texts[translation.locale] = translation
    if request.category_ids:
        lock_tree(shared=True)
    if request.product_type is not None:
        lock_types(shared=True)
    if request.tax_class is not None:
        lock_taxes(shared=True)
    pricing.hold_still(price for variant in request.variants for price in variant.prices)
    product = _insert(request, source)
    models.ProductTranslation.objects.bulk_create(
        models.ProductTranslation(product=product, locale=locale, slug=text.slug, **_texts_of(text))
        for locale, text in texts.items()
    )
    slugs.register_new_product(ctx, product, [text.slug for text in texts.values()])
    # It has none of these yet, so what is not asked for is not looked for.
    if request.tags:
        _replace_tags(product, request.tags, is_new=True)
    if request.category_ids:
        _replace_categories(product, request.category_ids, is_new=True)
    if request.media:
        _replace_media(product, request.media, is_new=True)
    assignments.assign(product, [assignments.Said(entries=request.attributes)])
    if request.options:
        options.replace_options(product, request.options)
    variants.add_first_variants(ctx, product, request.variants, has_options=bool(request.options))
    publish(ctx, ProductCreated(product_id=product.id))
    return present_product(ctx, product.id)


@command()
def update_product(ctx: RequestContext, product_id: UUID, request: UpdateProductRequest) -> ProductResponse:
    """Change a product. What is as asked already changes nothing and tells nobody.

    :raises ProductNotFound: no such product in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    :raises DuplicateHandle: the handle is taken.
    :raises CategoryNotFound: no such category in the shop.
    :raises ProductTypeNotFound: no such type in the shop.
    :raises TaxClassNotFound: no such tax class in the shop.
    :raises AttributesDoNotFit: the new type does not have all attributes of the product.
    :raises LocaleNotEnabled: the text is in a language that the shop does not speak.
    """
    require(ctx, "commerce.product:update")
    changes = given(request)
    if "category_ids" in changes:
        lock_tree(shared=True)
    if "product_type" in changes or "attributes" in changes:
        lock_types(shared=True)
    if changes.get("tax_class") is not None:
        lock_taxes(shared=True)
    product = lock_product(product_id)
    locale = enabled_locale(changes.pop("locale", product.source_locale))
    translation = models.ProductTranslation.objects.filter(product=product, locale=locale).first()
    current: dict[str, Any] = {name: getattr(translation, name, None) for name in _TEXTS}
    current |= {"slug": getattr(translation, "slug", None)}
    current |= {
        "product_type": product.product_type and product.product_type.key,
        "tax_class": product.tax_class and product.tax_class.code,
    }
    check_version(product, changes, current)

    changed: list[str] = []
    texts = {name: changes.pop(name) for name in _TEXTS if name in changes}
    if texts:
        changed += _write_texts(product, translation, locale, texts)
    if "slug" in changes:
        changed += _write_slug(product, locale, changes.pop("slug"))
    if "tags" in changes and _replace_tags(product, changes.pop("tags")):
        changed.append("tags")
    if "category_ids" in changes and _replace_categories(product, changes.pop("category_ids")):
        changed.append("category_ids")
    if not isinstance(request.media, Unset) and _replace_media(product, request.media):
        changed.append("media")
    if "product_type" in changes:
        changed += assignments.change_type(product, changes["product_type"], drop_values=request.drop_values)
    if not isinstance(request.attributes, Unset):
        told = assignments.assign(product, [assignments.Said(entries=request.attributes)])
        changed += ["attributes"] if told and "attributes" not in changed else []
    if "tax_class" in changes and current["tax_class"] != changes["tax_class"]:
        product.tax_class = None if changes["tax_class"] is None else tax_class_of(changes["tax_class"])
        changed.append("tax_class")
    for name in ("handle", "discountable", "metadata"):
        if name in changes and getattr(product, name) != changes[name]:
            setattr(product, name, changes[name])
            changed.append(name)
    if not changed:
        return present_product(ctx, product.id)
    try:
        with transaction.atomic():
            touch(product, edited=True)
    except IntegrityError as exc:
        if violated(exc) == "commerce_products_tenant_handle_uq":
            raise errors.DuplicateHandle(handle=product.handle) from exc
        raise
    if any(name == "handle" or name.startswith("slug") for name in changed):
        slugs.register_product(ctx, product)
    publish(ctx, ProductUpdated(product_id=product.id, fields=tuple(changed)))
    return present_product(ctx, product.id)


@command()
def set_translation(ctx: RequestContext, product_id: UUID, request: SetProductTranslationRequest) -> ProductResponse:
    """Set a product's whole text in one language. A translation is up to date with the original afterwards.

    :raises ProductNotFound: no such product in the shop.
    :raises LocaleNotEnabled: the shop does not speak the language.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    """
    require(ctx, "commerce.product:update")
    locale = enabled_locale(request.locale)
    product = lock_product(product_id)
    translation = models.ProductTranslation.objects.filter(product=product, locale=locale).first()
    texts = _texts_of(request)
    changes = {**texts, **({"version": request.version} if request.version else {})}
    check_version(product, changes, {name: getattr(translation, name, None) for name in _TEXTS})
    changed = _write_texts(product, translation, locale, texts)
    if told := _write_slug(product, locale, request.slug):
        slugs.register_product(ctx, product)
        changed += told
    if changed:
        touch(product, edited=True)
        publish(ctx, ProductUpdated(product_id=product.id, fields=tuple(changed)))
    return present_product(ctx, product.id)


@command()
def remove_translation(ctx: RequestContext, product_id: UUID, *, locale: str) -> ProductResponse:
    """Remove a product's text in one language; readers of it get the next one of their chain.

    :raises ProductNotFound: no such product in the shop.
    :raises TranslationNotFound: there is no text in the language.
    :raises SourceTranslation: it is the original.
    """
    require(ctx, "commerce.product:update")
    product = lock_product(product_id)
    if locale == product.source_locale:
        raise errors.SourceTranslation(locale=locale)
    removed, _ = models.ProductTranslation.objects.filter(product=product, locale=locale).delete()
    if not removed:
        raise errors.TranslationNotFound(locale=locale)
    slugs.register_product(ctx, product)
    touch(product, edited=True)
    publish(ctx, ProductUpdated(product_id=product.id, fields=(f"translations.{locale}",)))
    return present_product(ctx, product.id)


@command()
def publish_product(ctx: RequestContext, product_id: UUID) -> ProductResponse:
    """Show a product to shoppers. One that is shown already stays as it is; a plan to publish it is fulfilled.

    :raises ProductNotFound: no such product in the shop.
    :raises NotPublishable: it has no variant, no variant has a price, or it lacks an attribute that its type requires.
    """
    require(ctx, "commerce.product:publish")
    product = lock_product(product_id)
    if product.status == ProductStatus.ACTIVE and product.publish_at is None:
        return present_product(ctx, product.id)
    schedule.refuse_unpublishable(product)
    product.status = ProductStatus.ACTIVE
    product.published_at = product.published_at or timezone.now()
    product.publish_at = product.schedule_error = None
    schedule.plan(product)
    touch(product, edited=True)
    publish(ctx, ProductPublished(product_id=product.id))
    return present_product(ctx, product.id)


@command()
def unpublish_product(ctx: RequestContext, product_id: UUID) -> ProductResponse:
    """Make a product a draft again, hidden from shoppers.

    :raises ProductNotFound: no such product in the shop.
    """
    return _withdraw(ctx, product_id, ProductStatus.DRAFT)


@command()
def archive_product(ctx: RequestContext, product_id: UUID) -> ProductResponse:
    """Put a product away: hidden from shoppers, kept for the records.

    :raises ProductNotFound: no such product in the shop.
    """
    return _withdraw(ctx, product_id, ProductStatus.ARCHIVED)


@command()
def delete_product(ctx: RequestContext, product_id: UUID) -> None:
    """Delete a product with its variants, prices and stock. The ledger of stock and the history of prices remain.

    Attributes of other products that refer to it say nothing any more; nothing leads to its addresses.

    :raises ProductNotFound: no such product in the shop.
    :raises StockReserved: pieces of it are promised to orders.
    """
    require(ctx, "commerce.product:delete")
    referring = assignments.products_referring_to(product_id)
    products = lock_products([product_id, *referring])
    product = products.pop(product_id)
    inventory.refuse_promised(models.Variant.objects.for_update().filter(product=product).values_list("id", flat=True))
    assignments.forget_references(ctx, product_id, products.values())
    slugs.forget(SlugKind.PRODUCT, product_id)
    option_keys = tuple(sorted(options.keys_of(product)))
    write_removals(ctx, "product_id", product_id)
    product.delete()
    publish(ctx, ProductDeleted(product_id=product_id, option_keys=option_keys))


@command()
def detach_media(ctx: RequestContext, asset_ids: Iterable[UUID]) -> None:
    """Take pictures that are gone out of the products that showed them."""
    require(ctx, "commerce.product:update")
    _media_changed(ctx, asset_ids, gone=True)


@command()
def refresh_media(ctx: RequestContext, asset_ids: Iterable[UUID]) -> None:
    """Let the documents of products be new, because pictures of theirs were described anew."""
    require(ctx, "commerce.product:update")
    _media_changed(ctx, asset_ids, gone=False)


def _media_changed(ctx: RequestContext, asset_ids: Iterable[UUID], *, gone: bool) -> None:
    rows = models.ProductMedia.objects.filter(asset_id__in=list(asset_ids))
    for product_id in sorted(set(rows.values_list("product_id", flat=True))):
        product = lock_product(product_id)
        if gone:
            variants.forget_pictures(product, rows.filter(product=product).values_list("asset_id", flat=True))
            rows.filter(product=product).delete()
        touch(product, edited=gone)
        publish(ctx, ProductUpdated(product_id=product_id, fields=("media",)))


def _withdraw(ctx: RequestContext, product_id: UUID, status: ProductStatus) -> ProductResponse:
    require(ctx, "commerce.product:publish")
    product = lock_product(product_id)
    if product.status == status:
        return present_product(ctx, product.id)
    was_shown = product.status == ProductStatus.ACTIVE
    product.status = status
    product.unpublish_at = product.schedule_error = None
    if status == ProductStatus.ARCHIVED:
        product.publish_at = None
    schedule.plan(product)
    touch(product, edited=True)
    if was_shown:
        publish(ctx, ProductUnpublished(product_id=product.id))
    else:
        publish(ctx, ProductUpdated(product_id=product.id, fields=("status",)))
    return present_product(ctx, product.id)


def _insert(request: CreateProductRequest, source: str) -> models.Product:
    """Write the product's row; a handle made from the title gives way to those that are taken."""
    product_type = assignments.find_type(request.product_type) if request.product_type is not None else None
    tax_class = tax_class_of(request.tax_class) if request.tax_class is not None else None
    attempts = 1 if request.handle else _ATTEMPTS
    for attempt in range(1, attempts + 1):
        product = models.Product(
            handle=request.handle or slugs.free_slug(SlugKind.PRODUCT, request.title),
            source_locale=source,
            discountable=request.discountable,
            tax_class=tax_class,
            product_type=product_type,
            metadata=request.metadata,
        )
        try:
            # A refused handle ends the command, whose savepoint takes everything back; a made one is tried again.
            with transaction.atomic() if attempts > 1 else contextlib.nullcontext():
                product.save(force_insert=True)
            return product
        except IntegrityError as exc:
            # Somebody took the handle between the look and the write: look again.
            if violated(exc) != "commerce_products_tenant_handle_uq" or attempt == attempts:
                raise errors.DuplicateHandle(handle=product.handle) from exc
    raise errors.DuplicateHandle(handle=request.handle)


def _texts_of(text: _Texts) -> dict[str, str | None]:
    return {name: getattr(text, name) for name in _TEXTS}


def _write_texts(
    product: models.Product,
    translation: models.ProductTranslation | None,
    locale: str,
    texts: Mapping[str, Any],
) -> list[str]:
    """Write texts of one language; return what changed, in the words of the event."""
    is_source = locale == product.source_locale
    if translation is None:
        if not texts.get("title"):
            raise InvalidInput((FieldError(("title",), "missing", f"A text in {locale} needs a title."),))
        translation = models.ProductTranslation(product=product, locale=locale, source_version=0)
        different = [name for name in texts if texts[name] is not None]
    else:
        different = [name for name, value in texts.items() if getattr(translation, name) != value]
    if not different and (is_source or translation.source_version >= product.text_version):
        return []
    for name in different:
        setattr(translation, name, texts[name])
    if is_source:
        product.text_version += 1
    translation.source_version = product.text_version
    translation.save()
    return different if is_source else [f"translations.{locale}"]


def _write_slug(product: models.Product, locale: str, slug: str | None) -> list[str]:
    """Write a product's address in one language; return what changed, in the words of the event."""
    rows = models.ProductTranslation.objects.filter(product=product, locale=locale)
    row = rows.first()
    if row is None:
        raise InvalidInput((FieldError(("title",), "missing", f"A text in {locale} needs a title."),))
    if row.slug == slug:
        return []
    rows.update(slug=slug, updated_at=timezone.now())
    return ["slug" if locale == product.source_locale else f"slugs.{locale}"]


def _replace_tags(product: models.Product, tags: Iterable[str], *, is_new: bool = False) -> bool:
    wanted = set(tags)
    rows = models.ProductTag.objects.filter(product=product)
    present: set[str] = set() if is_new else set(rows.values_list("tag", flat=True))
    if wanted == present:
        return False
    if gone := present - wanted:
        rows.filter(tag__in=gone).delete()
    models.ProductTag.objects.bulk_create(
        models.ProductTag(product=product, tag=tag) for tag in sorted(wanted - present)
    )
    return True


def _replace_categories(product: models.Product, category_ids: Iterable[UUID], *, is_new: bool = False) -> bool:
    wanted = list(dict.fromkeys(category_ids))
    links = models.ProductCategory.objects.filter(product=product)
    ordered = links.order_by("-is_primary", "id")
    present: list[UUID] = [] if is_new else list(ordered.values_list("category_id", flat=True))
    if wanted == present:
        return False
    known = set(models.Category.objects.filter(id__in=wanted).values_list("id", flat=True))
    for category_id in wanted:
        if category_id not in known:
            raise errors.CategoryNotFound(category=to_ulid(category_id))
    # Written anew as a whole: the primary link is unique, and the order of links is the order of their ids.
    if present:
        links.delete()
    models.ProductCategory.objects.bulk_create(
        models.ProductCategory(product=product, category_id=category_id, is_primary=number == 0)
        for number, category_id in enumerate(wanted)
    )
    return True


def _replace_media(product: models.Product, media: Iterable[ProductMediaInput], *, is_new: bool = False) -> bool:
    wanted = {entry.asset_id: text_map(entry.alts) for entry in media}
    rows = models.ProductMedia.objects.filter(product=product)
    present = {} if is_new else {row.asset_id: row.alts for row in rows.order_by("position", "id")}
    if list(wanted.items()) == list(present.items()):
        return False
    known = assets_by_id(wanted)
    missing = [number for number, asset_id in enumerate(wanted) if asset_id not in known]
    if missing:
        raise InvalidInput(
            tuple(FieldError(("media", number, "asset_id"), "not_found", "No such picture.") for number in missing)
        )
    if present:
        rows.delete()
    models.ProductMedia.objects.bulk_create(
        models.ProductMedia(product=product, asset_id=asset_id, position=number, alts=alts)
        for number, (asset_id, alts) in enumerate(wanted.items())
    )
    variants.forget_pictures(product, present.keys() - wanted.keys())
    return True
