"""Locks and versions: every command that changes a part of a product begins and ends here.

The product's row is locked first, then its parts, so that two commands about one product never wait for each other in
a circle; commands about several products lock them in id order. What a shop's products have in common comes before
them: the tree of categories, then attributes and product types, then channels, then price lists, then addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from rustok.errors import StaleVersion
from rustok.ids import to_ulid
from rustok.tenancy.context import require_tenant_id
from rustok_commerce import errors, models


def lock_product(product_id: UUID) -> models.Product:
    """Lock and return a product.

    :raises ProductNotFound: no such product in the shop.
    """
    product: models.Product | None = models.Product.objects.for_update().filter(id=product_id).first()
    if product is None:
        raise errors.ProductNotFound(product=to_ulid(product_id))
    return product


def lock_products(product_ids: Iterable[UUID]) -> dict[UUID, models.Product]:
    """Lock and return products, in id order; of those beside the first, the ones that there still are.

    :raises ProductNotFound: the first is not in the shop.
    """
    wanted = list(product_ids)
    found = {row.id: row for row in models.Product.objects.for_update().filter(id__in=wanted)}
    if wanted[0] not in found:
        raise errors.ProductNotFound(product=to_ulid(wanted[0]))
    return found


def lock_variant(variant_id: UUID) -> tuple[models.Product, models.Variant]:
    """Lock a variant's product, then the variant; return both.

    :raises VariantNotFound: no such variant in the shop.
    """
    product_id = models.Variant.objects.filter(id=variant_id).values_list("product_id", flat=True).first()
    if product_id is not None:
        product = models.Product.objects.for_update().filter(id=product_id).first()
        # A level that somebody has changed twice looks for its variant once more at the commit: it must not wait for
        # whoever waits for that level.
        variant = models.Variant.objects.for_update().filter(id=variant_id, product_id=product_id).first()
        if product is not None and variant is not None:
            return product, variant
    raise errors.VariantNotFound(variant=to_ulid(variant_id))


def lock_variants(variant_ids: Iterable[UUID]) -> dict[UUID, models.Variant]:
    """Lock the products of variants, in order, and return the variants, which stay as long; in three statements.

    :raises VariantNotFound: one of them is not in the shop.
    """
    wanted = set(variant_ids)
    owners = set(models.Variant.objects.filter(id__in=wanted).values_list("product_id", flat=True))
    list(models.Product.objects.for_update().filter(id__in=owners).values_list("id", flat=True))
    found = {row.id: row for row in models.Variant.objects.filter(id__in=wanted, product_id__in=owners)}
    for variant_id in sorted(wanted - found.keys()):
        raise errors.VariantNotFound(variant=to_ulid(variant_id))
    return found


def lock_tree(*, shared: bool = False) -> None:
    """Hold the shop's tree of categories still until the transaction ends. Comes before any product's lock.

    :param shared: only against changes of the tree, not against other readers of it.
    """
    _hold("categories", shared=shared)


def lock_types(*, shared: bool = False) -> None:
    """Hold the shop's attributes and product types still until the transaction ends. Comes before any product's lock.

    :param shared: only against changes of them, not against others that say something by them.
    """
    _hold("types", shared=shared)


def lock_taxes(*, shared: bool = False) -> None:
    """Hold the shop's tax classes still until the transaction ends. Comes before any product's lock.

    :param shared: only against changes of them, not against others that refer to them.
    """
    _hold("taxes", shared=shared)


def lock_sales_settings() -> None:
    """Hold what the shop says of selling still until the transaction ends: its row may not be there yet."""
    _hold("sales settings", shared=False)


def lock_channels(*, shared: bool = False) -> None:
    """Hold the shop's channels still until the transaction ends. Comes before any product's lock.

    :param shared: only against changes of them, not against others that refer to them.
    """
    _hold("channels", shared=shared)


def lock_price_lists(*, shared: bool = False) -> None:
    """Hold the shop's price lists still until the transaction ends. Comes before any product's lock.

    :param shared: only against changes of them, not against others that set prices in them.
    """
    _hold("price_lists", shared=shared)


def check_version(present: Any, changes: dict[str, Any], current: Mapping[str, Any] | None = None) -> None:
    """Take ``version`` out of the changes and refuse one that is not the present row's.

    ``current`` gives present values of fields that are no columns; the error names the fields that would change.

    :raises StaleVersion: somebody changed the row in between.
    """
    version = changes.pop("version", None)
    if version is None or version == present.version:
        return
    values = dict(current or {})
    differing = tuple(
        sorted(name for name, value in changes.items() if values.get(name, getattr(present, name, value)) != value)
    )
    raise StaleVersion(current=present.version, given=version, changed=differing)


def touch(product: models.Product, *, edited: bool) -> None:
    """Save a locked product with its next versions; ``edited`` where somebody's form of it is out of date now."""
    product.source_version += 1
    if edited:
        product.version += 1
    product.save()


def touch_products(product_ids: Iterable[UUID]) -> list[UUID]:
    """Let the documents of products be new, because something around them changed; return the ids, in order."""
    ids = list(models.Product.objects.for_update().filter(id__in=list(product_ids)).values_list("id", flat=True))
    models.Product.objects.filter(id__in=ids).update(source_version=F("source_version") + 1, updated_at=timezone.now())
    return ids


def _hold(name: str, *, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"commerce.{name}:{require_tenant_id()}"])
