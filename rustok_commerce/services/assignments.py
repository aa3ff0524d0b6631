"""What attributes say of products and variants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import FieldError, InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.commerce import ProductUpdated, VariantUpdated
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.attributes import (
    AttributeInput,
    AttributeScope,
    AttributeType,
    SetAttributesRequest,
    SetProductTypeRequest,
)
from rustok_commerce.dto.products import ProductResponse
from rustok_commerce.dto.variants import VariantResponse
from rustok_commerce.selectors.products import present_product, present_variant
from rustok_commerce.services.revisions import check_version, lock_product, lock_types, lock_variant, touch

Path = tuple[str | int, ...]

_FIELDS: Final = {
    AttributeType.NUMBER: "number",
    AttributeType.BOOLEAN: "boolean",
    AttributeType.SELECT: "values",
    AttributeType.MULTI_SELECT: "values",
    AttributeType.DATE: "date",
    AttributeType.REFERENCE: "reference_id",
}
_ALL_FIELDS: Final = ("text", "texts", "number", "boolean", "date", "reference_id", "values")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is to be said of a product, or of one of its variants; ``path`` is where the request says it."""

    entries: Sequence[AttributeInput]
    variant: models.Variant | None = None
    path: Path = ("attributes",)

    @property
    def scope(self) -> AttributeScope:
        """Of what it speaks."""
        return AttributeScope.PRODUCT if self.variant is None else AttributeScope.VARIANT


@command()
def set_product_type(ctx: RequestContext, product_id: UUID, request: SetProductTypeRequest) -> ProductResponse:
    """Change what a product is. Attributes that the new type has as well stay.

    :raises ProductNotFound: no such product in the shop.
    :raises ProductTypeNotFound: no such type in the shop.
    :raises AttributesDoNotFit: there are attributes that the new type does not have; ``drop_values`` lets go of them.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    """
    require(ctx, "commerce.product:update")
    lock_types(shared=True)
    product = lock_product(product_id)
    check_version(product, {name: value for name, value in given(request).items() if name == "version"})
    changed = change_type(product, request.product_type, drop_values=request.drop_values)
    if changed:
        touch(product, edited=True)
        publish(ctx, ProductUpdated(product_id=product.id, fields=changed))
    return present_product(ctx, product.id)


@command()
def set_attributes(ctx: RequestContext, product_id: UUID, request: SetAttributesRequest) -> ProductResponse:
    """Say something of a product by its attributes. Those that are not named stay, those without a value go.

    :raises ProductNotFound: no such product in the shop.
    :raises InvalidInput: an attribute is not one of the product's type, or its value is not of its kind.
    :raises StaleVersion: ``version`` was given and somebody changed the product in between.
    """
    require(ctx, "commerce.product:update")
    lock_types(shared=True)
    product = lock_product(product_id)
    check_version(product, {name: value for name, value in given(request).items() if name == "version"})
    if assign(product, [Said(entries=request.attributes)]):
        touch(product, edited=True)
        publish(ctx, ProductUpdated(product_id=product.id, fields=("attributes",)))
    return present_product(ctx, product.id)


@command()
def set_variant_attributes(ctx: RequestContext, variant_id: UUID, request: SetAttributesRequest) -> VariantResponse:
    """Say something of a variant by its attributes. Those that are not named stay, those without a value go.

    :raises VariantNotFound: no such variant in the shop.
    :raises InvalidInput: an attribute is not one that variants of the type have, or its value is not of its kind.
    :raises StaleVersion: ``version`` was given and somebody changed the variant in between.
    """
    require(ctx, "commerce.product:update")
    lock_types(shared=True)
    product, variant = lock_variant(variant_id)
    check_version(variant, {name: value for name, value in given(request).items() if name == "version"})
    if assign(product, [Said(entries=request.attributes, variant=variant)]):
        variant.version += 1
        variant.save()
        touch(product, edited=False)
        publish(ctx, VariantUpdated(product_id=product.id, variant_id=variant.id))
    return present_variant(ctx, variant.id)


