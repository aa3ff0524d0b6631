"""The page of an order: everything about it at a glance, and beside each part what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from rustok.api.admin.chips import chips
from rustok.api.admin.forms import operator_locales
from rustok.api.admin.model_admin import RustokModelAdmin, context_of
from rustok.errors import NotFound
from rustok.ids import InvalidId, parse_id
from rustok.media.selectors.assets import assets_by_id
from rustok.rbac.policies import allowed
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.admin import order_changes, order_parcels, order_payments
from rustok_commerce.admin.order_actions import Desk, OrderAction
from rustok_commerce.admin.order_timeline import timeline
from rustok_commerce.admin.order_words import amount_in, state_chip
from rustok_commerce.admin.product_list import thumbnail
from rustok_commerce.dto.addresses import Address
from rustok_commerce.dto.orders import OrderLineResponse, OrderResponse
from rustok_commerce.mappers.address_lines import format_lines
from rustok_commerce.selectors.invoices import get_invoice
from rustok_commerce.selectors.order_timeline import order_timeline
from rustok_commerce.selectors.orders import get_order
from rustok_commerce.selectors.payments import list_order_payments
from rustok_commerce.services import money
from rustok_commerce.services.orders import printing

_PPM: Final = 10_000
_OF_ORDER: Final[tuple[type[OrderAction], ...]] = (
    order_parcels.Send,
    order_payments.Refund,
    order_parcels.CreateReturn,
    order_changes.Complete,
    order_changes.Edit,
    order_changes.Note,
    order_changes.Invoice,
    order_changes.ResendMail,
    order_changes.Cancel,
    order_changes.ChangeEmail,
    order_changes.ChangeShippingAddress,
    order_changes.ChangeBillingAddress,
)
_OF_PAYMENT: Final[tuple[type[OrderAction], ...]] = (
    order_payments.Capture,
    order_payments.MarkPaid,
    order_payments.Void,
)
_OF_PARCEL: Final[tuple[type[OrderAction], ...]] = (
    order_parcels.Ship,
    order_parcels.Deliver,
    order_parcels.Track,
    order_parcels.CancelParcel,
)
_OF_RETURN: Final[tuple[type[OrderAction], ...]] = (
    order_parcels.ApproveReturn,
    order_parcels.ReceiveReturn,
    order_parcels.RejectReturn,
    order_parcels.CancelReturn,
)
_BESIDE: Final = frozenset({"email", "shipping-address", "billing-address"})
"""Actions whose buttons stand beside what they change, not in the bar."""


class Actions:
    """The actions of an order's page; one of them may be the one that was sent and refused."""

    def __init__(self, desk: Desk, sent: OrderAction | None = None) -> None:
        self.desk = desk
        self._sent = sent
        self.of_order = self._make(_OF_ORDER)
        self.of_payment = {row.id: self._make(_OF_PAYMENT, row.id) for row in desk.payments}
        self.of_parcel = {row.id: self._make(_OF_PARCEL, row.id) for row in desk.order.fulfilments}
        self.of_return = {row.id: self._make(_OF_RETURN, row.id) for row in desk.order.returns}

    def every(self) -> list[OrderAction]:
        """Return all that are on the page."""
        parts = (*self.of_payment.values(), *self.of_parcel.values(), *self.of_return.values())
        return [*self.of_order, *(action for part in parts for action in part)]

    def find(self, key: str) -> OrderAction | None:
        """Return the action with a dialog's name."""
        return next((action for action in self.every() if action.key == key), None)

    def dialogs(self) -> list[OrderAction]:
        """Return those that need a dialog: that can be done, and the one that was refused."""
        return [action for action in self.every() if action is self._sent or possible(action)]

    def _make(self, kinds: Iterable[type[OrderAction]], subject: UUID | None = None) -> list[OrderAction]:
        made = []
        for kind in kinds:
            action = kind(self.desk, subject)
            if self._sent is not None and action.key == self._sent.key:
                action = self._sent
            if action.is_allowed:
                made.append(action)
        return made


