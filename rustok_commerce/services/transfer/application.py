"""One draft on its way to commands: a product is made, or changed where the file says something else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.events.bus import published
from rustok_commerce import models
from rustok_commerce.dto.collections import AddCollectionProductsRequest, RemoveCollectionProductsRequest
from rustok_commerce.dto.inventory import SetStockRequest
from rustok_commerce.dto.prices import RemovePriceRequest, SetPriceRequest
from rustok_commerce.dto.products import CreateProductRequest, ProductStatus, UpdateProductRequest
from rustok_commerce.dto.variants import CreateVariantRequest, SetOptionsRequest, UpdateVariantRequest
from rustok_commerce.mappers import ProductAggregate, VariantAggregate
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.services import catalog, collections, inventory, options, pricing, variants
from rustok_commerce.services.jobs import RowError
from rustok_commerce.services.revisions import lock_channels, lock_product, lock_taxes, lock_tree, lock_types
from rustok_commerce.services.transfer import cells
from rustok_commerce.services.transfer.columns import Column, Part
from rustok_commerce.services.transfer.drafts import Draft, Line
from rustok_commerce.services.transfer.form import Form
from rustok_commerce.services.transfer.lookups import Found
from rustok_commerce.services.transfer.matching import changes, same, value_keys, variant_of
from rustok_commerce.services.transfer.option_sets import merged_options, new_options, used_options
from rustok_commerce.services.transfer.present import Shop, option_key, plain_price, product_cell
from rustok_commerce.services.transfer.reading import Reader, Said


class Outcome(StrEnum):
    """What came of a draft."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Refused(Exception):
    """A draft's rows were refused, and for what."""

    def __init__(self, found: list[RowError]) -> None:
        super().__init__()
        self.errors = found


