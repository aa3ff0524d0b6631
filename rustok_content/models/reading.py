"""What members have read, follow and are writing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.threads import FollowedKind, Following
from rustok_content.models.nodes import Node


class ReadState(TenantModel):
    """How far a member has read a topic: the number of the last answer seen. It only grows."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="read_states")
    user_id = models.UUIDField()
    last_number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "read_states"
        constraints = [models.UniqueConstraint(fields=["tenant", "user_id", "node"], name="read_states_uq")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.node_id}"


class Subscription(TenantModel):
    """How closely a member follows a topic, a category or a tag."""

    user_id = models.UUIDField()
    target_kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in FollowedKind])
    target_id = models.UUIDField()
    level = models.CharField(max_length=16, choices=[(level.value, level.name.title()) for level in Following])
    # Chosen by the member, not by a rule (who writes tracks).
    is_explicit = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "subscriptions"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_id", "target_kind", "target_id"], name="subscriptions_uq")
        ]
        indexes = [models.Index(fields=["tenant", "target_kind", "target_id", "level"], name="subscriptions_target_ix")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.level} {self.target_id}"


class Bookmark(TenantModel):
    """A text that a member wants to find again, and why; nobody else knows of it."""

    user_id = models.UUIDField()
    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="bookmarks")
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "bookmarks"
        constraints = [models.UniqueConstraint(fields=["tenant", "user_id", "node"], name="bookmarks_uq")]
        indexes = [models.Index(fields=["tenant", "user_id", "id"], name="bookmarks_user_ix")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.node_id}"


class ComposerDraft(TenantModel):
    """What a member has typed and not sent; ``key`` is what it is for: a new topic, a reply to one, an edit."""

    user_id = models.UUIDField()
    key = models.CharField(max_length=100)
    data = models.JSONField()
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "composer_drafts"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_id", "key"], name="composer_drafts_uq"),
            models.CheckConstraint(condition=~Q(key=""), name="composer_drafts_key_ck"),
        ]

    def __str__(self) -> str:
        return self.key
