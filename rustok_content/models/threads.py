"""Threads: what belongs to a node that others answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.models.nodes import Node


class Thread(TenantModel):
    """A topic's or a post's talk: what may be written in it, and what has been. One row per node that can be answered.

    Its row is the lock under which answers come and go: ``next_number`` numbers them without gaps or twins as they are
    written, and stays when they are deleted. ``last_reply_*`` and ``participant_count`` are of answers that readers
    see. A moment in ``closed_at`` that lies ahead closes the thread then.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="threads", db_index=False)
    next_number = models.PositiveIntegerField(default=1, editable=False)
    last_reply_id = models.UUIDField(null=True, editable=False)
    last_reply_at = models.DateTimeField(null=True, editable=False)
    last_reply_author_id = models.UUIDField(null=True, editable=False)
    participant_count = models.PositiveIntegerField(default=0, editable=False)
    solution_id = models.UUIDField(null=True, blank=True)
    is_locked = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    pinned_until = models.DateTimeField(null=True, blank=True)
    is_pinned_everywhere = models.BooleanField(default=False)
    is_wiki = models.BooleanField(default=False)
    slow_mode_seconds = models.PositiveIntegerField(default=0)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "threads"
        constraints = [models.UniqueConstraint(fields=["tenant", "node"], name="threads_node_uq")]
        indexes = [
            models.Index(
                fields=["tenant", "closed_at"], condition=Q(closed_at__isnull=False), name="threads_closed_ix"
            ),
            models.Index(
                fields=["tenant", "pinned_until"], condition=Q(pinned_until__isnull=False), name="threads_pinned_ix"
            ),
        ]

    def __str__(self) -> str:
        return str(self.node_id)


class FormerPlace(TenantModel):
    """Where an answer stood before it was moved to another thread: links to it there lead on.

    ``root_id`` was its topic, which may be an answer by now; numbers are never given twice.
    """

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="former_places")
    root_id = models.UUIDField()
    number = models.PositiveIntegerField()

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "former_places"
        constraints = [models.UniqueConstraint(fields=["tenant", "root_id", "number"], name="former_places_uq")]

    def __str__(self) -> str:
        return f"{self.root_id} #{self.number}"


class GuestAuthor(TenantModel):
    """Who wrote a comment without an account. The address is kept only as a keyed hash, and for some days only: as long
    as it tells that somebody writes too much.
    """

    secret_columns = ("ip_hash", "token_hash")

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="guest_authors", db_index=False)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    ip_hash = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "guest_authors"
        constraints = [models.UniqueConstraint(fields=["tenant", "node"], name="guest_authors_node_uq")]
        indexes = [
            models.Index(fields=["tenant", "email"], name="guest_authors_email_ix"),
            models.Index(
                fields=["tenant", "ip_hash", "node"], condition=~models.Q(ip_hash=""), name="guest_authors_ip_ix"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reaction(TenantModel):
    """Somebody's sign at a node: ``like``, ``heart`` ..."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    user_id = models.UUIDField()
    name = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "reactions"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "user_id", "name"], name="reactions_uq")]
        indexes = [models.Index(fields=["tenant", "user_id", "id"], name="reactions_user_ix")]

    def __str__(self) -> str:
        return f"{self.name} {self.node_id}"


class Vote(TenantModel):
    """Somebody's vote for or against an answer or a topic."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="votes", db_index=False)
    user_id = models.UUIDField()
    value = models.SmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "votes"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "node", "user_id"], name="votes_uq"),
            models.CheckConstraint(condition=Q(value__in=[-1, 1]), name="votes_value_ck"),
        ]
        indexes = [models.Index(fields=["tenant", "user_id", "id"], name="votes_user_ix")]

    def __str__(self) -> str:
        return f"{self.value:+d} {self.node_id}"


class Mention(TenantModel):
    """A member named, or quoted, in a text."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    user_id = models.UUIDField()
    is_quote = models.BooleanField(default=False)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "mentions"
        constraints = [models.UniqueConstraint(fields=["tenant", "node", "user_id", "is_quote"], name="mentions_uq")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.node_id}"
