"""Cursors of staff's lists, as others may make them up."""

from __future__ import annotations

import base64
from typing import Any

import orjson
import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok_commerce import errors
from rustok_commerce.dto.bulk import ListTagsRequest
from rustok_commerce.dto.collections import ListCollectionsRequest
from rustok_commerce.dto.products import ListProductsRequest
from rustok_commerce.selectors import collections, products, tags
from tests.factories import commerce

# The same in every process: a test's name is made of it.
SOME_ID = "01a214fb-c301-709e-99cc-dda29cfa054f"


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("value", "row_id"),
    [
        ("\x00", SOME_ID),
        ("1 \x00", SOME_ID),
        (["a"], SOME_ID),
        (5, SOME_ID),
        ("a", ["a"] * 32),
        ("a", 5),
        ("a", None),
        ("a", "a" * 32 + "!"),
    ],
)
def test_a_cursor_that_nobody_gave_out_is_refused(ctx: RequestContext, value: Any, row_id: Any) -> None:
    commerce.product(tags=["sun"])

    for order, ask in (
        ("tags", lambda after: tags.list_tags(ctx, parse(ListTagsRequest, {"after": after}))),
        (
            "collections",
            lambda after: collections.list_collections(ctx, parse(ListCollectionsRequest, {"after": after})),
        ),
        (
            "handle",
            lambda after: products.list_products(ctx, parse(ListProductsRequest, {"sort": "handle", "after": after})),
        ),
        (
            "-updated",
            lambda after: products.list_products(ctx, parse(ListProductsRequest, {"sort": "-updated", "after": after})),
        ),
    ):
        with pytest.raises(errors.InvalidCursor):
            ask(cursor(order, value, row_id))
