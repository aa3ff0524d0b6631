"""What members are told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.ids import generate_id
from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.notifications import DigestPace, NotificationKind
from rustok_content.models.nodes import Node


class Notification(TenantModel):
    """Something that happened, for one member. ``count`` gathers what is alike and unread: three likes of one text.

    ``node`` is what it is gathered by, the topic of answers for one; ``source_id``, in whose order they
    are listed, is what happened last: the answer.
    """

    user_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in NotificationKind])
    node = TenantForeignKey(Node, null=True, on_delete=models.CASCADE, related_name="notifications")
    actor_id = models.UUIDField(null=True)
    source_id = models.UUIDField(default=generate_id)
    count = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        node_id: UUID | None

    class Meta(TenantModel.Meta):
        db_table = "notifications"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user_id", "kind", "node"],
                condition=Q(read_at__isnull=True),
                name="notifications_unread_uq",
            )
        ]
        indexes = [models.Index(fields=["tenant", "user_id", "source_id"], name="notifications_user_ix")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"


class NotificationSource(TenantModel):
    """What a member has been told of: an event that is delivered again tells nobody twice."""

    notification = TenantForeignKey(Notification, on_delete=models.CASCADE, related_name="sources")
    user_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=[(k.value, k.name.title()) for k in NotificationKind])
    source_id = models.UUIDField()

    if TYPE_CHECKING:
        notification_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "notification_sources"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_id", "kind", "source_id"], name="notification_sources_uq")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id}"


class NotificationSettings(TenantModel):
    """How a member wants to be told; a member without a row has the defaults.

    ``unsubscribe_token`` is a hash of what mails bear.
    """

    secret_columns = ("unsubscribe_token",)

    user_id = models.UUIDField()
    mails_replies = models.BooleanField(default=True)
    mails_mentions = models.BooleanField(default=True)
    mails_watched = models.BooleanField(default=True)
    digest = models.CharField(
        max_length=8, default=DigestPace.WEEKLY, choices=[(p.value, p.name.title()) for p in DigestPace]
    )
    digest_sent_at = models.DateTimeField(null=True)
    unsubscribe_token = models.CharField(max_length=64)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "notification_settings"
        verbose_name_plural = "notification settings"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_id"], name="notification_settings_user_uq"),
            models.UniqueConstraint(fields=["tenant", "unsubscribe_token"], name="notification_settings_token_uq"),
        ]

    def __str__(self) -> str:
        return str(self.user_id)
