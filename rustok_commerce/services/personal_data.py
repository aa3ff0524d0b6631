"""What commerce holds of a person, told and erased; called for by the installation's commands over all modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db import models as fields
from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.customers import CustomerErased
from rustok.modules.subjects import ErasedPart, PersonalSection, Subject
from rustok_commerce import models
from rustok_commerce.dto.carts import CartStatus
from rustok_commerce.services.carts.expiry import give_up

_SECRETS: Final = frozenset({"tenant_id", "token_hash", "code_hash", "request_hash", "client_data", "payload"})
_PERSONAL: Final = ("first_name", "last_name", "phone", "company", "vat_id", "note")
_INVOICES_STAY: Final = "Invoices and credit notes stay as they were sent: tax law asks for them."
_ORDERS_STAY: Final = "Orders keep amounts, taxes and the country: accounts and tax law ask for them."
_LEDGERS_STAY: Final = "Reasons that staff wrote beside changes of state and of credit are append-only."


def sections_of(subject: Subject) -> tuple[PersonalSection, ...]:
    """Tell what commerce holds of a person."""
    customers = _customers(subject)
    ids = [row.id for row in customers]
    orders = _orders(subject, ids)
    order_ids = list(orders.values_list("id", flat=True))
    payments = _payments(order_ids, _cart_ids(subject, ids))
    found: Mapping[str, QuerySet[Any] | Iterable[Any]] = {
        "customers": customers,
        "addresses": models.CustomerAddress.objects.filter(customer_id__in=ids).order_by("id"),
        "carts": _carts(subject, ids).order_by("id"),
        "cart_lines": models.CartLine.objects.filter(cart__in=_carts(subject, ids)).order_by("id"),
        "orders": orders.order_by("id"),
        "order_lines": models.OrderLine.objects.filter(order_id__in=order_ids).order_by("order_id", "position"),
        "order_notes": models.OrderNote.objects.filter(order_id__in=order_ids, for_customer=True).order_by("id"),
        "returns": models.Return.objects.filter(order_id__in=order_ids).order_by("id"),
        "fulfilments": models.Fulfilment.objects.filter(order_id__in=order_ids).order_by("id"),
        "payments": payments.order_by("id"),
        "refunds": models.Refund.objects.filter(order_id__in=order_ids).order_by("id"),
        "invoices": models.Invoice.objects.filter(order_id__in=order_ids).order_by("id"),
        "credit": models.CreditAccount.objects.filter(customer_id__in=ids).order_by("id"),
        "credit_entries": models.CreditEntry.objects.filter(account__customer_id__in=ids).order_by("id"),
        "promotion_uses": models.PromotionUse.objects.filter(customer_key__in=subject.emails).order_by("id"),
    }
    return tuple(PersonalSection(name=name, items=[_plain(row) for row in rows]) for name, rows in found.items())


def erase(ctx: RequestContext, subject: Subject) -> tuple[ErasedPart, ...]:
    """Take a person out of what commerce holds, inside the caller's transaction; a second time changes nothing."""
    customers = _customers(subject, lock=True)
    ids = [row.id for row in customers]
    order_ids = list(_orders(subject, ids).values_list("id", flat=True))
    # Before the carts forget whose they are.
    payment_rows = _payments(order_ids, _cart_ids(subject, ids))
    # All of them before what hangs on them: promised stock, what promotions count, payments.
    list(_carts(subject, ids).for_update().values_list("id", flat=True))
    messages = models.PaymentEvent.objects.for_update().filter(payment_id__in=payment_rows.values("id"))
    list(messages.values_list("id", flat=True))
    list(models.Order.objects.for_update().filter(id__in=order_ids).values_list("id", flat=True))
    carts = _erase_carts(ctx, subject, ids)
    promotions = _erase_promotions(subject, customers)
    orders = _erase_orders(order_ids)
    list(models.CreditAccount.objects.for_update().filter(customer_id__in=ids).values_list("id", flat=True))
    payments = _erase_payments(payment_rows)
    addresses, _ = models.CustomerAddress.objects.filter(customer_id__in=ids).delete() if ids else (0, {})
    invoices = models.Invoice.objects.filter(order_id__in=order_ids).count()
    ledgers = models.OrderTransition.objects.filter(order_id__in=order_ids).exclude(reason="").count()
    return (
        ErasedPart(name="customers", erased=sum(_erase_customer(ctx, row) for row in customers)),
        ErasedPart(name="addresses", erased=addresses),
        ErasedPart(name="carts", erased=carts),
        ErasedPart(name="promotion_uses", erased=promotions),
        ErasedPart(name="orders", erased=orders, kept=len(order_ids), reason=_ORDERS_STAY if order_ids else ""),
        ErasedPart(name="payments", erased=payments),
        ErasedPart(name="invoices", kept=invoices, reason=_INVOICES_STAY if invoices else ""),
        ErasedPart(name="ledgers", kept=ledgers, reason=_LEDGERS_STAY if ledgers else ""),
    )


