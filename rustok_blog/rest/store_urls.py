"""Readers' routes of the blog, below ``/api/v1/store/``."""

from __future__ import annotations

from django.urls import path

from rustok_index.rest import reads

urlpatterns = [
    path("posts", reads.PostListView.as_view(), name="blog-store-posts"),
    path("posts/<str:slug>", reads.PostView.as_view(), name="blog-store-post"),
    path("posts/<str:slug>/comments", reads.CommentListView.as_view(), name="blog-store-comments"),
    path("post-archive", reads.PostArchiveView.as_view(), name="blog-store-archive"),
]
