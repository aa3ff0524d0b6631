"""The newest posts, for readers of feeds: what is for everybody, with its text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import orjson

from rustok.context import RequestContext
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok_index.dto.content import ListStorePostsRequest
from rustok_index.queries import listings
from rustok_index.queries.post_listing import listing

_MOST: Final = 20


def newest_posts(ctx: RequestContext, request: ListStorePostsRequest) -> list[dict[str, Any]]:
    """Return the documents of the newest posts that a visitor sees, whoever asks.

    :raises CategoryNotFound: no such category is shown.
    :raises TagNotFound: no such tag.
    """
    visitor = replace(ctx, audience=BITS[Role.ANONYMOUS])
    newest = replace(listing(request), limit=_MOST)
    return [orjson.loads(text) for text in listings.list_documents(visitor, newest)]
