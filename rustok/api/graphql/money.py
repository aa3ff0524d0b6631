"""Money as GraphQL shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import graphene
from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision

from rustok.api.graphql.scalars import Long


def money(amount: int, currency: str) -> dict[str, Any]:
    """Return what resolvers give for :class:`Money`; ``amount`` is minor units of the ISO 4217 ``currency``."""
    return {"amount": amount, "currency": currency}


def formatted(amount: int, currency: str, locale: str) -> str:
    """Write minor units for people of a locale: 1999 USD is ``$19.99`` in en."""
    try:
        parsed = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        parsed = Locale.parse("en")
    number = Decimal(amount).scaleb(-get_currency_precision(currency))
    text: str = format_currency(number, currency, locale=parsed)
    return text


class Money(graphene.ObjectType):
    """An amount of money."""

    amount = Long(required=True, description="Minor units of the currency, cents for USD.")
    currency = graphene.String(required=True, description="ISO 4217 code.")
    formatted = graphene.String(required=True, description="As people of the request's language write it.")

    @staticmethod
    def resolve_formatted(source: dict[str, Any], info: Any) -> str:
        """Write the amount in the request's language."""
        return formatted(source["amount"], source["currency"], info.context.ctx.locale)


class MoneyRange(graphene.ObjectType):
    """The lowest and the highest of several prices."""

    min = graphene.Field(Money, required=True)
    max = graphene.Field(Money, required=True)
