"""Imports and exports: what a file says is there afterwards, once, and what is wrong with it is named."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rustok.commands import last_events
from rustok.context import RequestContext
from rustok_commerce import errors, models
from rustok_commerce.dto.jobs import JobResponse, JobStatus, StartExportRequest, StartImportRequest, TableFormat
from rustok_commerce.selectors.jobs import list_job_errors, present_job
from rustok_commerce.selectors.products import find_product
from rustok_commerce.services import catalog, running
from rustok_commerce.services.transfer import imports, tables
from rustok_commerce.services.transfer.imports import begin_import
from tests.factories import commerce
from tests.rustok_commerce.conftest import Heard


def table(*rows: Sequence[str], delimiter: str = ",") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue()


def take_in(ctx: RequestContext, content: str | bytes, *, dry_run: bool = False) -> JobResponse:
    raw = content.encode() if isinstance(content, str) else content
    job = begin_import(ctx, raw, StartImportRequest(dry_run=dry_run), filename="products.csv")
    running.run_job(job.id)
    return present_job(job.id)


def counts(job: JobResponse) -> tuple[int, int, int, int]:
    assert job.status is JobStatus.FINISHED, job.error
    assert job.done == job.total == job.created + job.updated + job.unchanged + job.failed
    return job.created, job.updated, job.unchanged, job.failed


def refused(ctx: RequestContext, job: JobResponse) -> list[tuple[int | None, str | None, str]]:
    return [(error.line, error.column, error.code) for error in list_job_errors(ctx, job.id, limit=100).items]


WHOLE = table(
    (
        "handle",
        "title",
        "title:ru",
        "description",
        "status",
        "categories",
        "tags",
        "option:colour",
        "sku",
        "barcode",
        "weight",
        "price:USD",
        "compare_at:USD",
        "price:EUR",
        "stock",
        "stock:shop",
    ),
    (
        *("lantern", "Lantern", "Фонарь", "Light,\nfor nights", "active", "light|Outdoor > Camp", "camping|night"),
        *("Dark red", "L-RED", "123", "300", "19.99", "24.99", "17,99", "10", "2"),
    ),
    ("lantern", "", "", "", "", "", "", "blue", "L-BLUE", "", "", "21", "", "", "0", ""),
    ("tent", "Tent", "", "", "", "", "", "", "TENT", "", "", "199", "", "", "", "5"),
)


def shop() -> None:
    commerce.category(name="Light")
    outdoor = commerce.category(name="Outdoor")
    commerce.category(name="Camp", parent_id=outdoor.id)
    models.StockLocation.objects.create(code="main", name="Main", is_default=True)
    models.StockLocation.objects.create(code="shop", name="Shop")


def test_a_file_becomes_products_and_says_nothing_new_the_second_time(ctx: RequestContext, heard: Heard) -> None:
    shop()

    assert counts(take_in(ctx, WHOLE)) == (3, 0, 0, 0)

    lantern = find_product(ctx, "lantern")
    assert lantern is not None
    assert (lantern.title, lantern.description, lantern.status) == ("Lantern", "Light,\nfor nights", "active")
    assert [(text.locale, text.title) for text in lantern.translations] == [("en", "Lantern"), ("ru", "Фонарь")]
    assert [category.slug for category in lantern.categories] == ["light", "camp"]
    assert lantern.tags == ("camping", "night")
    assert [(value.key, value.name) for value in lantern.options[0].values] == [
        ("dark-red", "Dark red"),
        ("blue", "blue"),
    ]
    red, blue = lantern.variants
    assert (red.sku, red.barcode, red.weight, red.options[0].value) == ("L-RED", "123", 300, "dark-red")
    assert [(price.currency, price.amount, price.compare_at) for price in red.prices] == [
        ("EUR", 1799, None),
        ("USD", 1999, 2499),
    ]
    assert [(level.location_code, level.on_hand) for level in red.stock] == [("main", 10), ("shop", 2)]
    assert (blue.sku, blue.available) == ("L-BLUE", 0)
    heard.clear()
    versions = list(models.Product.objects.order_by("id").values_list("version", "source_version"))

    assert counts(take_in(ctx, WHOLE)) == (0, 0, 3, 0)
    assert heard == []
    assert list(models.Product.objects.order_by("id").values_list("version", "source_version")) == versions


def test_only_what_a_file_says_differently_changes(ctx: RequestContext, heard: Heard) -> None:
    shop()
    take_in(ctx, WHOLE)
    heard.clear()

    job = take_in(
        ctx,
        table(
            ("sku", "price:USD", "stock:main", "title:ru"),
            ("L-RED", "18", "10", ""),
            ("L-BLUE", "21.00", "4", "Лампа"),
            ("TENT", "[empty]", "", ""),
        ),
    )

    assert counts(job) == (0, 3, 0, 0)
    lantern, tent = find_product(ctx, "lantern"), find_product(ctx, "tent")
    assert lantern is not None
    assert tent is not None
    assert [(price.currency, price.amount) for price in lantern.variants[0].prices] == [("EUR", 1799), ("USD", 1800)]
    assert lantern.variants[1].available == 4
    assert lantern.translations[1].title == "Лампа"
    assert tent.variants[0].prices == ()
    assert sorted(event.type for event in heard) == [
        "inventory.updated",
        "price.updated",
        "price.updated",
        "product.updated",
    ]


def test_bad_rows_are_named_with_their_column_and_reason_and_the_others_are_in(ctx: RequestContext) -> None:
    shop()
    commerce.product(handle="taken", variants=[commerce.variant(sku="TAKEN")])
    content = table(
        ("handle", "title", "categories", "tags", "sku", "price:USD", "compare_at:USD", "stock", "status"),
        ("good", "Good", "light", "a", "G", "1.50", "", "1", ""),
        ("no-title", "", "", "", "NT", "1", "", "", ""),
        ("bad price", "Bad", "", "", "BP", "1", "", "", ""),
        ("cheap", "Cheap", "", "", "C", "1.999", "", "", ""),
        ("odd", "Odd", "", "", "O", "1,999", "", "", ""),
        ("low", "Low", "", "", "LOW", "5", "4", "", ""),
        ("lost", "Lost", "nowhere", "", "LOST", "5", "", "", ""),
        ("short", "Short", "", "", "S", "5", "", "minus", ""),
        ("thief", "Thief", "", "", "TAKEN", "5", "", "", ""),
        ("twice", "Twice", "", "", "G", "5", "", "", ""),
        ("bare", "Bare", "", "", "B", "", "", "", "active"),
        ("odder", "Odder", "", "", "OD", "5", "", "", "sold"),
        ("nul", "N\x00l", "", "", "NUL", "5", "", "", ""),
        ("long", "x" * 300, "", "", "LONG", "5", "", "", ""),
        ("two", "Two", "", "", "TWO-1", "5", "", "", ""),
        ("two", "Three", "", "", "TWO-2", "5", "", "", ""),
        ("good", "Good", "light", "a", "G2", "1.50", "", "1", ""),
    )

    job = take_in(ctx, content)

    assert counts(job) == (1, 0, 0, 16)
    assert refused(ctx, job) == [
        (3, "title", "input.missing"),
        (4, "handle", "input.string_pattern_mismatch"),
        (5, "price:USD", "commerce.import.decimal_places"),
        (6, "price:USD", "commerce.import.ambiguous_number"),
        (7, "compare_at", "commerce.price.compare_at_too_low"),
        (8, "categories", "commerce.import.unknown_category"),
        (9, "stock", "commerce.import.int_parsing"),
        (10, "sku", "commerce.variant.duplicate_sku"),
        (11, "sku", "commerce.import.duplicate_sku"),
        (12, "status", "commerce.product.not_publishable"),
        (13, "status", "commerce.import.unknown_status"),
        (14, "title", "commerce.import.nul_character"),
        (15, "title", "input.string_too_long"),
        (16, None, "commerce.import.held_back"),
        (17, "title", "commerce.import.contradiction"),
        (18, "handle", "commerce.import.scattered"),
    ]
    assert sorted(models.Product.objects.values_list("handle", flat=True)) == ["good", "taken"]
    name, file = running.result_of(ctx, job.id)
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert name == "refused.csv"
    assert (len(rows), rows[0][-4:]) == (17, ["error_line", "error_column", "error_code", "error_message"])
    assert rows[3][:5] == ["cheap", "Cheap", "", "", "C"]
    assert rows[3][-4:-1] == ["5", "price:USD", "commerce.import.decimal_places"]


def test_a_price_in_a_currency_that_the_channel_does_not_sell_in_is_refused_by_row(ctx: RequestContext) -> None:
    models.Channel.objects.create(code="web", name="Web", currencies=["EUR"], is_default=True)
    commerce.product(handle="old", variants=[commerce.variant(sku="OLD", prices=[])])

    job = take_in(
        ctx,
        table(
            ("handle", "title", "sku", "price:USD@web", "price:EUR@web"),
            ("old", "Old", "OLD", "5", ""),
            ("new", "New", "NEW", "5", ""),
            ("good", "Good", "GOOD", "", "5"),
        ),
    )

    assert refused(ctx, job) == [
        (2, "price", "commerce.channel.currency_not_sold"),
        (3, "price", "commerce.channel.currency_not_sold"),
    ]
    assert list(models.Price.objects.values_list("variant__sku", "currency", "amount")) == [("GOOD", "EUR", 500)]


def test_a_dry_run_tells_the_same_and_changes_nothing(ctx: RequestContext) -> None:
    shop()
    content = WHOLE + table(("broken", "", "", "", "", "", "", "", "X", "", "", "1", "", "", "", ""))

    dry = take_in(ctx, content, dry_run=True)
    assert not models.Product.objects.exists()
    assert not models.StockMovement.objects.exists()
    wet = take_in(ctx, content)

    assert counts(dry) == counts(wet) == (3, 0, 0, 1)
    assert refused(ctx, dry) == refused(ctx, wet) == [(5, "title", "input.missing")]


def test_a_dry_run_leaves_no_position_to_wait_for(ctx: RequestContext) -> None:
    content = table(("handle", "title", "sku"), ("lantern", "Lantern", "L"))
    last_events.set(())

    assert counts(take_in(ctx, content, dry_run=True)) == (1, 0, 0, 0)
    assert last_events.get() == ()
    assert counts(take_in(ctx, content)) == (1, 0, 0, 0)
    assert len(last_events.get()) == 1


def test_values_that_swap_their_options_are_a_change(ctx: RequestContext) -> None:
    header = ("handle", "title", "option:width", "option:height", "sku")
    take_in(ctx, table(header, ("board", "Board", "10", "20", "B-1"), ("board", "", "30", "40", "B-2")))

    job = take_in(ctx, table(header, ("board", "Board", "20", "10", "B-1")))

    assert counts(job) == (0, 1, 0, 0)
    assert models.Variant.objects.get(sku="B-1").combination == "height=10;width=20"
    assert models.Variant.objects.get(sku="B-2").combination == "height=40;width=30"


def test_what_comes_before_products_is_held_still_first(ctx: RequestContext) -> None:
    shop()
    models.Channel.objects.create(code="web", name="Web", currencies=["USD"], is_default=True)
    header = ("handle", "title", "categories", "type", "sku", "price:USD", "price:USD@web")
    kind = models.ProductType.objects.create(key="light", names={"en": "Light"})
    take_in(ctx, table(header, ("lamp", "Lamp", "", "", "LAMP", "5", "")))

    with CaptureQueriesContext(connection) as captured:
        assert counts(take_in(ctx, table(header, ("lamp", "Lantern", "light", "light", "LAMP", "6", "7")))) == (
            0,
            1,
            0,
            0,
        )

    held: dict[str, None] = {}
    for sql in (query["sql"] for query in captured):
        if "pg_advisory_xact_lock" in sql and "commerce." in sql:
            held.setdefault(sql.partition("commerce.")[2].partition(":")[0])
        elif "FOR NO KEY UPDATE" in sql and 'FROM "commerce_products"' in sql:
            held.setdefault("products")
    assert list(held) == ["categories", "types", "channels", "products"]
    assert models.Product.objects.get(handle="lamp").product_type_id == kind.id


def test_an_option_that_came_in_between_stays(ctx: RequestContext, monkeypatch: pytest.MonkeyPatch) -> None:
    header = ("handle", "title", "option:colour", "sku")
    take_in(ctx, table(header, ("lamp", "Lamp", "red", "L-1")))
    option = models.ProductOption.objects.get(key="colour")
    look_up = imports.look_up

    def slow(batch: Any, shop: Any) -> Any:
        found = look_up(batch, shop)
        models.ProductOptionValue.objects.get_or_create(option=option, key="green", defaults={"position": 9})
        return found

    monkeypatch.setattr(imports, "look_up", slow)

    assert counts(take_in(ctx, table(header, ("lamp", "", "blue", "L-2")))) == (0, 1, 0, 0)
    values = models.ProductOptionValue.objects.filter(option=option).order_by("position")
    assert list(values.values_list("key", flat=True)) == ["red", "green", "blue"]


@pytest.mark.parametrize("kind", list(TableFormat))
def test_an_export_comes_back_without_changing_anything(ctx: RequestContext, heard: Heard, kind: TableFormat) -> None:
    shop()
    take_in(ctx, WHOLE)
    odd = commerce.product(
        title="=1+1",
        description='\'-- "odd"; text\r\nwith lines ',
        subtitle="@home",
        tags=["a, b"],
        variants=[commerce.variant(sku="+7", title="-x")],
    )
    commerce.product(title="Without variants", variants=[])
    commerce.coloured_product()
    heard.clear()

    job = running.start_export(ctx, StartExportRequest(format=kind))
    content = running.result_of(ctx, job.id)[1]

    assert (job.status, job.done, job.total) == (JobStatus.FINISHED, 5, 5)
    assert counts(take_in(ctx, content)) == (0, 0, 7, 0)
    assert heard == []
    if kind is TableFormat.CSV:
        assert [text in content for text in (b"'=1+1", b"'@home", b"'+7")] == [True] * 3
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    catalog.delete_product(ctx, odd.id)
    assert counts(take_in(ctx, content)) == (1, 0, 6, 0)
    again = find_product(ctx, odd.handle)
    assert again is not None
    assert (again.title, again.subtitle, again.tags) == ("=1+1", "@home", ("a, b",))
    assert (again.variants[0].sku, again.variants[0].title) == ("+7", "-x")


SIMPLE = [("handle", "title", "sku", "price:USD"), ("lamp", "Lampe Ä", "LAMP", "5")]
RUSSIAN = [("handle", "title", "sku", "price:USD"), ("lamp", "Лампа", "LAMP", "5")]


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (table(*SIMPLE).encode(), "Lampe Ä"),
        (table(*SIMPLE).encode("utf-8-sig"), "Lampe Ä"),
        (table(*SIMPLE).encode("utf-16"), "Lampe Ä"),
        (codecs.BOM_UTF16_BE + table(*SIMPLE).encode("utf-16-be"), "Lampe Ä"),
        (table(*SIMPLE).encode("cp1252"), "Lampe Ä"),
        (table(*RUSSIAN).encode("cp1251"), "Лампа"),
        (table(*SIMPLE, delimiter=";").encode(), "Lampe Ä"),
        (table(*SIMPLE, delimiter="\t").encode(), "Lampe Ä"),
        (b"\n\n" + table(*SIMPLE).encode(), "Lampe Ä"),
        (b'"handle";"title";"sku";"price:USD"\r\n"lamp";"A ""big"" lamp, red";"LAMP";"5"', 'A "big" lamp, red'),
    ],
)
def test_files_come_in_many_encodings_and_dialects(ctx: RequestContext, content: bytes, title: str) -> None:
    assert counts(take_in(ctx, content)) == (1, 0, 0, 0)

    product = find_product(ctx, "lamp")
    assert product is not None
    assert product.title == title


def test_a_workbook_holds_numbers_dates_flags_and_formulas(ctx: RequestContext) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ("handle", "title", "sku", "barcode", "price:USD", "stock", "allow_backorder"),
        ("lamp", "Lamp", 4711, 123456789012, 5.5, 3.0, True),
        ("other", "Other", "OTHER", None, "=2+3", 1, False),
    ):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)

    job = take_in(ctx, target.getvalue())

    # A formula that no spreadsheet has worked out yet has no value: the product is in without a price.
    assert counts(job) == (2, 0, 0, 0)
    lamp = find_product(ctx, "lamp")
    assert lamp is not None
    variant = lamp.variants[0]
    assert (variant.sku, variant.barcode, variant.prices[0].amount, variant.available, variant.allow_backorder) == (
        "4711",
        "123456789012",
        550,
        3,
        True,
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.UnreadableTable),
        (b"\xef\xbb\xbf\r\n", errors.UnreadableTable),
        (b"PK\x03\x04 this is no workbook", errors.UnreadableTable),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8x", errors.UnreadableTable),
        (b"handle,title,colour\n", errors.UnknownColumns),
        (b"handle,title,title\n", errors.UnknownColumns),
        (b"title,price:USD\n", errors.UnknownColumns),
        (b"handle,price:JPY\n", errors.UnknownColumns),
        (b"handle,title:fr\n", errors.UnknownColumns),
        (b"handle,stock:moon\n", errors.UnknownColumns),
        (b"handle,price:USD@moon\n", errors.UnknownColumns),
        (b"handle,attribute:wood\n", errors.UnknownColumns),
        (b"handle," + b"x" * (tables.MAX_CELL + 1), errors.UnreadableTable),
        (b"handle" + b"," * tables.MAX_COLUMNS, errors.TableTooLarge),
        (b"handle\n" + b"x\n" * tables.MAX_ROWS, errors.TableTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_such_table_is_refused_before_it_is_kept(
    ctx: RequestContext, content: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        take_in(ctx, content)

    assert not models.Job.objects.exists()


def test_a_bomb_of_a_workbook_is_refused(ctx: RequestContext) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(9):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * (64 * 1024 * 1024))

    with pytest.raises(errors.TableTooLarge):
        take_in(ctx, target.getvalue())


def test_only_a_header_is_an_import_of_nothing(ctx: RequestContext) -> None:
    assert counts(take_in(ctx, "handle,title\n")) == (0, 0, 0, 0)


def products_of(number: int, bad: int = 0) -> str:
    rows = [
        (f"item-{n}", f"Item {n}" if n >= bad else "", f"SKU-{n}", "9.99", "5", "tools|small") for n in range(number)
    ]
    return table(("handle", "title", "sku", "price:USD", "stock", "tags"), *rows)


def test_an_import_goes_on_where_a_lost_run_ended(ctx: RequestContext) -> None:
    job = begin_import(ctx, products_of(450, bad=3).encode(), StartImportRequest(), filename="x.csv")

    assert running.run_job(job.id, seconds=0) is True
    between = present_job(job.id)
    assert (between.status, between.done, between.failed) == (JobStatus.RUNNING, 200, 3)
    # A run that dies with its worker: its claim stays, and nobody else may go on until it is thought dead.
    assert running.jobs.claim_job(job.id) is not None
    assert running.run_job(job.id) is False
    assert present_job(job.id).done == 200
    models.Job.objects.filter(id=job.id).update(heartbeat_at=between.created_at - 2 * running.jobs.LOST_AFTER)
    assert running.jobs.waiting_jobs() == [job.id]
    while running.run_job(job.id, seconds=0):
        pass

    ended = present_job(job.id)
    assert counts(ended) == (447, 0, 0, 3)
    assert [line for line, _, _ in refused(ctx, ended)] == [2, 3, 4]
    assert models.Product.objects.count() == 447


def test_a_cancelled_import_stops_and_keeps_what_is_in(ctx: RequestContext) -> None:
    job = begin_import(ctx, products_of(250).encode(), StartImportRequest(), filename="x.csv")
    running.run_job(job.id, seconds=0)

    running.jobs.cancel_job(ctx, job.id)

    assert running.run_job(job.id) is False
    assert present_job(job.id).status is JobStatus.CANCELLED
    assert models.Product.objects.count() == 200
    with pytest.raises(errors.JobOver):
        running.jobs.cancel_job(ctx, job.id)


def test_a_first_row_that_is_not_understood_is_told_in_sentences(ctx: RequestContext) -> None:
    with pytest.raises(errors.UnknownColumns) as refusal:
        take_in(ctx, "handle,colour,height:cm\n")
    assert str(refusal.value) == (
        "The first row does not name columns as it has to. The column 'colour' is not known."
        " The column 'height:cm' is not known."
    )
