"""Moderators' routes of the forum, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_forum.rest import admin_topics

urlpatterns = [
    path("forum/topics", admin_topics.TopicsView.as_view(), name="forum-topics"),
    path("forum/topics/<ulid:id>", admin_topics.TopicView.as_view(), name="forum-topic"),
    path("forum/topics/<ulid:id>/replies", admin_topics.RepliesView.as_view(), name="forum-replies"),
]
