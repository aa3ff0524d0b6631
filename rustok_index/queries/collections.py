"""Collections of products for storefronts."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import InvalidId, parse_id
from rustok_index import errors
from rustok_index.dto.documents import StoredCard, StoredDocument
from rustok_index.queries import keyset

_ALL: Final = (
    "SELECT c.collection_id, c.card, c.checksum FROM index_collections c"
    " WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible ORDER BY c.position, c.title, c.collection_id"
)
SHOWN: Final = (
    "FROM index_collections c WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible AND c.collection_id = "
)
"""Where a visible collection is, the id left open; takes tenant and locale."""
_BY_ID: Final = SHOWN + "%s"
OF_SLUG: Final = (
    "(SELECT s.collection_id FROM index_collection_slugs s WHERE s.tenant_id = %s AND s.slug = %s"
    " ORDER BY s.is_current DESC, s.locale = %s DESC, s.locale, s.collection_id LIMIT 1)"
)
"""The id of the collection of a slug, in any language or of former times; takes tenant, slug and locale."""
_BY_SLUG: Final = SHOWN + OF_SLUG
_DOCUMENT: Final = "SELECT c.collection_id, c.document::text, c.checksum, c.source_version "


def list_collections(ctx: RequestContext) -> tuple[StoredCard, ...]:
    """Return all visible collections in their order."""
    return tuple(
        StoredCard.of("collection", card, checksum)
        for _collection_id, card, checksum in keyset.fetch(_ALL, [ctx.tenant_id, ctx.locale])
    )


def get_collection(
    ctx: RequestContext, *, slug: str | None = None, collection_id: UUID | None = None
) -> StoredDocument:
    """Return a visible collection by id or slug (in any language); a slug that is an id is taken for one.

    :raises CollectionNotFound: there is none.
    """
    entity_id, json, checksum, version = _one(ctx, _DOCUMENT, slug, collection_id)
    return StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version)


def get_checksum(ctx: RequestContext, *, slug: str) -> str:
    """Return the checksum of what :func:`get_collection` would return.

    :raises CollectionNotFound: there is none.
    """
    return str(_one(ctx, "SELECT c.checksum ", slug, None)[0])


def _one(ctx: RequestContext, what: str, slug: str | None, collection_id: UUID | None) -> Any:
    if collection_id is None and slug is not None:
        try:
            collection_id = parse_id(slug)
        except InvalidId:
            collection_id = None
    if collection_id is not None:
        rows = keyset.fetch(what + _BY_ID, [ctx.tenant_id, ctx.locale, collection_id])
    else:
        params = [ctx.tenant_id, ctx.locale, ctx.tenant_id, slug, ctx.locale]
        rows = keyset.fetch(what + _BY_SLUG, params) if slug and "\x00" not in slug else []
    if not rows:
        raise errors.CollectionNotFound()
    return rows[0]
