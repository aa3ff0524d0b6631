"""Texts on their way through review, and looks at what is not published yet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from rustok.tenancy.fields import TenantForeignKey
from rustok.tenancy.models import TenantModel
from rustok_content.dto.lifecycle import SubmissionState
from rustok_content.models.nodes import Node


class NodeSubmission(TenantModel):
    """A text that its author handed in; an empty locale is all languages. ``version`` is what was looked at."""

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="submissions", db_index=False)
    locale = models.CharField(max_length=16, blank=True)
    state = models.CharField(
        max_length=16, default=SubmissionState.SUBMITTED, choices=[(s.value, s.name.title()) for s in SubmissionState]
    )
    version = models.PositiveIntegerField()
    submitted_by_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=2000, blank=True)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=2000, blank=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "node_submissions"
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "node", "locale"], condition=Q(state="submitted"), name="node_submissions_open_uq"
            )
        ]
        indexes = [models.Index(fields=["tenant", "state", "id"], name="node_submissions_state_ix")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.state}"


class PreviewToken(TenantModel):
    """Lets its bearer see a node as it would be published; only the token's hash is kept."""

    secret_columns = ("token_hash",)

    node = TenantForeignKey(Node, on_delete=models.CASCADE, related_name="preview_tokens")
    token_hash = models.CharField(max_length=64)
    created_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        node_id: UUID

    class Meta(TenantModel.Meta):
        db_table = "preview_tokens"
        constraints = [models.UniqueConstraint(fields=["tenant", "token_hash"], name="preview_tokens_hash_uq")]

    def __str__(self) -> str:
        return f"{self.node_id} until {self.expires_at:%Y-%m-%d %H:%M}"
