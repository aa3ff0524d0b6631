"""Readers' routes of the blog, below ``/api/v1/store/``."""

from __future__ import annotations

from django.urls import path

from rustok_blog.rest import comments
from rustok_index.rest import reads

urlpatterns = [
    path("posts", reads.PostListView.as_view(), name="blog-store-posts"),
    path("posts/<str:slug>", reads.PostView.as_view(), name="blog-store-post"),
    path("posts/<str:slug>/comments", comments.PostCommentsView.as_view(), name="blog-store-comments"),
    path("post-authors", reads.PostAuthorsView.as_view(), name="blog-store-authors"),
    path("post-authors/<ulid:id>", reads.PostAuthorView.as_view(), name="blog-store-author"),
    path("post-archive", reads.PostArchiveView.as_view(), name="blog-store-archive"),
    path("series", reads.SeriesListView.as_view(), name="blog-store-series-list"),
    path("series/<str:slug>", reads.SeriesView.as_view(), name="blog-store-series"),
    path("comments/<ulid:id>", comments.CommentView.as_view(), name="blog-store-comment"),
    path("comments/<ulid:id>/restore", comments.RestoreCommentView.as_view(), name="blog-store-restore-comment"),
]
