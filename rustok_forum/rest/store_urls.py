"""Readers' and members' routes of the forum, below ``/api/v1/store/``."""

from __future__ import annotations

from django.urls import path

from rustok_forum.rest import topics
from rustok_index.rest import reads

urlpatterns = [
    path("forum/categories", reads.ForumCategoryListView.as_view(), name="forum-store-categories"),
    path("forum/topics", topics.TopicsView.as_view(), name="forum-store-topics"),
    path("forum/topics/similar", reads.SimilarToTitleView.as_view(), name="forum-store-similar-to-title"),
    path("forum/topics/<ulid:id>/similar", reads.SimilarTopicsView.as_view(), name="forum-store-similar-topics"),
    path("forum/topics/<ulid:id>", topics.TopicView.as_view(), name="forum-store-topic"),
    path("forum/topics/<ulid:id>/restore", topics.RestoreTopicView.as_view(), name="forum-store-restore-topic"),
    path("forum/topics/<ulid:id>/solution", topics.SolutionView.as_view(), name="forum-store-solution"),
    path("forum/topics/<ulid:id>/replies", topics.RepliesView.as_view(), name="forum-store-replies"),
    path("forum/topics/<ulid:id>/replies/<int:number>", reads.ReplyPlaceView.as_view(), name="forum-store-reply-place"),
    path("forum/replies/<ulid:id>", topics.ReplyView.as_view(), name="forum-store-reply"),
    path("forum/replies/<ulid:id>/restore", topics.RestoreReplyView.as_view(), name="forum-store-restore-reply"),
]
