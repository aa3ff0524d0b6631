"""Views of readers' content: posts and comments, topics and replies, pages, menus, categories and tags.

The modules that write them bring the routes, so that a module that is off answers nothing; what is written at the same
address is written by classes that derive from these.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.stored import StoredAnswer
from rustok.api.rest.views import ApiView, endpoint
from rustok.search.storefront import (
    StoreArchiveMonth,
    StoreMenu,
    StoreNode,
    StoreNodeCard,
    StoreNodeCategory,
    StorePost,
    StorePostAuthor,
    StorePostSeries,
    StorePostSeriesCard,
    StoreReply,
    StoreReplyPlace,
    StoreTag,
)
from rustok_index.dto.content import SimilarTopicsRequest
from rustok_index.dto.documents import CardPage
from rustok_index.queries import pages, post_authors, posts, sections, series, similar, threads
from rustok_index.rest import parameters
from rustok_index.rest.answers import document_answer, page_answer, whole_answer

PAGES: Final = "/api/v1/store/pages?path="


class PostListView(ApiView):
    """Posts of the blog."""

    tag = "storefront"

    @endpoint(query=parameters.PostListQuery, response=StoreNodeCard, page=True, waits=True)
    def get(self, request: Request, query: parameters.PostListQuery) -> StoredAnswer:
        """List published posts."""
        return page_answer(posts.list_posts(self.ctx, query.request()), self.selection)


class PostArchiveView(ApiView):
    """The months in which posts were published."""

    tag = "storefront"

    @endpoint(response=StoreArchiveMonth, page=True, waits=True)
    def get(self, request: Request) -> tuple[StoreArchiveMonth, ...]:
        """Count posts by month, the last first. Those of one are `/posts?year=&month=`."""
        return tuple(
            StoreArchiveMonth(year=year, month=month, count=count)
            for year, month, count in posts.count_months(self.ctx)
        )


class PostAuthorsView(ApiView):
    """Who writes posts."""

    tag = "storefront"

    @endpoint(response=StorePostAuthor, page=True, waits=True)
    def get(self, request: Request) -> tuple[StorePostAuthor, ...]:
        """List who wrote the posts that the reader may see, who wrote most first. Theirs are `/posts?author=`."""
        return post_authors.list_post_authors(self.ctx)


class PostAuthorView(ApiView):
    """One author of posts."""

    tag = "storefront"

    @endpoint(response=StorePostAuthor, waits=True)
    def get(self, request: Request, id: UUID) -> StorePostAuthor:
        """Return who wrote posts, by the user's id."""
        return post_authors.get_post_author(self.ctx, id)


class PostView(ApiView):
    """One post."""

    tag = "storefront"

    @endpoint(response=StorePost, waits=True)
    def get(self, request: Request, slug: str) -> StoredAnswer:
        """Return a post by its slug, in any of the site's languages or of former times, with what leads on from it."""
        return whole_answer(posts.get_post(self.ctx, slug=slug), self.selection)


class SeriesListView(ApiView):
    """Series of posts."""

    tag = "storefront"

    @endpoint(query=parameters.SeriesListQuery, response=StorePostSeriesCard, page=True, waits=True)
    def get(self, request: Request, query: parameters.SeriesListQuery) -> StoredAnswer:
        """List published series of posts, the newest first."""
        return page_answer(series.list_series(self.ctx, limit=query.limit, after=query.after), self.selection)


class SeriesView(ApiView):
    """One series of posts."""

    tag = "storefront"

    @endpoint(response=StorePostSeries, waits=True)
    def get(self, request: Request, slug: str) -> StoredAnswer:
        """Return a series with its posts in their order: by its slug, in any language or of former times, or its id."""
        return whole_answer(series.get_series(self.ctx, slug), self.selection)


class CommentListView(ApiView):
    """The comments on a post."""

    tag = "storefront"

    @endpoint(query=parameters.CommentListQuery, response=StoreReply, page=True, waits=True)
    def get(self, request: Request, slug: str, query: parameters.CommentListQuery) -> StoredAnswer:
        """List the comments on a post, each below what it answers, in the order they were written."""
        return page_answer(threads.list_comments(self.ctx, slug, query.request()), self.selection)


class TopicListView(ApiView):
    """Topics of the forum."""

    tag = "storefront"

    @endpoint(query=parameters.TopicListQuery, response=StoreNodeCard, page=True, waits=True)
    def get(self, request: Request, query: parameters.TopicListQuery) -> StoredAnswer:
        """List topics that the reader may see."""
        return page_answer(threads.list_topics(self.ctx, query.request()), self.selection)


class TopicView(ApiView):
    """One topic."""

    tag = "storefront"

    @endpoint(response=StoreNode, waits=True, moves=True)
    def get(self, request: Request, id: UUID) -> StoredAnswer:
        """Return a topic with its text; in one step where another one took it in."""
        return document_answer(
            self.selection,
            self.known,
            checksum=lambda: threads.get_topic_checksum(self.ctx, id),
            document=lambda: threads.get_topic(self.ctx, id),
        )


