"""Staff's routes of the community, below ``/api/v1/admin/``."""

from django.urls import path

from rustok_content.rest import community

urlpatterns = [
    path("community/settings", community.CommunitySettingsView.as_view(), name="content-community-settings"),
    path("community/members", community.MembersView.as_view(), name="content-members"),
    path("community/members/<ulid:id>", community.MemberView.as_view(), name="content-member"),
    path("community/members/<ulid:id>/trust", community.MemberTrustView.as_view(), name="content-member-trust"),
    path("community/members/<ulid:id>/warn", community.WarnMemberView.as_view(), name="content-member-warn"),
    path("community/members/<ulid:id>/silence", community.SilenceMemberView.as_view(), name="content-member-silence"),
    path("community/members/<ulid:id>/suspend", community.SuspendMemberView.as_view(), name="content-member-suspend"),
    path("community/members/<ulid:id>/release", community.ReleaseMemberView.as_view(), name="content-member-release"),
    path(
        "community/members/<ulid:id>/delete-spammer",
        community.DeleteSpammerView.as_view(),
        name="content-member-delete-spammer",
    ),
    path("community/reviews", community.ReviewsView.as_view(), name="content-reviews"),
    path("community/reviews/decide", community.DecideReviewsView.as_view(), name="content-reviews-decide"),
    path("community/reviews/<ulid:id>", community.ReviewView.as_view(), name="content-review"),
    path("community/reviews/<ulid:id>/claim", community.ClaimReviewView.as_view(), name="content-review-claim"),
    path("community/reviews/<ulid:id>/decide", community.DecideReviewView.as_view(), name="content-review-decide"),
    path("community/actions", community.ModerationActionsView.as_view(), name="content-moderation-actions"),
    path("community/watched-words", community.WatchedWordsView.as_view(), name="content-watched-words"),
    path("community/watched-words/<ulid:id>", community.WatchedWordView.as_view(), name="content-watched-word"),
]
