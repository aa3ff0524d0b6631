"""The tree of categories for storefronts."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from rustok.context import RequestContext
from rustok.ids import InvalidId, parse_id
from rustok_index import errors
from rustok_index.dto.documents import StoredCard, StoredDocument
from rustok_index.queries import keyset

_ALL: Final = (
    "SELECT c.category_id, c.card, c.checksum FROM index_categories c"
    " WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible"
    " ORDER BY cardinality(c.path), c.position, c.title, c.category_id"
)
SHOWN: Final = "FROM index_categories c WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible AND c.category_id = "
"""Where a visible category is, the id left open; takes tenant and locale."""
_BY_ID: Final = SHOWN + "%s"
OF_SLUG: Final = (
    "(SELECT s.category_id FROM index_category_slugs s WHERE s.tenant_id = %s AND s.slug = %s"
    " ORDER BY s.is_current DESC, s.locale = %s DESC, s.locale, s.category_id LIMIT 1)"
)
"""The id of the category of a slug, in any language or of former times; takes tenant, slug and locale."""
_BY_SLUG: Final = SHOWN + OF_SLUG
_DOCUMENT: Final = "SELECT c.category_id, c.document::text, c.checksum, c.source_version "


def list_categories(ctx: RequestContext) -> tuple[StoredCard, ...]:
    """Return all visible categories, parents before children, siblings in their order. Cards name their parent."""
    return tuple(
        StoredCard.of("category", card, checksum)
        for _category_id, card, checksum in keyset.fetch(_ALL, [ctx.tenant_id, ctx.locale])
    )


def get_category(ctx: RequestContext, *, slug: str | None = None, category_id: UUID | None = None) -> StoredDocument:
    """Return a visible category by id or slug (in any language or of former times); a slug that is an id is one.

    :raises CategoryNotFound: there is none.
    """
    entity_id, json, checksum, version = _one(ctx, _DOCUMENT, slug, category_id)
    return StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version)


def get_checksum(ctx: RequestContext, *, slug: str) -> str:
    """Return the checksum of what :func:`get_category` would return.

    :raises CategoryNotFound: there is none.
    """
    return str(_one(ctx, "SELECT c.checksum ", slug, None)[0])


def _one(ctx: RequestContext, what: str, slug: str | None, category_id: UUID | None) -> Any:
    if category_id is None and slug is not None:
        try:
            category_id = parse_id(slug)
        except InvalidId:
            category_id = None
    if category_id is not None:
        rows = keyset.fetch(what + _BY_ID, [ctx.tenant_id, ctx.locale, category_id])
    else:
        params = [ctx.tenant_id, ctx.locale, ctx.tenant_id, slug, ctx.locale]
        rows = keyset.fetch(what + _BY_SLUG, params) if slug and "\x00" not in slug else []
    if not rows:
        raise errors.CategoryNotFound()
    return rows[0]
