"""Attributes of products: what can be said of them, and the values that selects offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.commerce import AttributeCreated, AttributeDeleted, AttributeUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import (
    AttributeResponse,
    AttributeType,
    AttributeValueInput,
    CreateAttributeRequest,
    UpdateAttributeRequest,
)
from rustok_commerce.selectors.attributes import present_attribute
from rustok_commerce.services.locales import text_map
from rustok_commerce.services.revisions import check_version, lock_types, touch_products

SELECTS: Final = (AttributeType.SELECT, AttributeType.MULTI_SELECT)
_COLUMNS: Final = ("unit", "is_localized", "is_filterable", "is_searchable", "position")


@command()
def create_attribute(ctx: RequestContext, request: CreateAttributeRequest) -> AttributeResponse:
    """Make an attribute, with the values that it offers.

    :raises DuplicateAttribute: the key is taken.
    :raises DuplicateKey: a value is there twice.
    :raises UnfitAttribute: values of what is no select, texts as a facet, or languages of what has no text.
    """
    require(ctx, "commerce.attribute:create")
    lock_types()
    attribute = models.Attribute(
        key=request.key,
        names=text_map(request.names),
        type=request.type,
        **{name: getattr(request, name) for name in _COLUMNS},
    )
    _check(attribute, request.values)
    try:
        with transaction.atomic():
            attribute.save()
    except IntegrityError as exc:
        raise errors.DuplicateAttribute(attribute=request.key) from exc
    _replace_values(attribute, request.values)
    publish(ctx, AttributeCreated(attribute_id=attribute.id))
    return present_attribute(ctx, attribute.id)


@command()
def update_attribute(ctx: RequestContext, attribute_id: UUID, request: UpdateAttributeRequest) -> AttributeResponse:
    """Change an attribute or its values. The documents of exactly those products that show it become new.

    :raises AttributeNotFound: no such attribute in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the attribute in between.
    :raises AttributeInUse: a value that is left out is had by products; or languages change while texts are there.
    :raises UnfitAttribute: as in :func:`create_attribute`.
    """
    require(ctx, "commerce.attribute:update")
    lock_types()
    attribute = _find(attribute_id)
    changes = given(request)
    check_version(attribute, changes)
    changed: list[str] = []
    if not isinstance(request.names, Unset):
        changes["names"] = text_map(request.names)
    for name in ("names", *_COLUMNS):
        if name in changes and getattr(attribute, name) != changes[name]:
            setattr(attribute, name, changes[name])
            changed.append(name)
    _check(attribute, () if isinstance(request.values, Unset) else request.values)
    if "is_localized" in changed and (products := _products_with(attribute)):
        raise errors.AttributeInUse(what=attribute.key, products=len(products), types=0)
    renamed: tuple[UUID, ...] = ()
    if not isinstance(request.values, Unset):
        different, renamed = _replace_values(attribute, request.values)
        if different:
            changed.append("values")
    if not changed:
        return present_attribute(ctx, attribute.id)
    attribute.version += 1
    attribute.save()
    if changed == ["values"]:
        touch_products(_products_with(attribute, renamed) if renamed else ())
    else:
        touch_products(_products_with(attribute))
    publish(ctx, AttributeUpdated(attribute_id=attribute.id, fields=tuple(changed), value_ids=renamed))
    return present_attribute(ctx, attribute.id)


@command()
def delete_attribute(ctx: RequestContext, attribute_id: UUID) -> None:
    """Delete an attribute that nothing has.

    :raises AttributeNotFound: no such attribute in the shop.
    :raises AttributeInUse: products or product types have it.
    """
    require(ctx, "commerce.attribute:delete")
    lock_types()
    attribute = _find(attribute_id)
    products = len(_products_with(attribute))
    types = models.ProductTypeAttribute.objects.filter(attribute=attribute).count()
    if products or types:
        raise errors.AttributeInUse(what=attribute.key, products=products, types=types)
    attribute.delete()
    publish(ctx, AttributeDeleted(attribute_id=attribute_id))


def _find(attribute_id: UUID) -> models.Attribute:
    attribute: models.Attribute | None = models.Attribute.objects.filter(id=attribute_id).first()
    if attribute is None:
        raise errors.AttributeNotFound(attribute=to_ulid(attribute_id))
    return attribute


def _check(attribute: models.Attribute, values: Sequence[AttributeValueInput]) -> None:
    if values and attribute.type not in SELECTS:
        raise errors.UnfitAttribute(reason="Only a select offers values")
    if attribute.is_localized and attribute.type != AttributeType.TEXT:
        raise errors.UnfitAttribute(reason="Only texts differ by language; the values of a select have names")
    if attribute.is_filterable and attribute.type == AttributeType.TEXT:
        raise errors.UnfitAttribute(reason="Texts are found by search; make a select to filter by")
    if attribute.unit is not None and attribute.type != AttributeType.NUMBER:
        raise errors.UnfitAttribute(reason="Only numbers have a unit")


def _products_with(attribute: models.Attribute, value_ids: Iterable[UUID] | None = None) -> set[UUID]:
    rows = models.AttributeAssignment.objects.filter(attribute=attribute)
    if value_ids is not None:
        rows = rows.filter(value_id__in=list(value_ids))
    return set(rows.values_list("product_id", flat=True))


def _replace_values(
    attribute: models.Attribute, wanted: Sequence[AttributeValueInput]
) -> tuple[bool, tuple[UUID, ...]]:
    """Write the values that an attribute offers; tell whether anything changed, and which were renamed."""
    present = {value.key: value for value in models.AttributeValue.objects.filter(attribute=attribute)}
    keys: set[str] = set()
    for entry in wanted:
        if entry.key in keys:
            raise errors.DuplicateKey(key=entry.key)
        keys.add(entry.key)
    _remove_values(attribute, [value for key, value in present.items() if key not in keys])
    new, old, renamed = [], [], []
    for position, entry in enumerate(wanted):
        fields: dict[str, Any] = {"names": text_map(entry.names), "swatch": entry.swatch, "position": position}
        value = present.get(entry.key)
        if value is None:
            new.append(models.AttributeValue(attribute=attribute, key=entry.key, **fields))
            continue
        if value.names != fields["names"]:
            renamed.append(value.id)
        if any(getattr(value, name) != wanted_value for name, wanted_value in fields.items()):
            value.names, value.swatch, value.position = fields["names"], fields["swatch"], position
            old.append(value)
    models.AttributeValue.objects.bulk_create(new)
    models.AttributeValue.objects.bulk_update(old, ["names", "swatch", "position"])
    return bool(new or old or present.keys() - keys), tuple(renamed)


def _remove_values(attribute: models.Attribute, gone: Sequence[models.AttributeValue]) -> None:
    if not gone:
        return
    uses = models.AttributeAssignment.objects.filter(attribute=attribute, value__in=gone)
    by_value: dict[UUID, set[UUID]] = {}
    for value_id, product_id in uses.values_list("value_id", "product_id"):
        by_value.setdefault(value_id, set()).add(product_id)
    for value in gone:
        if value.id in by_value:
            what = f"{attribute.key}={value.key}"
            raise errors.AttributeInUse(what=what, products=len(by_value[value.id]), types=0)
    models.AttributeValue.objects.filter(id__in=[value.id for value in gone]).delete()
