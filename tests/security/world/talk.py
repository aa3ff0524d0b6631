"""Topics, replies, posts and comments, and what readers leave on them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.roles import Role
from rustok_blog.dto.comments import CreateCommentRequest
from rustok_blog.services import comments
from rustok_content.dto.lifecycle import LinkRelation
from rustok_content.dto.nodes import CreateNodeRequest
from rustok_content.models import Category as NodeCategory
from rustok_content.models import GuestAuthor, ImportRecord, Member, NodeLink
from rustok_content.services import (
    nodes,
    publishing,
    reactions,
)
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics as forum
from tests.security.world.seeds import World, numbers


def add_talk(world: World, ctx: RequestContext) -> None:
    """Topics with replies and a post with comments, one of each deleted; their authors are customers."""

    def category(name: str) -> UUID:
        made = NodeCategory.objects.create(module="forum", slug=f"{world.mark}-{name}")
        made.translations.create(locale="en", name=f"{name} {world.mark}")
        return made.id

    world.ids["forum_category"] = (category("talk"), category("more-talk"))
    author = replace(ctx, actor_id=world.users[Role.CUSTOMER])
    for number, user_id in enumerate((world.users[Role.CUSTOMER], world.ids["user"][1])):
        # Trusted enough for no limit of new members to refuse what is asked of them.
        Member.objects.update_or_create(
            user_id=user_id, defaults={"name": f"{world.mark}-writer-{number}", "trust_level": 2}
        )

    def topic(name: str) -> UUID:
        data = {
            "title": f"{name} {world.mark}",
            "body": f"Text {world.mark}",
            "category_id": str(world.ids["forum_category"][1]),
            "tags": [f"tag {world.mark}"],
        }
        return forum.create_topic(author, parse(CreateForumTopicRequest, data)).id

    topics = [topic("topic"), topic("other"), topic("deleted")]
    world.ids["forum_topic"] = (topics[0], topics[1])

    def reply(topic_id: UUID, **data: str) -> UUID:
        body = {"body": f"Reply {world.mark} {next(numbers)}", **data}
        return forum.create_reply(author, topic_id, parse(CreateForumReplyRequest, body)).id

    others_topic = forum.create_topic(
        replace(ctx, actor_id=world.ids["user"][1]),
        CreateForumTopicRequest(
            title=f"Other {world.mark}", body=f"Other {world.mark}", category_id=world.ids["forum_category"][1]
        ),
    ).id
    world.ids["others_topic"] = (others_topic, others_topic)
    replies = [reply(topics[0]) for _ in range(3)]
    world.ids["forum_reply"] = (replies[0], replies[1])
    world.ids["deleted_forum_reply"] = (replies[2], replies[2])
    forum.delete_reply(author, replies[2])
    world.ids["deleted_forum_topic"] = (topics[2], topics[2])
    forum.delete_topic(author, topics[2])

    def post(name: str) -> UUID:
        text = {"locale": "en", "title": f"{name} {world.mark}", "slug": f"{world.mark}-{name}", "body": "Text"}
        data = {"kind": "post", "author_id": str(world.ids["user"][1]), "translations": [text]}
        made = nodes.create_node(ctx, parse(CreateNodeRequest, data)).id
        publishing.publish_node(ctx, made)
        return made

    world.ids["post"] = (post("post"), post("post-2"))
    world.ids["author"] = (world.ids["user"][1], world.ids["user"][1])
    world.texts["post"] = f"{world.mark}-post"

    name = {"locale": "en", "title": f"Series {world.mark}", "slug": f"{world.mark}-series"}
    series = nodes.create_node(ctx, parse(CreateNodeRequest, {"kind": "series", "translations": [name]})).id
    publishing.publish_node(ctx, series)
    world.ids["series"] = (series, series)
    world.texts["series"] = f"{world.mark}-series"

    def comment() -> UUID:
        body = {"body": f"Comment {world.mark} {next(numbers)}"}
        return comments.create_comment(author, world.ids["post"][0], parse(CreateCommentRequest, body)).id

    made = [comment() for _ in range(3)]
    world.ids["comment"] = (made[0], made[1])
    _marks(world, ctx, series)
    world.ids["deleted_comment"] = (made[2], made[2])
    comments.delete_comment(author, made[2])


def _marks(world: World, ctx: RequestContext, series: UUID) -> None:
    """Leave what readers leave on texts: signs, votes, names; and what only guests and imports do."""
    other = replace(ctx, actor_id=world.ids["user"][1])
    for node_id in (world.ids["forum_topic"][0], world.ids["comment"][0]):
        reactions.set_reaction(other, node_id, "like", is_set=True)
        reactions.set_vote(other, node_id, 1)
    named = f"@{world.mark}-writer-0 {world.mark}"
    forum.create_reply(other, world.ids["others_topic"][0], CreateForumReplyRequest(body=named))
    NodeLink.objects.create(node_id=world.ids["post"][0], relation=LinkRelation.SERIES, target_id=series)
    GuestAuthor.objects.create(node_id=world.ids["comment"][1], name=f"Guest {world.mark}", email="guest@example.com")
    ImportRecord.objects.create(
        source=world.mark, kind="post", external_id=world.mark, target_id=world.ids["post"][0], checksum=world.mark
    )
