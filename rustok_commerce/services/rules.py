"""Rules of collections, as commands check and store them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from rustok.context import RequestContext
from rustok.errors import FieldError, InvalidInput
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.attributes import AttributeType
from rustok_commerce.dto.collections import (
    CollectionField,
    CollectionOperator,
    CollectionPreviewResponse,
    CollectionRule,
    PreviewCollectionRequest,
)
from rustok_commerce.dto.products import ProductStatus
from rustok_commerce.mappers.rules import OPERATORS
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.collections import preview

_FLAGS: Final = ("true", "false")
_ORDER: Final = OPERATORS[CollectionField.PRICE]
_PLACES: Final = 20


def stored_rules(rules: Sequence[CollectionRule]) -> list[dict[str, Any]]:
    """Return rules in the form that is stored and evaluated: ids for what may be renamed.

    :raises InvalidInput: with the place of each rule that cannot be meant.
    """
    found: list[dict[str, Any]] = []
    wrong: list[FieldError] = []
    for number, rule in enumerate(rules):
        try:
            found.append(_stored(rule))
        except _Refused as refused:
            wrong.append(FieldError(("rules", number, refused.field), refused.code, refused.message))
    if wrong:
        raise InvalidInput(wrong)
    return found


def preview_collection(ctx: RequestContext, request: PreviewCollectionRequest) -> CollectionPreviewResponse:
    """Return what rules would choose among the newest products; nothing is stored.

    :raises InvalidInput: with the place of each rule that cannot be meant.
    """
    require(ctx, "commerce.collection:read")
    return preview(ctx, stored_rules(request.rules), request)


class _Refused(Exception):
    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field, self.code, self.message = field, code, message


def _stored(rule: CollectionRule) -> dict[str, Any]:
    allowed = OPERATORS[rule.field]
    if rule.operator not in allowed:
        names = ", ".join(sorted(allowed))
        raise _Refused("operator", "unknown_operator", f"{rule.field.value} is asked with one of {names}.")
    for name, owners in (
        ("attribute", (CollectionField.ATTRIBUTE,)),
        ("currency", (CollectionField.PRICE, CollectionField.REDUCED)),
        ("channel", (CollectionField.PRICE, CollectionField.REDUCED)),
    ):
        if getattr(rule, name) is not None and rule.field not in owners:
            raise _Refused(name, "not_applicable", f"{rule.field.value} has no {name}.")
    kept = {"field": rule.field.value, "operator": rule.operator.value, "value": _value(rule)}
    for name in ("attribute", "currency", "channel"):
        if (given := getattr(rule, name)) is not None:
            kept[name] = given
    return kept


def _value(rule: CollectionRule) -> str:
    value = rule.value
    match rule.field:
        case CollectionField.TAG:
            return value.lower()
        case CollectionField.CATEGORY:
            return to_ulid(_one(models.Category, "slug", value))
        case CollectionField.TYPE:
            return str(_one(models.ProductType, "key", value))
        case CollectionField.ATTRIBUTE:
            return _attribute(rule)
        case CollectionField.PRICE | CollectionField.REDUCED:
            _market(rule)
            return _flag(value) if rule.field is CollectionField.REDUCED else _amount(value)
        case CollectionField.IN_STOCK:
            return _flag(value)
        case CollectionField.CREATED:
            return _time(value)
        case CollectionField.STATUS:
            if value not in tuple(ProductStatus):
                raise _Refused("value", "unknown_value", f"One of {', '.join(ProductStatus)}.")
    return value


def _one(model: Any, column: str, value: str) -> Any:
    """Find something by its id or its name."""
    try:
        wanted: dict[str, Any] = {"id": parse_id(value)}
    except InvalidId:
        wanted = {column: value}
    found = model.objects.filter(**wanted).values_list("id", flat=True).first()
    if found is None:
        raise _Refused("value", "not_found", f"There is no {model._meta.verbose_name} {value!r}.")
    return found


def _attribute(rule: CollectionRule) -> str:
    if rule.attribute is None:
        raise _Refused("attribute", "missing", "The key of an attribute is needed.")
    attribute = models.Attribute.objects.filter(key=rule.attribute).first()
    if attribute is None:
        raise _Refused("attribute", "not_found", f"There is no attribute {rule.attribute!r}.")
    kind = AttributeType(attribute.type)
    if rule.operator in _ORDER and kind is not AttributeType.NUMBER:
        raise _Refused("operator", "unknown_operator", f"{rule.attribute} is not a number.")
    if kind is AttributeType.NUMBER:
        return _number(rule.value)
    exact = rule.operator in (CollectionOperator.IS, CollectionOperator.IS_NOT)
    if kind in (AttributeType.SELECT, AttributeType.MULTI_SELECT) and exact:
        if not models.AttributeValue.objects.filter(attribute=attribute, key=rule.value).exists():
            raise _Refused("value", "not_found", f"{rule.attribute} has no value {rule.value!r}.")
    elif kind is AttributeType.BOOLEAN:
        return _flag(rule.value)
    return rule.value


def _market(rule: CollectionRule) -> None:
    channels = {channel.code: channel for channel in sales_channels()}
    if rule.channel is not None and rule.channel not in channels:
        raise _Refused("channel", "not_found", f"One of {', '.join(channels)}.")
    channel = channels[rule.channel] if rule.channel is not None else next(iter(channels.values()))
    currencies = channel.currencies or current_tenant().currencies
    if rule.currency is not None and rule.currency not in currencies:
        raise _Refused("currency", "unknown_currency", f"One of {', '.join(currencies)}.")


def _flag(value: str) -> str:
    if value.lower() not in _FLAGS:
        raise _Refused("value", "bool_parsing", "true or false.")
    return value.lower()


def _amount(value: str) -> str:
    # str.isdigit() takes digits that int() does not.
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise _Refused("value", "int_parsing", "Minor units of the currency: 1999 is 19.99 USD.")
    return str(int(value))


def _number(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    # An exponent makes a short text a number of a million digits.
    if not number.is_finite() or abs(number.adjusted()) > _PLACES:
        raise _Refused("value", "decimal_parsing", "A number is needed.")
    return format(number.normalize(), "f")


def _time(value: str) -> str:
    try:
        when = dt.datetime.fromisoformat(value)
    except ValueError as exc:
        raise _Refused("value", "datetime_parsing", "A date, or a time with its zone, is needed.") from exc
    return (when if when.tzinfo is not None else when.replace(tzinfo=dt.UTC)).isoformat()
