"""Tags of nodes: one for each meaning, found by every word for it, and counted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import StaleVersion
from rustok.testing.events import published_events
from rustok_content import errors, models
from rustok_content.dto.nodes import CreateNodeRequest, TranslationInput
from rustok_content.dto.tags import CreateNodeTagRequest, MergeNodeTagsRequest, NodeTagResponse, UpdateNodeTagRequest
from rustok_content.search_source import TagSource
from rustok_content.selectors.tags import get_tag, list_tags
from rustok_content.services import nodes, publishing, tags

pytestmark = pytest.mark.django_db


def tag(ctx: RequestContext, name: str, **fields: Any) -> NodeTagResponse:
    return tags.create_tag(ctx, parse(CreateNodeTagRequest, {"name": name, **fields}))


def tagged(ctx: RequestContext, *names: str, seen: bool = True) -> UUID:
    texts = (TranslationInput(locale="en", title="Tagged"),)
    made = nodes.create_node(ctx, CreateNodeRequest(kind="post", translations=texts, tags=names))
    return publishing.publish_node(ctx, made.id).id if seen else made.id


def carried(node_id: UUID) -> list[str]:
    return sorted(models.NodeTag.objects.filter(node_id=node_id).values_list("tag__slug", flat=True))


def test_every_word_for_a_tag_leads_to_it(ctx: RequestContext) -> None:
    made = tag(ctx, "Coffee", names={"ru": "Кофе"}, synonyms=["Java Bean", "espresso"])

    node = tagged(ctx, "кофе", "ESPRESSO", "java-bean")

    assert carried(node) == ["coffee"]
    assert made.synonyms == ("espresso", "java-bean", "kofe")
    assert models.Tag.objects.count() == 1


def test_a_word_means_one_tag(ctx: RequestContext) -> None:
    tag(ctx, "Coffee", synonyms=["Java"])

    for name, fields in (
        ("coffee", {}),
        ("java", {}),
        ("Tea", {"synonyms": ["JAVA"]}),
        ("Tea", {"names": {"ru": "Coffee"}}),
    ):
        with pytest.raises(errors.DuplicateTag):
            tag(ctx, name, **fields)

    assert models.Tag.objects.count() == 1


def test_a_renamed_tag_is_found_by_its_former_name(ctx: RequestContext) -> None:
    made = tag(ctx, "Coffe")
    node = tagged(ctx, "coffe")

    renamed = tags.update_tag(ctx, made.id, UpdateNodeTagRequest(name="Coffee", version=1))

    assert (renamed.slug, renamed.synonyms, renamed.version) == ("coffee", ("coffe",), 2)
    assert (carried(node), carried(tagged(ctx, "Coffe"))) == (["coffee"], ["coffee"])
    with pytest.raises(StaleVersion):
        tags.update_tag(ctx, made.id, UpdateNodeTagRequest(name="Kaffee", version=1))


def test_a_tag_may_take_its_own_synonym_as_its_name(ctx: RequestContext) -> None:
    made = tag(ctx, "Java", synonyms=["Coffee"])

    renamed = tags.update_tag(ctx, made.id, UpdateNodeTagRequest(name="Coffee"))

    assert (renamed.slug, renamed.synonyms) == ("coffee", ("java",))


def test_what_is_as_asked_changes_nothing(ctx: RequestContext) -> None:
    made = tag(ctx, "Coffee", names={"ru": "Кофе"}, synonyms=["Java"])

    with published_events() as events:
        same = tags.update_tag(
            ctx, made.id, UpdateNodeTagRequest(name="Coffee", names={"ru": "Кофе"}, synonyms=("Java",))
        )

    assert (same, events.types) == (made, [])


def test_merged_tags_leave_their_nodes_and_words(ctx: RequestContext) -> None:
    coffee, java, kaffee = tag(ctx, "Coffee"), tag(ctx, "Java", synonyms=["mocha"]), tag(ctx, "Kaffee")
    both, one, draft = tagged(ctx, "coffee", "java"), tagged(ctx, "java", "kaffee"), tagged(ctx, "kaffee", seen=False)
    with published_events() as events:
        merged = tags.merge_tags(ctx, coffee.id, MergeNodeTagsRequest(tag_ids=(java.id, kaffee.id)))

    assert [carried(node_id) for node_id in (both, one, draft)] == [["coffee"]] * 3
    assert (merged.synonyms, merged.node_count) == (("java", "kaffee", "mocha"), 2)
    assert (models.Tag.objects.count(), events.types) == (1, ["tag.merged"])
    # Readers are no longer shown those that went.
    assert TagSource().targets(events.envelopes) == {coffee.id, java.id, kaffee.id}
    assert carried(tagged(ctx, "Mocha")) == ["coffee"]


def test_a_tag_does_not_take_itself_in(ctx: RequestContext) -> None:
    coffee, java = tag(ctx, "Coffee"), tag(ctx, "Java")

    with pytest.raises(errors.TagMergedIntoItself):
        tags.merge_tags(ctx, coffee.id, MergeNodeTagsRequest(tag_ids=(java.id, coffee.id)))

    assert models.Tag.objects.count() == 2


def test_a_deleted_tag_is_taken_off(ctx: RequestContext) -> None:
    coffee = tag(ctx, "Coffee", names={"ru": "Кофе"})
    node = tagged(ctx, "coffee", "tea")
    with published_events() as events:
        tags.delete_tag(ctx, coffee.id)

    assert carried(node) == ["tea"]
    (envelope,) = events.envelopes
    assert envelope.event.node_ids == (node,)  # type: ignore[attr-defined]
    with pytest.raises(errors.TagNotFound):
        get_tag(ctx, coffee.id)


def test_tags_are_listed_by_a_part_of_their_name(ctx: RequestContext) -> None:
    for name in ("Green tea", "Black tea", "Coffee"):
        tag(ctx, name)

    page = list_tags(ctx, name="TEA", limit=1)

    assert ([found.name for found in page.items], page.next is not None) == (["Black tea"], True)
