"""Conditions and effects of promotions, as commands check and store them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final
from uuid import UUID

from rustok.dto import adapter
from rustok.errors import FieldError, InvalidInput
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.promotion_rules import (
    Conditions,
    CustomerCondition,
    LineFilter,
    PromotionAmount,
    PromotionCondition,
    PromotionEffect,
    PromotionTier,
    given_kinds,
)

_Path = tuple[str | int, ...]

_NAMED: Final[dict[str, Any]] = {
    "product_ids": models.Product,
    "excluded_product_ids": models.Product,
    "variant_ids": models.Variant,
    "category_ids": models.Category,
    "excluded_category_ids": models.Category,
    "collection_ids": models.Collection,
    "group_ids": models.CustomerGroup,
}
"""What ids of rules are ids of."""


@dataclass(slots=True)
class _Reference:
    path: _Path
    model: Any
    ids: tuple[UUID, ...]


def stored_conditions(conditions: Conditions) -> list[dict[str, Any]]:
    """Return conditions as they are stored.

    :raises InvalidInput: with the place of each thing that cannot be meant.
    """
    _check("conditions", conditions)
    stored: list[dict[str, Any]] = adapter(Conditions).dump_python(conditions, mode="json", exclude_defaults=True)
    return stored


def stored_effect(effect: PromotionEffect) -> dict[str, Any]:
    """Return an effect as it is stored.

    :raises InvalidInput: with the place of each thing that cannot be meant.
    """
    _check("effect", effect)
    stored: dict[str, Any] = adapter(PromotionEffect).dump_python(effect, mode="json", exclude_defaults=True)
    return stored


def check_channels(codes: Sequence[str]) -> None:
    """Check that the shop has the channels.

    :raises InvalidInput: with the place of each that it has not.
    """
    known = set(models.Channel.objects.filter(code__in=codes).values_list("code", flat=True))
    wrong = [
        FieldError(("channels", number), "unknown", f"There is no channel {code!r}.")
        for number, code in enumerate(codes)
        if code not in known
    ]
    if wrong:
        raise InvalidInput(wrong)


def _check(name: str, rules: object) -> None:
    wrong: list[FieldError] = []
    references: list[_Reference] = []
    for path, part in _parts((name,), rules):
        wrong += _faults(path, part)
        references += _references(path, part)
    wrong += _unknown(references)
    if wrong:
        raise InvalidInput(wrong)


def _parts(path: _Path, value: object) -> Iterator[tuple[_Path, object]]:
    """Walk through everything that rules consist of."""
    if isinstance(value, tuple):
        if value and all(isinstance(item, PromotionAmount) for item in value):
            yield path, value
        for number, item in enumerate(value):
            yield from _parts((*path, number), item)
    elif is_dataclass(value):
        yield path, value
        for field in fields(value):
            yield from _parts((*path, field.name), getattr(value, field.name))


def _faults(path: _Path, part: object) -> Iterator[FieldError]:
    if isinstance(part, PromotionCondition | PromotionEffect):
        if len(given_kinds(part)) != 1:
            yield FieldError(path, "one_kind", "Exactly one kind is to be given.")
    elif isinstance(part, PromotionTier):
        if (part.rate_ppm is None) == (not part.amounts):
            yield FieldError(path, "one_kind", "A tier takes off a share or an amount, exactly one of them.")
    elif isinstance(part, CustomerCondition):
        if not part.group_ids and not part.first_order:
            yield FieldError(path, "empty", "Name groups, or ask for the first order.")
    elif isinstance(part, PromotionAmount):
        if part.currency not in current_tenant().currencies:
            yield FieldError((*path, "currency"), "not_enabled", f"The shop does not sell in {part.currency!r}.")
    elif isinstance(part, tuple):
        seen: set[str] = set()
        for number, amount in enumerate(part):
            if amount.currency in seen:
                yield FieldError((*path, number, "currency"), "duplicate", "The currency is given twice.")
            seen.add(amount.currency)


def _references(path: _Path, part: object) -> Iterator[_Reference]:
    if isinstance(part, LineFilter | CustomerCondition):
        for field in fields(part):
            if (model := _NAMED.get(field.name)) is not None and (ids := getattr(part, field.name)):
                yield _Reference((*path, field.name), model, ids)


def _unknown(references: Iterable[_Reference]) -> list[FieldError]:
    """Find ids of nothing, with a statement per kind of thing."""
    wanted: dict[Any, set[UUID]] = {}
    references = list(references)
    for reference in references:
        wanted.setdefault(reference.model, set()).update(reference.ids)
    known = {model: set(model.objects.filter(id__in=ids).values_list("id", flat=True)) for model, ids in wanted.items()}
    return [
        FieldError((*reference.path, number), "unknown", "There is no such thing in the shop.")
        for reference in references
        for number, id in enumerate(reference.ids)
        if id not in known[reference.model]
    ]
