"""How the desk says what an order, a payment, a parcel or a return is, and in which colour."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from rustok.api.admin.chips import Chip, Tone
from rustok.api.admin.forms import operator_locales
from rustok.tenancy.info import current_tenant
from rustok_commerce.dto.fulfilments import ReturnStatus, ShipmentStatus
from rustok_commerce.dto.orders import FulfilmentStatus, OrderStatus, PaymentStatus
from rustok_commerce.dto.payments import AttemptStatus, PaymentState, RefundStatus
from rustok_commerce.services import money

_TONES: Final[Mapping[str, Tone]] = MappingProxyType(
    {
        **{f"order.{key}": tone for key, tone in {
            OrderStatus.PLACED: Tone.INFO,
            OrderStatus.COMPLETED: Tone.GOOD,
            OrderStatus.CANCELLED: Tone.NEUTRAL,
        }.items()},
        **{f"payment.{key}": tone for key, tone in {
            PaymentStatus.UNPAID: Tone.WARNING,
            PaymentStatus.PENDING: Tone.WARNING,
            PaymentStatus.AUTHORISED: Tone.INFO,
            PaymentStatus.PARTIALLY_PAID: Tone.WARNING,
            PaymentStatus.PAID: Tone.GOOD,
            PaymentStatus.PARTIALLY_REFUNDED: Tone.INFO,
            PaymentStatus.REFUNDED: Tone.NEUTRAL,
            PaymentStatus.VOIDED: Tone.BAD,
        }.items()},
        **{f"fulfilment.{key}": tone for key, tone in {
            FulfilmentStatus.UNFULFILLED: Tone.WARNING,
            FulfilmentStatus.PARTIALLY_FULFILLED: Tone.WARNING,
            FulfilmentStatus.FULFILLED: Tone.GOOD,
            FulfilmentStatus.PARTIALLY_RETURNED: Tone.INFO,
            FulfilmentStatus.RETURNED: Tone.NEUTRAL,
            FulfilmentStatus.CANCELLED: Tone.NEUTRAL,
        }.items()},
        **{f"money.{key}": tone for key, tone in {
            PaymentState.PENDING: Tone.WARNING,
            PaymentState.REQUIRES_ACTION: Tone.WARNING,
            PaymentState.AUTHORISED: Tone.INFO,
            PaymentState.PARTIALLY_CAPTURED: Tone.INFO,
            PaymentState.CAPTURED: Tone.GOOD,
            PaymentState.VOIDED: Tone.NEUTRAL,
            PaymentState.FAILED: Tone.BAD,
        }.items()},
        **{f"attempt.{key}": tone for key, tone in {
            AttemptStatus.PENDING: Tone.WARNING,
            AttemptStatus.SUCCEEDED: Tone.GOOD,
            AttemptStatus.FAILED: Tone.BAD,
            AttemptStatus.UNKNOWN: Tone.WARNING,
        }.items()},
        **{f"refund.{key}": tone for key, tone in {
            RefundStatus.PENDING: Tone.WARNING,
            RefundStatus.SUCCEEDED: Tone.GOOD,
            RefundStatus.FAILED: Tone.BAD,
        }.items()},
        **{f"parcel.{key}": tone for key, tone in {
            ShipmentStatus.PACKED: Tone.WARNING,
            ShipmentStatus.SHIPPED: Tone.INFO,
            ShipmentStatus.DELIVERED: Tone.GOOD,
            ShipmentStatus.CANCELLED: Tone.NEUTRAL,
        }.items()},
        **{f"return.{key}": tone for key, tone in {
            ReturnStatus.REQUESTED: Tone.WARNING,
            ReturnStatus.APPROVED: Tone.INFO,
            ReturnStatus.RECEIVED: Tone.GOOD,
            ReturnStatus.REJECTED: Tone.BAD,
            ReturnStatus.CANCELLED: Tone.NEUTRAL,
        }.items()},
    }
)  # fmt: skip
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "fulfilment.unfulfilled": "to send",
        "fulfilment.partially_fulfilled": "partly sent",
        "fulfilment.fulfilled": "sent",
        "fulfilment.partially_returned": "partly returned",
        "fulfilment.cancelled": "nothing to send",
        "payment.partially_paid": "partly paid",
        "payment.partially_refunded": "partly refunded",
        "money.captured": "paid",
        "money.partially_captured": "partly taken",
        "attempt.unknown": "no answer",
    }
)


def words(kind: str, state: str) -> str:
    """Say a state; ``kind`` is order, payment, fulfilment, money, attempt, refund, parcel or return."""
    return _WORDS.get(f"{kind}.{state}", str(state).replace("_", " "))


def state_chip(kind: str, state: str) -> Chip:
    """Return a state as a chip."""
    return Chip(words(kind, state), _TONES.get(f"{kind}.{state}", Tone.NEUTRAL))


def amount_in(currency: str, amount: int) -> str:
    """Write an amount as the operator reads it."""
    return money.format_amount(amount, currency, operator_locales(current_tenant())[0])


def said_pieces(count: int) -> str:
    """Say how many pieces."""
    return "1 piece" if count == 1 else f"{count} pieces"
