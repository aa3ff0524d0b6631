"""Export of orders: a row for each line, what is of the order in every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok.media.storage import files
from rustok.rbac.policies import require
from rustok_commerce import models
from rustok_commerce.dto.jobs import JobKind, JobStatus, TableFormat
from rustok_commerce.dto.orders import ExportOrdersRequest, ListOrdersRequest
from rustok_commerce.selectors.orders import select_orders
from rustok_commerce.services import jobs
from rustok_commerce.services.jobs import Progress
from rustok_commerce.services.money import to_decimal
from rustok_commerce.services.transfer.tables import Writer, table_writer

BATCH: Final = 500
ADDRESS: Final = ("company", "first_name", "last_name", "line1", "line2", "postcode", "city", "region", "country")
ORDER: Final = ("number", "placed_at", "status", "payment_status", "fulfilment_status", "email", "channel", "currency")
AMOUNTS: Final = (
    "subtotal",
    "shipping_total",
    "discount_total",
    "net_total",
    "tax_total",
    "total",
    "captured_total",
    "refunded_total",
)
LINE: Final = ("sku", "title", "variant_title", "quantity", "fulfilled", "cancelled", "returned")
LINE_AMOUNTS: Final = ("unit_price", "discount", "net", "tax", "gross", "refunded")


def begin_order_export(ctx: RequestContext, request: ExportOrdersRequest) -> models.Job:
    """Write down which orders are to be written to a file."""
    require(ctx, "commerce.order:read")
    require(ctx, "commerce.job:create")
    asked = {
        "status": request.status,
        "payment_status": request.payment_status,
        "fulfilment_status": request.fulfilment_status,
        "channel": request.channel,
        "placed_from": request.placed_from.isoformat() if request.placed_from is not None else None,
        "placed_before": request.placed_before.isoformat() if request.placed_before is not None else None,
    }
    options: dict[str, Any] = {
        "of": "orders",
        "format": request.format.value,
        "filter": {name: value for name, value in asked.items() if value is not None},
    }
    total = _selected(options).count()
    return jobs.begin_job(ctx, JobKind.EXPORT, options=options, total=total, filename=f"orders.{request.format}")


def run_order_export(job: models.Job) -> bool:
    """Write the whole file; one that was begun by a lost run is begun anew."""
    models.Job.objects.filter(id=job.id).update(done=0)
    kind = TableFormat(job.options["format"])
    writer = _begin(kind)
    after: UUID | None = None
    while page := _page(job.options, after):
        _write(writer, page)
        after = page[-1].id
        jobs.report(job, Progress(done=len(page)), after=to_ulid(after))
    name = f"jobs/{to_ulid(job.id)}/orders.{kind}"
    files().put(name, writer.finish())
    jobs.end_job(job, JobStatus.FINISHED, result_name=name)
    return True


def orders_table(ctx: RequestContext, order_ids: Sequence[UUID], kind: TableFormat) -> bytes:
    """Return a table of a few orders at once, as the export's."""
    require(ctx, "commerce.order:read")
    writer = _begin(kind)
    if page := list(models.Order.objects.filter(id__in=list(order_ids)).order_by("id")):
        _write(writer, page)
    return writer.finish()


def _begin(kind: TableFormat) -> Writer:
    writer = table_writer(kind)
    writer.row(
        [
            *ORDER,
            *AMOUNTS,
            *(f"shipping_{name}" for name in ADDRESS),
            *(f"line_{name}" for name in (*LINE, *LINE_AMOUNTS)),
        ]
    )
    return writer


def _write(writer: Writer, page: list[models.Order]) -> None:
    lines: dict[UUID, list[models.OrderLine]] = {}
    # The span of time keeps the statement in the partitions that matter.
    rows = models.OrderLine.objects.filter(
        order_id__in=[order.id for order in page],
        order_created_at__gte=page[0].created_at,
        order_created_at__lte=page[-1].created_at,
    )
    for line in rows.order_by("position", "id"):
        lines.setdefault(line.order_id, []).append(line)
    for order in page:
        address = order.shipping_address or {}
        of_order = [
            *(_text(getattr(order, name)) for name in ORDER),
            *(_money(getattr(order, name), order.currency) for name in AMOUNTS),
            *(str(address.get(name, "")) for name in ADDRESS),
        ]
        for row in lines.get(order.id, ()):
            writer.row([*of_order, *_line(row, order.currency)])


def _line(line: models.OrderLine, currency: str) -> list[str]:
    return [
        *(_text(getattr(line, name)) for name in LINE),
        *(_money(getattr(line, name), currency) for name in LINE_AMOUNTS),
    ]


def _money(amount: int, currency: str) -> str:
    return str(to_decimal(amount, currency))


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value if value is not None else "")


def _selected(options: dict[str, Any]) -> Any:
    return select_orders(parse(ListOrdersRequest, options["filter"]))


def _page(options: dict[str, Any], after: UUID | None) -> list[models.Order]:
    rows = _selected(options).order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=after)
    return list(rows[:BATCH])
