"""The log of what moderators did: only written, which the database sees to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rustok.context import RequestContext
from rustok_content import models


def log_action(
    ctx: RequestContext,
    action: str,
    *,
    target_kind: str,
    target_id: UUID,
    member_id: UUID | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> models.ModerationAction:
    """Write down what was done and why, inside the caller's transaction."""
    row = models.ModerationAction(
        actor_id=ctx.actor_id,
        action=action,
        target_kind=target_kind,
        target_id=target_id,
        member_id=member_id,
        reason=reason,
        details=dict(details or {}),
    )
    row.save(force_insert=True)
    return row
