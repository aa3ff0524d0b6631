"""Puts stored JSON into answers without reading it, unless a client wants only some fields of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson

from rustok.api.rest.selection import Selection
from rustok.api.rest.stored import Known, StoredAnswer
from rustok_index.dto.documents import CardPage, StoredCard, StoredDocument


def page_answer(page: CardPage, selection: Selection | None, *, with_kind: bool = False) -> StoredAnswer:
    """Return ``{"items": [...], "page": {...}, "facets": {...}}``; ``facets`` only where they were counted."""
    place: dict[str, Any] = {"next": page.next, "has_next": page.next is not None}
    if page.total is not None:
        place["total"] = page.total
    if page.did_you_mean is not None:
        place["did_you_mean"] = page.did_you_mean
    after = b'],"page":' + orjson.dumps(place)
    if page.facets:
        after += b',"facets":' + orjson.dumps(page.facets)
    if with_kind or selection is not None:
        items = [_item(card, selection, with_kind) for card in page.cards]
    else:
        items = [card.json for card in page.cards]
    # The tag goes by the state of what is shown: its text is twenty times as long.
    digest = hashlib.blake2b(after, digest_size=12)
    digest.update(b"".join([card.checksum for card in page.cards]))
    if selection is not None:
        digest.update(selection.text.encode())
    return StoredAnswer(b'{"items":[%s%s}' % (b",".join(items), after), digest.hexdigest())


def whole_answer(document: StoredDocument, selection: Selection | None) -> StoredAnswer:
    """Return one document that was put together, whatever the client has."""
    content = document.json.encode()
    if selection is not None:
        content = orjson.dumps(selection.of(orjson.loads(content)))
    return StoredAnswer(content, _tag(document.checksum, selection))


def document_answer(
    selection: Selection | None,
    known: Known | None,
    *,
    checksum: Callable[[], str],
    document: Callable[[], StoredDocument],
) -> StoredAnswer:
    """Return one document; where the client has something already, its checksum is looked at first."""
    if known is not None:
        answer = StoredAnswer(None, _tag(checksum(), selection))
        if known.has(answer.etag):
            return answer
    found = document()
    text = found.json
    content = text.encode() if selection is None else orjson.dumps(selection.of(orjson.loads(text)))
    return StoredAnswer(content, _tag(found.checksum, selection))


def _tag(checksum: str, selection: Selection | None) -> str:
    if selection is None:
        return checksum
    return f"{checksum}-{hashlib.blake2b(selection.text.encode(), digest_size=6).hexdigest()}"


def _item(card: StoredCard, selection: Selection | None, with_kind: bool) -> bytes:
    if not with_kind:
        return card.json if selection is None else orjson.dumps(selection.of(orjson.loads(card.json)))
    if selection is None:
        return b'{"kind":%s,"item":%s}' % (orjson.dumps(card.kind), card.json)
    return orjson.dumps(selection.of({"kind": card.kind, "item": orjson.loads(card.json)}))
