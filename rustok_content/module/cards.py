"""What the admin's front page tells of content: what is published, in work, and waits for somebody."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from rustok.context import RequestContext
from rustok.modules.contract import Card
from rustok.rbac.policies import allowed
from rustok_content.selectors import desk, nodes


def cards(ctx: RequestContext) -> Sequence[Card]:
    """Return the cards that the operator may see."""
    found: list[Card] = []
    if allowed(ctx, "content.node:read"):
        found += _of_editors()
    if allowed(ctx, "content.review:read"):
        waiting = desk.count_reviews()
        found.append(
            Card(
                title="Waiting for moderators",
                value=waiting,
                detail="flagged, or waiting for approval" if waiting else "nothing waits",
                url=reverse("admin:rustok_content_reviewitem_changelist"),
                icon="gavel",
                alert=waiting > 0,
            )
        )
    return found


def _of_editors() -> list[Card]:
    published, drafts, stale = nodes.count_nodes()
    url = reverse("admin:rustok_content_node_changelist")
    waiting = desk.count_submissions()
    going_in, going_out = desk.count_scheduled_today()
    return [
        Card(
            title="Pages and posts shown",
            value=published,
            detail=f"{stale} with a translation out of date" if stale else "every translation is up to date",
            url=f"{url}?status__exact=published",
            icon="article",
        ),
        Card(
            title="Drafts",
            value=drafts,
            detail="not yet shown to readers",
            url=f"{url}?status__exact=draft",
            icon="edit_note",
        ),
        Card(
            title="Handed in for review",
            value=str(waiting),
            detail="wait for a yes or a no" if waiting else "nothing waits",
            url=reverse("admin:rustok_content_node_submissions"),
            icon="rate_review",
            alert=waiting > 0,
        ),
        Card(
            title="Translations out of date",
            value=str(stale),
            detail="their originals have changed",
            url=reverse("admin:rustok_content_node_board"),
            icon="translate",
        ),
        Card(
            title="Scheduled today",
            value=str(going_in + going_out),
            detail=f"{going_in} go in, {going_out} go out",
            url=reverse("admin:rustok_content_node_calendar"),
            icon="calendar_month",
        ),
    ]
