"""Commands on the ways to pay that a shop offers. Nothing that is shown depends on them but the next checkout."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.payments import CreatePaymentMethodRequest, PaymentMethodResponse, UpdatePaymentMethodRequest
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.payments.registry import provider
from rustok_commerce.services.revisions import check_version


def list_payment_methods(ctx: RequestContext) -> tuple[PaymentMethodResponse, ...]:
    """Return the shop's ways to pay, in its order. None: it offers what the platform does by itself."""
    require(ctx, "commerce.payment_method:read")
    return tuple(_present(row) for row in models.PaymentMethod.objects.order_by("position", "code"))


@command(silent=True)
def create_payment_method(ctx: RequestContext, request: CreatePaymentMethodRequest) -> PaymentMethodResponse:
    """Offer a way to pay.

    :raises UnknownProvider: the installation has no such provider.
    :raises ProviderNotConfigured: it is not set up for the shop.
    :raises DuplicatePaymentMethod: the code is taken.
    :raises ChannelNotFound: there is no such channel.
    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    """
    require(ctx, "commerce.payment_method:create")
    _check(request.channels, request.currencies)
    asked = provider(request.provider)
    if asked.local or not asked.available(current_tenant().default_currency):
        raise errors.ProviderNotConfigured(provider=request.provider)
    try:
        with transaction.atomic():
            row = models.PaymentMethod.objects.create(
                code=request.code,
                provider=request.provider,
                names=request.names,
                instructions=request.instructions,
                channels=list(request.channels),
                currencies=list(request.currencies),
                position=request.position,
                is_active=request.is_active,
            )
    except IntegrityError as exc:
        if violated(exc) == "commerce_payment_methods_code_uq":
            raise errors.DuplicatePaymentMethod(method=request.code) from exc
        raise
    return _present(row)


@command(silent=True)
def update_payment_method(
    ctx: RequestContext, method_id: UUID, request: UpdatePaymentMethodRequest
) -> PaymentMethodResponse:
    """Change a way to pay, switch it off or on. Payments that are begun go on as they were.

    :raises PaymentMethodNotFound: no such way to pay in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed it in between.
    :raises ChannelNotFound: there is no such channel.
    :raises CurrencyNotEnabled: the shop does not sell in the currency.
    """
    require(ctx, "commerce.payment_method:update")
    row = _find(method_id)
    changes: dict[str, Any] = given(request)
    check_version(row, changes)
    _check(changes.get("channels", ()), changes.get("currencies", ()))
    for name, value in changes.items():
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    return _present(row)


@command(silent=True)
def delete_payment_method(ctx: RequestContext, method_id: UUID) -> None:
    """Offer a way to pay no more. Payments that are begun go on as they were.

    :raises PaymentMethodNotFound: no such way to pay in the shop.
    """
    require(ctx, "commerce.payment_method:delete")
    _find(method_id, keys=True).delete()


def _check(channels: tuple[str, ...], currencies: tuple[str, ...]) -> None:
    known = set(models.Channel.objects.filter(code__in=channels).values_list("code", flat=True))
    for channel in channels:
        if channel not in known:
            raise errors.ChannelNotFound(channel=channel)
    for currency in currencies:
        enabled_currency(currency)


def _find(method_id: UUID, *, keys: bool = False) -> models.PaymentMethod:
    row: models.PaymentMethod | None = models.PaymentMethod.objects.for_update(keys=keys).filter(id=method_id).first()
    if row is None:
        raise errors.PaymentMethodNotFound(method=to_ulid(method_id))
    return row


def _present(row: models.PaymentMethod) -> PaymentMethodResponse:
    try:
        available = provider(row.provider).available(current_tenant().default_currency)
    except errors.UnknownProvider:
        # The installation has lost it.
        available = False
    return mappers.payment_method_response(row, is_available=available)