def _customers(subject: Subject, *, lock: bool = False) -> list[models.Customer]:
    wanted = Q(id__in=subject.ids) | Q(email__in=subject.emails, user_id=None)
    if subject.user_id is not None:
        wanted |= Q(user_id=subject.user_id)
    rows = models.Customer.objects.filter(wanted)
    return list(rows.for_update() if lock else rows.order_by("id"))


def _orders(subject: Subject, customer_ids: list[UUID]) -> QuerySet[models.Order]:
    rows: QuerySet[models.Order] = models.Order.objects.filter(
        Q(customer_id__in=customer_ids) | Q(email__in=subject.emails, customer_id=None)
    )
    return rows


def _carts(subject: Subject, customer_ids: list[UUID]) -> Any:
    return models.Cart.objects.filter(Q(customer_id__in=customer_ids) | Q(email__in=subject.emails, customer=None))


def _cart_ids(subject: Subject, customer_ids: list[UUID]) -> list[UUID]:
    return list(_carts(subject, customer_ids).values_list("id", flat=True))


def _payments(order_ids: list[UUID], cart_ids: list[UUID]) -> Any:
    """Return the payments of orders, and those of carts that no order came of."""
    return models.Payment.objects.filter(Q(order_id__in=order_ids) | Q(cart_id__in=cart_ids))


def _erase_customer(ctx: RequestContext, row: models.Customer) -> int:
    if row.erased_at is not None:
        return 0
    for name in _PERSONAL:
        setattr(row, name, "")
    row.email = row.user_id = None
    row.accepts_marketing = False
    row.metadata = {}
    row.erased_at = timezone.now()
    row.version += 1
    row.save()
    models.CreditAccount.objects.filter(customer=row).update(note="", updated_at=timezone.now())
    publish(ctx, CustomerErased(customer_id=row.id))
    return 1


def _erase_carts(ctx: RequestContext, subject: Subject, customer_ids: list[UUID]) -> int:
    """Clear carts of who they are for; an open one is given up with what it had reserved."""
    personal = ~Q(email="") | Q(shipping_address__isnull=False) | Q(billing_address__isnull=False)
    rows = _carts(subject, customer_ids).filter(personal | ~Q(vat_id="") | ~Q(note="") | Q(status=CartStatus.OPEN))
    carts = list(rows.order_by("id"))
    give_up(ctx, [cart for cart in carts if cart.status == CartStatus.OPEN])
    for cart in carts:
        cart.email = cart.vat_id = cart.note = ""
        cart.shipping_address = cart.billing_address = None
        cart.metadata = {}
        cart.version += 1
        cart.updated_at = timezone.now()
        cart.save()
    if carts:
        models.CartLine.objects.filter(cart__in=carts).update(personalisation={}, metadata={})
    return len(carts)


def _erase_promotions(subject: Subject, customers: Iterable[models.Customer]) -> int:
    """Keep how often somebody used a promotion, under a key that leads to nobody."""
    keys = {*subject.emails, *(row.email for row in customers if row.email is not None)}
    erased = 0
    for model in (models.PromotionCustomer, models.PromotionUse):
        for row in model.objects.for_update().filter(customer_key__in=keys):
            row.customer_key = f"erased:{row.id}"
            row.save()
            erased += 1
    return erased


def _erase_orders(order_ids: list[UUID]) -> int:
    named = (
        ~Q(email="")
        | ~Q(vat_id="")
        | ~Q(note="")
        | Q(shipping_address__has_any_keys=["line1", "last_name", "first_name"])
        | Q(billing_address__has_any_keys=["line1", "last_name", "first_name"])
    )
    ids = list(models.Order.objects.filter(named, id__in=order_ids).values_list("id", flat=True))
    if not ids:
        return 0
    orders = models.Order.objects.filter(id__in=ids)
    for name in ("shipping_address", "billing_address"):
        kept = JSONObject(country=F(f"{name}__country"))
        orders.filter(**{f"{name}__isnull": False}).update(**{name: kept})
    orders.update(
        email="",
        vat_id="",
        note="",
        metadata={},
        token_hash="",
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    models.OrderLine.objects.filter(order_id__in=ids).update(personalisation={}, metadata={})
    models.OrderNote.objects.filter(order_id__in=ids).delete()
    models.Return.objects.filter(order_id__in=ids).update(note="")
    models.ReturnLine.objects.filter(parcel__order_id__in=ids).update(reason="")
    return len(ids)


def _erase_payments(payments: Any) -> int:
    """Forget what providers said of the buyer; amounts and references stay, by which the money can be followed."""
    rows = list(payments.for_update())
    ids = [row.id for row in rows]
    named = [row.id for row in rows if row.client_data or row.metadata or row.method_label or row.error_message]
    models.Payment.objects.filter(id__in=named).update(
        client_data={}, metadata={}, method_label="", error_message="", updated_at=timezone.now()
    )
    models.PaymentAttempt.objects.filter(payment_id__in=ids).exclude(error_message="").update(error_message="")
    models.PaymentEvent.objects.filter(payment_id__in=ids).exclude(payload={}).update(payload={})
    return len(named)


def _plain(row: fields.Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _SECRETS
    }