def possible(action: OrderAction) -> bool:
    """Tell whether an action can be done now."""
    return not action.obstacle()


def order_urls(page: RustokModelAdmin) -> list[URLPattern]:
    """Return the addresses of an order's actions and documents."""

    def do(request: HttpRequest, object_id: str, key: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return _do(page, request, object_id, key)

    def document(request: HttpRequest, invoice_id: str) -> HttpResponse:
        return _document(page, request, invoice_id)

    view = page.admin_site.admin_view
    return [
        path("invoices/<str:invoice_id>.pdf", view(document), name="order_document"),
        path("<str:object_id>/do/<str:key>/", view(do), name="order_do"),
    ]


def show_order(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show an order."""
    desk = _desk(page, request, object_id)
    return _shown(page, request, Actions(desk), opened=request.GET.get("do", ""))


def _do(page: RustokModelAdmin, request: HttpRequest, object_id: str, key: str) -> HttpResponse:
    desk = _desk(page, request, object_id)
    action = Actions(desk).find(key)
    if action is None:
        # Not for this operator, or of a part that the order does not have.
        raise PermissionDenied
    told = action.answer(request.POST)
    if told is not None:
        messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:rustok_commerce_order_change", args=(desk.order.id,)))
    # What is shown is the order as it is now; the dialog keeps what was typed.
    return _shown(page, request, Actions(_desk(page, request, object_id), sent=action), opened=key)


def _document(page: RustokModelAdmin, request: HttpRequest, invoice_id: str) -> HttpResponse:
    if not page.has_view_permission(request):
        raise PermissionDenied
    try:
        found = get_invoice(context_of(request), parse_id(invoice_id))
    except (InvalidId, NotFound) as exc:
        raise Http404 from exc
    answer = HttpResponse(printing.print_invoice(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{printing.file_name(found)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _desk(page: RustokModelAdmin, request: HttpRequest, object_id: str) -> Desk:
    if not page.has_view_permission(request):
        raise PermissionDenied
    ctx = context_of(request)
    try:
        order = get_order(ctx, parse_id(object_id))
    except (InvalidId, NotFound) as exc:
        raise Http404 from exc
    payments = list_order_payments(ctx, order.id) if allowed(ctx, "commerce.payment:read") else ()
    return Desk(ctx, order, payments)


def _shown(page: RustokModelAdmin, request: HttpRequest, actions: Actions, *, opened: str) -> HttpResponse:
    desk = actions.desk
    order = desk.order
    bar = [action for action in actions.of_order if action.name not in _BESIDE]
    request.current_app = page.admin_site.name
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "original": order.number,
        "title": order.number,
        "subtitle": order.number,
        "order": order,
        "states": chips(
            [
                state_chip("order", order.status),
                state_chip("payment", order.payment_status),
                state_chip("fulfilment", order.fulfilment_status),
            ]
        ),
        "next": [action for action in bar if possible(action) and action.is_next()],
        "more": [action for action in bar if possible(action) and not action.is_next()],
        "not_now": [(action, action.obstacle()) for action in bar if action.obstacle()],
        "beside": {action.name.replace("-", "_"): action for action in actions.of_order if action.name in _BESIDE
                   and possible(action)},
        "lines": _lines(desk),
        "totals": _totals(order),
        "payments": _payments(actions),
        "refunds": _refunds(desk),
        "parcels": _parcels(actions),
        "returns": _returns(actions),
        "documents": _documents(order),
        "shipping_address": _address(order.shipping_address),
        "billing_address": _address(order.billing_address),
        "same_address": order.billing_address == order.shipping_address,
        "customer": _customer(order),
        "timeline": timeline(order, order_timeline(desk.ctx, order.id)),
        "dialogs": actions.dialogs(),
        "opened": opened,
        "history_url": reverse("admin:rustok_commerce_order_history", args=(order.id,)),
        "decimals": money.exponent(order.currency),
    }  # fmt: skip
    return TemplateResponse(request, "rustok_commerce/admin/order.html", context)


# --- Parts ----------------------------------------------------------------------------------------------------------


def _lines(desk: Desk) -> list[dict[str, Any]]:
    order = desk.order
    assets = assets_by_id(line.asset_id for line in order.lines if line.asset_id is not None)
    there = set(
        models.Product.objects.filter(pk__in={line.product_id for line in order.lines}).values_list("pk", flat=True)
    )
    return [
        {
            "line": line,
            "picture": thumbnail(assets.get(line.asset_id) if line.asset_id is not None else None, 48),
            "url": reverse("admin:rustok_commerce_product_change", args=(line.product_id,))
            if line.product_id in there
            else "",
            "said": [*((option.name, option.value) for option in line.options), *line.personalisation.items()],
            "unit": desk.amount(line.unit_price),
            "was": desk.amount(line.compare_at) if line.compare_at and line.compare_at > line.unit_price else "",
            "discount": desk.amount(-line.discount) if line.discount else "",
            "tax": desk.amount(line.tax) if line.tax else "",
            "gross": desk.amount(line.gross),
            "counters": _counters(desk, line),
        }
        for line in order.lines
    ]


def _counters(desk: Desk, line: OrderLineResponse) -> list[tuple[str, str, str]]:
    """Say how many pieces are where; what is nowhere is not named."""
    found = [
        ("open", "warning", f"{line.open} to send") if line.open else None,
        ("sent", "good", f"{line.fulfilled} sent") if line.fulfilled else None,
        ("returned", "info", f"{line.returned} returned") if line.returned else None,
        ("cancelled", "neutral", f"{line.cancelled} given up") if line.cancelled else None,
        ("refunded", "info", f"{desk.amount(line.refunded)} refunded") if line.refunded else None,
    ]
    return [entry for entry in found if entry is not None]


def _totals(order: OrderResponse) -> list[dict[str, str]]:
    """Return the sum, row by row: what is bought, delivery, each promotion, each tax, and what was paid of it."""

    def row(label: str, amount: int, kind: str = "", note: str = "") -> dict[str, str]:
        return {"label": label, "amount": amount_in(order.currency, amount), "kind": kind, "note": note}

    rows = [row("Goods", order.subtotal)]
    if order.shipping is not None:
        rows.append(row(order.shipping.name or "Delivery", order.shipping_total, note="delivery"))
    named = 0
    for discount in order.discounts:
        named += discount.amount
        rows.append(row(discount.name or discount.code, -discount.amount, "discount", discount.coupon_code))
    if order.discount_total != named:
        rows.append(row("Other discounts", named - order.discount_total, "discount"))
    if order.prices_include_tax:
        rows.append(row("Total", order.total, "total"))
        rows += [row(f"incl. {share.name} {_rate(share.rate_ppm)}", share.amount, "part") for share in order.taxes]
        rows.append(row("Net", order.net_total, "part"))
    else:
        rows.append(row("Net", order.net_total, "sum"))
        rows += [row(f"{share.name} {_rate(share.rate_ppm)}", share.amount) for share in order.taxes]
        rows.append(row("Total", order.total, "total"))
    if order.tax_exempt:
        rows.append({"label": "Exempt from tax", "amount": "", "kind": "part", "note": order.vat_id})
    if order.captured_total or order.refunded_total:
        rows.append(row("Paid", order.captured_total, "paid"))
    elif order.authorised_total:
        rows.append(row("Held ready", order.authorised_total, "paid"))
    if order.refunded_total:
        rows.append(row("Refunded", -order.refunded_total, "paid"))
    if order.due:
        rows.append(row("Due", order.due, "due"))
    if order.to_refund:
        rows.append(row("To refund", order.to_refund, "due"))
    return rows


def _rate(rate_ppm: int) -> str:
    return f"{rate_ppm / _PPM:.2f}".rstrip("0").rstrip(".") + " %"


def _payments(actions: Actions) -> list[dict[str, Any]]:
    desk = actions.desk
    return [
        {
            "payment": payment,
            "name": payment.method_label or payment.method or payment.provider,
            "state": chips([state_chip("money", payment.state)]),
            "amount": desk.amount(payment.amount),
            "sums": [
                (label, desk.amount(amount))
                for label, amount in (
                    ("held ready", payment.capturable),
                    ("taken", payment.captured),
                    ("let go", payment.released),
                    ("given back", payment.refunded),
                    ("being given back", payment.refunding),
                )
                if amount
            ],
            "attempts": [
                {
                    "attempt": attempt,
                    "amount": desk.amount(attempt.amount),
                    "state": chips([state_chip("attempt", attempt.status)]),
                }
                for attempt in payment.attempts
            ],
            "actions": [action for action in actions.of_payment[payment.id] if possible(action)],
        }
        for payment in desk.payments
    ]


def _refunds(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "refund": refund,
            "amount": desk.amount(refund.amount),
            "state": chips([state_chip("refund", refund.status)]),
            "lines": [
                f"{part.quantity} × {_title(desk, part.line_id)}" if part.quantity else _title(desk, part.line_id)
                for part in refund.lines
            ],
            "shipping": desk.amount(refund.shipping_amount) if refund.shipping_amount else "",
        }
        for refund in desk.order.refunds
    ]


def _parcels(actions: Actions) -> list[dict[str, Any]]:
    desk = actions.desk
    places = _places(row.location_id for row in desk.order.fulfilments)
    return [
        {
            "parcel": parcel,
            "state": chips([state_chip("parcel", parcel.status)]),
            "place": places.get(parcel.location_id) if parcel.location_id is not None else "",
            "lines": [f"{part.quantity} × {_title(desk, part.line_id)}" for part in parcel.lines],
            "actions": [action for action in actions.of_parcel[parcel.id] if possible(action)],
        }
        for parcel in desk.order.fulfilments
    ]


def _returns(actions: Actions) -> list[dict[str, Any]]:
    desk = actions.desk
    return [
        {
            "parcel": parcel,
            "state": chips([state_chip("return", parcel.status)]),
            "lines": [
                {
                    "text": f"{part.quantity} × {_title(desk, part.line_id)}",
                    "reason": part.reason,
                    "came": f"{part.received} came, {part.restocked} into stock"
                    if parcel.received_at is not None
                    else "",
                }
                for part in parcel.lines
            ],
            "actions": [action for action in actions.of_return[parcel.id] if possible(action)],
        }
        for parcel in desk.order.returns
    ]


def _documents(order: OrderResponse) -> list[dict[str, Any]]:
    return [
        {
            "document": document,
            "kind": document.kind.value.replace("_", " ").capitalize(),
            "gross": amount_in(document.currency, document.gross),
            "url": reverse("admin:order_document", args=(document.id,)),
        }
        for document in order.invoices
    ]


def _title(desk: Desk, line_id: UUID) -> str:
    line = desk.lines.get(line_id)
    if line is None:
        return "—"
    return f"{line.title} ({line.variant_title})" if line.variant_title else line.title


def _places(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    return dict(models.StockLocation.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _address(address: Address | None) -> tuple[str, ...]:
    if address is None:
        return ()
    lines = format_lines(address, locale=operator_locales(current_tenant())[0])
    return (*lines, address.phone) if address.phone else lines


def _customer(order: OrderResponse) -> dict[str, Any] | None:
    """Return who the buyer is, and how much they have bought before."""
    if order.customer_id is None:
        return None
    customer = models.Customer.objects.filter(pk=order.customer_id).select_related("group").first()
    if customer is None:
        return None
    name = f"{customer.first_name} {customer.last_name}".strip() or customer.company or customer.email or "—"
    return {
        "name": name,
        "group": customer.group.name if customer.group is not None else "",
        "orders": models.Order.objects.filter(customer_id=order.customer_id).count(),
        "url": reverse("admin:rustok_commerce_customer_change", args=[customer.pk]),
    }
