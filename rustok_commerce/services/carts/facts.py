"""What promotions ask of products: categories, collections, tags. Loaded only where a promotion may ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from rustok.ids import InvalidId, parse_id
from rustok_commerce import models
from rustok_commerce.dto.collections import CollectionKind
from rustok_commerce.dto.promotions import PromotionStatus
from rustok_commerce.mappers.prices import standing
from rustok_commerce.mappers.rules import Market, fits
from rustok_commerce.selectors.aggregates import load_products
from rustok_commerce.selectors.channels import sales_channels
from rustok_commerce.selectors.prices import load_lists


@dataclass(slots=True)
class Facts:
    """What is known of one product."""

    categories: set[UUID] = field(default_factory=set)
    collections: set[UUID] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


def load_facts(
    product_ids: Iterable[UUID], at: dt.datetime, *, promotion_ids: Iterable[UUID] = ()
) -> dict[UUID, Facts]:
    """Return what promotions may ask of products; nothing where no promotion is active.

    ``promotion_ids`` are asked as the active ones are, whatever their state. One statement without promotions, and
    those of :func:`asked_facts`.
    """
    wanted = list(product_ids)
    rows = models.Promotion.objects.filter(Q(status=PromotionStatus.ACTIVE) | Q(id__in=list(promotion_ids)))
    return asked_facts(wanted, at, list(rows.values_list("conditions", "effect")) if wanted else [])


def asked_facts(product_ids: Iterable[UUID], at: dt.datetime, said: Sequence[tuple[Any, Any]]) -> dict[UUID, Facts]:
    """Return what these conditions and effects of promotions may ask of products; nothing where there are none.

    Three or four statements; more only where a collection by rules is named.
    """
    found: dict[UUID, Facts] = defaultdict(Facts)
    wanted = list(product_ids)
    if not (said and wanted):
        return found
    places = models.ProductCategory.objects.filter(product_id__in=wanted).values_list("product_id", "category__path")
    for product_id, path in places:
        # A path names the category itself and all above it.
        found[product_id].categories.update(parse_id(part) for part in path.split("/") if part)
    tags = models.ProductTag.objects.filter(product_id__in=wanted)
    for product_id, tag in tags.values_list("product_id", "tag"):
        found[product_id].tags.add(tag)
    links = models.CollectionProduct.objects.filter(product_id__in=wanted, collection__is_active=True)
    for product_id, collection_id in links.values_list("product_id", "collection_id"):
        found[product_id].collections.add(collection_id)
    named = set(_ids(said))
    if named:
        ruled = models.Collection.objects.filter(id__in=named, kind=CollectionKind.RULES, is_active=True)
        _add_ruled(found, wanted, list(ruled), at)
    return found


def _add_ruled(
    found: dict[UUID, Facts], product_ids: list[UUID], collections: list[models.Collection], at: dt.datetime
) -> None:
    if not collections:
        return
    market = Market(channels=sales_channels(), now=at, lists=standing(load_lists(), at))
    for product in load_products(product_ids):
        for collection in collections:
            if fits(collection.rules, collection.match, product, market):
                found[product.product.id].collections.add(collection.id)


def _ids(value: Any) -> Iterator[UUID]:
    """Yield whatever looks like an id in what promotions say."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _ids(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _ids(item)
    elif isinstance(value, str) and len(value) in (26, 36):
        try:
            yield parse_id(value)
        except InvalidId:
            return
