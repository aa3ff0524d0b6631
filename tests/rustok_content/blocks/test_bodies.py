"""Bodies of typed blocks: read, refused, rendered, shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rustok.errors import InvalidInput
from rustok.ids import generate_id, to_ulid
from rustok_content.dto.lifecycle import ReferenceTarget
from rustok_content.dto.nodes import BodyFormat
from rustok_content.services.blocks.bodies import read_blocks
from rustok_content.services.blocks.showing import show_body
from rustok_content.services.blocks.types import block_types
from rustok_content.services.markup import render

pytestmark = pytest.mark.django_db


def body(*blocks: dict[str, Any]) -> str:
    return json.dumps({"blocks": list(blocks)})


def test_every_block_gets_an_id_and_keeps_it() -> None:
    first = render(body({"type": "heading", "props": {"text": "Tea & cake"}}), BodyFormat.BLOCKS)

    again = render(first.source, BodyFormat.BLOCKS)

    assert first.html == "<h2>Tea &amp; cake</h2>"
    assert first.text == "Tea & cake"
    assert again.source == first.source
    assert len(json.loads(first.source)["blocks"][0]["id"]) == 26


def test_all_faults_are_told_at_once_with_their_places() -> None:
    source = body(
        {"type": "heading", "props": {"text": "x", "level": 9}},
        {"type": "carousel", "props": {}},
        {"id": "a", "type": "divider", "props": {}},
        {"id": "a", "type": "divider", "props": {"x": 1}},
        {"type": "button", "props": {"label": "Go", "url": "javascript:alert(1)"}},
    )

    with pytest.raises(InvalidInput) as refused:
        read_blocks(source)

    assert [(".".join(map(str, each.path)), each.code) for each in refused.value.errors] == [
        ("body.blocks.0.props.level", "less_than_equal"),
        ("body.blocks.1.type", "unknown_type"),
        ("body.blocks.3.id", "duplicate"),
        ("body.blocks.3.props.x", "unknown_field"),
        ("body.blocks.4.props.url", "string_pattern_mismatch"),
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "json_invalid"),
        ("[]", "object_type"),
        ("{}", "one_of"),
        ('{"blocks": [], "regions": {}}', "one_of"),
        ('{"blocks": [1]}', "dataclass_type"),
        ('{"regions": {"Main!": []}}', "string_pattern_mismatch"),
    ],
)
def test_what_is_no_body_is_refused(source: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_blocks(source)

    assert code in {each.code for each in refused.value.errors}


def test_columns_hold_blocks_but_not_without_end() -> None:
    heading = {"type": "heading", "props": {"text": "x"}}
    columns: dict[str, Any] = {"type": "columns", "props": {"columns": [[heading], [heading]]}}

    assert render(body(columns), BodyFormat.BLOCKS).html == (
        '<div class="columns"><div class="column"><h2>x</h2></div><div class="column"><h2>x</h2></div></div>'
    )
    with pytest.raises(InvalidInput):
        read_blocks(body({"type": "columns", "props": {"columns": [[{**columns, "props": {"columns": [[columns]]}}]]}}))


def test_references_are_named_with_the_block_that_makes_them() -> None:
    picture, shared = generate_id(), generate_id()
    found = read_blocks(
        body(
            {"id": "p", "type": "image", "props": {"asset_id": to_ulid(picture)}},
            {"id": "s", "type": "reusable", "props": {"node_id": to_ulid(shared)}},
        )
    )

    assert found.targets() == [("p", (ReferenceTarget.ASSET, picture)), ("s", (ReferenceTarget.NODE, shared))]


def test_shared_blocks_stand_in_their_places_and_never_in_themselves() -> None:
    shared_id = generate_id()
    itself = {"type": "reusable", "props": {"node_id": to_ulid(shared_id)}}
    shared = read_blocks(body({"id": "in", "type": "heading", "props": {"text": "Shared"}}, itself))
    page = read_blocks(json.dumps({"regions": {"main": [itself], "aside": []}}))

    shown = show_body(page, {}, {shared_id: shared}, ("en",))

    assert [(region["name"], [block["html"] for block in region["blocks"]]) for region in shown] == [
        ("aside", []),
        ("main", ["<h2>Shared</h2>"] * 3),
    ]


def test_lists_are_addresses_of_the_read_model() -> None:
    page = read_blocks(body({"id": "l", "type": "products", "props": {"collection": "new", "limit": 4}}))

    ((block,),) = (region["blocks"] for region in show_body(page, {}, {}, ("en",)))

    assert block["href"] == "/api/v1/store/products?collection=new&sort=position&limit=4"
    assert (block["html"], block["products"], block["posts"]) == (None, [], None)


def test_columns_are_shown_with_what_is_in_them() -> None:
    heading = {"id": "h", "type": "heading", "props": {"text": "x"}}
    page = read_blocks(body({"id": "c", "type": "columns", "props": {"columns": [[heading], []]}}))

    ((block,),) = (region["blocks"] for region in show_body(page, {}, {}, ("en",)))

    assert (block["props"], block["html"]) == ({}, None)
    assert [[inner["html"] for inner in column["blocks"]] for column in block["columns"]] == [["<h2>x</h2>"], []]


def test_what_was_picked_is_referred_to() -> None:
    product, post, series = generate_id(), generate_id(), generate_id()
    found = read_blocks(
        body(
            {"id": "a", "type": "products", "props": {"product_ids": [to_ulid(product)]}},
            {"id": "b", "type": "posts", "props": {"post_ids": [to_ulid(post)], "series_id": to_ulid(series)}},
        )
    )

    assert found.targets() == [
        ("a", (ReferenceTarget.PRODUCT, product)),
        ("b", (ReferenceTarget.NODE, post)),
        ("b", (ReferenceTarget.NODE, series)),
    ]


def test_types_describe_themselves_to_editors() -> None:
    described = {each.name: each for each in block_types()}

    assert described["heading"].schema["properties"]["level"]["maximum"] == 4
    assert described["image"].description == "A picture of the media library; without ``alt`` its own is shown."
