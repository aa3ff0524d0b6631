"""Classes of goods that are taxed alike. A shop that has any has a default one."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.events.bus import publish
from rustok.events.catalog.selling import TaxClassCreated, TaxClassDeleted, TaxClassUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, mappers, models
from rustok_commerce.dto.taxes import CreateTaxClassRequest, TaxClassResponse, UpdateTaxClassRequest
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.revisions import check_version, lock_taxes


@command()
def create_tax_class(ctx: RequestContext, request: CreateTaxClassRequest) -> TaxClassResponse:
    """Make a class; the shop's first one is the default.

    :raises DuplicateTaxClass: the code is taken.
    """
    require(ctx, "commerce.tax:create")
    lock_taxes()
    is_default = request.is_default or not models.TaxClass.objects.exists()
    row = models.TaxClass(code=request.code, name=request.name, is_default=is_default)
    former = _take_default() if is_default else None
    _save(row)
    if former is not None:
        publish(ctx, TaxClassUpdated(tax_class_id=former.id, fields=("is_default",)))
    publish(ctx, TaxClassCreated(tax_class_id=row.id))
    return mappers.tax_class_response(row)


@command()
def update_tax_class(ctx: RequestContext, tax_class_id: UUID, request: UpdateTaxClassRequest) -> TaxClassResponse:
    """Change a class, or make it the default one. What is as asked already changes nothing and tells nobody.

    :raises TaxClassNotFound: no such class in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the class in between.
    :raises DuplicateTaxClass: the code is taken.
    :raises TaxClassIsDefault: the default class is to cease to be it without another one.
    """
    require(ctx, "commerce.tax:update")
    lock_taxes()
    row = _find(tax_class_id)
    changes = given(request)
    check_version(row, changes)
    changes = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not changes:
        return mappers.tax_class_response(row)
    if changes.get("is_default") is False:
        raise errors.TaxClassIsDefault()
    former = _take_default() if "is_default" in changes else None
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    _save(row)
    if former is not None:
        publish(ctx, TaxClassUpdated(tax_class_id=former.id, fields=("is_default",)))
    publish(ctx, TaxClassUpdated(tax_class_id=row.id, fields=tuple(sorted(changes))))
    return mappers.tax_class_response(row)


@command()
def delete_tax_class(ctx: RequestContext, tax_class_id: UUID) -> None:
    """Delete a class that nothing is of.

    :raises TaxClassNotFound: no such class in the shop.
    :raises TaxClassIsDefault: it is the default one, and there are others.
    :raises TaxClassInUse: products, rates or deliveries are of it.
    """
    require(ctx, "commerce.tax:delete")
    lock_taxes()
    row = _find(tax_class_id, keys=True)
    if row.is_default and models.TaxClass.objects.exclude(id=row.id).exists():
        raise errors.TaxClassIsDefault()
    for kind in (models.Product, models.TaxRate, models.ShippingMethod):
        if kind.objects.filter(tax_class=row).exists():
            raise errors.TaxClassInUse(tax_class=row.code)
    row.delete()
    publish(ctx, TaxClassDeleted(tax_class_id=tax_class_id))


def tax_class_of(code: str) -> models.TaxClass:
    """Return the class of a code.

    :raises TaxClassNotFound: no such class in the shop.
    """
    row: models.TaxClass | None = models.TaxClass.objects.filter(code=code).first()
    if row is None:
        raise errors.TaxClassNotFound(tax_class=code)
    return row


def _find(tax_class_id: UUID, *, keys: bool = False) -> models.TaxClass:
    row: models.TaxClass | None = models.TaxClass.objects.for_update(keys=keys).filter(id=tax_class_id).first()
    if row is None:
        raise errors.TaxClassNotFound(tax_class=to_ulid(tax_class_id))
    return row


def _take_default() -> models.TaxClass | None:
    """Take the mark from the class that is the default one, so that another can have it."""
    former: models.TaxClass | None = models.TaxClass.objects.for_update().filter(is_default=True).first()
    if former is not None:
        former.is_default = False
        former.version += 1
        former.save()
    return former


def _save(row: models.TaxClass) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_tax_classes_code_uq":
            raise errors.DuplicateTaxClass(tax_class=row.code) from exc
        raise
