"""Exports: products to a file that an import reads back without changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from rustok.context import RequestContext
from rustok.ids import parse_id, to_ulid
from rustok.media.storage import files
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.jobs import JobKind, JobStatus, StartExportRequest, TableFormat
from rustok_commerce.mappers import ProductAggregate
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.selectors.selection import refuse_missing, selected_products
from rustok_commerce.services import jobs
from rustok_commerce.services.jobs import Progress
from rustok_commerce.services.transfer.columns import PRODUCT_FIELDS, TEXTS, VARIANT_FIELDS, Column, Part, read_header
from rustok_commerce.services.transfer.present import Shop, load_assets, load_shop, product_cell, variant_cell
from rustok_commerce.services.transfer.tables import Writer, table_writer

BATCH: Final = 200


def begin_export(ctx: RequestContext, request: StartExportRequest) -> models.Job:
    """Write down which products are to be written to a file.

    :raises ProductNotFound: no such product in the shop.
    :raises CategoryNotFound: no such category in the shop.
    """
    require(ctx, "commerce.product:read")
    require(ctx, "commerce.job:create")
    refuse_missing(request.product_ids, [request.category_id] if request.category_id is not None else [])
    options: dict[str, Any] = {"format": request.format.value}
    if request.product_ids is not None:
        options["product_ids"] = [to_ulid(product_id) for product_id in request.product_ids]
    if request.status is not None:
        options["status"] = request.status.value
    if request.category_id is not None:
        options["category_id"] = to_ulid(request.category_id)
    if request.tag is not None:
        options["tag"] = request.tag
    total = _selected(options).count()
    return jobs.begin_job(ctx, JobKind.EXPORT, options=options, total=total, filename=f"products.{request.format}")


def run_export(job: models.Job, *, until: float | None) -> bool:
    """Write the whole file; one that was begun by a lost run is begun anew."""
    models.Job.objects.filter(id=job.id).update(done=0)
    kind = TableFormat(job.options["format"])
    shop = load_shop(current_tenant().default_locale)
    writer = table_writer(kind)
    titles = export_columns()
    writer.row(titles)
    columns = [column for column in read_header(titles) if column is not None]
    after: UUID | None = None
    while ids := _page(job.options, after):
        done = write_products(writer, columns, load_products(ids), shop)
        after = ids[-1]
        jobs.report(job, Progress(done=done), after=to_ulid(after))
    name = f"jobs/{to_ulid(job.id)}/products.{kind}"
    files().put(name, writer.finish())
    jobs.end_job(job, JobStatus.FINISHED, result_name=name)
    return True


def export_columns() -> list[str]:
    """Name the columns of an export: what every product has, and what the shop's products make use of."""
    tenant = current_tenant()
    others = [code for code in tenant.locale_codes if code != tenant.default_locale]
    titles = ["handle", *TEXTS, *(f"{text}:{code}" for code in tenant.locale_codes for text in TEXTS)]
    titles += [name for name in PRODUCT_FIELDS if name != "handle"]
    titles += _attributes([tenant.default_locale, *others])
    options = models.ProductOption.objects.order_by("key").values_list("key", flat=True).distinct()
    titles += [f"option:{key}" for key in options]
    titles += VARIANT_FIELDS
    rows = models.Price.objects.filter(min_quantity=1, price_list=None, starts_at=None)
    kept = sorted(set(rows.exclude(channel=None).values_list("channel__code", "currency")))
    for place in [*tenant.currencies, *(f"{currency}@{code}" for code, currency in kept)]:
        titles += [f"price:{place}", f"compare_at:{place}"]
    codes = models.StockLocation.objects.order_by("-is_default", "code").values_list("code", flat=True)
    return [*titles, *(f"stock:{code}" for code in codes)]


def write_products(writer: Writer, columns: list[Column], products: list[ProductAggregate], shop: Shop) -> int:
    """Write products, a row for each variant; what is of the product stands in the first. Return how many."""
    load_assets(shop, (media.asset_id for product in products for media in product.media))
    for product in products:
        for place, variant in enumerate(product.variants or [None]):
            row = []
            for column in columns:
                if column.is_of_product:
                    repeated = place == 0 or column.field == "handle"
                    row.append(product_cell(column, product, shop) if repeated else "")
                else:
                    row.append(variant_cell(column, product, variant, shop) if variant is not None else "")
            writer.row(row)
    return len(products)


def _attributes(locales: list[str]) -> Iterator[str]:
    """Name the columns of attributes that something is said of."""
    rows_of_product = ExpressionWrapper(Q(variant__isnull=True), output_field=BooleanField())
    said = models.AttributeAssignment.objects.annotate(is_of_product=rows_of_product)
    used = set(said.values_list("attribute_id", "is_of_product", "locale").distinct())
    rows = {row.id: row for row in models.Attribute.objects.order_by("position", "key")}
    for is_of_product, part in ((True, Part.ATTRIBUTE), (False, Part.VARIANT_ATTRIBUTE)):
        for row in rows.values():
            for locale in ("", *locales):
                if (row.id, is_of_product, locale) in used:
                    yield f"{part.value}:{row.key}{f':{locale}' if locale else ''}"


def _selected(options: dict[str, Any]) -> Any:
    ids = options.get("product_ids")
    category_id = options.get("category_id")
    return selected_products(
        ids=[parse_id(product_id) for product_id in ids] if ids is not None else None,
        status=options.get("status"),
        category_id=parse_id(category_id) if category_id is not None else None,
        tag=options.get("tag"),
    )


def _page(options: dict[str, Any], after: UUID | None) -> list[UUID]:
    rows = _selected(options).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return list(rows.values_list("id", flat=True)[:BATCH])
