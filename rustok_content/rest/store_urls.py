"""Routes of content for members and readers, below ``/api/v1/store/``."""

from django.urls import path

from rustok_content.rest import members, notifications, previews, reactions

urlpatterns = [
    path("preview/<str:token>", previews.PreviewView.as_view(), name="content-store-preview"),
    path("texts/<ulid:id>/reactions", reactions.ReactionsView.as_view(), name="content-store-reactions"),
    path("texts/<ulid:id>/edits", reactions.EditsView.as_view(), name="content-store-edits"),
    path("texts/<ulid:id>/vote", reactions.VoteView.as_view(), name="content-store-vote"),
    path("me/member", members.OwnMemberView.as_view(), name="content-store-own-member"),
    path("me/subscriptions", members.SubscriptionsView.as_view(), name="content-store-subscriptions"),
    path("me/read-states", members.ReadStatesView.as_view(), name="content-store-read-states"),
    path("me/read-states/all", members.MarkAllReadView.as_view(), name="content-store-mark-all-read"),
    path("me/threads", members.MyThreadsView.as_view(), name="content-store-my-threads"),
    path("me/bookmarks", members.BookmarksView.as_view(), name="content-store-bookmarks"),
    path("me/bookmarks/<ulid:id>", members.BookmarkView.as_view(), name="content-store-bookmark"),
    path("me/composer-drafts", members.DraftsView.as_view(), name="content-store-drafts"),
    path("me/composer-drafts/<ulid:id>", members.DraftView.as_view(), name="content-store-draft"),
    path("me/notifications", notifications.NotificationsView.as_view(), name="content-store-notifications"),
    path(
        "me/notifications/unread",
        notifications.UnreadNotificationsView.as_view(),
        name="content-store-notifications-unread",
    ),
    path(
        "me/notifications/read",
        notifications.ReadNotificationsView.as_view(),
        name="content-store-notifications-read",
    ),
    path(
        "me/notification-settings",
        notifications.NotificationSettingsView.as_view(),
        name="content-store-notification-settings",
    ),
    path("unsubscribe/<str:token>", notifications.UnsubscribeView.as_view(), name="content-store-unsubscribe"),
    path("members/<ulid:id>", members.ProfileView.as_view(), name="content-store-member"),
    path("members/<ulid:id>/texts", members.MemberTextsView.as_view(), name="content-store-member-texts"),
    path("flags", members.FlagsView.as_view(), name="content-store-flags"),
]
