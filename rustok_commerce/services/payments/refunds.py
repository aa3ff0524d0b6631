"""Giving money back: of a payment, by lines of the order or by amount, to where it came from or as store credit."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.failpoints import failpoint
from rustok.ids import to_ulid
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.payments import AttemptKind, RefundRequest, RefundResponse, RefundStatus
from rustok_commerce.services import credit
from rustok_commerce.services.orders import states
from rustok_commerce.services.payments import attempts, calling
from rustok_commerce.services.payments.holds import finish_refund, hold
from rustok_commerce.services.payments.locking import locked_payment
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.payments.settling import OPEN


def refund(ctx: RequestContext, request: RefundRequest) -> RefundResponse:
    """Give money back, once per ``key``. It is pending where the provider has not answered: the sweep asks it.

    Without a payment it is the one of the order, of those with enough left, that was made last. To be called outside
    of transactions, by whoever has looked at the rights.

    :raises OrderNotFound: no such order in the shop.
    :raises PaymentNotFound: the order has no such payment.
    :raises RefundTooHigh: it was not captured, or is refunded already; or a line does not cost as much.
    :raises RefundEmpty: it is of nothing.
    :raises RefundLineUnknown: the order has no such line.
    :raises RefundWithoutCustomer: store credit is a customer's, and the order is a guest's.
    :raises RefundDeclined: the provider said no.
    """
    calling.refuse_transaction()
    made = _begin(ctx, request)
    failpoint("refund.held")
    return resume(ctx, made.id)


def resume(ctx: RequestContext, refund_id: UUID) -> RefundResponse:
    """Go on with a refund that was begun: ask the provider, unless it has answered.

    :raises RefundDeclined: the provider said no.
    """
    attempt = models.PaymentAttempt.objects.filter(refund_id=refund_id, status__in=OPEN).first()
    if attempt is not None:
        try:
            attempts.make(ctx, attempt)
        except errors.PaymentOutcomeUnknown:
            # It is written down and held; the sweep finds out.
            return _present(refund_id)
    found = _present(refund_id)
    if found.status is RefundStatus.FAILED:
        raise errors.RefundDeclined(reason=found.error_code or "declined", refund=to_ulid(refund_id))
    return found


@command(silent=True)
def _begin(ctx: RequestContext, request: RefundRequest) -> models.Refund:
    """Hold the amount. What needs no provider is done at once, and told; else there is nothing to tell yet."""
    states.lock_order(request.order_id)
    if request.key is not None:
        known: models.Refund | None = models.Refund.objects.filter(request_key=request.key).first()
        if known is not None:
            return known
    shipping = request.shipping_amount
    parts = _parts(request)
    least = sum(part.amount for part in parts) + shipping
    amount = least if request.amount is None else request.amount
    if amount <= 0 or amount < least:
        raise errors.RefundEmpty()
    payment = _payment(request, amount)
    asked = provider(payment.provider)
    account_id = _credit_account(ctx, request) if request.to_store_credit else None
    to_account = account_id or (payment.credit_account_id if asked.local else None)
    if to_account is not None:
        credit.hold(to_account)
    payment = locked_payment(payment.id)
    _take_parts(request.order_id, parts, shipping)
    made = hold(
        payment,
        amount,
        shipping_amount=shipping,
        return_id=request.return_id,
        reason=request.reason,
        actor_id=ctx.actor_id,
        request_key=request.key,
        credit_account_id=account_id,
    )
    if made is None:
        raise errors.RefundTooHigh(available=payment.refundable)
    models.RefundLine.objects.bulk_create(
        models.RefundLine(refund=made, order_line_id=part.order_line_id, quantity=part.quantity, amount=part.amount)
        for part in parts
    )
    if account_id is None and not asked.local and not asked.deferred:
        attempts.begin(ctx, payment.id, AttemptKind.REFUND, amount=amount, check=lambda locked: True, refund_id=made.id)
        return made
    # Money in the shop's own tables moves here and now; what staff gives back by hand is given.
    if to_account is not None:
        credit.give_back(ctx, to_account, amount, order_id=request.order_id, payment_id=payment.id, key=made.id)
    finish_refund(ctx, payment, made.id, made=True)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    order_line_id: UUID
    quantity: int
    amount: int


def _parts(request: RefundRequest) -> tuple[_Part, ...]:
    """Return the parts with their amounts: without one, what the line has cost and is not refunded yet."""
    lines = {line.id: line for line in models.OrderLine.objects.filter(order_id=request.order_id)}
    found: dict[UUID, _Part] = {}
    for part in request.lines:
        line = lines.get(part.order_line_id)
        if line is None:
            raise errors.RefundLineUnknown(line=to_ulid(part.order_line_id))
        if part.order_line_id in found:
            raise errors.DuplicateRefundLine(line=to_ulid(part.order_line_id))
        amount = part.amount
        if amount is None:
            left = line.gross - line.refunded
            # Of some of the pieces their share of the price, never more than is left.
            amount = min(left, line.gross * part.quantity // line.quantity) if part.quantity else left
        found[part.order_line_id] = _Part(order_line_id=part.order_line_id, quantity=part.quantity, amount=amount)
    return tuple(sorted(found.values(), key=lambda part: part.order_line_id))


def _take_parts(order_id: UUID, parts: tuple[_Part, ...], shipping: int) -> None:
    for part in parts:
        if not part.amount:
            continue
        line = models.OrderLine.objects.filter(id=part.order_line_id, order_id=order_id)
        if not line.filter(gross__gte=F("refunded") + part.amount).update(refunded=F("refunded") + part.amount):
            row = line.get()
            raise errors.RefundTooHigh(available=row.gross - row.refunded, line=to_ulid(part.order_line_id))
    for row in models.OrderShipping.objects.for_update().filter(order_id=order_id):
        part_amount = min(shipping, row.gross - row.refunded)
        if part_amount:
            models.OrderShipping.objects.filter(id=row.id).update(refunded=F("refunded") + part_amount)
            shipping -= part_amount
    if shipping:
        raise errors.RefundTooHigh(available=0, part="shipping")


def _payment(request: RefundRequest, amount: int) -> models.Payment:
    payments = models.Payment.objects.filter(order_id=request.order_id).order_by("-id")
    if request.payment_id is not None:
        chosen: models.Payment | None = payments.filter(id=request.payment_id).first()
        if chosen is None:
            raise errors.PaymentNotFound(payment=to_ulid(request.payment_id))
        return chosen
    captured = list(payments.filter(captured__gt=0))
    if not captured:
        raise errors.RefundTooHigh(available=0)
    enough = [payment for payment in captured if payment.refundable >= amount]
    if not enough:
        raise errors.RefundTooHigh(available=max(payment.refundable for payment in captured))
    found: models.Payment = enough[0]
    return found


def _credit_account(ctx: RequestContext, request: RefundRequest) -> UUID:
    customer_id, currency = models.Order.objects.filter(id=request.order_id).values_list("customer_id", "currency")[0]
    if customer_id is None:
        raise errors.RefundWithoutCustomer()
    account: models.CreditAccount = credit.store_credit_of(customer_id, currency)
    return account.id


def _present(refund_id: UUID) -> RefundResponse:
    return mappers.refund_response(models.Refund.objects.prefetch_related("lines").get(id=refund_id))