def find_type(key: str) -> models.ProductType:
    """Return a product type by its key.

    :raises ProductTypeNotFound: no such type in the shop.
    """
    found: models.ProductType | None = models.ProductType.objects.filter(key=key).first()
    if found is None:
        raise errors.ProductTypeNotFound(product_type=key)
    return found


def change_type(product: models.Product, key: str | None, *, drop_values: bool) -> tuple[str, ...]:
    """Change the type of a locked product, without saving it; return what changed, in the words of the event.

    :raises ProductTypeNotFound: no such type in the shop.
    :raises AttributesDoNotFit: there are attributes that the new type does not have, and they are not to go.
    """
    wanted = find_type(key) if key is not None else None
    if (wanted.id if wanted is not None else None) == product.product_type_id:
        return ()
    fitting = set(models.ProductTypeAttribute.objects.filter(product_type=wanted).values_list("attribute_id", "scope"))
    misfits = [
        row
        for row in models.AttributeAssignment.objects.filter(product=product).select_related("attribute")
        if (row.attribute_id, AttributeScope.PRODUCT if row.variant_id is None else AttributeScope.VARIANT)
        not in fitting
    ]
    product.product_type = wanted
    if not misfits:
        return ("product_type",)
    if not drop_values:
        raise errors.AttributesDoNotFit(attributes=", ".join(sorted({row.attribute.key for row in misfits})))
    models.AttributeAssignment.objects.filter(id__in=[row.id for row in misfits]).delete()
    return ("product_type", "attributes")


def assign(product: models.Product, said: Sequence[Said]) -> bool:
    """Write what is said of a locked product and its variants; return whether anything changed. Publishes nothing.

    :raises InvalidInput: naming every attribute that does not fit, and why.
    """
    return bool(assign_each(product, said))


def assign_each(product: models.Product, said: Sequence[Said]) -> set[UUID | None]:
    """Write what is said; return the variants of which something else is said now, None for the product itself.

    Statements do not grow with the number of variants. Publishes nothing.

    :raises InvalidInput: naming every attribute that does not fit, and why.
    """
    entries = [entry for part in said for entry in part.entries]
    if not entries:
        return set()
    reading = _Reading(product=product, offered=_offered(product, entries))
    wanted: dict[tuple[UUID | None, UUID], list[models.AttributeAssignment]] = {}
    for part in said:
        for number, entry in enumerate(part.entries):
            rows = reading.rows(part, entry, (*part.path, number))
            if rows is None:
                continue
            key = (part.variant.id if part.variant is not None else None, reading.attribute_id(entry))
            if key in wanted:
                reading.refuse((*part.path, number, "attribute"), "duplicate", f"{entry.attribute} is given twice.")
            wanted[key] = rows
    reading.check_references()
    if reading.errors:
        raise InvalidInput(tuple(reading.errors))
    return _replace(product, wanted)


def products_referring_to(product_id: UUID) -> set[UUID]:
    """Name the other products whose attributes, or whose variants' attributes, refer to a product."""
    rows = models.AttributeAssignment.objects.filter(reference_id=product_id).exclude(product_id=product_id)
    return set(rows.values_list("product_id", flat=True))


def forget_references(ctx: RequestContext, product_id: UUID, products: Iterable[models.Product]) -> None:
    """Let attributes of these locked products no longer refer to one that goes."""
    for product in products:
        models.AttributeAssignment.objects.filter(product=product, reference_id=product_id).delete()
        touch(product, edited=True)
        publish(ctx, ProductUpdated(product_id=product.id, fields=("attributes",)))


