"""The list of products: a page of it is loaded whole, in a number of statements that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from rustok.api.admin.chips import Chip, Tone, chips, language_chips
from rustok.api.admin.model_admin import RustokChangeList
from rustok.media.dto import AssetResponse
from rustok.media.selectors.assets import assets_by_id
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.mappers import ProductAggregate, choose
from rustok_commerce.mappers.channels import SalesChannel
from rustok_commerce.mappers.prices import Standing, offering_channels, price_range, standing
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.prices import load_lists
from rustok_commerce.services import money

STATUS_LABELS = {
    ProductStatus.DRAFT.value: "warning",
    ProductStatus.ACTIVE.value: "success",
    ProductStatus.ARCHIVED.value: "info",
}


class ProductList(RustokChangeList):
    """A page of the list, with all that its rows show loaded at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Load the page's products whole, their first pictures, and the channels."""
        super().get_results(request)
        load_rows(self.result_list)


def load_rows(products: Iterable[Any]) -> None:
    """Hang on products what their columns show."""
    rows = list(products)
    aggregates = {entry.product.id: entry for entry in load_products(row.pk for row in rows)}
    first = {key: entry.media[0].asset_id for key, entry in aggregates.items() if entry.media}
    assets = assets_by_id(first.values())
    channels, lists = sales_channels(), _lists_now()
    for row in rows:
        row.aggregate = aggregates.get(row.pk)
        row.asset = assets.get(first.get(row.pk) or row.pk)
        row.channels = channels
        row.lists = lists


class ProductColumns:
    """The columns of the list, some of which the page of one product shows too."""

    @display(description="")
    def thumbnail(self, product: Any) -> str:
        """Show the first picture."""
        return thumbnail(getattr(product, "asset", None), 48)

    @display(description="Title", ordering="handle")
    def title(self, product: models.Product) -> str:
        """Show the title in the shop's own language, and the handle."""
        aggregate = whole(product)
        return title_of(aggregate) if aggregate is not None else product.handle

    @display(description="Status", ordering="status", label=STATUS_LABELS)
    def state(self, product: models.Product) -> tuple[str, str]:
        """Show the status as a chip."""
        return product.status, product.get_status_display()

    @display(description="Price")
    def price(self, product: models.Product) -> str:
        """Show what it costs in the first channel and currency in which it has a price."""
        aggregate = whole(product)
        return _price(aggregate, _channels(product), _lists(product)) if aggregate is not None else "—"

    @display(description="Stock")
    def stock(self, product: models.Product) -> SafeString | str:
        """Show what can be sold, and in how many variants."""
        aggregate = whole(product)
        return _stock(aggregate) if aggregate is not None else "—"

    @display(description="Channels")
    def offered_in(self, product: models.Product) -> SafeString | str:
        """Show the channels that offer it once it is published."""
        aggregate = whole(product)
        if aggregate is None:
            return "—"
        channels = _channels(product)
        offering = set(offering_channels(aggregate, channels, timezone.now()))
        if len(channels) > 1 and len(offering) == len(channels):
            return chips([Chip("all", Tone.GOOD, ", ".join(channel.name for channel in channels))])
        return chips(Chip(channel.code, Tone.INFO, channel.name) for channel in channels if channel in offering) or "—"

    @display(description="Languages")
    def languages(self, product: models.Product) -> SafeString | str:
        """Show which languages are complete, and which out of date."""
        aggregate = whole(product)
        if aggregate is None:
            return "—"
        complete, stale = completeness(aggregate)
        return language_chips(current_tenant().locale_codes, complete=complete, stale=stale)

    @display(description="Changed", ordering="updated_at")
    def changed(self, product: models.Product) -> SafeString:
        """Show the day of the last change, and the time to the pointer."""
        moment = timezone.localtime(product.updated_at)
        return format_html(
            '<span class="whitespace-nowrap" title="{}">{}</span>',
            date_format(moment, "DATETIME_FORMAT"),
            date_format(moment, "SHORT_DATE_FORMAT"),
        )


