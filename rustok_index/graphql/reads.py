"""Query fields of readers' content. The modules that write it bring those of their own."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import graphene
import orjson

from rustok.api.graphql.dto import enum_type
from rustok.api.graphql.relay import Connection, connection_field
from rustok.api.graphql.scalars import ID
from rustok.dto import parse
from rustok_index import errors
from rustok_index.dto.content import (
    ListStoreCommentsRequest,
    ListStorePostsRequest,
    ListStoreRepliesRequest,
    ListStoreTopicsRequest,
    SimilarTopicsRequest,
    StorePostSort,
    StoreReplySort,
    StoreTopicSort,
    StoreTopicState,
)
from rustok_index.graphql import types
from rustok_index.graphql.connections import connected, exactly_one, question
from rustok_index.queries import pages, post_authors, posts, sections, series, similar, threads

_PAGES: Final = "/api/v1/store/pages?path="


class PostQuery:
    """Posts and the comments on them."""

    public_reads = frozenset(
        {"posts", "post", "post_comments", "post_archive", "post_author", "post_authors", "all_series", "series"}
    )

    posts = connection_field(
        types.StoreNodeCard,
        category=graphene.String(description="Slug or id; includes what is below it."),
        tag=graphene.String(description="Slug or id."),
        author=ID(),
        series=ID(description="Its order is `sort: POSITION`."),
        featured=graphene.Boolean(),
        year=graphene.Int(description="Published in it (UTC)."),
        month=graphene.Int(),
        sort=enum_type(StorePostSort)(),
    )
    post = graphene.Field(types.StorePost, slug=graphene.String(required=True))
    post_comments = connection_field(types.StoreReply, slug=graphene.String(required=True))
    post_authors = graphene.List(
        graphene.NonNull(types.StorePostAuthor), required=True, description="Who wrote posts, who wrote most first."
    )
    post_author = graphene.Field(types.StorePostAuthor, id=ID(required=True))
    post_archive = graphene.List(
        graphene.NonNull(types.StoreArchiveMonth), required=True, description="Posts by month, the last first."
    )
    all_series = connection_field(types.StorePostSeriesCard)
    series = graphene.Field(
        types.StorePostSeries, slug=graphene.String(required=True, description="In any language, or id.")
    )

    @staticmethod
    def resolve_posts(_root: Any, info: Any, **asked: Any) -> Connection:
        """List published posts."""
        given = {name: asked.get(name) for name in ("category", "tag", "featured", "year", "month")}
        request = parse(
            ListStorePostsRequest,
            question(asked, **given, author=_text(asked, "author"), series=_text(asked, "series")),
        )
        ctx = info.context.ctx
        return connected(posts.list_posts(ctx, request), asked.get("after"), lambda: posts.count_posts(ctx, request))

    @staticmethod
    def resolve_post(_root: Any, info: Any, slug: str) -> Any:
        """Find a post by its slug, in any language; null where there is none."""
        try:
            return orjson.loads(posts.get_post(info.context.ctx, slug=slug).json)
        except errors.NodeNotFound:
            return None

    @staticmethod
    def resolve_post_comments(_root: Any, info: Any, slug: str, **asked: Any) -> Connection:
        """List the comments on a post, each below what it answers."""
        ctx = info.context.ctx
        request = parse(ListStoreCommentsRequest, question(asked))
        return connected(
            threads.list_comments(ctx, slug, request), asked.get("after"), lambda: threads.count_comments(ctx, slug)
        )

    @staticmethod
    def resolve_post_authors(_root: Any, info: Any) -> Any:
        """List who wrote posts."""
        return post_authors.list_post_authors(info.context.ctx)

    @staticmethod
    def resolve_post_author(_root: Any, info: Any, id: UUID) -> Any:
        """Find who wrote posts; null where the reader sees none of theirs."""
        try:
            return post_authors.get_post_author(info.context.ctx, id)
        except errors.AuthorNotFound:
            return None

    @staticmethod
    def resolve_post_archive(_root: Any, info: Any) -> list[dict[str, int]]:
        """Count posts by month."""
        return [
            {"year": year, "month": month, "count": count}
            for year, month, count in posts.count_months(info.context.ctx)
        ]

    @staticmethod
    def resolve_all_series(_root: Any, info: Any, **asked: Any) -> Connection:
        """List published series of posts, the newest first."""
        given = question(asked)
        ctx = info.context.ctx
        page = series.list_series(ctx, limit=given.get("limit", 24), after=given.get("after"))
        return connected(page, asked.get("after"), lambda: series.count_series(ctx))

    @staticmethod
    def resolve_series(_root: Any, info: Any, slug: str) -> Any:
        """Find a series with its posts in their order; null where there is none."""
        try:
            return orjson.loads(series.get_series(info.context.ctx, slug).json)
        except errors.NodeNotFound:
            return None


class TopicQuery:
    """Topics, their replies and the forum's categories."""

    public_reads = frozenset(
        {"forum_categories", "forum_topics", "forum_topic", "forum_replies", "forum_reply", "similar_forum_topics"}
    )

    forum_categories = graphene.List(
        graphene.NonNull(types.StoreNodeCategory),
        required=True,
        description="Those that the reader may see, parents before their children.",
    )
    forum_topics = connection_field(
        types.StoreNodeCard,
        category=graphene.String(description="Slug or id; includes what is below it."),
        tag=graphene.String(description="Slug or id."),
        author=ID(),
        state=enum_type(StoreTopicState)(),
        sort=enum_type(StoreTopicSort)(),
    )
    forum_topic = graphene.Field(types.StoreNode, id=ID(required=True))
    forum_reply = graphene.Field(
        types.StoreReplyPlace,
        id=ID(description="Of the reply."),
        topic_id=ID(description="With `number`: the place in a topic where it stands, or stood before it was moved."),
        number=graphene.Int(description="1 if not said."),
    )
    similar_forum_topics = graphene.List(
        graphene.NonNull(types.StoreNodeCard),
        required=True,
        title=graphene.String(description="Of the topic that somebody is about to begin."),
        id=ID(description="Of a topic that is there."),
        first=graphene.Int(description="5 if not said, 20 at most."),
        description="Topics like another one, the most alike first: by exactly one of title and id.",
    )
    forum_replies = connection_field(
        types.StoreReply,
        topic_id=ID(required=True),
        number=graphene.Int(description="Begin with this one."),
        sort=enum_type(StoreReplySort)(),
    )

    @staticmethod
    def resolve_forum_categories(_root: Any, info: Any) -> list[Any]:
        """List the forum's categories."""
        return [orjson.loads(card.json) for card in sections.list_categories(info.context.ctx, "forum")]

    @staticmethod
    def resolve_forum_topics(_root: Any, info: Any, **asked: Any) -> Connection:
        """List topics."""
        given = {name: asked.get(name) for name in ("category", "tag", "state")}
        request = parse(ListStoreTopicsRequest, question(asked, **given, author=_text(asked, "author")))
        ctx = info.context.ctx
        return connected(
            threads.list_topics(ctx, request), asked.get("after"), lambda: threads.count_topics(ctx, request)
        )

    @staticmethod
    def resolve_forum_topic(_root: Any, info: Any, id: UUID) -> Any:
        """Find a topic; null where there is none that the reader may see. One that another took in: an error."""
        try:
            return orjson.loads(threads.get_topic(info.context.ctx, id).json)
        except errors.NodeNotFound:
            return None

    @staticmethod
    def resolve_forum_reply(
        _root: Any, info: Any, id: UUID | None = None, topic_id: UUID | None = None, number: int | None = None
    ) -> Any:
        """Find a reply with its topic, by its id or by its place; null where there is none."""
        exactly_one(id=id, topic_id=topic_id)
        try:
            found = threads.get_place(
                info.context.ctx, reply_id=id, topic_id=topic_id, number=1 if number is None else number
            )
        except errors.NodeNotFound:
            return None
        return orjson.loads(found.json)

    @staticmethod
    def resolve_similar_forum_topics(
        _root: Any, info: Any, title: str | None = None, id: UUID | None = None, first: int | None = None
    ) -> list[Any]:
        """List topics like another one."""
        exactly_one(title=title, id=id)
        given = {"title": title, "id": str(id) if id is not None else None, "limit": first}
        asked = parse(SimilarTopicsRequest, {name: value for name, value in given.items() if value is not None})
        return [orjson.loads(card.json) for card in similar.similar_topics(info.context.ctx, asked)]

    @staticmethod
    def resolve_forum_replies(_root: Any, info: Any, topic_id: UUID, **asked: Any) -> Connection:
        """List the replies to a topic as they were written."""
        ctx = info.context.ctx
        request = parse(ListStoreRepliesRequest, question(asked, number=asked.get("number")))
        return connected(
            threads.list_replies(ctx, topic_id, request),
            asked.get("after"),
            lambda: threads.count_replies(ctx, topic_id),
        )


