"""Members, categories of the forum, topics and replies, posts and comments, made through the services."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any
from uuid import UUID

from rustok.auth.models import User
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.modules.rights import rights_of
from rustok.rbac.roles import Role
from rustok.tenancy.context import require_tenant_id
from rustok_blog.dto.comments import CreateCommentRequest
from rustok_blog.services import comments
from rustok_content import models
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.nodes import CreateNodeRequest
from rustok_content.dto.topics import TopicResponse
from rustok_content.services import nodes, publishing
from rustok_forum.dto.topics import CreateForumReplyRequest, CreateForumTopicRequest
from rustok_forum.services import topics

_numbers = count(1)


def member(role: Role = Role.CUSTOMER, *, trust: int = 2) -> RequestContext:
    """Return the context of a new member of the tenant in scope; one of trust, whom no limits hold back."""
    number = next(_numbers)
    user = User.objects.create(email=f"member-{number}@example.com", role=role)
    models.Member.objects.create(user_id=user.pk, name=f"member-{number}", trust_level=trust, trust_floor=trust)
    return RequestContext(tenant_id=require_tenant_id(), actor_id=user.pk, permissions=rights_of(role))


def visitor() -> RequestContext:
    """Return the context of somebody who is not signed in."""
    return RequestContext(tenant_id=require_tenant_id(), permissions=rights_of(Role.ANONYMOUS))


def category(slug: str | None = None, *, module: str = "forum", **fields: Any) -> UUID:
    """Make a category."""
    slug = slug or f"category-{next(_numbers)}"
    made = models.Category.objects.create(module=module, slug=slug, **fields)
    made.translations.create(locale="en", name=slug)
    return UUID(str(made.id))


def topic(ctx: RequestContext, category_id: UUID, title: str | None = None, **data: Any) -> TopicResponse:
    """Begin a topic."""
    number = next(_numbers)
    asked = {"title": title or f"Topic {number}", "body": f"What of number {number}?", "category_id": category_id}
    return topics.create_topic(ctx, parse(CreateForumTopicRequest, {**asked, **data}))


def reply(ctx: RequestContext, topic_id: UUID, body: str | None = None, **data: Any) -> AnswerResponse:
    """Answer a topic."""
    asked = {"body": body or f"I say number {next(_numbers)}.", **data}
    return topics.create_reply(ctx, topic_id, parse(CreateForumReplyRequest, asked))


def post(ctx: RequestContext, title: str | None = None, **data: Any) -> UUID:
    """Publish a post."""
    title = title or f"Post {next(_numbers)}"
    texts = [{"locale": "en", "title": title, "body": "Read this."}]
    made = nodes.create_node(ctx, parse(CreateNodeRequest, {"kind": "post", "translations": texts, **data}))
    publishing.publish_node(ctx, made.id)
    return made.id


def comment(
    ctx: RequestContext, post_id: UUID, body: str | None = None, *, ip: str = "", **data: Any
) -> AnswerResponse:
    """Comment on a post."""
    asked = {"body": body or f"I think number {next(_numbers)}.", **data}
    return comments.create_comment(ctx, post_id, parse(CreateCommentRequest, asked), ip=ip)


def acting(ctx: RequestContext, user_id: UUID) -> RequestContext:
    """Return the system's context in somebody's name."""
    return replace(ctx, actor_id=user_id)
