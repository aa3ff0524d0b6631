"""Rights over the community: members, moderation and its rules. What is a member's own needs no right, only a login."""

from __future__ import annotations

from typing import Final

from rustok.context import Scope
from rustok.rbac.roles import Permission, Role

_MODERATORS: Final = {Role.MANAGER: Scope.ALL, Role.MODERATOR: Scope.ALL}
_MANAGERS: Final = {Role.MANAGER: Scope.ALL}

COMMUNITY: Final = tuple(
    Permission(resource=resource, action=action, description=description, roles=roles)
    for resource, action, description, roles in (
        ("content.community_settings", "read", "See the rules of the community", _MODERATORS),
        ("content.community_settings", "update", "Change the rules of the community", _MANAGERS),
        ("content.member", "read", "See members with their history", _MODERATORS),
        ("content.member", "update", "Set how far members are trusted", _MODERATORS),
        ("content.member", "discipline", "Warn, silence and suspend members, delete what spammers wrote", _MODERATORS),
        ("content.review", "read", "See the queue of what was flagged or waits", _MODERATORS),
        ("content.review", "decide", "Decide about what was flagged or waits", _MODERATORS),
        ("content.moderation_action", "read", "See what moderators did", _MODERATORS),
        ("content.watched_word", "read", "See the watched words", _MODERATORS),
        ("content.watched_word", "create", "Watch words", _MODERATORS),
        ("content.watched_word", "update", "Change what is done about words", _MODERATORS),
        ("content.watched_word", "delete", "Watch words no more", _MODERATORS),
    )
)
