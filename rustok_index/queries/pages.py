"""What is at an address of the site: a document, or where it leads."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import orjson

from rustok.context import RequestContext
from rustok_index import errors
from rustok_index.dto.documents import StoredDocument
from rustok_index.queries import keyset
from rustok_index.queries.lists import with_lists

_LONGEST: Final = 1000
# What a node has at the path now goes before a redirect, and that before what a node once had there.
_AT: Final = (
    "WITH at AS ("
    " (SELECT CASE WHEN p.is_current THEN 0 ELSE 2 END AS rank, p.node_id, p.locale, NULL::text AS redirect"
    " FROM index_content_paths p WHERE p.tenant_id = %s AND p.path = %s"
    " ORDER BY p.locale = %s DESC, p.is_current DESC, p.node_id LIMIT 1)"
    " UNION ALL (SELECT 1, NULL, s.locale, s.card FROM index_section_slugs u JOIN index_sections s"
    " ON s.tenant_id = u.tenant_id AND s.section_id = u.section_id AND s.locale = u.locale"
    " WHERE u.tenant_id = %s AND u.kind = 'redirect' AND u.slug = %s AND u.locale = %s"
    " ORDER BY s.position, s.section_id LIMIT 1))"
    " SELECT at.redirect, n.node_id, n.path, n.document::text, n.checksum, n.source_version FROM at"
    " LEFT JOIN index_content n ON n.tenant_id = %s AND n.node_id = at.node_id AND n.locale = %s AND n.is_visible"
    " AND n.audience & %s <> 0 WHERE at.redirect IS NOT NULL OR n.node_id IS NOT NULL ORDER BY at.rank LIMIT 1"
)


def normal_path(path: str) -> str:
    """Return a path as addresses are kept: one slash before each step, none at the end."""
    return "/" + "/".join(filter(None, path.split("/")))


def get_page(ctx: RequestContext, path: str, *, api: str) -> StoredDocument:
    """Return what is at a path, in one statement; what its blocks list, in a second one.

    :param api: where the path that it moved to is asked for: its beginning, up to the path.
    :raises NodeNotFound: nothing is there that the reader may see.
    :raises PageMoved: it is at another path now, or the path is that of another language.
    :raises PageElsewhere: the same for the time being, by an operator's will.
    :raises PageGone: an operator said that it is gone.
    """
    wanted = normal_path(path)
    if "\x00" in path or len(wanted) > _LONGEST:
        raise errors.NodeNotFound()
    shown = [ctx.tenant_id, ctx.locale, ctx.audience]
    params: list[Any] = [ctx.tenant_id, wanted, ctx.locale, ctx.tenant_id, wanted, ctx.locale, *shown]
    rows = keyset.fetch(_AT, params)
    if not rows:
        raise errors.NodeNotFound()
    redirect, node_id, present, json, checksum, version = rows[0]
    if redirect is not None:
        said = orjson.loads(redirect)
        if not said["target"]:
            raise errors.PageGone()
        refusal = errors.PageMoved if said["permanent"] else errors.PageElsewhere
        raise refusal(target=said["target"], location=_location(ctx, said["target"], api))
    if present != wanted:
        raise errors.PageMoved(target=present, location=_location(ctx, present, api))
    return with_lists(ctx, StoredDocument(entity_id=node_id, json=json, checksum=checksum, source_version=version))


def _location(ctx: RequestContext, target: str, api: str) -> str:
    """Return where a client asks for the target: of this site from us, else there."""
    if target.startswith("/") and not target.startswith("//"):
        return f"{api}{quote(target, safe='/')}&locale={ctx.locale}"
    return quote(target, safe="/:?#[]@!$&'()*+,;=%~")
