"""Flags, the queue of review, and what moderators did."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.moderation import FlagReason, ReviewReason, ReviewState, WatchedAction


class ReviewItem(TenantModel):
    """Something that moderators should look at: one open entry per target, whatever its reasons.

    ``target_kind`` is a node's kind, or what another module calls its own (a product's review); ``target_id`` is not a
    foreign key for that reason. ``score`` orders the queue: the weight of all flags.
    """

    target_kind = models.CharField(max_length=32)
    target_id = models.UUIDField()
    author_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=16, choices=[(r.value, r.name.title()) for r in ReviewReason])
    state = models.CharField(
        max_length=16, default=ReviewState.OPEN, choices=[(s.value, s.name.title()) for s in ReviewState]
    )
    score = models.IntegerField(default=0)
    excerpt = models.CharField(max_length=500, blank=True)
    claimed_by_id = models.UUIDField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "review_items"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "target_kind", "target_id"], condition=Q(state="open"), name="review_items_open_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "state", "score", "id"], name="review_items_queue_ix")]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_id}"


class Flag(TenantModel):
    """Somebody's request to look at something: one per person and target, with their ``weight`` then."""

    item = TenantForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="flags", db_index=False)
    user_id = models.UUIDField()
    reason = models.CharField(max_length=16, choices=[(r.value, r.name.title()) for r in FlagReason])
    note = models.CharField(max_length=1000, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        item_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "flags"
        constraints = [models.UniqueConstraint(fields=["tenant", "item", "user_id"], name="flags_user_uq")]
        indexes = [models.Index(fields=["tenant", "user_id", "id"], name="flags_user_ix")]

    def __str__(self) -> str:
        return f"{self.reason} {self.item_id}"


class ModerationAction(TenantModel):
    """What a moderator did, and why; only written, never changed. ``details`` hold what is needed to understand it."""

    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=32)
    target_kind = models.CharField(max_length=32)
    target_id = models.UUIDField()
    member_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "moderation_actions"
        indexes = [
            models.Index(fields=["tenant", "target_id", "id"], name="moderation_actions_target_ix"),
            models.Index(fields=["tenant", "member_id", "id"], name="moderation_actions_member_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_id}"


class WatchedWord(TenantModel):
    """A word that moderators look for; ``*`` stands for any letters."""

    word = models.CharField(max_length=100)
    action = models.CharField(max_length=16, choices=[(a.value, a.name.title()) for a in WatchedAction])
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        db_table = "watched_words"
        constraints = [models.UniqueConstraint(fields=["tenant", "word"], name="watched_words_word_uq")]

    def __str__(self) -> str:
        return self.word
