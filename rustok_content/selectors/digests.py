"""What somebody who was away has missed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from rustok_content import models
from rustok_content.dto.threads import FollowedKind, Following
from rustok_content.selectors.sight import seen_by

_LONGEST: Final = 31
_TOPIC: Final = "topic"


def popular_topics(user_id: UUID, *, audience: int, since: dt.date | None, limit: int) -> list[UUID]:
    """Return topics that a member may see, begun since a day, those with most answers first.

    What the member wrote, has opened or has muted is left out.
    """
    today = timezone.now().date()
    first = max(since or today, today - dt.timedelta(days=_LONGEST)) if since else today - dt.timedelta(days=_LONGEST)
    begun = dt.datetime.combine(first, dt.time(), tzinfo=dt.UTC)
    muted = models.Subscription.objects.filter(user_id=user_id, level=Following.MUTED)
    muted_categories = muted.filter(target_kind=FollowedKind.CATEGORY).values("target_id")
    muted_topics = muted.filter(target_kind=FollowedKind.TOPIC).values("target_id")
    rows: Any = models.Node.objects.filter(seen_by(audience), kind=_TOPIC, published_at__gte=begun)
    rows = rows.exclude(Q(author_id=user_id) | Q(pk__in=muted_topics) | Q(category_id__in=muted_categories))
    opened = models.ReadState.objects.filter(user_id=user_id).values("node_id")
    rows = rows.exclude(pk__in=opened).order_by("-reply_count", "-id")
    return list(rows.values_list("id", flat=True)[:limit])
