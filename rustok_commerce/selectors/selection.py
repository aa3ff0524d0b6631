"""Products that an operator has chosen: by name, or by what they have in common."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from rustok.ids import to_ulid
from rustok_commerce import errors, models


def selected_products(
    *,
    ids: Sequence[UUID] | None = None,
    status: str | None = None,
    category_id: UUID | None = None,
    tag: str | None = None,
) -> Any:
    """Return the rows of the products for which all that is given holds."""
    rows = models.Product.objects.all()
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    if status is not None:
        rows = rows.filter(status=status)
    if category_id is not None:
        within = models.ProductCategory.objects.filter(
            product_id=OuterRef("id"), category__path__contains=f"{to_ulid(category_id)}/"
        )
        rows = rows.filter(Exists(within))
    if tag is not None:
        rows = rows.filter(Exists(models.ProductTag.objects.filter(product_id=OuterRef("id"), tag=tag)))
    return rows


def refuse_missing(product_ids: Collection[UUID] | None, category_ids: Collection[UUID]) -> None:
    """Refuse a selection that names what is not there.

    :raises ProductNotFound: no such product in the shop.
    :raises CategoryNotFound: no such category in the shop.
    """
    wanted = set(product_ids or ())
    for product_id in wanted - set(models.Product.objects.filter(id__in=wanted).values_list("id", flat=True)):
        raise errors.ProductNotFound(product=to_ulid(product_id))
    named = set(category_ids)
    for category_id in named - set(models.Category.objects.filter(id__in=named).values_list("id", flat=True)):
        raise errors.CategoryNotFound(category=to_ulid(category_id))
