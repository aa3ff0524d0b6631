"""Which products an operator has chosen: by ticking them in the list, or all that its filters leave.

The address of a page says which: ``?ids=`` names them; without it, everything else is the list's own filters.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from rustok.api.admin.model_admin import RustokModelAdmin
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.ids import InvalidId, parse_id, to_ulid
from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.dto.bulk import ProductSelection
from rustok_commerce.dto.products import MAX_CHOSEN
from rustok_commerce.mappers import choose

_OF_THE_LIST: Final = {"ids", "back", "p", "o", "all"}
_FILTERS: Final = {"status__exact": "status", "category": "category_id", "tag": "tag"}
"""Filters that a job looks for itself, so that it takes any number of products."""
_NAMED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was chosen: how many products, the first of them by title, and how a job is told."""

    count: int
    titles: list[str]
    data: dict[str, Any]
    is_filter: bool
    back: str

    @property
    def is_too_many(self) -> bool:
        """Whether they are more than can be named, by filters that a job does not know."""
        return "product_ids" in self.data and self.count > MAX_CHOSEN

    @property
    def others(self) -> int:
        """How many are not named by title."""
        return self.count - len(self.titles)


def chosen_products(page: RustokModelAdmin, request: HttpRequest) -> Chosen:
    """Return what the address of a page says was chosen.

    :raises Http404: it says nothing that can be understood.
    """
    if "ids" in request.GET:
        ids = _ids(request.GET["ids"])
        rows = page.get_queryset(request).filter(pk__in=ids)
        back = request.GET.get("back", "")
    else:
        rows, back = _filtered(page, request), _filters(request.GET).urlencode()
    rows = rows.order_by("pk")
    data = _by_filter(request.GET)
    if data is None:
        found = list(rows.values_list("pk", flat=True)[: MAX_CHOSEN + 1])
        count = len(found) if len(found) <= MAX_CHOSEN else rows.count()
        data = {"product_ids": [to_ulid(product_id) for product_id in found]}
        first = found[:_NAMED]
    else:
        count, first = rows.count(), list(rows.values_list("pk", flat=True)[:_NAMED])
    return Chosen(
        count=count,
        titles=list(titles(first).values()),
        data=data,
        is_filter="ids" not in request.GET,
        back=f"{list_url()}{'?' if back else ''}{back}",
    )


def chosen_url(view: str, request: HttpRequest, *args: str) -> str:
    """Return the address of a page about what is ticked in a list that was sent, or about all that it filters."""
    url = reverse(f"admin:{view}", args=args)
    filters = _filters(request.GET)
    if request.POST.get("select_across") == "1":
        return f"{url}?{filters.urlencode()}"
    ids = ",".join(request.POST.getlist("_selected_action"))
    return f"{url}?{urlencode({'ids': ids, 'back': filters.urlencode()})}"


def filters_of(request: HttpRequest) -> str:
    """Return what a list is narrowed down by, as part of an address."""
    return _filters(request.GET).urlencode()


def list_url() -> str:
    """Return the address of the list of products."""
    return reverse("admin:rustok_commerce_product_changelist")


def titles(product_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Name products in the shop's own language, in the order given; those that are gone are left out."""
    wanted = list(product_ids)
    locales = current_tenant().fallback_chain(current_tenant().default_locale)
    texts: dict[UUID, dict[str, Any]] = {}
    for text in models.ProductTranslation.objects.filter(product_id__in=wanted):
        texts.setdefault(text.product_id, {})[text.locale] = text
    found = {}
    rows = models.Product.objects.in_bulk(wanted)
    for product_id in wanted:
        if product_id in rows:
            product = rows[product_id]
            chosen = choose(texts.get(product_id, {}), locales, product.source_locale)
            found[product_id] = chosen[1].title if chosen is not None else product.handle
    return found


def _ids(text: str) -> list[UUID]:
    try:
        return [parse_id(each) for each in text.split(",") if each][:MAX_CHOSEN]
    except InvalidId as exc:
        raise Http404 from exc


def _filters(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in _OF_THE_LIST:
        kept.pop(name, None)
    return kept


def _filtered(page: RustokModelAdmin, request: HttpRequest) -> Any:
    """Return the rows that the list would show, on all its pages."""
    narrowed = copy.copy(request)
    narrowed.GET = _filters(request.GET)  # type: ignore[assignment]
    try:
        return page.get_changelist_instance(narrowed).queryset
    except IncorrectLookupParameters as exc:
        raise Http404 from exc


def _by_filter(query: QueryDict) -> dict[str, Any] | None:
    """Return the filters as a job knows them; None where products have to be named."""
    given = {name: value for name, value in query.items() if value and name not in _OF_THE_LIST}
    if "ids" in query or not given.keys() <= _FILTERS.keys():
        return None
    data = {_FILTERS[name]: value for name, value in given.items()}
    try:
        parse(ProductSelection, data)
    except InvalidInput:
        return None
    return data
