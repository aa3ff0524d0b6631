"""Tables of the content module."""

from rustok_content.models.addresses import NodeAddress, Redirect
from rustok_content.models.assignments import Assignment
from rustok_content.models.categories import Category, CategoryAlias, CategoryRight, CategoryTranslation
from rustok_content.models.drafts import NodeDraft
from rustok_content.models.imports import ContentImport, ImportRecord
from rustok_content.models.members import CommunitySettings, Member
from rustok_content.models.menus import Menu, MenuItem, MenuItemTranslation
from rustok_content.models.moderation import Flag, ModerationAction, ReviewItem, WatchedWord
from rustok_content.models.nodes import Body, Node, NodeTranslation
from rustok_content.models.notifications import Notification, NotificationSettings, NotificationSource
from rustok_content.models.reading import Bookmark, ComposerDraft, ReadState, Subscription
from rustok_content.models.references import NodeLink, NodeReference
from rustok_content.models.revisions import NodeRevision
from rustok_content.models.submissions import NodeSubmission, PreviewToken
from rustok_content.models.tags import NodeTag, Tag, TagSynonym, TagTranslation
from rustok_content.models.threads import FormerPlace, GuestAuthor, Mention, Reaction, Thread, Vote

__all__ = [
    "Assignment",
    "Body",
    "Bookmark",
    "Category",
    "CategoryAlias",
    "CategoryRight",
    "CategoryTranslation",
    "CommunitySettings",
    "ComposerDraft",
    "ContentImport",
    "Flag",
    "FormerPlace",
    "GuestAuthor",
    "ImportRecord",
    "Member",
    "Mention",
    "Menu",
    "MenuItem",
    "MenuItemTranslation",
    "ModerationAction",
    "Node",
    "NodeAddress",
    "NodeDraft",
    "NodeLink",
    "NodeReference",
    "NodeRevision",
    "NodeSubmission",
    "NodeTag",
    "NodeTranslation",
    "Notification",
    "NotificationSettings",
    "NotificationSource",
    "PreviewToken",
    "Reaction",
    "ReadState",
    "Redirect",
    "ReviewItem",
    "Subscription",
    "Tag",
    "TagSynonym",
    "TagTranslation",
    "Thread",
    "Vote",
    "WatchedWord",
]
