"""Ways of delivery: where, by whom, what they are called and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.selling import ShippingMethodCreated, ShippingMethodDeleted, ShippingMethodUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.shipping import (
    CreateShippingMethodRequest,
    ShippingKind,
    ShippingMethodResponse,
    ShippingMethodText,
    ShippingRateInput,
    UpdateShippingMethodRequest,
)
from rustok_commerce.mappers.channels import DEFAULT_CODE
from rustok_commerce.selectors.shipping import present_shipping_method
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import enabled_locale
from rustok_commerce.services.money import enabled_currency
from rustok_commerce.services.revisions import check_version, lock_taxes
from rustok_commerce.services.shipping_providers import shipping_provider
from rustok_commerce.services.tax_classes import tax_class_of

_PARTS: Final = ("translations", "rates")
_COLUMNS: Final = (
    "code",
    "kind",
    "zone_id",
    "location_id",
    "provider",
    "provider_settings",
    "channels",
    "min_days",
    "max_days",
    "position",
    "is_active",
)
_RATE: Final = ("currency", "amount", "min_subtotal", "max_subtotal", "min_weight", "max_weight", "free_from")


@command()
def create_shipping_method(ctx: RequestContext, request: CreateShippingMethodRequest) -> ShippingMethodResponse:
    """Make a way of delivery with its texts and rates.

    :raises DuplicateShippingMethod: the code is taken.
    :raises ShippingMethodUnfit: a delivery without a zone, a pickup without a location, bounds the wrong way round.
    :raises ShippingZoneNotFound: no such zone in the shop.
    :raises StockLocationNotFound: no such location in the shop.
    :raises TaxClassNotFound: no such tax class in the shop.
    :raises ShippingProviderUnknown: the installation has no such provider.
    :raises ChannelNotFound: no such channel in the shop.
    :raises LocaleNotEnabled: the shop does not speak one of the languages.
    :raises DuplicateLocale: a language is there twice.
    :raises CurrencyNotEnabled: the shop does not sell in one of the currencies.
    :raises DuplicateShippingRate: two rates begin at the same value and weight.
    """
    require(ctx, "commerce.shipping:create")
    lock_taxes(shared=True)
    row = models.ShippingMethod()
    columns = {name: getattr(request, name) for name in _COLUMNS}
    _change(row, {**columns, "tax_class": request.tax_class})
    _save(row)
    _replace_texts(row, request.translations)
    _replace_rates(row, request.rates)
    publish(ctx, ShippingMethodCreated(shipping_method_id=row.id))
    return present_shipping_method(row.id)


@command()
def update_shipping_method(
    ctx: RequestContext, shipping_method_id: UUID, request: UpdateShippingMethodRequest
) -> ShippingMethodResponse:
    """Change a way of delivery. What is as asked already changes nothing and tells nobody.

    :raises ShippingMethodNotFound: no such method in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the method in between.
    :raises DuplicateShippingMethod: the code is taken.
    :raises ShippingMethodUnfit: a delivery without a zone, a pickup without a location, bounds the wrong way round.
    :raises ShippingZoneNotFound: no such zone in the shop.
    :raises StockLocationNotFound: no such location in the shop.
    :raises TaxClassNotFound: no such tax class in the shop.
    :raises ShippingProviderUnknown: the installation has no such provider.
    :raises ChannelNotFound: no such channel in the shop.
    :raises LocaleNotEnabled: the shop does not speak one of the languages.
    :raises DuplicateLocale: a language is there twice.
    :raises CurrencyNotEnabled: the shop does not sell in one of the currencies.
    :raises DuplicateShippingRate: two rates begin at the same value and weight.
    """
    require(ctx, "commerce.shipping:update")
    lock_taxes(shared=True)
    row = _find(shipping_method_id)
    changes = given(request)
    check_version(row, changes, {"tax_class": row.tax_class and row.tax_class.code, **dict.fromkeys(_PARTS)})
    changed = _change(row, {name: value for name, value in changes.items() if name not in _PARTS})
    if not isinstance(request.translations, Unset) and _replace_texts(row, request.translations):
        changed.append("translations")
    if not isinstance(request.rates, Unset) and _replace_rates(row, request.rates):
        changed.append("rates")
    if changed:
        row.version += 1
        _save(row)
        publish(ctx, ShippingMethodUpdated(shipping_method_id=row.id, fields=tuple(sorted(changed))))
    return present_shipping_method(row.id)


@command()
def delete_shipping_method(ctx: RequestContext, shipping_method_id: UUID) -> None:
    """Delete a way of delivery. Carts that chose it choose anew; orders still tell of it.

    :raises ShippingMethodNotFound: no such method in the shop.
    """
    require(ctx, "commerce.shipping:delete")
    _find(shipping_method_id, keys=True).delete()
    publish(ctx, ShippingMethodDeleted(shipping_method_id=shipping_method_id))


def _find(shipping_method_id: UUID, *, keys: bool = False) -> models.ShippingMethod:
    row: models.ShippingMethod | None = (
        models.ShippingMethod.objects.for_update(keys=keys).filter(id=shipping_method_id).first()
    )
    if row is None:
        raise errors.ShippingMethodNotFound(shipping_method=to_ulid(shipping_method_id))
    return row


def _change(row: models.ShippingMethod, changes: dict[str, Any]) -> list[str]:
    """Set what differs, if the method can have it; return its names."""
    if "channels" in changes:
        changes["channels"] = _channels(changes["channels"])
    tax_class = row.tax_class and row.tax_class.code
    changed = [
        name
        for name, value in changes.items()
        if (tax_class if name == "tax_class" else getattr(row, name)) != value or row._state.adding
    ]
    for name in changed:
        value = changes[name]
        if name == "tax_class":
            row.tax_class = None if value is None else tax_class_of(value)
        else:
            setattr(row, name, value)
    if "provider" in changed:
        shipping_provider(row.provider)
    if changed:
        _check(row)
    return changed


def _check(row: models.ShippingMethod) -> None:
    """Refuse what cannot be; the zone or the location stays until the transaction ends."""
    if row.kind == ShippingKind.DELIVERY and (row.zone_id is None or row.location_id is not None):
        raise errors.ShippingMethodUnfit(reason="a delivery is in a zone, and from no location.")
    if row.kind == ShippingKind.PICKUP and (row.location_id is None or row.zone_id is not None):
        raise errors.ShippingMethodUnfit(reason="a pickup is at a location, and in no zone.")
    if row.min_days is not None and row.max_days is not None and row.max_days < row.min_days:
        raise errors.ShippingMethodUnfit(reason="it would take fewer days at most than at least.")
    if row.zone_id is not None and models.ShippingZone.objects.for_update().filter(id=row.zone_id).first() is None:
        raise errors.ShippingZoneNotFound(shipping_zone=to_ulid(row.zone_id))
    if row.location_id is not None and not _location_stays(row.location_id):
        raise errors.StockLocationNotFound(location=to_ulid(row.location_id))


def _location_stays(location_id: UUID) -> bool:
    return models.StockLocation.objects.for_update().filter(id=location_id).first() is not None


def _channels(codes: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(codes))
    known = {DEFAULT_CODE, *models.Channel.objects.filter(code__in=wanted).values_list("code", flat=True)}
    for code in wanted:
        if code not in known:
            raise errors.ChannelNotFound(channel=code)
    return wanted


def _replace_texts(method: models.ShippingMethod, wanted: Sequence[ShippingMethodText]) -> bool:
    texts: dict[str, ShippingMethodText] = {}
    for text in wanted:
        if enabled_locale(text.locale) in texts:
            raise errors.DuplicateLocale(locale=text.locale)
        texts[text.locale] = text
    present = {
        row.locale: ShippingMethodText(locale=row.locale, name=row.name, description=row.description)
        for row in method.translations.all()
    }
    if present == texts:
        return False
    method.translations.all().delete()
    models.ShippingMethodTranslation.objects.bulk_create(
        models.ShippingMethodTranslation(
            method=method, locale=text.locale, name=text.name, description=text.description
        )
        for text in texts.values()
    )
    return True


def _replace_rates(method: models.ShippingMethod, wanted: Sequence[ShippingRateInput]) -> bool:
    rates: dict[tuple[str, int, int], ShippingRateInput] = {}
    for rate in wanted:
        key = (enabled_currency(rate.currency), rate.min_subtotal, rate.min_weight)
        if key in rates:
            raise errors.DuplicateShippingRate(currency=rate.currency)
        if rate.max_subtotal is not None and rate.max_subtotal <= rate.min_subtotal:
            raise errors.ShippingMethodUnfit(reason="the subtotals of a rate end before they begin.")
        if rate.max_weight is not None and rate.max_weight <= rate.min_weight:
            raise errors.ShippingMethodUnfit(reason="the weights of a rate end before they begin.")
        rates[key] = rate
    present = {
        (row.currency, row.min_subtotal, row.min_weight): ShippingRateInput(
            **{name: getattr(row, name) for name in _RATE}
        )
        for row in method.rates.all()
    }
    if present == rates:
        return False
    method.rates.all().delete()
    models.ShippingRate.objects.bulk_create(
        models.ShippingRate(method=method, **{name: getattr(rate, name) for name in _RATE}) for rate in rates.values()
    )
    return True


def _save(row: models.ShippingMethod) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_shipping_methods_code_uq":
            raise errors.DuplicateShippingMethod(shipping_method=row.code) from exc
        raise
