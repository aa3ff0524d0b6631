"""Changes of many products: the commands of one, run for each.

A product's change and the job's progress are one transaction: a run that is lost, or told to stop, has done each
product once or not at all, so that adding ten percent is never done twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from django.db import OperationalError, connection, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import MAX_AMOUNT, adapter, parse
from rustok.errors import FieldError, InvalidInput, RustokError
from rustok.events.bus import published
from rustok.ids import parse_id, to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.bulk import (
    BulkAction,
    BulkRequest,
    MergeTagsRequest,
    PriceChange,
    ProductSelection,
    RenameTagRequest,
)
from rustok_commerce.dto.channels import ProductChannelInput, SetProductChannelsRequest
from rustok_commerce.dto.jobs import JobKind, JobStatus
from rustok_commerce.dto.prices import SetPricesRequest, VariantPriceInput
from rustok_commerce.dto.products import UpdateProductRequest
from rustok_commerce.selectors.products import unpresented
from rustok_commerce.selectors.selection import refuse_missing, selected_products
from rustok_commerce.services import catalog, channels, jobs, pricing
from rustok_commerce.services.jobs import Progress, RowError
from rustok_commerce.services.money import enabled_currency, round_amount
from rustok_commerce.services.revisions import lock_channels, lock_price_lists, lock_product, lock_tree

BATCH: Final = 200
_ATTEMPTS: Final = 3
_A = BulkAction
_RIGHTS: Final = {
    _A.PUBLISH: "commerce.product:publish",
    _A.UNPUBLISH: "commerce.product:publish",
    _A.ARCHIVE: "commerce.product:publish",
    _A.DELETE: "commerce.product:delete",
    _A.CHANGE_PRICES: "commerce.price:update",
}
_OTHER_RIGHT: Final = "commerce.product:update"


def begin_bulk(ctx: RequestContext, request: BulkRequest) -> models.Job:
    """Write down what is to be done to which products.

    :raises InvalidInput: the action lacks something, or is given what it does not take.
    :raises CategoryNotFound: no such category in the shop.
    :raises ChannelNotFound: no such channel in the shop.
    :raises PriceListNotFound: no such price list in the shop.
    :raises ProductNotFound: no such product in the shop.
    """
    require(ctx, "commerce.job:create")
    require(ctx, _RIGHTS.get(request.action, _OTHER_RIGHT))
    _check(request)
    _check_ids(request)
    options = adapter(BulkRequest).dump_python(request, mode="json")
    total = _selected(request).count()
    return jobs.begin_job(ctx, JobKind.BULK, options={"action": request.action.value, "request": options}, total=total)


def begin_tag_rename(ctx: RequestContext, request: RenameTagRequest) -> models.Job:
    """Write down that a tag is to be called otherwise, or to become one with another."""
    return begin_tag_merge(ctx, MergeTagsRequest(tags=(request.tag,), into=request.name))


def begin_tag_merge(ctx: RequestContext, request: MergeTagsRequest) -> models.Job:
    """Write down that tags are to become one."""
    return _begin_tags(ctx, [tag for tag in request.tags if tag != request.into], request.into)


def begin_tag_removal(ctx: RequestContext, tag: str) -> models.Job:
    """Write down that a tag is to be taken off all products.

    :raises TagNotFound: no product has it.
    """
    return _begin_tags(ctx, [tag.strip().lower()], None)


def run_bulk(job: models.Job, *, until: float | None) -> bool:
    """Change the rest of the products, until a time of the monotonic clock; return whether all are done."""
    ctx = jobs.job_context(job)
    work, rows = _work_of(job)
    after = parse_id(job.after) if job.after else None
    while True:
        page = rows.order_by("id")
        if after is not None:
            page = page.filter(id__gt=after)
        ids = list(page.values_list("id", flat=True)[:BATCH])
        if not ids:
            jobs.end_job(job, JobStatus.FINISHED)
            return True
        for product_id in ids:
            _change(ctx, job, work, product_id)
            after = product_id
            if until is not None and time.monotonic() >= until:
                return False


Work = Callable[[RequestContext, UUID], None]


def _change(ctx: RequestContext, job: models.Job, work: Work, product_id: UUID) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _change_once(ctx, job, work, product_id)
        except OperationalError:
            # Two transactions waited for each other, and PostgreSQL ended this one.
            if attempt == _ATTEMPTS or connection.in_atomic_block:
                raise
        else:
            return


def _change_once(ctx: RequestContext, job: models.Job, work: Work, product_id: UUID) -> None:
    with transaction.atomic(), unpresented():
        progress = Progress(done=1)
        try:
            if _as_command(ctx, work, product_id):
                progress.updated = 1
            else:
                progress.unchanged = 1
        except RustokError as exc:
            progress.failed = 1
            progress.errors = [RowError(code=exc.code, message=str(exc), product_id=product_id)]
        jobs.report(job, progress, after=to_ulid(product_id))


# Silent: what it does is told by the commands that it runs, and what is so already tells nobody.
@command(silent=True)
def _as_command(ctx: RequestContext, work: Work, product_id: UUID) -> bool:
    work(ctx, product_id)
    return bool(published.get())


def _work_of(job: models.Job) -> tuple[Work, Any]:
    """Return what a job does to each product, and the rows of its products."""
    if "request" not in job.options:
        gone, into = job.options["tags"], job.options["into"]
        tagged = models.ProductTag.objects.filter(tag__in=gone).values("product_id")
        rows = models.Product.objects.filter(id__in=tagged)
        return lambda ctx, product_id: _change_tags(ctx, product_id, [into] if into else [], gone), rows
    request = parse(BulkRequest, job.options["request"])
    return lambda ctx, product_id: _perform(ctx, product_id, request), _selected(request)


def _perform(ctx: RequestContext, product_id: UUID, request: BulkRequest) -> None:
    """Do what is asked. What changes a part only locks the product before it looks: nobody else's change is lost."""
    match request.action:
        case _A.PUBLISH:
            catalog.publish_product(ctx, product_id)
        case _A.UNPUBLISH:
            catalog.unpublish_product(ctx, product_id)
        case _A.ARCHIVE:
            catalog.archive_product(ctx, product_id)
        case _A.DELETE:
            catalog.delete_product(ctx, product_id)
        case _A.CHANGE_TAGS:
            _change_tags(ctx, product_id, request.add_tags, request.remove_tags)
        case _A.SET_CATEGORIES | _A.ADD_CATEGORIES | _A.REMOVE_CATEGORIES:
            _change_categories(ctx, product_id, request)
        case _A.CHANGE_PRICES:
            assert request.prices is not None
            _change_prices(ctx, product_id, request.prices)
        case _A.SET_CHANNEL:
            assert request.channel_id is not None
            assert request.is_available is not None
            _set_channel(ctx, product_id, request.channel_id, request.is_available)