def whole(product: Any) -> ProductAggregate | None:
    """Return a product with its parts: loaded with the list's page, or now for a single one."""
    if not hasattr(product, "aggregate"):
        product.aggregate = next(iter(load_products([product.pk])), None)
    found: ProductAggregate | None = product.aggregate
    return found


def title_of(aggregate: ProductAggregate) -> str:
    """Return the title in the shop's own language, or in the original's."""
    source = aggregate.product.source_locale
    chosen = choose(aggregate.translations, (current_tenant().default_locale,), source)
    return chosen[1].title if chosen is not None else aggregate.product.handle


def completeness(aggregate: ProductAggregate) -> tuple[set[str], set[str]]:
    """Return the languages that say all that the original says, and those that are out of date or say less."""
    original = aggregate.translations.get(aggregate.product.source_locale)
    complete: set[str] = set()
    stale: set[str] = set()
    for locale, text in aggregate.translations.items():
        lacking = original is not None and any(
            getattr(original, name) and not getattr(text, name) for name in ("title", "subtitle", "description")
        )
        (stale if lacking or aggregate.is_stale(text) else complete).add(locale)
    return complete, stale


def marks(product: Any) -> dict[str, str]:
    """Return a mark per language of the shop: complete, out of date or with parts missing, not begun."""
    aggregate = whole(product)
    if aggregate is None:
        return {}
    complete, stale = completeness(aggregate)
    return {
        locale: "!" if locale in stale else "\N{CHECK MARK}" if locale in complete else "\N{EN DASH}"
        for locale in current_tenant().locale_codes
    }


def outdated(product: Any) -> list[str]:
    """Return the languages whose text is older than the original."""
    aggregate = whole(product)
    texts = aggregate.translations.items() if aggregate is not None else ()
    return [locale for locale, text in texts if aggregate is not None and aggregate.is_stale(text)]


def thumbnail(asset: AssetResponse | None, size: int) -> SafeString:
    """Show a small square picture, or the place of one."""
    if asset is None:
        return format_html(
            '<span class="rustok-thumb is-empty" data-size="{}"><span class="material-symbols-outlined">image</span>'
            "</span>",
            size,
        )
    return format_html(
        '<img src="{}" alt="" width="{}" height="{}" loading="lazy" class="rustok-thumb" data-size="{}">',
        asset.thumbnail,
        size,
        size,
        size,
    )


def _channels(product: Any) -> Sequence[SalesChannel]:
    if not hasattr(product, "channels"):
        product.channels = sales_channels()
    found: Sequence[SalesChannel] = product.channels
    return found


def _lists(product: Any) -> Mapping[UUID, Standing]:
    if not hasattr(product, "lists"):
        product.lists = _lists_now()
    found: Mapping[UUID, Standing] = product.lists
    return found


def _lists_now() -> Mapping[UUID, Standing]:
    return standing(load_lists(), timezone.now())


def _price(aggregate: ProductAggregate, channels: Sequence[SalesChannel], lists: Mapping[UUID, Standing]) -> str:
    locale, now = current_tenant().default_locale, timezone.now()
    for channel in channels:
        for currency in channel.currencies:
            found = price_range(aggregate.variants, channel, currency, now, lists)
            if found is not None:
                low, high = (money.format_amount(amount, currency, locale) for amount in found)
                return low if low == high else f"{low} \N{EN DASH} {high}"
    return "—"


def _stock(aggregate: ProductAggregate) -> SafeString | str:
    counted = [entry for entry in aggregate.variants if entry.variant.manage_inventory]
    if not counted:
        return "not counted" if aggregate.variants else "—"
    pieces = sum(entry.available for entry in counted)
    out = sum(not entry.in_stock for entry in counted)
    of = f"in {len(aggregate.variants)} variants" if len(aggregate.variants) > 1 else ""
    if out:
        of = "sold out" if out == len(aggregate.variants) else f"{out} of {len(aggregate.variants)} sold out"
    return format_html(
        '<span class="rustok-two"><span>{}</span><span class="rustok-note{}">{}</span></span>',
        pieces,
        " is-bad" if out else "",
        of,
    )
