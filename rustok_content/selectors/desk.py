"""What waits for editors and moderators, as numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from rustok_content import models
from rustok_content.dto.lifecycle import SubmissionState
from rustok_content.dto.moderation import ReviewState


def count_submissions() -> int:
    """Count the texts that were handed in and wait for an answer."""
    rows: Any = models.NodeSubmission.objects.filter(state=SubmissionState.SUBMITTED, node__deleted_at=None)
    return int(rows.count())


def count_reviews() -> int:
    """Count what waits in the queue of moderators."""
    rows: Any = models.ReviewItem.objects.filter(state=ReviewState.OPEN)
    return int(rows.count())


def count_scheduled_today() -> tuple[int, int]:
    """Count the texts that go in today, and those that go out, from now on and in the current time zone."""
    now = timezone.now()
    end = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    rows: Any = models.NodeTranslation.objects.filter(node__deleted_at=None)
    return (
        int(rows.filter(Q(publish_at__gte=now) & Q(publish_at__lt=end)).count()),
        int(rows.filter(Q(unpublish_at__gte=now) & Q(unpublish_at__lt=end)).count()),
    )
