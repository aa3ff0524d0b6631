"""An import of many rows, some of them wrong in every way we know: what is in, what is refused, what is told."""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.home import say
from benchmarks.world import World
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.context import tenant_scope
from rustok_commerce.dto.attributes import CreateAttributeRequest, CreateProductTypeRequest
from rustok_commerce.dto.categories import CreateCategoryRequest
from rustok_commerce.dto.jobs import JobResponse, StartImportRequest
from rustok_commerce.dto.products import CreateProductRequest
from rustok_commerce.selectors.jobs import list_job_errors, present_job
from rustok_commerce.services import attributes, catalog, categories, product_types
from rustok_commerce.services.running import run_job
from rustok_commerce.services.transfer.imports import begin_import
from rustok_outbox.models import Event

Fault = tuple[int | None, str | None, str]
"""Row, column and code of what is refused."""

COLUMNS: Final = (
    *("handle", "title", "status", "type", "categories", "tags", "collections", "discountable", "media"),
    *("attribute:power", "attribute:dimmable", "attribute:material", "attribute:since"),
    *("sku", "gtin", "weight", "manage_inventory", "low_stock_threshold", "variant_attribute:batch"),
    *("price:USD", "compare_at:USD", "price:EUR", "stock"),
)

# What a row says otherwise than a good one; the column that is to blame; the code.
FAULTS: Final[tuple[tuple[dict[str, str], str, str], ...]] = (
    ({"title": ""}, "title", "input.missing"),
    ({"title": "x" * 300}, "title", "input.string_too_long"),
    ({"title": "N\x00l"}, "title", "commerce.import.nul_character"),
    ({"handle": "bad handle"}, "handle", "input.string_pattern_mismatch"),
    ({"handle": "", "sku": ""}, "handle", "commerce.import.missing"),
    ({"handle": "item-1"}, "handle", "commerce.import.scattered"),
    ({"status": "sold"}, "status", "commerce.import.unknown_status"),
    ({"status": "active", "price:USD": "", "price:EUR": ""}, "status", "commerce.product.not_publishable"),
    ({"type": "boat"}, "type", "commerce.product_type.not_found"),
    ({"categories": "nowhere"}, "categories", "commerce.import.unknown_category"),
    ({"collections": "nothing"}, "collections", "commerce.import.unknown_collection"),
    ({"tags": "x" * 200}, "tags", "input.string_too_long"),
    ({"discountable": "perhaps"}, "discountable", "commerce.import.bool_parsing"),
    ({"media": "nothing.png"}, "media", "commerce.import.unknown_picture"),
    ({"attribute:power": "much"}, "attribute:power", "input.invalid_number"),
    ({"attribute:dimmable": "maybe"}, "attribute:dimmable", "commerce.import.bool_parsing"),
    ({"attribute:material": "gold"}, "attribute:material", "input.unknown_value"),
    ({"attribute:since": "2023-02-29"}, "attribute:since", "input.date_parsing"),
    ({"variant_attribute:batch": "x" * 6000}, "variant_attribute:batch", "input.string_too_long"),
    ({"sku": "SKU-1"}, "sku", "commerce.import.duplicate_sku"),
    ({"sku": "TAKEN"}, "sku", "commerce.variant.duplicate_sku"),
    ({"sku": "x" * 300}, "sku", "input.string_too_long"),
    ({"gtin": "4006381333932"}, "gtin", "input.invalid_check_digit"),
    ({"gtin": "40063813339AB"}, "gtin", "input.string_pattern_mismatch"),
    ({"weight": "heavy"}, "weight", "commerce.import.int_parsing"),
    ({"weight": "99999999999"}, "weight", "input.less_than_equal"),
    ({"manage_inventory": "2"}, "manage_inventory", "commerce.import.bool_parsing"),
    ({"low_stock_threshold": "1.5"}, "low_stock_threshold", "commerce.import.int_parsing"),
    ({"price:USD": "1.999"}, "price:USD", "commerce.import.decimal_places"),
    ({"price:USD": "1,999"}, "price:USD", "commerce.import.ambiguous_number"),
    ({"price:USD": "free"}, "price:USD", "commerce.import.decimal_parsing"),
    ({"price:USD": "-5"}, "price:USD", "commerce.import.greater_than_equal"),
    ({"price:EUR": "5 EUR"}, "price:EUR", "commerce.import.decimal_parsing"),
    ({"compare_at:USD": "4"}, "compare_at", "commerce.price.compare_at_too_low"),
    ({"price:USD": "", "compare_at:USD": "9"}, "compare_at:USD", "commerce.import.no_price"),
    ({"stock": "-1"}, "stock", "commerce.import.int_parsing"),
    ({"stock": "99999999999"}, "stock", "input.less_than_equal"),
)


