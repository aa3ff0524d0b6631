"""Products that are to be translated, for staff."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_commerce import errors, models
from rustok_commerce.dto.translations import (
    ListTranslationsRequest,
    TranslationNeed,
    TranslationStatusResponse,
)
from rustok_commerce.selectors import keyset

_ORDER: Final = "translations"


def list_translations(ctx: RequestContext, request: ListTranslationsRequest) -> Page[TranslationStatusResponse]:
    """Return one page of the products whose text in a language is missing or outdated, oldest first.

    :raises LocaleNotEnabled: the shop does not speak the language.
    :raises InvalidCursor: ``after`` is not a cursor of this list.
    """
    require(ctx, "commerce.product:read")
    if request.target not in current_tenant().locale_codes:
        raise errors.LocaleNotEnabled(locale=request.target)
    rows = _filtered(request)
    total = rows.count() if request.with_total else None
    if request.after is not None:
        rows = rows.filter(id__gt=keyset.decode(_ORDER, request.after)[1])
    found = list(rows.order_by("id").values_list("id", "handle", "source_locale", "there")[: request.limit + 1])
    more = len(found) > request.limit
    found = found[: request.limit]
    originals = models.ProductTranslation.objects.filter(
        product_id__in=[product_id for product_id, *_ in found], locale=F("product__source_locale")
    )
    titles = dict(originals.values_list("product_id", "title"))
    return Page(
        items=tuple(
            TranslationStatusResponse(
                product_id=product_id,
                handle=handle,
                title=titles.get(product_id, handle),
                source_locale=source_locale,
                locale=request.target,
                need=TranslationNeed.OUTDATED if there else TranslationNeed.MISSING,
            )
            for product_id, handle, source_locale, there in found
        ),
        next=keyset.encode(_ORDER, None, found[-1][0]) if more else None,
        total=total,
    )


def _filtered(request: ListTranslationsRequest) -> Any:
    texts = models.ProductTranslation.objects.filter(product_id=OuterRef("id"), locale=request.target)
    rows = models.Product.objects.exclude(source_locale=request.target).annotate(there=Exists(texts))
    outdated = Q(Exists(texts.filter(source_version__lt=OuterRef("text_version"))))
    match request.need:
        case TranslationNeed.MISSING:
            return rows.filter(there=False)
        case TranslationNeed.OUTDATED:
            return rows.filter(outdated)
    return rows.filter(Q(there=False) | outdated)