class Application:
    """One draft on its way to commands."""

    def __init__(
        self, ctx: RequestContext, draft: Draft, shop: Shop, found: Found, product: ProductAggregate | None
    ) -> None:
        self.ctx = ctx
        self.draft = draft
        self.shop = shop
        self.product = product
        self.reader = Reader(shop, found)
        self.said: Said = draft.product_cells()
        self.first = draft.lines[0].number

    def run(self, *, is_dry_run: bool) -> Outcome:
        """Make or change the product.

        :raises Refused: with the errors of its rows; nothing is written.
        """
        form = Form(self.first)
        try:
            told = _as_command(self.ctx, self, form, is_dry_run=is_dry_run)
        except RustokError as exc:
            lines = [(line.number, line.of("sku")) for line in self.draft.lines]
            raise Refused(form.errors_of(exc, lines)) from exc
        if self.product is None:
            return Outcome.CREATED
        return Outcome.UPDATED if told else Outcome.UNCHANGED

    def work(self, form: Form) -> None:
        """Run the commands; ``form`` is the one whose fields an error is about."""
        wanted = self._status()
        places = self._collections()
        self._refuse_if_wrong()
        self._hold_still()
        if places is not None:
            # Before any product's row, as the commands of collections do.
            list(models.Collection.objects.for_update().filter(id__in=[*places[0], *places[1]]))
        product_id = self._create(form) if self.product is None else self._update(form, self.product)
        if places is not None:
            add, remove = places
            for collection_id in add:
                collections.add_products(
                    self.ctx, collection_id, AddCollectionProductsRequest(product_ids=(product_id,))
                )
            for collection_id in remove:
                collections.remove_products(
                    self.ctx, collection_id, RemoveCollectionProductsRequest(product_ids=(product_id,))
                )
        if wanted is not None:
            _STATUS_COMMANDS[wanted](self.ctx, product_id)

    def _hold_still(self) -> None:
        """Hold what comes before products, for all commands: the second one comes when the product is locked."""
        columns = {column for line in self.draft.lines for column in line.cells}
        fields = {column.field for column in columns if column.part is Part.PRODUCT}
        if "categories" in fields:
            lock_tree(shared=True)
        if "type" in fields or not {Part.ATTRIBUTE, Part.VARIANT_ATTRIBUTE}.isdisjoint(each.part for each in columns):
            lock_types(shared=True)
        if "tax_class" in fields:
            lock_taxes(shared=True)
        if any(column.channel is not None for column in columns):
            lock_channels(shared=True)

    def _refuse_if_wrong(self) -> None:
        if self.reader.errors:
            raise Refused(self.reader.errors)

    def _status(self) -> ProductStatus | None:
        """Return the status to bring the product to; None where it is that already, or the file says nothing."""
        place = next((place for column, place in self.said.items() if column.field == "status"), None)
        if place is None:
            return None
        line, cell = place
        if cell not in tuple(ProductStatus):
            self.reader.refuse(line, "status", "unknown_status", f"One of {', '.join(ProductStatus)}.")
            return None
        present = self.product.product.status if self.product is not None else ProductStatus.DRAFT
        return ProductStatus(cell) if cell != present else None

    def _collections(self) -> tuple[list[UUID], list[UUID]] | None:
        """Return the collections to put the product into, and those to take it out of."""
        found = next(
            ((c, p) for c, p in self.said.items() if c.part is Part.PRODUCT and c.field == "collections"), None
        )
        if found is None:
            return None
        column, (line, cell) = found
        wanted = self.reader.collection_ids(line, column, cell)
        links = self.product.collection_links if self.product is not None else {}
        present = {each for each in links if each in self.shop.collections}
        add = [each for each in wanted if each not in present]
        remove = sorted(present - set(wanted))
        return (add, remove) if add or remove else None

    def _create(self, form: Form) -> UUID:
        self.reader.product_fields(self.said, form)
        if self.draft.handle is not None:
            form.data["handle"] = self.draft.handle
            form.came_from(("handle",), self.first, "handle")
        form.came_from(("title",), self.first, "title")
        for name in ("tags", "discountable", "media", "category_ids"):
            if form.data.get(name, ...) is None:
                del form.data[name]
        translations: list[dict[str, Any]] = []
        default = self.shop.locale
        for locale, said in self.reader.texts(self.said).items():
            texts = self._texts(form, said, ("translations", len(translations)))
            if locale == default:
                for name, value in texts.items():
                    form.data.setdefault(name, value)
                    form.came_from((name,), *self._place(said, name))
            elif any(value is not None for value in texts.values()):
                translations.append({"locale": locale, **texts})
        if translations:
            form.data["translations"] = translations
        used = used_options(self._variant_lines(), self.reader, {}, self.shop.locale)
        if used:
            form.data["options"] = used
        form.data["variants"] = [
            self._new_variant(form, ("variants", place), line, {}) for place, line in enumerate(self._variant_lines())
        ]
        self._refuse_if_wrong()
        request = parse(CreateProductRequest, form.data)
        product_id = catalog.create_product(self.ctx, request).id
        if any(column.part is Part.STOCK and column.field for line in self.draft.lines for column in line.cells):
            made = models.Variant.objects.filter(product_id=product_id).order_by("position", "id")
            for variant, line in zip(made, self._variant_lines(), strict=True):
                self._stock(form, variant.id, line, is_new=True)
        return product_id

    def _update(self, form: Form, product: ProductAggregate) -> UUID:
        product_id: UUID = product.product.id
        different = {
            column: (line, cell)
            for column, (line, cell) in self.said.items()
            if not same(column, cell, product_cell(column, product, self.shop))
        }
        self.reader.product_fields(different, form)
        if product.product.source_locale in (texts := self.reader.texts(different)):
            said = texts.pop(product.product.source_locale)
            form.data |= self._texts(form, said, ())
        self._keep_languages(form.data.get("attributes", ()), product.attributes)
        if "media" in form.data:
            self._keep_alts(form.data["media"], product)
        self._refuse_if_wrong()
        if form.data:
            catalog.update_product(self.ctx, product_id, parse(UpdateProductRequest, form.data))
        for locale, said in texts.items():
            form.data = {"locale": locale, **self._texts(form, said, ())}
            catalog.update_product(self.ctx, product_id, parse(UpdateProductRequest, form.data))
        self._options(form, product)
        for line in self._variant_lines():
            variant = variant_of(line, product, self.draft)
            if variant is None:
                data = self._new_variant(form, (), line, value_keys(product))
                self._refuse_if_wrong()
                made = variants.create_variant(self.ctx, product_id, parse(CreateVariantRequest, data))
                self._stock(form, made.id, line, is_new=True)
            else:
                self._change_variant(form, line, product, variant)
        return product_id

    def _change_variant(self, form: Form, line: Line, product: ProductAggregate, variant: VariantAggregate) -> None:
        changed = Line(number=line.number, cells=changes(line, product, variant, self.shop))
        form.line = line.number
        data = self.reader.variant_fields(form, (), changed)
        for name in ("manage_inventory", "allow_backorder", "low_stock_threshold"):
            if data.get(name, ...) is None:
                del data[name]
        self._keep_languages(data.get("attributes", ()), variant.attributes)
        known = value_keys(product)
        if any(column.part is Part.OPTION for column in changed.cells):
            choices = self.reader.choices(line, known)
            if any(option_key(choice["option"], product, variant) != choice["value"] for choice in choices):
                data["options"] = choices
                form.came_from(("options",), line.number, "option")
        self._refuse_if_wrong()
        if data:
            variants.update_variant(self.ctx, variant.variant.id, parse(UpdateVariantRequest, data))
        self._prices(form, changed, line, variant)
        self._stock(form, variant.variant.id, changed, is_new=False)

    def _prices(self, form: Form, changed: Line, line: Line, variant: VariantAggregate) -> None:
        whole = self.reader.prices(line)
        for currency, channel in self.reader.prices(changed):
            said = whole[currency, channel]
            present = plain_price(variant, currency, self.shop.channels.get(channel or ""))
            data = {"currency": currency, **self._in(channel)}
            amount = present.amount if present is not None else None
            compare_at = present.compare_at if present is not None else None
            if "price" in said:
                amount = self._amount(form, line, *said["price"], currency, "amount")
            if "compare_at" in said:
                compare_at = self._amount(form, line, *said["compare_at"], currency, "compare_at")
            self._refuse_if_wrong()
            form.line = line.number
            if amount is not None:
                request = parse(SetPriceRequest, {**data, "amount": amount, "compare_at": compare_at})
                pricing.set_price(self.ctx, variant.variant.id, request)
            elif present is not None:
                pricing.remove_price(self.ctx, variant.variant.id, parse(RemovePriceRequest, data))
            elif compare_at is not None:
                self._no_price(line, said["compare_at"][0])
                self._refuse_if_wrong()

    def _in(self, channel: str | None) -> dict[str, str]:
        return {"channel_id": str(self.shop.channels[channel])} if channel is not None else {}

    def _no_price(self, line: Line, column: Column) -> None:
        self.reader.refuse(line.number, column.title, "no_price", "There is no price that it would be beside.")

    def _amount(self, form: Form, line: Line, column: Column, cell: str, currency: str, name: str) -> int | None:
        form.came_from((name,), line.number, column.title)
        amount: int | None = self.reader.read(line.number, column, cell, partial(cells.read_amount, currency=currency))
        return amount

    def _stock(self, form: Form, variant_id: UUID, line: Line, *, is_new: bool) -> None:
        for column, cell in line.cells.items():
            if column.part is not Part.STOCK or (is_new and not column.field):
                continue
            on_hand = self.reader.read(line.number, column, cell, cells.read_whole)
            self._refuse_if_wrong()
            form.line = line.number
            form.came_from(("on_hand",), line.number, column.title)
            code = column.field or self.shop.default_location
            data: dict[str, Any] = {"variant_id": str(variant_id), "on_hand": on_hand or 0}
            if code is not None:
                data["location_id"] = str(self.shop.locations[code])
            if on_hand or not is_new:
                inventory.set_stock(self.ctx, parse(SetStockRequest, data))

    def _new_variant(
        self, form: Form, path: tuple[str | int, ...], line: Line, known: Mapping[str, Mapping[str, str]]
    ) -> dict[str, Any]:
        data = self.reader.variant_fields(form, path, line)
        data = {name: value for name, value in data.items() if value is not None}
        choices = self.reader.choices(line, known)
        if choices:
            data["options"] = choices
            form.came_from((*path, "options"), line.number, "option")
        prices: list[dict[str, Any]] = []
        for (currency, channel), said in self.reader.prices(line).items():
            place = (*path, "prices", len(prices))
            form.came_from(place, line.number, next(iter(said.values()))[0].title)
            entry: dict[str, Any] = {"currency": currency, **self._in(channel)}
            for part, (column, cell) in said.items():
                name = "amount" if part == "price" else part
                form.came_from((*place, name), line.number, column.title)
                amount = self.reader.read(line.number, column, cell, partial(cells.read_amount, currency=currency))
                if amount is not None:
                    entry[name] = amount
            if "amount" in entry:
                prices.append(entry)
            elif "compare_at" in entry:
                self._no_price(line, said["compare_at"][0])
        if prices:
            data["prices"] = prices
        for column, cell in line.cells.items():
            if column.part is Part.STOCK and not column.field:
                on_hand = self.reader.read(line.number, column, cell, cells.read_whole)
                form.came_from((*path, "stock"), line.number, column.title)
                if on_hand is not None:
                    data["stock"] = on_hand
        return data

    def _variant_lines(self) -> list[Line]:
        """Return the rows that say something of a variant."""
        return [line for line in self.draft.lines if any(not column.is_of_product for column in line.cells)]

    def _options(self, form: Form, product: ProductAggregate) -> None:
        """Add options and values that the product does not have yet."""
        known = value_keys(product)
        used = used_options(self._variant_lines(), self.reader, known, product.product.source_locale)
        new = new_options(used, known)
        if not new:
            return
        # What somebody else has added since the product was looked up stays.
        lock_product(product.product.id)
        (product,) = load_products([product.product.id])
        form.came_from(("options",), self.first, "option")
        request = parse(SetOptionsRequest, {"options": merged_options(product, new)})
        options.set_options(self.ctx, product.product.id, request)

    def _texts(self, form: Form, said: Said, path: tuple[str | int, ...]) -> dict[str, Any]:
        texts: dict[str, Any] = {}
        for column, (line, cell) in said.items():
            texts[column.field] = None if cell == cells.CLEAR else cell
            form.came_from((*path, column.field), line, column.title)
            form.came_from(path, line, column.title)
        return texts

    def _place(self, said: Said, name: str) -> tuple[int, str | None]:
        return next(
            ((line, column.title) for column, (line, _) in said.items() if column.field == name), (self.first, None)
        )

    def _keep_languages(self, entries: Any, rows: list[models.AttributeAssignment]) -> None:
        """Add to the texts of an attribute those in languages that the file does not speak of."""
        for entry in entries:
            if "texts" in entry:
                given = {text["locale"] for text in entry["texts"]}
                entry["texts"] += [
                    {"locale": row.locale, "text": row.text}
                    for row in rows
                    if row.attribute.key == entry["attribute"] and row.locale and row.locale not in given
                ]

    def _keep_alts(self, media: list[dict[str, Any]], product: ProductAggregate) -> None:
        alts = {str(row.asset_id): row.alts for row in product.media}
        for entry in media:
            texts = alts.get(entry["asset_id"], {})
            entry["alts"] = [{"locale": locale, "value": value} for locale, value in texts.items()]


# Silent: what it does is told by the commands that it runs, and a file that changes nothing tells nobody.
@command(silent=True)
def _as_command(ctx: RequestContext, application: Application, form: Form, *, is_dry_run: bool) -> bool:
    """Do the work in one transaction, which a dry run takes back; return whether anything was told."""
    application.work(form)
    if is_dry_run:
        transaction.set_rollback(True)
    return bool(published.get())


_STATUS_COMMANDS: Final = {
    ProductStatus.ACTIVE: catalog.publish_product,
    ProductStatus.DRAFT: catalog.unpublish_product,
    ProductStatus.ARCHIVED: catalog.archive_product,
}
