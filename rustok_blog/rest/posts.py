"""REST of posts for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from rest_framework.request import Request

from rustok.api.rest.paging import PageQuery, id_after, opaque
from rustok.api.rest.views import ApiView, endpoint
from rustok.dto import Page
from rustok_blog.dto.posts import CreatePostRequest, SetPostLinksRequest, UpdatePostRequest
from rustok_blog.services import comments, posts
from rustok_content.dto.answers import AnswerResponse
from rustok_content.dto.nodes import NodeResponse, NodeStatus, SetNodeTranslationRequest
from rustok_content.dto.thread_changes import ChangeThreadRequest

_LIST: Final = "blog.posts:-id"
_COMMENTS: Final = "blog.comments:id"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPostsQuery(PageQuery):
    """Which posts."""

    status: NodeStatus | None = None


class PostsView(ApiView):
    """All posts."""

    tag = "blog"

    @endpoint(query=ListPostsQuery, response=NodeResponse, page=True, operation_id="list_admin_posts")
    def get(self, request: Request, query: ListPostsQuery) -> Page[NodeResponse]:
        """List posts with their raw translations, newest first."""
        page = posts.list_posts(self.ctx, status=query.status, after=id_after(_LIST, query.after), limit=query.limit)
        return opaque(_LIST, page)

    @endpoint(request=CreatePostRequest, response=NodeResponse, operation_id="create_post")
    def post(self, request: Request, data: CreatePostRequest) -> NodeResponse:
        """Make a post, as a draft."""
        return posts.create_post(self.ctx, data)


class PostView(ApiView):
    """A post."""

    tag = "blog"

    @endpoint(response=NodeResponse, operation_id="get_admin_post")
    def get(self, request: Request, id: UUID) -> NodeResponse:
        """Return a post with its raw translations."""
        return posts.get_post(self.ctx, id)

    @endpoint(request=UpdatePostRequest, response=NodeResponse, versioned=True, operation_id="update_post")
    def patch(self, request: Request, id: UUID, data: UpdatePostRequest) -> NodeResponse:
        """Change a post's own fields."""
        return posts.update_post(self.ctx, id, data)

    @endpoint(versioned=True, operation_id="delete_post")
    def delete(self, request: Request, id: UUID, version: int | None) -> None:
        """Put a post into the trash, with its comments."""
        posts.delete_post(self.ctx, id, version=version)


class PostTranslationsView(ApiView):
    """A post's texts."""

    tag = "blog"

    @endpoint(
        request=SetNodeTranslationRequest,
        response=NodeResponse,
        status=200,
        versioned=True,
        operation_id="set_post_translation",
    )
    def post(self, request: Request, id: UUID, data: SetNodeTranslationRequest) -> NodeResponse:
        """Write the text in one language: make it, or change the fields given."""
        return posts.set_post_translation(self.ctx, id, data)


class PublishPostView(ApiView):
    """Publishing."""

    tag = "blog"

    @endpoint(response=NodeResponse, status=200, versioned=True, operation_id="publish_post")
    def post(self, request: Request, id: UUID, version: int | None) -> NodeResponse:
        """Let readers see a post."""
        return posts.publish_post(self.ctx, id, version=version)


class UnpublishPostView(ApiView):
    """Taking back."""

    tag = "blog"

    @endpoint(response=NodeResponse, status=200, versioned=True, operation_id="unpublish_post")
    def post(self, request: Request, id: UUID, version: int | None) -> NodeResponse:
        """Take a post from readers."""
        return posts.unpublish_post(self.ctx, id, version=version)


class PostLinksView(ApiView):
    """What a post belongs to."""

    tag = "blog"

    @endpoint(request=SetPostLinksRequest, response=NodeResponse, operation_id="set_post_links")
    def patch(self, request: Request, id: UUID, data: SetPostLinksRequest) -> NodeResponse:
        """Say which series a post is part of, and which posts are related."""
        return posts.set_post_links(self.ctx, id, data)


class PostCommentsView(ApiView):
    """Comments below a post."""

    tag = "blog"

    @endpoint(query=PageQuery, response=AnswerResponse, page=True, operation_id="list_admin_post_comments")
    def get(self, request: Request, id: UUID, query: PageQuery) -> Page[AnswerResponse]:
        """List the comments below a post as they were written, also those that readers do not see."""
        page = comments.list_comments(self.ctx, id, after=id_after(_COMMENTS, query.after), limit=query.limit)
        return opaque(_COMMENTS, page)

    @endpoint(request=ChangeThreadRequest, response=NodeResponse, versioned=True, operation_id="change_post_comments")
    def patch(self, request: Request, id: UUID, data: ChangeThreadRequest) -> NodeResponse:
        """Switch comments off (``is_locked``) or on, or close them at a time."""
        return posts.change_comments(self.ctx, id, data)
