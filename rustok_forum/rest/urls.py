"""Moderators' routes of the forum, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_forum.rest import admin_topics, moderating

urlpatterns = [
    path("forum/topics", admin_topics.TopicsView.as_view(), name="forum-topics"),
    path("forum/topics/bulk", moderating.BulkTopicsView.as_view(), name="forum-bulk-topics"),
    path("forum/topics/<ulid:id>/state", moderating.TopicStateView.as_view(), name="forum-topic-state"),
    path("forum/topics/<ulid:id>/move", moderating.MoveTopicView.as_view(), name="forum-move-topic"),
    path("forum/topics/<ulid:id>/split", moderating.SplitTopicView.as_view(), name="forum-split-topic"),
    path("forum/topics/<ulid:id>/merge", moderating.MergeTopicView.as_view(), name="forum-merge-topic"),
    path("forum/topics/<ulid:id>", admin_topics.TopicView.as_view(), name="forum-topic"),
    path("forum/topics/<ulid:id>/replies", admin_topics.RepliesView.as_view(), name="forum-replies"),
]
