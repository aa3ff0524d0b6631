"""Readers' routes of the forum, below ``/api/v1/store/``."""

from __future__ import annotations

from django.urls import path

from rustok_index.rest import reads

urlpatterns = [
    path("forum/categories", reads.ForumCategoryListView.as_view(), name="forum-store-categories"),
    path("forum/topics", reads.TopicListView.as_view(), name="forum-store-topics"),
    path("forum/topics/<ulid:id>", reads.TopicView.as_view(), name="forum-store-topic"),
    path("forum/topics/<ulid:id>/replies", reads.ReplyListView.as_view(), name="forum-store-replies"),
]
