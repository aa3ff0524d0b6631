"""The table of the tickets."""

from __future__ import annotations

from django.db import models

from rustok.tenancy.models import TenantModel
from tests.example_tickets.dto import TicketStatus


class Ticket(TenantModel):
    """A question and its answer. ``version`` grows with every change and guards concurrent edits."""

    subject = models.CharField(max_length=255)
    question = models.TextField()
    answer = models.TextField(null=True, blank=True)
    locale = models.CharField(max_length=16)
    status = models.CharField(
        max_length=16,
        default=TicketStatus.OPEN,
        choices=[(status.value, status.name.title()) for status in TicketStatus],
    )
    is_public = models.BooleanField(default=False)
    # A plain id: users are another module's.
    author_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        db_table = "example_tickets"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in TicketStatus]),
                name="example_tickets_status_ck",
            ),
            models.CheckConstraint(
                condition=models.Q(is_public=False) | models.Q(answer__isnull=False), name="example_tickets_public_ck"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "status", "id"], name="example_tickets_status_ix"),
            models.Index(fields=["tenant", "author_id", "id"], name="example_tickets_author_ix"),
        ]

    def __str__(self) -> str:
        return self.subject