def _change_tags(ctx: RequestContext, product_id: UUID, add: Any, remove: Any) -> None:
    lock_product(product_id)
    present = set(models.ProductTag.objects.filter(product_id=product_id).values_list("tag", flat=True))
    wanted = (present - set(remove)) | set(add)
    catalog.update_product(ctx, product_id, parse(UpdateProductRequest, {"tags": sorted(wanted)}))


def _change_categories(ctx: RequestContext, product_id: UUID, request: BulkRequest) -> None:
    lock_tree(shared=True)
    lock_product(product_id)
    rows = models.ProductCategory.objects.filter(product_id=product_id).order_by("-is_primary", "id")
    present = list(rows.values_list("category_id", flat=True))
    wanted = list(request.category_ids)
    if request.action is _A.ADD_CATEGORIES:
        wanted = [*present, *(each for each in wanted if each not in present)]
    elif request.action is _A.REMOVE_CATEGORIES:
        wanted = [each for each in present if each not in wanted]
    ids = [str(category_id) for category_id in wanted]
    catalog.update_product(ctx, product_id, parse(UpdateProductRequest, {"category_ids": ids}))


def _change_prices(ctx: RequestContext, product_id: UUID, change: PriceChange) -> None:
    lock_channels(shared=True)
    if change.price_list_id is not None:
        lock_price_lists(shared=True)
    lock_product(product_id)
    rows = models.Price.objects.filter(
        variant__product_id=product_id, price_list_id=change.price_list_id, starts_at=None, ends_at=None
    )
    if change.currency is not None:
        rows = rows.filter(currency=change.currency)
    if change.channel_id is not None:
        rows = rows.filter(channel_id=change.channel_id)
    wanted = []
    for row in rows.select_related("channel").order_by("id"):
        if row.channel is not None and row.currency not in row.channel.currencies:
            # From before the channel stopped selling in it: it holds nowhere.
            continue
        amount = changed_amount(row.amount, change)
        if amount < 0:
            raise errors.PriceBelowZero(currency=row.currency)
        if amount > MAX_AMOUNT:
            message = f"A price in {row.currency} would be more than {MAX_AMOUNT}."
            raise InvalidInput.field("amount", code="less_than_equal", message=message)
        former = row.amount if change.show_former and amount < row.amount else row.compare_at
        wanted.append(
            VariantPriceInput(
                variant_id=row.variant_id,
                currency=row.currency,
                amount=amount,
                compare_at=former if former is not None and former > amount else None,
                min_quantity=row.min_quantity,
                channel_id=row.channel_id,
                price_list_id=row.price_list_id,
            )
        )
    if wanted:
        pricing.set_prices(ctx, SetPricesRequest(prices=tuple(wanted)))


def changed_amount(amount: int, change: PriceChange) -> int:
    """Return a price as a change makes it, in minor units: exact until it is rounded once."""
    value = Fraction(amount)
    if change.percent is not None:
        value *= 1 + Fraction(change.percent) / 100
    if change.amount is not None:
        value += change.amount
    if change.round_to > 1:
        return round_amount(value / change.round_to) * change.round_to - change.ending
    return round_amount(value)


