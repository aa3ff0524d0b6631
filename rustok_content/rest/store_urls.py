"""Members' routes of what every kind of text has, below ``/api/v1/store/``."""

from django.urls import path

from rustok_content.rest import reactions

urlpatterns = [
    path("texts/<ulid:id>/reactions", reactions.ReactionsView.as_view(), name="content-store-reactions"),
    path("texts/<ulid:id>/vote", reactions.VoteView.as_view(), name="content-store-vote"),
]
