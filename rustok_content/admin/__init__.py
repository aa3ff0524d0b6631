"""Content in the operators' tool. Every write is one of the commands that the APIs call too."""

from rustok_content.admin.assignments import AssignmentAdmin
from rustok_content.admin.categories import CategoryAdmin
from rustok_content.admin.community_settings import CommunitySettingsAdmin
from rustok_content.admin.imports import ContentImportAdmin
from rustok_content.admin.members import MemberAdmin
from rustok_content.admin.menus import MenuAdmin
from rustok_content.admin.moderation_log import ModerationActionAdmin
from rustok_content.admin.nodes import NodeAdmin
from rustok_content.admin.redirects import RedirectAdmin
from rustok_content.admin.reviews import ReviewItemAdmin
from rustok_content.admin.tags import TagAdmin
from rustok_content.admin.topics import TopicAdmin
from rustok_content.admin.watched_words import WatchedWordAdmin

__all__ = [
    "AssignmentAdmin",
    "CategoryAdmin",
    "CommunitySettingsAdmin",
    "ContentImportAdmin",
    "MemberAdmin",
    "MenuAdmin",
    "ModerationActionAdmin",
    "NodeAdmin",
    "RedirectAdmin",
    "ReviewItemAdmin",
    "TagAdmin",
    "TopicAdmin",
    "WatchedWordAdmin",
]
