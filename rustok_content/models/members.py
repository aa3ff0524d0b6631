"""Members of the community and what holds for all of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from rustok.tenancy.models import TenantModel


class Member(TenantModel):
    """What the community knows of a user: made at the first visit. ``name`` is unique, and what mentions are typed by;
    ``name_key``, kept by the database, is the name in small letters, by which it is found and unique.

    ``trust_level`` runs from 0, new, to 4, leader; below ``trust_floor``, which a moderator set, it does not fall, and
    while ``is_trust_locked`` it does not move by itself. Counters are of what readers see. ``flags_*`` say how often
    moderators agreed with what the member flagged.
    """

    user_id = models.UUIDField()
    name = models.CharField(max_length=60)
    name_key = models.GeneratedField(
        expression=Lower("name"), output_field=models.CharField(max_length=60), db_persist=True
    )
    bio = models.CharField(max_length=2000, blank=True)
    # Others learn the name, the picture and nothing else.
    is_private = models.BooleanField(default=False)
    avatar_id = models.UUIDField(null=True, blank=True)
    trust_level = models.PositiveSmallIntegerField(default=0)
    trust_floor = models.PositiveSmallIntegerField(default=0)
    is_trust_locked = models.BooleanField(default=False)
    topic_count = models.PositiveIntegerField(default=0, editable=False)
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    given_count = models.PositiveIntegerField(default=0, editable=False)
    received_count = models.PositiveIntegerField(default=0, editable=False)
    solution_count = models.PositiveIntegerField(default=0, editable=False)
    topics_read = models.PositiveIntegerField(default=0, editable=False)
    posts_read = models.PositiveIntegerField(default=0, editable=False)
    flags_agreed = models.PositiveIntegerField(default=0, editable=False)
    flags_rejected = models.PositiveIntegerField(default=0, editable=False)
    days_visited = models.PositiveIntegerField(default=0, editable=False)
    last_seen_on = models.DateField(null=True, editable=False)
    last_wrote_at = models.DateTimeField(null=True, editable=False)
    warning_count = models.PositiveIntegerField(default=0, editable=False)
    silenced_until = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "members"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user_id"], name="members_user_uq"),
            models.UniqueConstraint(fields=["tenant", "name_key"], name="members_name_uq"),
            models.CheckConstraint(condition=Q(trust_level__lte=4) & Q(trust_floor__lte=4), name="members_trust_ck"),
        ]

    def __str__(self) -> str:
        return self.name


class CommunitySettings(TenantModel):
    """The rules of a community: one row per tenant; without it the defaults hold. Times are in the units named."""

    comments_enabled = models.BooleanField(default=True)
    guests_comment = models.BooleanField(default=False)
    guests_need_approval = models.BooleanField(default=True)
    # Days after which comments on a post are closed; 0: never.
    comment_days = models.PositiveIntegerField(default=0)
    # Whether readers see what a text said before it was edited; who wrote it and moderators always do.
    edits_are_public = models.BooleanField(default=False)
    first_posts_to_approve = models.PositiveIntegerField(default=0)
    edit_minutes = models.PositiveIntegerField(default=60)
    comment_depth = models.PositiveSmallIntegerField(default=5)
    new_member_links = models.PositiveIntegerField(default=2)
    new_member_mentions = models.PositiveIntegerField(default=2)
    new_member_topics_per_day = models.PositiveIntegerField(default=3)
    new_member_replies_per_day = models.PositiveIntegerField(default=10)
    seconds_between_posts = models.PositiveIntegerField(default=5)
    duplicate_minutes = models.PositiveIntegerField(default=60)
    flags_to_hide = models.PositiveIntegerField(default=3)
    votes_enabled = models.BooleanField(default=True)
    reactions = models.JSONField(default=list, blank=True)
    revision_days = models.PositiveIntegerField(null=True, blank=True)
    trash_days = models.PositiveIntegerField(default=30)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantModel.Meta):
        db_table = "community_settings"
        verbose_name_plural = "community settings"
        constraints = [models.UniqueConstraint(fields=["tenant"], name="community_settings_tenant_uq")]

    def __str__(self) -> str:
        return "community settings"
