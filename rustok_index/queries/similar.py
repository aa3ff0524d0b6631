"""Topics like another one: those whose words are alike, the rarest words first."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok_index.dto.content import SimilarTopicsRequest
from rustok_index.dto.documents import StoredCard
from rustok_index.dto.search import SearchQuery
from rustok_index.queries.content import cards_by_id
from rustok_index.queries.found import find, reader_in
from rustok_index.queries.threads import TOPIC, topic_words

_MOST_WORDS: Final = 400


def similar_topics(ctx: RequestContext, request: SimilarTopicsRequest) -> tuple[StoredCard, ...]:
    """Return topics like one that is there, or like what somebody is about to ask; the most alike first.

    One word in common is enough; what has more of them, and rarer ones, comes first.

    :raises NodeNotFound: the reader does not see the topic.
    :raises SearchUnavailable: the search folder is lost.
    """
    own: UUID | None = request.id
    text = topic_words(ctx, own) if own is not None else request.title or ""
    if not text.strip():
        return ()
    query = SearchQuery(
        text=text[:_MOST_WORDS],
        locale=ctx.locale,
        kinds=(TOPIC,),
        channel=reader_in(ctx),
        # One more: the topic itself is most like itself.
        limit=request.limit + 1,
        exact=True,
        any_word=True,
    )
    ids = [node_id for node_id in find("content", query).ids if node_id != own][: request.limit]
    cards = cards_by_id(ctx, ids)
    return tuple(cards[node_id] for node_id in ids if node_id in cards)