def file_of(rows: int) -> tuple[bytes, list[Fault]]:
    """Write a file of so many rows, every fault in one of them; return it with what is to be refused."""
    step = rows // len(FAULTS)
    assert step > 1, "a bad row needs a good one before it"
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    expected: list[Fault] = []
    for n in range(1, rows + 1):
        row = {
            "handle": f"item-{n}",
            "title": f"Item {n}",
            "type": "lamp",
            "categories": "light",
            "tags": "tools|small",
        }
        row |= {"attribute:power": f"{n % 90}.5", "attribute:material": "oak", "variant_attribute:batch": f"B{n % 7}"}
        row |= {"sku": f"SKU-{n}", "weight": "250", "price:USD": "9.99", "price:EUR": "8,99", "stock": str(n % 50)}
        kind, rest = divmod(n, step)
        if rest == 0 and 0 < kind <= len(FAULTS):
            changes, column, code = FAULTS[kind - 1]
            row |= changes
            expected.append((n + 1, column, code))
        writer.writerow([row.get(column, "") for column in COLUMNS])
    return target.getvalue().encode(), expected


def furnish(ctx: RequestContext) -> None:
    """Make what the file names."""
    categories.create_category(ctx, parse(CreateCategoryRequest, {"name": "Light"}))
    kinds: dict[str, dict[str, Any]] = {
        "power": {"type": "number", "unit": "W"},
        "dimmable": {"type": "boolean"},
        "material": {"type": "select", "values": [{"key": "oak"}, {"key": "steel"}]},
        "since": {"type": "date"},
        "batch": {"type": "text"},
    }
    for key, data in kinds.items():
        attributes.create_attribute(ctx, parse(CreateAttributeRequest, {"key": key, **data}))
    links = [{"attribute": key, "scope": "variant" if key == "batch" else "product"} for key in kinds]
    product_types.create_product_type(ctx, parse(CreateProductTypeRequest, {"key": "lamp", "attributes": links}))
    taken = {"title": "Taken", "variants": [{"sku": "TAKEN"}]}
    catalog.create_product(ctx, parse(CreateProductRequest, taken))


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an import."""

    job: JobResponse
    refused: list[Fault]
    events: int
    seconds: float
    cpu_seconds: float

    def __str__(self) -> str:
        job = self.job
        return (
            f"{job.total} rows: {job.created} created, {job.updated} updated, {job.unchanged} unchanged,"
            f" {job.failed} refused; {self.events} events; {self.seconds:.1f} s"
            f" ({self.cpu_seconds:.1f} s of CPU in this process)"
        )


def take_in(ctx: RequestContext, content: bytes) -> Run:
    """Import a file."""
    # Those that are stored: what a refused row told is taken back with it.
    told = Event.objects.count()
    wall, cpu = time.perf_counter(), time.process_time()
    job_id = begin_import(ctx, content, StartImportRequest(), filename="products.csv").id
    run_job(job_id)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    told = Event.objects.count() - told
    errors = list_job_errors(ctx, job_id, limit=100).items
    return Run(present_job(job_id), [(error.line, error.column, error.code) for error in errors], told, wall, cpu)


def twice(world: World, rows: int) -> list[str]:
    """Import a file two times, and say what came of it."""
    say(f"taking in {rows} rows, twice …")
    content, expected = file_of(rows)
    with tenant_scope(world.tenant):
        ctx = RequestContext.system(world.tenant.id)
        furnish(ctx)
        runs = [take_in(ctx, content) for _ in range(2)]
    lines = []
    for number, run in enumerate(runs, start=1):
        named = len(set(run.refused) & set(expected))
        lines.append(f"import {number}: {run}; {named} of {len(expected)} bad rows named with their column and reason")
    return lines