def _set_channel(ctx: RequestContext, product_id: UUID, channel_id: UUID, is_available: bool) -> None:
    lock_channels(shared=True)
    lock_product(product_id)
    links = {row.channel_id: row for row in models.ProductChannel.objects.filter(product_id=product_id)}
    present = links.get(channel_id)
    if present is None and is_available:
        return
    wanted = [
        ProductChannelInput(
            channel_id=row.channel_id,
            is_available=is_available if row.channel_id == channel_id else row.is_available,
            available_from=row.available_from,
            available_until=row.available_until,
        )
        for row in links.values()
    ]
    if present is None:
        wanted.append(ProductChannelInput(channel_id=channel_id, is_available=is_available))
    channels.set_product_channels(ctx, product_id, SetProductChannelsRequest(channels=tuple(wanted)))


def _begin_tags(ctx: RequestContext, gone: list[str], into: str | None) -> models.Job:
    require(ctx, "commerce.job:create")
    require(ctx, _OTHER_RIGHT)
    rows = models.ProductTag.objects.filter(tag__in=gone)
    known = set(rows.values_list("tag", flat=True).distinct())
    for tag in gone:
        if tag not in known:
            raise errors.TagNotFound(tag=tag)
    total = rows.values("product_id").distinct().count()
    options = {"action": _A.CHANGE_TAGS.value, "tags": gone, "into": into}
    return jobs.begin_job(ctx, JobKind.BULK, options=options, total=total)


def _selected(request: BulkRequest) -> Any:
    selection = request.selection
    return selected_products(
        ids=selection.product_ids,
        status=selection.status,
        category_id=selection.category_id,
        tag=selection.tag,
    )


_FIELDS: Final = ("add_tags", "remove_tags", "category_ids", "prices", "channel_id", "is_available")
_TAKES: Final[dict[BulkAction, tuple[str, ...]]] = {
    _A.CHANGE_TAGS: ("add_tags", "remove_tags"),
    _A.SET_CATEGORIES: ("category_ids",),
    _A.ADD_CATEGORIES: ("category_ids",),
    _A.REMOVE_CATEGORIES: ("category_ids",),
    _A.CHANGE_PRICES: ("prices",),
    _A.SET_CHANNEL: ("channel_id", "is_available"),
}


def _check(request: BulkRequest) -> None:
    taken = _TAKES.get(request.action, ())
    wrong = [
        FieldError((name,), "not_applicable", f"{request.action.value} does not take it.")
        for name in _FIELDS
        if name not in taken and getattr(request, name) not in ((), None)
    ]
    given = [name for name in taken if getattr(request, name) not in ((), None)]
    missing: tuple[str, ...]
    if request.action is _A.CHANGE_TAGS:
        missing = () if given else ("add_tags",)
    elif request.action is _A.SET_CATEGORIES:
        # None at all takes products out of every category.
        missing = ()
    else:
        missing = tuple(name for name in taken if name not in given)
    wrong += [FieldError((name,), "missing", f"{request.action.value} needs it.") for name in missing]
    wrong += _selection_faults(request.selection)
    if request.prices is not None:
        wrong += _faults_of(request.prices)
    if wrong:
        raise InvalidInput(wrong)
    if request.prices is not None and request.prices.currency is not None:
        enabled_currency(request.prices.currency)


def _selection_faults(selection: ProductSelection) -> list[FieldError]:
    chosen = (selection.product_ids, selection.status, selection.category_id, selection.tag)
    narrowed = any(value is not None for value in chosen)
    if narrowed == selection.everything:
        message = "Say which products, or everything; not both."
        return [FieldError(("selection",), "exactly_one", message)]
    return []


def _faults_of(change: PriceChange) -> list[FieldError]:
    found = []
    if (change.percent is None) == (change.amount is None):
        found.append(FieldError(("prices", "percent"), "exactly_one", "Give one of percent and amount."))
    if change.amount is not None and change.currency is None:
        found.append(FieldError(("prices", "currency"), "missing", "An amount is of a currency."))
    if change.ending >= change.round_to and change.ending:
        found.append(FieldError(("prices", "ending"), "less_than", "An ending is below what is rounded to."))
    return found


def _check_ids(request: BulkRequest) -> None:
    """Refuse what is not there before anything is begun."""
    selection = request.selection
    refuse_missing(selection.product_ids, [*request.category_ids, *filter(None, [selection.category_id])])
    named = (request.channel_id, request.prices.channel_id if request.prices is not None else None)
    wanted = {channel_id for channel_id in named if channel_id is not None}
    for channel_id in wanted - set(models.Channel.objects.filter(id__in=wanted).values_list("id", flat=True)):
        raise errors.ChannelNotFound(channel=to_ulid(channel_id))
    price_list_id = request.prices.price_list_id if request.prices is not None else None
    if price_list_id is not None and not models.PriceList.objects.filter(id=price_list_id).exists():
        raise errors.PriceListNotFound(price_list=to_ulid(price_list_id))
