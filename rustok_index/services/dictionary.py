"""Synonyms, stop words and pinned results. Searches see a change at once, without a word being indexed anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.index import SearchSettingsUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok.tenancy.models import TenantModel
from rustok_index import errors, mappers, models
from rustok_index.backends import analysis
from rustok_index.dto.dictionary import (
    CreateSearchPinRequest,
    CreateSearchStopWordRequest,
    CreateSearchSynonymRequest,
    SearchPinResponse,
    SearchStopWordResponse,
    SearchSynonymResponse,
    UpdateSearchPinRequest,
    UpdateSearchSynonymRequest,
)
from rustok_index.models.dictionary import PHRASE_LENGTH, WORD_LENGTH

MOST: Final = 1000
"""How many synonyms, stop words and pinned phrases a tenant may have, of each."""

_RIGHT: Final = "index.search:update"


@command()
def create_synonym(ctx: RequestContext, request: CreateSearchSynonymRequest) -> SearchSynonymResponse:
    """Let phrases stand for one another, or for others.

    :raises InvalidInput: a single phrase without replacements, or a phrase without a word.
    :raises TooManySettings: the tenant has as many as there can be.
    """
    require(ctx, _RIGHT)
    _make_room(models.SearchSynonym)
    synonym = models.SearchSynonym(locale=request.locale or "")
    _set_phrases(synonym, request.phrases, request.replacements)
    synonym.save()
    _publish(ctx, "synonyms", synonym.pk)
    return mappers.synonym_response(synonym)


@command()
def update_synonym(ctx: RequestContext, synonym_id: UUID, request: UpdateSearchSynonymRequest) -> SearchSynonymResponse:
    """Change a synonym.

    :raises SynonymNotFound: the tenant has no such synonym.
    :raises InvalidInput: a single phrase without replacements, or a phrase without a word.
    """
    require(ctx, _RIGHT)
    synonym = _synonym(synonym_id)
    changes = given(request)
    if "locale" in changes:
        synonym.locale = changes["locale"] or ""
    _set_phrases(synonym, changes.get("phrases", synonym.phrases), changes.get("replacements", synonym.replacements))
    synonym.save()
    _publish(ctx, "synonyms", synonym.pk)
    return mappers.synonym_response(synonym)


@command()
def delete_synonym(ctx: RequestContext, synonym_id: UUID) -> None:
    """Forget a synonym.

    :raises SynonymNotFound: the tenant has no such synonym.
    """
    require(ctx, _RIGHT)
    _synonym(synonym_id).delete()
    _publish(ctx, "synonyms", synonym_id)


@command()
def create_stop_word(ctx: RequestContext, request: CreateSearchStopWordRequest) -> SearchStopWordResponse:
    """Let a word not narrow searches.

    :raises InvalidInput: it is no word, or several.
    :raises DuplicateStopWord: it is one already.
    :raises TooManySettings: the tenant has as many as there can be.
    """
    require(ctx, _RIGHT)
    _make_room(models.SearchStopWord)
    words = analysis.folded_words(request.word)
    if len(words) != 1:
        raise InvalidInput.field("word", code="not_a_word", message="Give exactly one word.")
    row = models.SearchStopWord(locale=request.locale or "", word=words[0][:WORD_LENGTH])
    _save(row, errors.DuplicateStopWord(word=row.word))
    _publish(ctx, "stop_words", row.pk)
    return mappers.stop_word_response(row)


@command()
def delete_stop_word(ctx: RequestContext, stop_word_id: UUID) -> None:
    """Let a word narrow searches again.

    :raises StopWordNotFound: the tenant has no such stop word.
    """
    require(ctx, _RIGHT)
    row = models.SearchStopWord.objects.filter(pk=stop_word_id).first()
    if row is None:
        raise errors.StopWordNotFound(stop_word=to_ulid(stop_word_id))
    row.delete()
    _publish(ctx, "stop_words", stop_word_id)


@command()
def create_pin(ctx: RequestContext, request: CreateSearchPinRequest) -> SearchPinResponse:
    """Put products and pages first for a phrase.

    :raises InvalidInput: the phrase has no word.
    :raises PinnedNotFound: an id is neither of a product nor of a page.
    :raises DuplicatePin: the phrase has pinned results already.
    :raises TooManySettings: the tenant has as many as there can be.
    """
    require(ctx, _RIGHT)
    _make_room(models.SearchPin)
    pin = models.SearchPin(locale=request.locale or "")
    _set_pin(pin, request.phrase, request.entity_ids)
    _save(pin, errors.DuplicatePin(phrase=pin.phrase))
    _publish(ctx, "pins", pin.pk)
    return mappers.pin_response(pin)


@command()
def update_pin(ctx: RequestContext, pin_id: UUID, request: UpdateSearchPinRequest) -> SearchPinResponse:
    """Change what comes first for a phrase, or the phrase.

    :raises PinNotFound: the tenant has no such pinned results.
    :raises InvalidInput: the phrase has no word.
    :raises PinnedNotFound: an id is neither of a product nor of a page.
    :raises DuplicatePin: the phrase has pinned results already.
    """
    require(ctx, _RIGHT)
    pin = _pin(pin_id)
    changes = given(request)
    if "locale" in changes:
        pin.locale = changes["locale"] or ""
    _set_pin(pin, changes.get("phrase", pin.phrase), changes.get("entity_ids"))
    _save(pin, errors.DuplicatePin(phrase=pin.phrase))
    _publish(ctx, "pins", pin.pk)
    return mappers.pin_response(pin)


@command()
def delete_pin(ctx: RequestContext, pin_id: UUID) -> None:
    """Let a phrase find by relevance alone again.

    :raises PinNotFound: the tenant has no such pinned results.
    """
    require(ctx, _RIGHT)
    _pin(pin_id).delete()
    _publish(ctx, "pins", pin_id)


def _synonym(synonym_id: UUID) -> models.SearchSynonym:
    found: models.SearchSynonym | None = models.SearchSynonym.objects.for_update().filter(pk=synonym_id).first()
    if found is None:
        raise errors.SynonymNotFound(synonym=to_ulid(synonym_id))
    return found


def _pin(pin_id: UUID) -> models.SearchPin:
    found: models.SearchPin | None = models.SearchPin.objects.for_update().filter(pk=pin_id).first()
    if found is None:
        raise errors.PinNotFound(pin=to_ulid(pin_id))
    return found


def _set_phrases(synonym: models.SearchSynonym, phrases: Sequence[str], replacements: Sequence[str]) -> None:
    for name, values in (("phrases", phrases), ("replacements", replacements)):
        for place, phrase in enumerate(values):
            if not analysis.folded_words(phrase):
                raise InvalidInput.field(f"{name}.{place}", code="not_a_word", message="There is no word in it.")
    if len(phrases) < 2 and not replacements:
        raise InvalidInput.field("phrases", code="too_few", message="Give two phrases, or what one stands for.")
    synonym.phrases, synonym.replacements = list(phrases), list(replacements)


def _set_pin(pin: models.SearchPin, phrase: str, entity_ids: Sequence[UUID] | None) -> None:
    words = analysis.folded_words(phrase)
    if not words:
        raise InvalidInput.field("phrase", code="not_a_word", message="There is no word in it.")
    pin.phrase = " ".join(words)[:PHRASE_LENGTH]
    if entity_ids is None:
        return
    wanted = list(dict.fromkeys(entity_ids))
    known = set(models.IndexProduct.objects.filter(product_id__in=wanted).values_list("product_id", flat=True))
    known |= set(models.IndexContent.objects.filter(node_id__in=wanted).values_list("node_id", flat=True))
    for entity_id in wanted:
        if entity_id not in known:
            raise errors.PinnedNotFound(entity=to_ulid(entity_id))
    pin.entity_ids = wanted


def _make_room(model: type[TenantModel]) -> None:
    if model.objects.count() >= MOST:
        raise errors.TooManySettings(most=MOST)


def _save(row: Any, duplicate: Exception) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        raise duplicate from exc


def _publish(ctx: RequestContext, part: str, target_id: UUID) -> None:
    publish(ctx, SearchSettingsUpdated(tenant_id=ctx.tenant_id, part=part, target_id=target_id))
