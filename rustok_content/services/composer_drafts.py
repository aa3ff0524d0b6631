"""What members have typed and not sent, kept so that no closed window loses it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import orjson

from rustok.commands import command
from rustok.context import RequestContext
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.community import ComposerDraftDeleted, ComposerDraftSaved
from rustok.ids import to_ulid
from rustok_content import errors, models
from rustok_content.dto.notifications import ComposerDraftResponse, SaveComposerDraftRequest
from rustok_content.mappers.community import composer_draft_response
from rustok_content.services.community_locks import lock_drafts
from rustok_content.services.members import member_for

MOST: Final = 100
LARGEST: Final = 250_000


@command()
def save_draft(ctx: RequestContext, request: SaveComposerDraftRequest) -> ComposerDraftResponse:
    """Keep what is typed so far. What is kept already, at the version given, changes nothing.

    :raises Unauthenticated: nobody is signed in.
    :raises StaleVersion: another window of the member has saved in between, or none has and ``version`` was given.
    :raises TooManyDrafts: the member keeps as many as they may.
    :raises ComposerDraftTooLarge: no text is that large.
    """
    member = member_for(ctx)
    if len(orjson.dumps(request.data)) > LARGEST:
        raise errors.ComposerDraftTooLarge(limit=LARGEST)
    # The first of a key has no row to lock.
    lock_drafts(to_ulid(member.user_id))
    drafts = models.ComposerDraft.objects.filter(user_id=member.user_id)
    draft = drafts.filter(key=request.key).first()
    given = request.version if isinstance(request.version, int) else 0
    current = draft.version if draft is not None else 0
    if given != current:
        raise StaleVersion(current=current, given=given, changed=("data",))
    if draft is None:
        if drafts.count() >= MOST:
            raise errors.TooManyDrafts(limit=MOST)
        draft = models.ComposerDraft(user_id=member.user_id, key=request.key, data=request.data)
        draft.save(force_insert=True)
    elif draft.data == request.data:
        return composer_draft_response(draft)
    else:
        draft.data = request.data
        draft.version += 1
        draft.save()
    publish(ctx, ComposerDraftSaved(user_id=member.user_id, draft_id=draft.id))
    return composer_draft_response(draft)


@command()
def delete_draft(ctx: RequestContext, draft_id: UUID) -> None:
    """Throw a draft away.

    :raises Unauthenticated: nobody is signed in.
    :raises ComposerDraftNotFound: the member has no such draft.
    """
    member = member_for(ctx)
    deleted, _ = models.ComposerDraft.objects.filter(pk=draft_id, user_id=member.user_id).delete()
    if not deleted:
        raise errors.ComposerDraftNotFound(key=to_ulid(draft_id))
    publish(ctx, ComposerDraftDeleted(user_id=member.user_id, draft_id=draft_id))
