"""The tree of categories for storefronts."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rustok.context import RequestContext
from rustok_index import errors
from rustok_index.dto.documents import StoredCard, StoredDocument
from rustok_index.queries import keyset

_ALL: Final = (
    "SELECT c.category_id, c.card, c.checksum FROM index_categories c"
    " WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible"
    " ORDER BY cardinality(c.path), c.position, c.title, c.category_id"
)
_ONE: Final = (
    "SELECT c.category_id, c.document::text, c.checksum, c.source_version FROM index_categories c"
    " WHERE c.tenant_id = %s AND c.locale = %s AND c.is_visible AND c.category_id = "
)
_BY_ID: Final = _ONE + "%s"
OF_SLUG: Final = (
    "(SELECT s.category_id FROM index_category_slugs s WHERE s.tenant_id = %s AND s.slug = %s"
    " ORDER BY s.is_current DESC, s.locale = %s DESC, s.locale, s.category_id LIMIT 1)"
)
"""The id of the category of a slug, in any language or of former times; takes tenant, slug and locale."""
_BY_SLUG: Final = _ONE + OF_SLUG


def list_categories(ctx: RequestContext) -> tuple[StoredCard, ...]:
    """Return all visible categories, parents before children, siblings in their order. Cards name their parent."""
    return tuple(
        StoredCard.of("category", card, checksum)
        for _category_id, card, checksum in keyset.fetch(_ALL, [ctx.tenant_id, ctx.locale])
    )


def get_category(ctx: RequestContext, *, slug: str | None = None, category_id: UUID | None = None) -> StoredDocument:
    """Return a visible category by id or slug (in any language).

    :raises CategoryNotFound: there is none.
    """
    if category_id is not None:
        rows = keyset.fetch(_BY_ID, [ctx.tenant_id, ctx.locale, category_id])
    else:
        params = [ctx.tenant_id, ctx.locale, ctx.tenant_id, slug, ctx.locale]
        rows = keyset.fetch(_BY_SLUG, params) if slug and "\x00" not in slug else []
    if not rows:
        raise errors.CategoryNotFound()
    entity_id, json, checksum, version = rows[0]
    return StoredDocument(entity_id=entity_id, json=json, checksum=checksum, source_version=version)