class SiteQuery:
    """What is at the addresses of a site, its menus, its categories and tags."""

    site_reads = frozenset({"page", "menu", "tags", "tag", "content_categories", "content_category"})

    page = graphene.Field(types.StoreNode, path=graphene.String(required=True, description="Its address on the site."))
    menu = graphene.Field(types.StoreMenu, location=graphene.String(required=True))
    tags = connection_field(types.StoreTag)
    tag = graphene.Field(
        types.StoreTag, slug=graphene.String(required=True, description="Or that of a synonym, or id.")
    )
    content_categories = graphene.List(
        graphene.NonNull(types.StoreNodeCategory),
        required=True,
        module=graphene.String(description="`blog`, `forum`, `content`; all if not said."),
        description="Those that the reader may see, parents before their children.",
    )
    content_category = graphene.Field(
        types.StoreNodeCategory, module=graphene.String(required=True), slug=graphene.String(required=True)
    )

    @staticmethod
    def resolve_page(_root: Any, info: Any, path: str) -> Any:
        """Find what is at an address; null where nothing is. What has moved is an error that names the target."""
        try:
            return orjson.loads(pages.get_page(info.context.ctx, path, api=_PAGES).json)
        except errors.NodeNotFound:
            return None

    @staticmethod
    def resolve_menu(_root: Any, info: Any, location: str) -> Any:
        """Find the menu at a place of the site; null where there is none."""
        try:
            return orjson.loads(sections.get_menu(info.context.ctx, location).json)
        except errors.MenuNotFound:
            return None

    @staticmethod
    def resolve_tags(_root: Any, info: Any, **asked: Any) -> Connection:
        """List the tags that nodes carry, the most used first."""
        given = question(asked)
        limit, after = given.get("limit", 24), given.get("after")
        ctx = info.context.ctx
        return connected(
            sections.list_tags(ctx, limit=limit, after=after), asked.get("after"), lambda: sections.count_tags(ctx)
        )

    @staticmethod
    def resolve_tag(_root: Any, info: Any, slug: str) -> Any:
        """Find a tag; null where there is none."""
        try:
            return orjson.loads(sections.get_tag(info.context.ctx, slug).json)
        except errors.TagNotFound:
            return None

    @staticmethod
    def resolve_content_categories(_root: Any, info: Any, module: str | None = None) -> list[Any]:
        """List categories of nodes."""
        return [orjson.loads(card.json) for card in sections.list_categories(info.context.ctx, module)]

    @staticmethod
    def resolve_content_category(_root: Any, info: Any, module: str, slug: str) -> Any:
        """Find a category of nodes; null where there is none."""
        try:
            return orjson.loads(sections.get_category(info.context.ctx, module, slug).json)
        except errors.CategoryNotFound:
            return None


def _text(asked: dict[str, Any], name: str) -> str | None:
    return str(asked[name]) if asked.get(name) else None
