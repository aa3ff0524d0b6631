"""Synonyms, stop words, pinned results and searches in vain, for staff."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from rustok.context import RequestContext
from rustok.dto import Page
from rustok.rbac.policies import require
from rustok_index import mappers, models
from rustok_index.dto.dictionary import (
    SearchMissResponse,
    SearchPinResponse,
    SearchStopWordResponse,
    SearchSynonymResponse,
)
from rustok_index.queries import keyset

_RIGHT: Final = "index.search:read"


def list_synonyms(ctx: RequestContext, *, after: str | None = None, limit: int = 24) -> Page[SearchSynonymResponse]:
    """Return one page of the synonyms, the oldest first.

    :raises InvalidInput: not a cursor of this list.
    """
    require(ctx, _RIGHT)
    rows, following = _by_id(models.SearchSynonym.objects, "synonyms", after, limit)
    return Page(items=tuple(map(mappers.synonym_response, rows)), next=following)


def list_stop_words(ctx: RequestContext, *, after: str | None = None, limit: int = 24) -> Page[SearchStopWordResponse]:
    """Return one page of the stop words, the oldest first.

    :raises InvalidInput: not a cursor of this list.
    """
    require(ctx, _RIGHT)
    rows, following = _by_id(models.SearchStopWord.objects, "stop_words", after, limit)
    return Page(items=tuple(map(mappers.stop_word_response, rows)), next=following)


def list_pins(ctx: RequestContext, *, after: str | None = None, limit: int = 24) -> Page[SearchPinResponse]:
    """Return one page of the pinned results, the oldest first.

    :raises InvalidInput: not a cursor of this list.
    """
    require(ctx, _RIGHT)
    rows, following = _by_id(models.SearchPin.objects, "pins", after, limit)
    return Page(items=tuple(map(mappers.pin_response, rows)), next=following)


def list_misses(ctx: RequestContext, *, after: str | None = None, limit: int = 24) -> Page[SearchMissResponse]:
    """Return one page of the searches that found nothing, the most frequent first.

    :raises InvalidInput: not a cursor of this list.
    """
    require(ctx, _RIGHT)
    rows = models.SearchMiss.objects.order_by("-times", "-id")
    if after is not None:
        times, row_id = keyset.decode_cursor(after, "misses", "int")
        rows = rows.filter(Q(times__lt=times) | Q(times=times, id__lt=row_id))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=tuple(map(mappers.miss_response, found[:limit])),
        next=None if last is None else keyset.encode_cursor("misses", last.times, last.pk),
    )


def _by_id(rows: Any, order: str, after: str | None, limit: int) -> tuple[list[Any], str | None]:
    rows = rows.order_by("id")
    if after is not None:
        rows = rows.filter(id__gt=keyset.decode_cursor(after, order, "int")[1])
    found = list(rows[: limit + 1])
    return found[:limit], keyset.encode_cursor(order, 0, found[limit - 1].pk) if len(found) > limit else None
