"""A newsroom and a community that do whatever they may, at random, through the commands that everybody uses."""

from __future__ import annotations

import contextlib
import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import RustokError
from rustok.tenancy.services import tenants
from rustok_blog.dto.comments import CreateCommentRequest
from rustok_blog.services import comments
from rustok_content import facade, models
from rustok_content.dto.addresses import CreateRedirectRequest
from rustok_content.dto.categories import (
    CreateNodeCategoryRequest,
    MergeNodeCategoriesRequest,
    UpdateNodeCategoryRequest,
)
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.menus import CreateMenuRequest, SetMenuItemsRequest
from rustok_content.dto.nodes import CreateNodeRequest, SetNodeTranslationRequest, UpdateNodeRequest
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest, ReorderNodesRequest
from rustok_content.dto.tags import MergeNodeTagsRequest, UpdateNodeTagRequest
from rustok_content.dto.thread_changes import (
    ChangeThreadRequest,
    MergeThreadRequest,
    MoveThreadRequest,
    SplitThreadRequest,
)
from rustok_content.services import (
    categories,
    category_merging,
    menus,
    moving,
    reactions,
    redirects,
    solutions,
    tags,
    thread_states,
)
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics
from tests.factories import community

WORDS = ("tea", "snow", "path", "чай", "снег", "Berg", "lake", "stone", "wind", "fern")
TAGS = ("green", "old", "slow", "new", "wild")
KINDS = ("post", "page")
REACTIONS = ("like", "heart")
MOST_NODES = 60