def missing_attributes(product: models.Product) -> list[str]:
    """Name the required attributes that a product or its variants do not have, in the order of the type."""
    if product.product_type_id is None:
        return []
    links = models.ProductTypeAttribute.objects.filter(product_type_id=product.product_type_id, is_required=True)
    required = list(links.select_related("attribute").order_by("position", "id"))
    if not required:
        return []
    rows = models.AttributeAssignment.objects.filter(product=product, locale__in=["", product.source_locale])
    present = set(rows.values_list("variant_id", "attribute_id"))
    variants = models.Variant.objects.filter(product=product).order_by("position", "id")
    shown = [(row.id, row.sku or row.combination or str(number)) for number, row in enumerate(variants, start=1)]
    missing: list[str] = []
    for link in required:
        if link.scope == AttributeScope.PRODUCT:
            if (None, link.attribute_id) not in present:
                missing.append(link.attribute.key)
        else:
            without = [name for variant_id, name in shown if (variant_id, link.attribute_id) not in present]
            if without:
                more = f" and {len(without) - 3} more" if len(without) > 3 else ""
                missing.append(f"{link.attribute.key} (of {', '.join(without[:3])}{more})")
    return missing


def _offered(product: models.Product, entries: Sequence[AttributeInput]) -> dict[str, _Offer]:
    """Load those of the named attributes that the product's type has, with the values that are named."""
    if product.product_type_id is None:
        return {}
    links = models.ProductTypeAttribute.objects.filter(
        product_type_id=product.product_type_id, attribute__key__in={entry.attribute for entry in entries}
    ).select_related("attribute")
    offered = {link.attribute.key: _Offer(scope=AttributeScope(link.scope), attribute=link.attribute) for link in links}
    by_id = {offer.attribute.id: offer for offer in offered.values()}
    keys = {key for entry in entries for key in entry.values}
    values = models.AttributeValue.objects.filter(attribute_id__in=list(by_id), key__in=keys) if keys else ()
    for value in values:
        by_id[value.attribute_id].values[value.key] = value
    return offered


