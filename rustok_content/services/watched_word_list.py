"""Which words are watched."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.community import WatchedWordCreated, WatchedWordDeleted, WatchedWordUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_content import errors, models
from rustok_content.dto.moderation import CreateWatchedWordRequest, UpdateWatchedWordRequest, WatchedWordResponse
from rustok_content.mappers.community import watched_word_response
from rustok_content.services.watched_words import pattern_of


@command()
def create_watched_word(ctx: RequestContext, request: CreateWatchedWordRequest) -> WatchedWordResponse:
    """Watch a word.

    :raises EmptyWatchedWord: it has no letters to be found by.
    :raises DuplicateWatchedWord: it is watched already, in whatever capitals.
    """
    require(ctx, "content.watched_word:create")
    pattern = pattern_of(request.word)
    if any(len(word.replace("*", "")) < 1 for word in pattern) or len("".join(pattern).replace("*", "")) < 2:
        raise errors.EmptyWatchedWord()
    row = models.WatchedWord(word=" ".join(pattern), action=request.action)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as exc:
        raise errors.DuplicateWatchedWord(word=row.word) from exc
    publish(ctx, WatchedWordCreated(word_id=row.id))
    return watched_word_response(row)


@command()
def update_watched_word(ctx: RequestContext, word_id: UUID, request: UpdateWatchedWordRequest) -> WatchedWordResponse:
    """Do something else about a word. What is as asked already changes nothing.

    :raises WatchedWordNotFound: no such word is watched.
    """
    require(ctx, "content.watched_word:update")
    row = _lock(word_id)
    if row.action != request.action:
        row.action = request.action
        row.save(update_fields=["action"])
        publish(ctx, WatchedWordUpdated(word_id=row.id))
    return watched_word_response(row)


@command()
def delete_watched_word(ctx: RequestContext, word_id: UUID) -> None:
    """Watch a word no more.

    :raises WatchedWordNotFound: no such word is watched.
    """
    require(ctx, "content.watched_word:delete")
    _lock(word_id, keys=True).delete()
    publish(ctx, WatchedWordDeleted(word_id=word_id))


def _lock(word_id: UUID, *, keys: bool = False) -> models.WatchedWord:
    row: models.WatchedWord | None = models.WatchedWord.objects.for_update(keys=keys).filter(pk=word_id).first()
    if row is None:
        raise errors.WatchedWordNotFound(id=to_ulid(word_id))
    return row