class Editor:
    """Draws operations by weight; one that is refused changes nothing and counts as done."""

    def __init__(self, ctx: RequestContext, seed: int) -> None:
        self.ctx = ctx
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.members = [community.member() for _ in range(3)]
        self._operations = self.operations()

    def operations(self) -> dict[Callable[[], object], int]:
        """Say what there is to do, and how often it is done."""
        return {
            self.write: 10,
            self.edit: 10,
            self.file: 6,
            self.move: 5,
            self.translate: 8,
            self.remove_translation: 2,
            self.publish: 10,
            self.withdraw: 5,
            self.trash: 4,
            self.restore: 4,
            self.purge: 1,
            self.copy: 2,
            self.put: 4,
            self.reorder: 2,
            self.discard: 2,
            self.share: 4,
            self.lay_out: 5,
            self.arrange: 4,
            self.begin_topic: 8,
            self.reply: 16,
            self.comment: 10,
            self.delete_text: 6,
            self.restore_text: 4,
            self.react: 8,
            self.vote: 6,
            self.solve: 3,
            self.change_thread: 6,
            self.move_topic: 4,
            self.split: 3,
            self.merge: 2,
            self.create_category: 4,
            self.rename_category: 4,
            self.move_category: 3,
            self.close_category: 4,
            self.merge_category: 1,
            self.delete_category: 1,
            self.rename_tag: 3,
            self.merge_tags: 1,
            self.delete_tag: 1,
            self.fill_menu: 4,
            self.redirect: 2,
            self.speak: 1,
        }

    def begin(self) -> None:
        """Make a little of everything, so that there is something to change."""
        for operation in (self.create_category, self.write, self.begin_topic, self.fill_menu):
            for _ in range(6):
                with contextlib.suppress(RustokError):
                    operation()

    def step(self) -> None:
        """Do something."""
        (operation,) = self.chance.choices(list(self._operations), list(self._operations.values()))
        name = getattr(operation, "__name__", "")
        try:
            operation()
        except RustokError as refusal:
            self.refused[f"{name}: {refusal.code}"] += 1
        else:
            self.done[name] += 1

    # Drawing.

    def writer(self) -> RequestContext:
        """Say who writes posts and pages."""
        return self.ctx

    def one(self, rows: Any) -> UUID:
        """Draw an id of a query's rows, the same for the same seed: ids are new in every run, their order is not."""
        ids = list(rows.order_by("id").values_list("id", flat=True))
        return self.chance.choice(ids) if ids else UUID(int=7)

    def some(self, rows: Any) -> list[str]:
        ids = list(rows.order_by("id").values_list("id", flat=True))
        return [str(found) for found in self.chance.sample(ids, min(len(ids), self.chance.randint(1, 2)))]

    def node(self, *kinds: str) -> UUID:
        return self.one(models.Node.objects.filter(kind__in=kinds or KINDS))

    def text(self, words: int = 2) -> str:
        return " ".join(self.chance.choice(WORDS) for _ in range(words)) + f" {self.chance.randint(1, 999)}"

    def locale(self) -> str:
        return self.chance.choice(("en", "ru", "de"))

    def category(self, module: str) -> UUID:
        return self.one(models.Category.objects.filter(module=module))

    # Posts and pages.

    def write(self) -> object:
        if models.Node.objects.filter(kind__in=KINDS).count() >= MOST_NODES:
            return self.publish()
        kind = self.chance.choice(KINDS)
        data: dict[str, Any] = {
            "kind": kind,
            "translations": [{"locale": "en", "title": self.text(), "body": self.text(20)}],
            "tags": self.chance.sample(TAGS, 2),
        }
        if kind == "page" and self.chance.random() < 0.6:
            data["parent_id"] = str(self.node("page"))
        if kind == "post" and self.chance.random() < 0.6:
            data["category_id"] = str(self.category("blog"))
        made = facade.create_node(self.writer(), parse(CreateNodeRequest, data))
        return facade.publish_node(self.ctx, made.id) if self.chance.random() < 0.8 else made

    def edit(self) -> object:
        data = {"locale": "en", "title": self.text(), "format": "markdown", "body": self.text(9)}
        if self.chance.random() < 0.5:
            data["slug"] = f"slug-{self.chance.randint(1, 60)}"
        return facade.set_translation(self.ctx, self.node(), parse(SetNodeTranslationRequest, data))

    def file(self) -> object:
        data: dict[str, Any] = {"tags": self.chance.sample(TAGS, self.chance.randint(0, 3))}
        if self.chance.random() < 0.5:
            data["category_id"] = str(self.category("blog"))
        return facade.update_node(self.ctx, self.node("post"), parse(UpdateNodeRequest, data))

    def move(self) -> object:
        parent = str(self.node("page")) if self.chance.random() < 0.7 else None
        return facade.update_node(self.ctx, self.node("page"), parse(UpdateNodeRequest, {"parent_id": parent}))

    def translate(self) -> object:
        data = {"locale": self.locale(), "title": self.text(), "body": self.text(9)}
        return facade.set_translation(self.ctx, self.node(), parse(SetNodeTranslationRequest, data))

    def remove_translation(self) -> object:
        return facade.remove_translation(self.ctx, self.node(), self.locale())

    def publish(self) -> object:
        locales = None if self.chance.random() < 0.5 else [self.locale()]
        return facade.publish_node(self.ctx, self.node(), locales=locales)

    def withdraw(self) -> object:
        locales = None if self.chance.random() < 0.5 else [self.locale()]
        return facade.unpublish_node(self.ctx, self.node(), locales=locales, archive=self.chance.random() < 0.3)

    def trash(self) -> object:
        return facade.delete_node(self.ctx, self.node("post", "page", "topic"))

    def trashed(self) -> UUID:
        return self.one(models.Node.objects.filter(trash_id=F("id")))

    def restore(self) -> object:
        return facade.restore_node(self.ctx, self.trashed())

    def purge(self) -> object:
        return facade.purge_node(self.ctx, self.trashed(), force=True)

    def copy(self) -> object:
        if models.Node.objects.filter(kind__in=KINDS).count() >= MOST_NODES:
            return self.purge()
        return facade.copy_node(self.ctx, self.node(), parse(CopyNodeRequest, {}))

    def put(self) -> object:
        data: dict[str, Any] = {"position": self.chance.randint(0, 3)}
        if self.chance.random() < 0.6:
            data["parent_id"] = str(self.node("page"))
        return facade.move_node(self.ctx, self.node("page"), parse(MoveNodeRequest, data))

    def reorder(self) -> object:
        beside = models.Node.objects.filter(kind="page", parent_id=None, deleted_at=None)
        ids = [str(found) for found in beside.order_by("id").values_list("id", flat=True)]
        self.chance.shuffle(ids)
        return facade.reorder_nodes(self.ctx, parse(ReorderNodesRequest, {"node_ids": ids[:3]}))

    def discard(self) -> object:
        return facade.discard_draft(self.ctx, self.node(), "en")

    def share(self) -> object:
        """Write a reusable block, which may show another one; publish it, or take it back."""
        blocks = [{"type": "heading", "props": {"text": self.text()}}]
        if self.chance.random() < 0.4:
            blocks.append({"type": "reusable", "props": {"node_id": str(self.node("block"))}})
        if models.Node.objects.filter(kind="block").count() < 4:
            text = {"locale": "en", "title": self.text(), **_body(blocks)}
            made = facade.create_node(self.ctx, parse(CreateNodeRequest, {"kind": "block", "translations": [text]}))
            return facade.publish_node(self.ctx, made.id)
        block = self.node("block")
        facade.set_translation(self.ctx, block, parse(SetNodeTranslationRequest, {"locale": "en", **_body(blocks)}))
        if self.chance.random() < 0.3:
            return facade.unpublish_node(self.ctx, block)
        return facade.publish_node(self.ctx, block)

    def lay_out(self) -> object:
        """Let a page or a post be made of blocks."""
        blocks: list[dict[str, Any]] = [
            {"type": "reusable", "props": {"node_id": str(self.node("block"))}},
            {"type": "posts", "props": {"post_ids": self.some(models.Node.objects.filter(kind="post"))}},
            {"type": "columns", "props": {"columns": [[{"type": "heading", "props": {"text": self.text()}}], []]}},
        ]
        node = self.node()
        facade.set_translation(self.ctx, node, parse(SetNodeTranslationRequest, {"locale": "en", **_body(blocks)}))
        return facade.publish_node(self.ctx, node)

    def arrange(self) -> object:
        """Say which posts are in a series, in which order."""
        if models.Node.objects.filter(kind="series").count() < 2:
            text = {"locale": "en", "title": self.text()}
            made = facade.create_node(self.ctx, parse(CreateNodeRequest, {"kind": "series", "translations": [text]}))
            return facade.publish_node(self.ctx, made.id)
        posts = [UUID(found) for found in self.some(models.Node.objects.filter(kind="post", deleted_at=None))]
        series = self.node("series")
        return facade.set_linked(self.ctx, series, LinkRelation.SERIES, posts, kind="post", target="series")

    # The community.

    def begin_topic(self) -> object:
        data = {"title": self.text(), "body": self.text(12), "category_id": str(self.category("forum"))}
        return topics.create_topic(self.chance.choice(self.members), parse(CreateForumTopicRequest, data))

    def reply(self) -> object:
        topic = self.node("topic")
        data: dict[str, Any] = {"body": self.text(12)}
        if self.chance.random() < 0.4:
            data["parent_id"] = str(self.one(models.Node.objects.filter(root_id=topic)))
        member = self.chance.choice(self.members)
        return topics.create_reply(member, topic, parse(CreateForumReplyRequest, data))

    def comment(self) -> object:
        post = self.node("post")
        data: dict[str, Any] = {"body": self.text(12)}
        if self.chance.random() < 0.4:
            data["parent_id"] = str(self.one(models.Node.objects.filter(root_id=post)))
        return comments.create_comment(self.chance.choice(self.members), post, parse(CreateCommentRequest, data))

    def delete_text(self) -> object:
        kind = self.chance.choice(("reply", "reply", "comment", "topic"))
        return facade.delete_text(self.ctx, self.node(kind), kind=kind)

    def restore_text(self) -> object:
        kind = self.chance.choice(("reply", "reply", "comment", "topic"))
        gone = models.Node.objects.filter(kind=kind, deleted_at__isnull=False)
        return facade.restore_text(self.ctx, self.one(gone), kind=kind)

    def text_of(self) -> UUID:
        return self.node("topic", "reply", "post", "comment")

    def react(self) -> object:
        member = self.chance.choice(self.members)
        return reactions.set_reaction(member, self.text_of(), self.chance.choice(REACTIONS))

    def vote(self) -> object:
        return reactions.set_vote(self.chance.choice(self.members), self.text_of(), self.chance.choice((-1, 0, 1)))

    def solve(self) -> object:
        topic = self.node("topic")
        answer = self.one(models.Node.objects.filter(root_id=topic)) if self.chance.random() < 0.8 else None
        return solutions.set_solution(self.ctx, topic, answer, kind="topic")

    def change_thread(self) -> object:
        data: dict[str, Any] = self.chance.choice(
            (
                {"pinned_until": "2100-01-01T00:00:00Z", "is_pinned_everywhere": True},
                {"pinned_until": "2100-01-01T00:00:00Z", "is_pinned_everywhere": False},
                {"pinned_until": None},
                {"is_hidden": True},
                {"is_hidden": False},
                {"is_locked": True},
                {"is_locked": False},
            )
        )
        return thread_states.change_thread(self.ctx, self.node("topic"), parse(ChangeThreadRequest, data), kind="topic")

    def move_topic(self) -> object:
        request = parse(MoveThreadRequest, {"category_id": str(self.category("forum"))})
        return thread_states.move_thread(self.ctx, self.node("topic"), request, kind="topic")

    def split(self) -> object:
        topic = self.node("topic")
        data = {"answer_ids": self.some(models.Node.objects.filter(root_id=topic)), "title": self.text()}
        return moving.split_thread(self.ctx, topic, parse(SplitThreadRequest, data), kind="topic", answer_kind="reply")

    def merge(self) -> object:
        request = parse(MergeThreadRequest, {"into_id": str(self.node("topic"))})
        return moving.merge_thread(self.ctx, self.node("topic"), request, kind="topic", answer_kind="reply")

    # What nodes are found by.

    def create_category(self) -> object:
        module = self.chance.choice(("blog", "forum"))
        data: dict[str, Any] = {
            "slug": f"category-{self.chance.randint(1, 30)}",
            "names": {"en": self.text()},
            "module": module,
        }
        if self.chance.random() < 0.4:
            data["parent_id"] = str(self.category(module))
        return categories.create_category(self.ctx, parse(CreateNodeCategoryRequest, data))

    def change_category(self, data: dict[str, Any]) -> object:
        category = self.one(models.Category.objects)
        return categories.update_category(self.ctx, category, parse(UpdateNodeCategoryRequest, data))

    def rename_category(self) -> object:
        names = {"en": self.text(), **({"ru": self.text()} if self.chance.random() < 0.5 else {})}
        data: dict[str, Any] = {"names": names}
        if self.chance.random() < 0.5:
            data["slug"] = f"category-{self.chance.randint(1, 30)}"
        return self.change_category(data)

    def move_category(self) -> object:
        parent = str(self.category(self.chance.choice(("blog", "forum")))) if self.chance.random() < 0.6 else None
        return self.change_category({"parent_id": parent})

    def close_category(self) -> object:
        roles = self.chance.choice(((), ("customer", "moderator"), ("moderator",)))
        return self.change_category(
            {"rights": [{"role": role, "can_reply": True, "can_create": True} for role in roles]}
        )

    def merge_category(self) -> object:
        module = self.chance.choice(("blog", "forum"))
        request = parse(MergeNodeCategoriesRequest, {"into_id": str(self.category(module))})
        return category_merging.merge_category(self.ctx, self.category(module), request)

    def delete_category(self) -> object:
        return categories.delete_category(self.ctx, self.one(models.Category.objects))

    def rename_tag(self) -> object:
        data = {"names": {self.locale(): self.text(1)}, "synonyms": [self.text(1)]}
        return tags.update_tag(self.ctx, self.one(models.Tag.objects), parse(UpdateNodeTagRequest, data))

    def merge_tags(self) -> object:
        request = parse(MergeNodeTagsRequest, {"tag_ids": [str(self.one(models.Tag.objects))]})
        return tags.merge_tags(self.ctx, self.one(models.Tag.objects), request)

    def delete_tag(self) -> object:
        return tags.delete_tag(self.ctx, self.one(models.Tag.objects))

    def fill_menu(self) -> object:
        if self.chance.random() < 0.3:
            data = {"location": self.chance.choice(("main", "footer")), "name": self.text()}
            return menus.create_menu(self.ctx, parse(CreateMenuRequest, data))
        items = [
            {"level": level, "node_id": str(self.node()), "labels": {"ru": self.text()} if level else {}}
            for level in (0, 1, 0)
        ]
        menu = self.one(models.Menu.objects)
        return menus.set_items(self.ctx, menu, parse(SetMenuItemsRequest, {"entries": items}))

    def redirect(self) -> object:
        if self.chance.random() < 0.4:
            return redirects.delete_redirect(self.ctx, self.one(models.Redirect.objects))
        data = {
            "path": f"/old-{self.chance.randint(1, 9)}",
            "target": "/new",
            "locale": self.chance.choice(("", "en", "ru")),
        }
        return redirects.create_redirect(self.ctx, parse(CreateRedirectRequest, data))

    def speak(self) -> object:
        if self.chance.random() < 0.5:
            return tenants.enable_locale(self.ctx, "de", fallback=self.chance.choice(("en", "ru")))
        return tenants.disable_locale(self.ctx, "de")


def _body(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"format": "blocks", "body": json.dumps({"blocks": blocks})}