@dataclass(slots=True, kw_only=True)
class _Offer:
    scope: AttributeScope
    attribute: models.Attribute
    values: dict[str, models.AttributeValue] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """Turns what was said into rows, and collects what is wrong with it."""

    product: models.Product
    offered: Mapping[str, _Offer]
    errors: list[FieldError] = field(default_factory=list)
    references: list[tuple[Path, str, UUID]] = field(default_factory=list)

    def refuse(self, path: Path, code: str, message: str) -> None:
        self.errors.append(FieldError(path, code, message))

    def attribute_id(self, entry: AttributeInput) -> UUID:
        return self.offered[entry.attribute].attribute.id

    def rows(self, part: Said, entry: AttributeInput, path: Path) -> list[models.AttributeAssignment] | None:
        """Return the rows of one entry, none where it says nothing; None where it is wrong."""
        key = entry.attribute
        offer = self.offered.get(key)
        if offer is None:
            reason = (
                "The product has no type." if self.product.product_type_id is None else "The product's type has none."
            )
            self.refuse((*path, "attribute"), "unknown_attribute", f"{key}: {reason}")
            return None
        if offer.scope != part.scope:
            message = f"{key} is said of {'variants' if offer.scope == AttributeScope.VARIANT else 'products'}."
            self.refuse((*path, "attribute"), "wrong_scope", message)
            return None
        wanted = _field_of(offer.attribute)
        others = [name for name in _ALL_FIELDS if name != wanted and getattr(entry, name) not in (None, ())]
        if others:
            self.refuse((*path, others[0]), "wrong_field", f"{key} is a {offer.attribute.type}: give {wanted}.")
            return None
        before = len(self.errors)
        rows = [
            models.AttributeAssignment(
                product=self.product, variant=part.variant, attribute=offer.attribute, position=position, **columns
            )
            for position, columns in enumerate(self._columns(offer, entry, (*path, wanted)))
        ]
        return rows if len(self.errors) == before else None

    def _columns(self, offer: _Offer, entry: AttributeInput, path: Path) -> Iterator[dict[str, Any]]:
        match offer.attribute.type:
            case AttributeType.TEXT if offer.attribute.is_localized:
                yield from self._texts(entry, path)
            case AttributeType.TEXT if entry.text is not None:
                yield {"text": entry.text}
            case AttributeType.NUMBER if entry.number is not None:
                yield {"number": entry.number}
            case AttributeType.BOOLEAN if entry.boolean is not None:
                yield {"flag": entry.boolean}
            case AttributeType.DATE if entry.date is not None:
                yield {"date": entry.date}
            case AttributeType.REFERENCE if entry.reference_id is not None:
                self.references.append((path, entry.attribute, entry.reference_id))
                yield {"reference_id": entry.reference_id}
            case AttributeType.SELECT | AttributeType.MULTI_SELECT:
                yield from self._values(offer, entry, path)

    def _texts(self, entry: AttributeInput, path: Path) -> Iterator[dict[str, Any]]:
        enabled, seen = current_tenant().locale_codes, set()
        for number, text in enumerate(entry.texts):
            if text.locale not in enabled:
                message = f"{entry.attribute}: the shop does not speak {text.locale}."
                self.refuse((*path, number, "locale"), "locale_not_enabled", message)
            if text.locale in seen:
                message = f"{entry.attribute}: {text.locale} is given twice."
                self.refuse((*path, number, "locale"), "duplicate", message)
            seen.add(text.locale)
            yield {"locale": text.locale, "text": text.text}

    def _values(self, offer: _Offer, entry: AttributeInput, path: Path) -> Iterator[dict[str, Any]]:
        if offer.attribute.type == AttributeType.SELECT and len(entry.values) > 1:
            self.refuse(path, "too_many", f"{entry.attribute} has one value.")
        seen: set[str] = set()
        for number, key in enumerate(entry.values):
            value = offer.values.get(key)
            if value is None:
                self.refuse((*path, number), "unknown_value", f"{entry.attribute} has no value {key}.")
            elif key in seen:
                self.refuse((*path, number), "duplicate", f"{entry.attribute}: {key} is given twice.")
            else:
                seen.add(key)
                yield {"value": value}

    def check_references(self) -> None:
        wanted = {product_id for _, _, product_id in self.references}
        known = set(models.Product.objects.filter(id__in=wanted).values_list("id", flat=True)) if wanted else set()
        for path, key, product_id in self.references:
            if product_id not in known:
                self.refuse(path, "not_found", f"{key}: there is no such product.")


def _field_of(attribute: models.Attribute) -> str:
    if attribute.type == AttributeType.TEXT:
        return "texts" if attribute.is_localized else "text"
    return _FIELDS[AttributeType(attribute.type)]


def _replace(
    product: models.Product, wanted: Mapping[tuple[UUID | None, UUID], Sequence[models.AttributeAssignment]]
) -> set[UUID | None]:
    attribute_ids = {attribute_id for _, attribute_id in wanted}
    present: dict[tuple[UUID | None, UUID], list[models.AttributeAssignment]] = {}
    rows = models.AttributeAssignment.objects.filter(product=product, attribute_id__in=attribute_ids)
    for row in rows.order_by("position", "id"):
        present.setdefault((row.variant_id, row.attribute_id), []).append(row)
    new: list[models.AttributeAssignment] = []
    gone: list[UUID] = []
    changed: set[UUID | None] = set()
    for key, coming in wanted.items():
        before = present.get(key, [])
        if [_content(row) for row in before] != [_content(row) for row in coming]:
            gone += [row.id for row in before]
            new += coming
            changed.add(key[0])
    if gone:
        models.AttributeAssignment.objects.filter(id__in=gone).delete()
    models.AttributeAssignment.objects.bulk_create(new)
    return changed


def _content(
    row: models.AttributeAssignment,
) -> tuple[str, str | None, Decimal | None, bool | None, dt.date | None, UUID | None, UUID | None]:
    return row.locale, row.text, row.number, row.flag, row.date, row.reference_id, row.value_id
