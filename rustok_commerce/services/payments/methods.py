"""The ways to pay that a shop offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from rustok.context import RequestContext
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.payments import OfferedPaymentMethodResponse
from rustok_commerce.services.payments.registry import provider, providers

_BUILT_IN: Final = {
    "test": {"en": "Test payment", "ru": "Тестовый платёж"},
    "manual": {"en": "Bank transfer", "ru": "Банковский перевод"},
}
"""What a shop offers that has said nothing of payments: by provider, as far as that is available."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to pay, as services need it."""

    code: str
    provider: str
    names: dict[str, str]
    instructions: dict[str, str] = field(default_factory=dict)


def usable_methods(*, channel: str, currency: str) -> tuple[Method, ...]:
    """Return the ways to pay in a channel and currency, in the shop's order."""
    rows = list(models.PaymentMethod.objects.order_by("position", "code"))
    if rows:
        chosen = [
            Method(
                code=row.code,
                provider=row.provider,
                names=row.names,
                instructions=row.instructions,
            )
            for row in rows
            if row.is_active
            and (not row.channels or channel in row.channels)
            and (not row.currencies or currency in row.currencies)
        ]
    else:
        chosen = [Method(code=name, provider=name, names=names) for name, names in _BUILT_IN.items()]
    known = providers()
    return tuple(
        method for method in chosen if method.provider in known and provider(method.provider).available(currency)
    )


def usable_method(code: str, *, channel: str, currency: str) -> Method:
    """Return a way to pay.

    :raises PaymentMethodUnavailable: the shop does not offer it there, or in the currency.
    """
    for method in usable_methods(channel=channel, currency=currency):
        if method.code == code:
            return method
    raise errors.PaymentMethodUnavailable(method=code)


def offered_methods(ctx: RequestContext, *, channel: str, currency: str) -> tuple[OfferedPaymentMethodResponse, ...]:
    """Show the ways to pay to a shopper, in the language of the request."""
    chain = current_tenant().fallback_chain(ctx.locale)
    return tuple(
        OfferedPaymentMethodResponse(
            code=method.code,
            provider=method.provider,
            name=_text(method.names, chain) or method.code,
            instructions=_text(method.instructions, chain),
        )
        for method in usable_methods(channel=channel, currency=currency)
    )


def _text(texts: dict[str, str], chain: tuple[str, ...]) -> str:
    return next((texts[locale] for locale in chain if texts.get(locale)), next(iter(texts.values()), ""))
