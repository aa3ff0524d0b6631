"""Two promotions and a coupon of the demo shop, so that a cart has something to show."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.tenancy.info import current_tenant
from rustok_commerce.demo.records import Catalog
from rustok_commerce.dto.coupons import CreateCouponRequest
from rustok_commerce.dto.promotions import CreatePromotionRequest, ListPromotionsRequest
from rustok_commerce.selectors import promotions as selectors
from rustok_commerce.services.money import exponent
from rustok_commerce.services.promotions import coupons, writing

COUPON: Final = "WELCOME10"
_WELCOME: Final = "welcome"
_DELIVERY: Final = "free-delivery"
_NAMES: Final[dict[str, dict[str, str]]] = {
    _WELCOME: {"en": "Welcome", "de": "Willkommen", "ru": "Добро пожаловать"},
    _DELIVERY: {
        "en": "Free delivery",
        "de": "Kostenloser Versand",
        "ru": "Бесплатная доставка",
    },
}
_FREE_FROM: Final = 150
_WORTH: Final = {"RUB": 100, "JPY": 100}
"""How many of a currency are about as much as one dollar, where it is not about one."""


def seed_promotions(ctx: RequestContext, wanted: Catalog) -> None:
    """Make the promotions of a demo shop that it has not."""
    present = {found.code for found in selectors.list_promotions(ctx, ListPromotionsRequest(limit=100)).items}
    minimums = [
        {"currency": currency, "amount": _FREE_FROM * _WORTH.get(currency, 1) * 10 ** exponent(currency)}
        for currency in current_tenant().currencies
    ]
    offers: dict[str, dict[str, Any]] = {
        _WELCOME: {
            "effect": {"percent": {"rate_ppm": 100_000, "target": "cart"}},
            "conditions": [{"customer": {"first_order": True}}],
            "needs_coupon": True,
            "usage_limit_per_customer": 1,
        },
        _DELIVERY: {
            "effect": {"free_shipping": {}},
            "conditions": [{"subtotal": {"minimums": minimums}}],
        },
    }
    for code, data in offers.items():
        if code not in present:
            # Both or neither: a run that was cut short finds no promotion without its coupon the next time.
            with transaction.atomic():
                _make(ctx, wanted, code, data)


def _make(ctx: RequestContext, wanted: Catalog, code: str, data: dict[str, Any]) -> None:
    names = {locale: name for locale, name in _NAMES[code].items() if locale in wanted.locales}
    said = {
        "code": code,
        "name": names.get(wanted.locales[0], _NAMES[code]["en"]),
        "translations": [{"locale": locale, "name": name} for locale, name in names.items()],
        **data,
    }
    made = writing.create_promotion(ctx, parse(CreatePromotionRequest, said))
    if made.needs_coupon:
        coupons.create_coupon(ctx, made.id, CreateCouponRequest(code=COUPON))
    writing.activate_promotion(ctx, made.id)
