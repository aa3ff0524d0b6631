"""Answers in threads, replies and comments, as readers see them: one document for all languages."""

from __future__ import annotations

from typing import Any

from rustok.search.documents import ContentDocument
from rustok.search.sources import UNDETERMINED
from rustok.search.storefront import StoreReply, as_json
from rustok_content.dto.nodes import NodeStatus
from rustok_content.dto.threads import Moderation
from rustok_content.search_source.surroundings import Surroundings, path_ids
from rustok_content.search_source.texts import shortened


def answer_document(node: Any, around: Surroundings) -> ContentDocument | None:
    """Build the document of an answer; None while moderators keep it from readers, and of one that answers nothing.

    What was deleted keeps its place in the thread, without its text and its author. Whether readers see the thread is
    not said here: its root's own row tells, so that a thread of thousands is moved or hidden by one row.
    """
    if node.root_id is None or node.moderation != Moderation.APPROVED:
        return None
    text = next(iter(node.translations.all()), None)
    body = next(iter(node.bodies.all()), None)
    is_deleted = node.deleted_at is not None
    author = around.author(node.author_id, as_member=True) or around.guests.get(node.id)
    above = path_ids(node.path)
    card = as_json(
        StoreReply(
            id=node.id,
            number=node.number,
            root_id=node.root_id,
            parent_id=node.parent_id,
            depth=len(above) - 1 - above.index(node.root_id) if node.root_id in above else node.depth,
            body=body.html if body is not None and not is_deleted else None,
            author=None if is_deleted else author,
            author_id=None if is_deleted else node.author_id,
            author_avatar=None if is_deleted else around.avatar(node.author_id),
            is_guest=not is_deleted and node.id in around.guests,
            is_deleted=is_deleted,
            reply_count=node.reply_count,
            reaction_count=0 if is_deleted else node.reaction_count,
            reactions={} if is_deleted else dict(around.reactions.get(node.id, {})),
            vote_score=0 if is_deleted else node.vote_score,
            created_at=node.created_at,
            edited_at=None if is_deleted else node.edited_at,
        )
    )
    plain = body.text if body is not None and not is_deleted else ""
    return ContentDocument(
        entity_id=node.id,
        locale=UNDETERMINED,
        source_locale=around.languages.get(node.root_id, node.source_locale),
        is_fallback=False,
        stale=False,
        source_version=node.version + node.activity,
        status=NodeStatus(node.status).value,
        # An answer has no title of its own: what lists of the read model show to staff is how it begins.
        title=(plain[:80] or (text.title if text is not None else "")) if not is_deleted else "",
        slug="",
        search_text=plain,
        document={},
        card=card,
        kind=node.kind,
        body_preview=shortened(plain) if plain else None,
        author_id=None if is_deleted else node.author_id,
        author_name=None if is_deleted else author,
        parent_id=node.parent_id,
        root_id=node.root_id,
        number=node.number,
        former_paths=tuple(around.former_places.get(node.id, ())),
        thread=node.path,
        depth=node.depth,
        score=node.vote_score,
        reply_count=node.reply_count,
        position=node.position,
        created_at=node.created_at,
        published_at=node.published_at,
    )
