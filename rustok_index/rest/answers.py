"""Puts stored JSON into answers without reading it, unless a client wants only some fields of it."""

from __future__ import annotations

from typing import Any

import orjson
from rest_framework.request import Request

from rustok.api.annotations import fields_of
from rustok.errors import FieldError, InvalidInput
from rustok_index.dto.documents import CardPage, StoredCard


def page_json(page: CardPage, request: Request, shape: type, *, with_kind: bool = False) -> bytes:
    """Return ``{"items": [...], "page": {...}, "facets": {...}}``; ``facets`` only where they were counted.

    :raises InvalidInput: ``?fields=`` names one that ``shape`` does not have.
    """
    wanted = wanted_fields(request, shape)
    place: dict[str, Any] = {"next": page.next, "has_next": page.next is not None}
    if page.total is not None:
        place["total"] = page.total
    parts = [b'{"items":[', b",".join(_card(card, wanted, with_kind) for card in page.cards), b'],"page":']
    parts.append(orjson.dumps(place))
    if page.facets:
        parts += [b',"facets":', orjson.dumps(page.facets)]
    parts.append(b"}")
    return b"".join(parts)


def document_json(text: str, request: Request, shape: type) -> bytes:
    """Return one document.

    :raises InvalidInput: ``?fields=`` names one that ``shape`` does not have.
    """
    return _chosen(text, wanted_fields(request, shape))


def wanted_fields(request: Request, shape: type) -> frozenset[str] | None:
    """Read ``?fields=``; None means all.

    :raises InvalidInput: a field that ``shape`` does not have.
    """
    names = frozenset(part for part in request.query_params.get("fields", "").split(",") if part)
    if unknown := sorted(names - fields_of(shape).keys()):
        raise InvalidInput([FieldError(("fields",), "unknown_field", f"No field {name!r}.") for name in unknown])
    return names or None


def _card(card: StoredCard, wanted: frozenset[str] | None, with_kind: bool) -> bytes:
    json = _chosen(card.json, wanted)
    return b'{"kind":%s,"item":%s}' % (orjson.dumps(card.kind), json) if with_kind else json


def _chosen(text: str, wanted: frozenset[str] | None) -> bytes:
    if wanted is None:
        return text.encode()
    return orjson.dumps({name: value for name, value in orjson.loads(text).items() if name in wanted})