class SimilarToTitleView(ApiView):
    """Topics like one that is being written."""

    tag = "storefront"

    @endpoint(query=parameters.SimilarTitleQuery, response=StoreNodeCard, page=True, waits=True)
    def get(self, request: Request, query: parameters.SimilarTitleQuery) -> StoredAnswer:
        """List topics like the one somebody is about to begin, the most alike first."""
        return page_answer(CardPage(cards=similar.similar_topics(self.ctx, query.request())), self.selection)


class SimilarTopicsView(ApiView):
    """Topics like one."""

    tag = "storefront"

    @endpoint(query=parameters.SimilarTopicQuery, response=StoreNodeCard, page=True, waits=True)
    def get(self, request: Request, id: UUID, query: parameters.SimilarTopicQuery) -> StoredAnswer:
        """List topics like one, the most alike first."""
        asked = SimilarTopicsRequest(id=id, limit=query.limit)
        return page_answer(CardPage(cards=similar.similar_topics(self.ctx, asked)), self.selection)


class ReplyListView(ApiView):
    """The replies to a topic."""

    tag = "storefront"

    @endpoint(query=parameters.ReplyListQuery, response=StoreReply, page=True, waits=True)
    def get(self, request: Request, id: UUID, query: parameters.ReplyListQuery) -> StoredAnswer:
        """List the replies to a topic as they were written. What was deleted keeps its place, without text."""
        return page_answer(threads.list_replies(self.ctx, id, query.request()), self.selection)


class ReplyView(ApiView):
    """One reply."""

    tag = "storefront"

    @endpoint(response=StoreReplyPlace, waits=True)
    def get(self, request: Request, id: UUID) -> StoredAnswer:
        """Return a reply with the topic that it stands in now."""
        return whole_answer(threads.get_place(self.ctx, reply_id=id), self.selection)


class ReplyPlaceView(ApiView):
    """A place in a topic."""

    tag = "storefront"

    @endpoint(response=StoreReplyPlace, waits=True)
    def get(self, request: Request, id: UUID, number: int) -> StoredAnswer:
        """Return the reply of a number with its topic; one that was moved, with the topic that it stands in now."""
        return whole_answer(threads.get_place(self.ctx, topic_id=id, number=number), self.selection)


class ForumCategoryListView(ApiView):
    """The categories of the forum."""

    tag = "storefront"

    @endpoint(response=StoreNodeCategory, page=True, waits=True)
    def get(self, request: Request) -> StoredAnswer:
        """List the forum's categories that the reader may see, parents before their children."""
        return page_answer(CardPage(cards=sections.list_categories(self.ctx, "forum")), self.selection)


class NodeCategoryListView(ApiView):
    """Categories of nodes."""

    tag = "storefront"

    @endpoint(query=parameters.NodeCategoryListQuery, response=StoreNodeCategory, page=True, waits=True)
    def get(self, request: Request, query: parameters.NodeCategoryListQuery) -> StoredAnswer:
        """List categories of nodes that the reader may see, parents before their children."""
        return page_answer(CardPage(cards=sections.list_categories(self.ctx, query.module)), self.selection)


class NodeCategoryView(ApiView):
    """One category of nodes."""

    tag = "storefront"

    @endpoint(response=StoreNodeCategory, waits=True)
    def get(self, request: Request, module: str, slug: str) -> StoredAnswer:
        """Return a category of a module by its slug, present or former, or by its id."""
        return whole_answer(sections.get_category(self.ctx, module, slug), self.selection)


class TagListView(ApiView):
    """Tags of nodes."""

    tag = "storefront"

    @endpoint(query=parameters.TagListQuery, response=StoreTag, page=True, waits=True)
    def get(self, request: Request, query: parameters.TagListQuery) -> StoredAnswer:
        """List the tags that nodes carry, the most used first."""
        return page_answer(sections.list_tags(self.ctx, limit=query.limit, after=query.after), self.selection)


class TagView(ApiView):
    """One tag."""

    tag = "storefront"

    @endpoint(response=StoreTag, waits=True)
    def get(self, request: Request, slug: str) -> StoredAnswer:
        """Return a tag by its slug or that of a synonym, or by its id."""
        return whole_answer(sections.get_tag(self.ctx, slug), self.selection)


class PageView(ApiView):
    """What is at an address of the site."""

    tag = "storefront"

    @endpoint(query=parameters.PageQueryParameters, response=StoreNode, waits=True, moves=True)
    def get(self, request: Request, query: parameters.PageQueryParameters) -> StoredAnswer:
        """Return what is at an address of the site, whatever its kind: in one step where it has moved, too."""
        return whole_answer(pages.get_page(self.ctx, query.path, api=PAGES), self.selection)


class MenuView(ApiView):
    """A menu."""

    tag = "storefront"

    @endpoint(response=StoreMenu, waits=True)
    def get(self, request: Request, location: str) -> StoredAnswer:
        """Return the menu at a place of the site, its entries in the reader's language."""
        return whole_answer(sections.get_menu(self.ctx, location), self.selection)
